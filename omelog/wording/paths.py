"""Where each page goes, relative to the folder of the report."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from omelog.model.report import Pair, Row

MAIN = "report.html"
BACK = f"../{MAIN}"  # the main page as seen from a bundle's
_PLAIN = re.compile(r"(bundles|pairs)/(?!\.)[\w.-]{1,200}\.html")


def page_paths(rows: Sequence[Row]) -> list[str]:
    """Return one path a bundle, in order.

    A path that is not plain, or taken, is replaced: a report may come from anywhere.
    """
    return [MAIN] if len(rows) == 1 else _plain([row.page for row in rows], "bundle")


def pair_paths(pairs: Sequence[Pair], rows: Sequence[Row]) -> list[str]:
    """Return one path a pair, in order; nothing for a pair that has no page, or not both sides among the bundles."""
    ids = {row.id for row in rows}
    shown = [bool(pair.page) and {pair.source_id, pair.target_id} <= ids for pair in pairs]
    made = iter(_plain([pair.page for pair, one in zip(pairs, shown, strict=True) if one], "pair"))
    return [next(made) if one else "" for one in shown]


def _plain(asked: Sequence[str | None], kind: str) -> list[str]:
    taken: set[str] = set()
    paths = []
    for position, page in enumerate(asked, start=1):
        path = page or ""
        match = _PLAIN.fullmatch(path)
        if not match or match[1] != f"{kind}s" or path.casefold() in taken:
            path = f"{kind}s/{kind}-{position}.html"
        while path.casefold() in taken:
            path = path.removesuffix(".html") + "_.html"
        taken.add(path.casefold())
        paths.append(path)
    return paths


def link(path: str) -> str:
    """Write a page's path as an address relative to the main page."""
    return quote(path)


def link_from_below(path: str) -> str:
    """Write a page's path as an address relative to a page that is not the main one."""
    return quote(f"../{path}")

"""Where each bundle's page goes, relative to the folder of the report."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from omelog.model.report import Row

MAIN = "report.html"
BACK = f"../{MAIN}"  # the main page as seen from a bundle's
_PLAIN = re.compile(r"bundles/(?!\.)[\w.-]{1,200}\.html")


def page_paths(rows: Sequence[Row]) -> list[str]:
    """Give one path a bundle, in order.

    A path that is not plain, or taken, is replaced: a report may come from anywhere.
    """
    if len(rows) == 1:
        return [MAIN]
    taken = {MAIN}
    paths = []
    for position, row in enumerate(rows, start=1):
        path = row.page or ""
        if not _PLAIN.fullmatch(path) or path.casefold() in taken:
            path = f"bundles/bundle-{position}.html"
        while path.casefold() in taken:
            path = path.removesuffix(".html") + "_.html"
        taken.add(path.casefold())
        paths.append(path)
    return paths


def link(path: str) -> str:
    """Write a page's path as an address relative to the main page."""
    return quote(path)

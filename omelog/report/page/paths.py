"""Where each bundle's page goes, relative to the folder of the report."""

import re
from urllib.parse import quote

from omelog.model.report import Report

MAIN = "report.html"
_PLAIN = re.compile(r"(?!\.)[\w.-]{1,200}(/(?!\.)[\w.-]{1,200})*\.html")


def page_paths(report: Report) -> list[str]:
    """Give one path a bundle, in order.

    A path that is not plain, or taken, is replaced: a report may come from anywhere.
    """
    if len(report.bundles) == 1:
        return [MAIN]
    taken = {MAIN}
    paths = []
    for position, bundle in enumerate(report.bundles, start=1):
        path = bundle.page or ""
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


def back(path: str) -> str:
    """Write the address of the main page as seen from a page."""
    return "../" * path.count("/") + MAIN

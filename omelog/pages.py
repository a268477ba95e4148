"""How the bundles of a report are told apart, and where pages lie in its folder."""

import hashlib
import json
import re

MAIN_PAGE = "report.html"
_UNPLAIN = re.compile(r"[^A-Za-z0-9_.-]+")
_STEM_LENGTH = 60


def bundle_id(source: str, name: str, number: int = 0) -> str:
    """Return what a bundle is known by in a report: a digest of what is shown of its source, and its name.

    The name ends with the root in an archive of several. `number` tells apart what was given more than once.
    """
    return _digest(source, name, *([number] if number else []))


def page_path(name: str, identity: str) -> str:
    """Return the path of a bundle's page: the name cleaned, and the bundle's id, never the raw name.

    >>> page_path("case 1.zip", "1fe5b2b7")
    'bundles/case-1.zip-1fe5b2b7.html'
    """
    return _path("bundles", name, identity)


def pair_path(source: tuple[str, str], target: tuple[str, str]) -> str:
    """Return the path of a migration's page, from the names and ids of its two bundles."""
    return _path("pairs", f"{source[0]}-{target[0]}", _digest(source[1], target[1]))


def _path(folder: str, name: str, identity: str) -> str:
    stem = _UNPLAIN.sub("-", name).strip("-.")[:_STEM_LENGTH] or "bundle"
    return f"{folder}/{stem}-{identity}.html"


def _digest(*parts: str | int) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]

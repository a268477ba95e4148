"""Where pages lie in the folder of a report."""

import hashlib
import re

MAIN_PAGE = "report.html"
_UNPLAIN = re.compile(r"[^A-Za-z0-9_.-]+")
_STEM_LENGTH = 60


def page_path(name: str, folder: str = "bundles") -> str:
    """Give the path of the page for a name: the name cleaned, and a digest, never the raw name.

    >>> page_path("case 1.zip")
    'bundles/case-1.zip-1fe5b2b7.html'
    """
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    stem = _UNPLAIN.sub("-", name).strip("-.")[:_STEM_LENGTH] or "bundle"
    return f"{folder}/{stem}-{digest}.html"

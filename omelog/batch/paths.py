"""Names of pages: a cleaned name and a digest, never the raw name."""

import hashlib
import re

MAIN_PAGE = "report.html"
_UNPLAIN = re.compile(r"[^A-Za-z0-9_.-]+")
_STEM_LENGTH = 60


def page_name(folder: str, name: str) -> str:
    """Give the path of the page for what has this name."""
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    stem = _UNPLAIN.sub("-", name).strip("-.")[:_STEM_LENGTH] or folder.rstrip("s")
    return f"{folder}/{stem}-{digest}.html"

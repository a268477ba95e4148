"""Where causes of one's own come from: the name of their folder, and in a git checkout its commit."""

import re
from pathlib import Path

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MOST = 1_000_000  # bytes of a file of git that is read


def commit_of(folder: Path) -> str | None:
    """Return the commit that is checked out where a folder lies; None where git says none."""
    place = folder.absolute()
    for above in (place, *place.parents):
        if (above / ".git").exists():
            return _commit(above / ".git")
    return None


def _commit(git: Path) -> str | None:
    if git.is_file():  # of a worktree: gitdir: PATH
        git = (git.parent / _read(git).removeprefix("gitdir:").strip()).resolve()
    head = _read(git / "HEAD").strip()
    if not head.startswith("ref:"):
        return head if _COMMIT.fullmatch(head) else None
    name = head.removeprefix("ref:").strip()
    common = (git / _read(git / "commondir").strip()).resolve() if (git / "commondir").is_file() else git
    own = _read(common / name).strip()
    packed = re.search(rf"^([0-9a-f]+) {re.escape(name)}$", _read(common / "packed-refs"), re.MULTILINE)
    found = own or (packed[1] if packed else "")
    return found if _COMMIT.fullmatch(found) else None


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MOST).decode("utf-8", "replace")
    except OSError:
        return ""

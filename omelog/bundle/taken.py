"""Which files of a folder are bundles: told from their first bytes, and by the names of archives."""

from collections import Counter
from collections.abc import Callable, Iterator

from omelog.bundle import kinds
from omelog.bundle import zip as zip_kind
from omelog.bundle.budget import Budget
from omelog.bundle.contents import Contents
from omelog.bundle.text import to_text
from omelog.bundle.unwrapped import Unwrapped
from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import notice
from omelog.text.visible import storable

_TAR_SUFFIXES = (".tgz", ".tbz2", ".txz", ".tzst", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst")
_ARCHIVE_SUFFIXES = (".zip", ".tar", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", *_TAR_SUFFIXES)
_LOG_HEAD = 1024 * 1024  # bytes in which a log has a record
LooksLikeLog = Callable[[bytes], bool]


def is_taken(name: str, contents: Contents, looks_like_log: LooksLikeLog) -> bool:
    """Tell whether a file is an archive, claims to be one by its name, or holds records, compressed or not."""
    kind = kinds.sniff(contents.head(kinds.HEAD))
    claims = name.lower().endswith(_TAR_SUFFIXES if kind.unwrap else _ARCHIVE_SUFFIXES)
    if zip_kind.may_have_prefix(kind, contents):
        return True
    if kind.unwrap:
        contents = Unwrapped(contents, kind, Budget(Limits()))
        kind = kinds.sniff(contents.head(kinds.HEAD))
    return claims or kind.archive or looks_like_log(b"".join(to_text([contents.head(_LOG_HEAD)])))


def files_not_taken(passed: Counter[str], given: str, *, found: bool) -> Iterator[Problem]:
    """Tell how many files of each kind were passed over; `found` tells whether there was any bundle beside them."""
    if not passed.total():
        return
    listed = ", ".join(f"{count} {kind}" for kind, count in sorted(passed.items()) if count)
    yield notice(
        "files-not-taken",
        f"files that are neither archives nor logs: {listed}",
        "passed over" if found else "found no bundle",
        where=storable(given),
    )

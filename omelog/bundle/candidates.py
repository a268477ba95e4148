"""Which files of a folder are bundles: told from their first bytes, and by the names of archives."""

from collections import Counter
from collections.abc import Iterator

from omelog.bundle import kinds
from omelog.bundle.budget import Budget
from omelog.bundle.contents import Contents
from omelog.bundle.kinds.kind import LooksLikeLog
from omelog.bundle.text import to_text
from omelog.bundle.unpacked import Unwrapped
from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import notice
from omelog.text.visible import storable

LOG_HEAD = 1024 * 1024  # bytes in which a log has a record


def is_taken(name: str, contents: Contents, looks_like_log: LooksLikeLog) -> bool:
    """Return whether a file is an archive, claims to be one by its name, or holds records, compressed or not."""
    kind = kinds.kind_of(contents)
    claims = name.lower().endswith(kinds.tar_suffixes() if kind.unwrap else kinds.archive_suffixes())
    if kind.unwrap:
        contents = Unwrapped(contents, kind, Budget(Limits()), looks_like_log)
        kind = kinds.sniff(contents.head(kinds.HEAD))
    return claims or kind.archive or looks_like_log(b"".join(to_text([contents.head(LOG_HEAD)])))


def files_not_taken(passed: Counter[str], given: str, *, found: bool) -> Iterator[Problem]:
    """Report how many files of each kind were passed over; `found` tells whether there was any bundle beside them."""
    if not passed.total():
        return
    listed = ", ".join(f"{count} {kind}" for kind, count in sorted(passed.items()) if count)
    yield notice(
        "files-not-taken",
        f"files that are neither archives nor logs: {listed}",
        "passed over" if found else "found no bundle",
        where=storable(given),
    )

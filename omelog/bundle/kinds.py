"""What a file is, by its first bytes and never by its extension."""

from omelog.bundle import bzip2, gzip, rejected, tar, xz, zip, zstd  # noqa: A004 - the kind's name
from omelog.bundle.kind import Kind

HEAD = 64 * 1024  # bytes that are enough to tell
ENTRY_HEAD = 512  # bytes that are enough to tell an archive
KINDS = (
    gzip.KIND,
    bzip2.KIND,
    xz.KIND,
    zstd.KIND,
    zip.KIND,
    tar.KIND,
    *rejected.KINDS,
)  # in the order in which they are tried


def sniff(head: bytes) -> Kind:
    """Name the kind of a file from its first bytes (up to HEAD of them)."""
    return next((kind for kind in KINDS if kind.matches(head)), rejected.BINARY)

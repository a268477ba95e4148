"""What a file is, by its first bytes and never by its extension."""

from typing import NamedTuple

HEAD = 64 * 1024  # bytes that are enough to tell


class Kind(NamedTuple):
    """A kind of file: how people call it, whether it is an archive, and the way out where it cannot be read."""

    slug: str
    title: str
    archive: bool
    way_out: str | None = None


_REPACK = "unpack it and give the folder, or pack it again as an ordinary zip"
ZIP = Kind("zip", "a zip archive", archive=True)
GZIP = Kind("gzip", "a gzip file", archive=True)
TEXT = Kind("text", "text", archive=False)
BINARY = Kind("binary", "binary data of no known kind", archive=False, way_out="give a zip, a folder or a log file")
EMPTY = Kind("empty", "an empty file", archive=False, way_out="transfer it again and compare its size")
HTML = Kind(
    "html",
    "an HTML page, probably a login or error page saved in place of the download",
    archive=False,
    way_out="download the bundle again while logged in",
)
SPLIT_ZIP = Kind(
    "split-zip",
    "one part of a split zip",
    archive=True,
    way_out="join the parts first: zip -s 0 parts.zip --out whole.zip",
)

_MAGIC = (
    (b"\x1f\x8b", GZIP),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"PK\x07\x08", SPLIT_ZIP),
    (b"BZh91AY&SY", Kind("bzip2", "a bzip2 file", archive=True, way_out=_REPACK)),
    (b"\xfd7zXZ\x00", Kind("xz", "an xz file", archive=True, way_out=_REPACK)),
    (b"\x28\xb5\x2f\xfd", Kind("zstd", "a zstd file", archive=True, way_out=_REPACK)),
    (b"7z\xbc\xaf\x27\x1c", Kind("7z", "a 7z archive", archive=True, way_out=_REPACK)),
    (b"Rar!\x1a\x07", Kind("rar", "a RAR archive", archive=True, way_out=_REPACK)),
)
_TAR = Kind("tar", "a tar archive", archive=True, way_out=_REPACK)
_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<?xml")


def sniff(head: bytes) -> Kind:
    """Name the kind of a file from its first bytes (up to HEAD of them)."""
    if not head:
        return EMPTY
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[257:262] == b"ustar":
        return _TAR
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower().startswith(_HTML_STARTS):
        return HTML
    return TEXT if _is_text(head) else BINARY


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    zeros = head.count(0)
    if zeros and zeros >= len(head) // 3:  # UTF-16 without a byte order mark: every second byte is zero
        return max(head[::2].count(0), head[1::2].count(0)) > 0.9 * zeros and zeros < 0.6 * len(head)
    controls = sum(head.count(byte) for byte in range(32) if byte not in (0, 7, 8, 9, 10, 12, 13, 27))
    return controls + zeros < max(1, len(head) // 50)

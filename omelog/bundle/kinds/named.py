"""Kinds that are known by name: what cannot be read, with the way out, and plain text, which is the log itself."""

from omelog.bundle.kinds.kind import REPACK, Kind, starts

_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<?xml")


def _is_html(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower().startswith(_HTML_STARTS)


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    zeros = head.count(0)
    if zeros and zeros >= len(head) // 3:  # UTF-16 without a byte order mark: every second byte is zero
        return max(head[::2].count(0), head[1::2].count(0)) > 0.9 * zeros and zeros < 0.6 * len(head)
    controls = sum(head.count(byte) for byte in range(32) if byte not in (0, 7, 8, 9, 10, 12, 13, 27))
    return controls + zeros < max(1, len(head) // 50)


EMPTY = Kind(
    "empty",
    "an empty file",
    lambda head: not head,
    archive=False,
    way_out="transfer it again and compare its size",
    rank=3,
)
TEXT = Kind("text", "text", _is_text, archive=False, rank=4)
BINARY = Kind(
    "binary",
    "binary data of no known kind",
    lambda _head: True,
    archive=False,
    way_out="give a zip, a folder or a log file",
    rank=5,
)
KINDS = (
    EMPTY,
    Kind(
        "split-zip",
        "one part of a split zip",
        starts(b"PK\x07\x08"),
        way_out="join the parts first: zip -s 0 parts.zip --out whole.zip",
        rank=3,
    ),
    Kind("7z", "a 7z archive", starts(b"7z\xbc\xaf\x27\x1c"), way_out=REPACK, suffixes=(".7z",), rank=3),
    Kind("rar", "a RAR archive", starts(b"Rar!\x1a\x07"), way_out=REPACK, suffixes=(".rar",), rank=3),
    Kind("cab", "a Windows cabinet", starts(b"MSCF\0\0\0\0"), way_out=REPACK, rank=3),
    Kind("lzip", "an lzip file", starts(b"LZIP\x01"), way_out=REPACK, rank=3),
    Kind("compress", "a file of Unix compress", starts(b"\x1f\x9d"), way_out=REPACK, rank=3),
    Kind("lzma", "an lzma file", starts(b"\x5d\0\0"), way_out=REPACK, rank=3),
    Kind("lz4", "an lz4 file", starts(b"\x04\x22\x4d\x18"), way_out=REPACK, rank=3),
    Kind(
        "html",
        "an HTML page, probably a login or error page saved in place of the download",
        _is_html,
        archive=False,
        way_out="download the bundle again while logged in",
        rank=3,
    ),
    TEXT,
    BINARY,
)

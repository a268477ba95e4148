"""Hostile and broken archives of every class, made from code: what each is, and what a correct reading of it says."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

import make_samples as make
from bundles import EVENING, LOG, MORNING, zipped

MIB = 1024**2
GOOD = EVENING.encode()
BLOCK = 512


class Case(NamedTuple):
    """An input: its bytes, the status that it must get, a problem that must be told, and options of the run."""

    name: str
    make: Callable[[], bytes]
    status: str
    code: str | None = None
    options: tuple[str, ...] = ()


# --- pieces ---


def changed(data: bytes, offset: int, new: bytes) -> bytes:
    """Put other bytes in place."""
    return data[:offset] + new + data[offset + len(new) :]


def tar_entry(name: str, data: bytes = b"", **fields: object) -> bytes:
    """Return one entry of a tar: header, contents, padding."""
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for field, value in fields.items():
        setattr(info, field, value)
    return info.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % BLOCK)


def tar_of(*entries: bytes) -> bytes:
    """Return a tar of entries, with its end mark."""
    return b"".join(entries) + bytes(2 * BLOCK)


def claiming(entry: bytes, size: bytes) -> bytes:
    """Let the header of a tar entry claim another size (12 bytes as they stand there), with a right checksum."""
    block = changed(changed(entry, 124, size), 148, b" " * 8)
    return changed(block, 148, b"%06o\0 " % sum(block[:BLOCK]))


def pax(records: bytes, kind: bytes = tarfile.XHDTYPE) -> bytes:
    """Return an extension header of pax."""
    return tar_entry("pax", records, type=kind)


def zeros_deflated(megabytes: int, ends: bytes = b"") -> tuple[bytes, int]:
    """Deflate megabytes of zeros, a thousandfold; give them with their checksum."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed, crc, piece = [], 0, bytes(MIB)
    for _ in range(megabytes):
        packed.append(deflate.compress(piece))
        crc = zlib.crc32(piece, crc)
    packed.append(deflate.compress(ends) + deflate.flush())
    return b"".join(packed), zlib.crc32(ends, crc)


def gzip_of_zeros(megabytes: int, *, before: bytes = b"") -> bytes:
    """Return a gzip file of zeros behind other bytes, in two members."""
    packed, crc = zeros_deflated(megabytes)
    member = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff" + packed + struct.pack("<LL", crc, megabytes * MIB & 0xFFFFFFFF)
    return (gzip.compress(before) if before else b"") + member


def raw_zip(name: str, method: int, packed: bytes, size: int, crc: int) -> bytes:
    """Return a zip of one entry that is packed already, by any method."""
    raw = name.encode()
    fields = struct.pack("<HHHHHLLLHH", 20, 0, method, 0, 33, crc, len(packed), size, len(raw), 0)
    local = b"PK\x03\x04" + fields + raw + packed
    central = b"PK\x01\x02\x14\x00" + fields + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + raw
    return local + central + struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)


def many_in_zip(count: int, name: str = "n/{}") -> bytes:
    """Return a zip of so many empty entries and the log."""
    first = zipped({LOG: GOOD}, 0)
    at = first.index(b"PK\x01\x02")
    locals_, centrals = [first[:at]], [first[at:-22]]
    offset = at
    for number in range(count):
        raw = name.format(number).encode()
        fields = struct.pack("<HHHHHLLLHH", 20, 0, 0, 0, 33, 0, 0, 0, len(raw), 0)
        locals_.append(b"PK\x03\x04" + fields + raw)
        centrals.append(b"PK\x01\x02\x14\x00" + fields + struct.pack("<HHHLL", 0, 0, 0, 0, offset) + raw)
        offset += len(locals_[-1])
    directory = b"".join(centrals)
    most = min(count + 1, 0xFFFF)
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, most, most, len(directory), offset, 0)
    return b"".join(locals_) + directory + end


def overlapping() -> bytes:
    """Return a zip of two entries that share their contents (Fifield 2019, full overlap)."""
    data = zipped({LOG: GOOD, f"{LOG}.1": MORNING.encode()})
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    return changed(data, second + 42, b"\0\0\0\0")


def quoted() -> bytes:
    """Return a zip whose first entry holds the second one's header as a stored block (Fifield 2019, quoted overlap)."""
    data = zipped({LOG: GOOD, f"{LOG}.1": MORNING.encode()}, 0)
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x03\x04", 4)
    return changed(data, first + 20, struct.pack("<L", second + 20))


def damaged_deflate() -> bytes:
    """Return a zip whose entry is corrupt behind its first findings."""
    noise = "".join(f"{number * 2654435761 % 2**64:016x}\n" for number in range(4000))
    data = zipped({LOG: (MORNING + noise).encode()})
    return changed(data, data.index(b"PK\x01\x02") // 2, b"\xff" * 500)


def encrypted() -> bytes:
    """Return a zip that says that its entry is encrypted."""
    data = bytearray(zipped({LOG: GOOD}))
    data[6] = data[data.index(b"PK\x01\x02") + 8] = 1
    return bytes(data)


def linked() -> bytes:
    """Return a zip with the log and a symbolic link."""
    data = zipped({f"{LOG}.1": b"/etc/passwd", LOG: GOOD})
    return changed(data, data.index(b"PK\x01\x02") + 38, (0o120777 << 16).to_bytes(4, "little"))


def wrapped(data: bytes, times: int, wrap: Callable[[bytes], bytes]) -> bytes:
    """Pack and pack again."""
    for _ in range(times):
        data = wrap(data)
    return data


def lzma_claiming(dictionary: int) -> bytes:
    """Return a zip of an LZMA entry whose header claims a dictionary."""
    packed = lzma.compress(GOOD, lzma.FORMAT_ALONE, filters=[{"id": lzma.FILTER_LZMA1}])
    body = packed[:1] + struct.pack("<L", dictionary) + packed[13:]
    return raw_zip(LOG, 14, b"\x09\x14\x05\x00" + body, len(GOOD), zlib.crc32(GOOD))


def xz_claiming(dictionary_code: int) -> bytes:
    """Return an xz file whose block header claims a dictionary (the .xz file format 5.3.1: 40 is 4 GiB)."""
    packed = bytearray(lzma.compress(GOOD))
    size = (packed[12] + 1) * 4
    at = packed.index(b"\x21\x01", 12, 12 + size) + 2
    packed[at] = dictionary_code
    packed[12 + size - 4 : 12 + size] = struct.pack("<L", zlib.crc32(packed[12 : 12 + size - 4]))
    return bytes(packed)


def xz_layers(times: int) -> bytes:
    """Return xz in xz, each with a large dictionary that is made use of: zeros stand between the streams."""
    data = GOOD
    for _ in range(times):
        with (
            io.BytesIO() as out,
            lzma.open(out, "wb", filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 64 * MIB}]) as xz,
        ):
            xz.write(data)
            for _ in range(80):
                xz.write(bytes(MIB))
            xz.close()
            data = out.getvalue()
    return data


# --- the corpus ---


def broken() -> Iterator[Case]:
    """Yield what is broken, forged or of another kind, and small."""
    yield Case("good.zip", lambda: zipped({LOG: GOOD}), "analyzed")
    yield Case("good.tar.gz", lambda: gzip.compress(tar_of(tar_entry(LOG, GOOD))), "analyzed")
    yield Case("cut.zip", lambda: zipped({f"{LOG}.1": MORNING.encode(), LOG: GOOD})[:-300], "partial", "truncated-zip")
    yield Case("corrupt.zip", damaged_deflate, "partial", "damaged-entry")
    yield Case("bad-crc.zip", lambda: _bad_crc(zipped({LOG: GOOD})), "partial", "damaged-entry")
    yield Case("cut.tar.gz", lambda: gzip.compress(tar_of(tar_entry(LOG, GOOD)))[:-40], "partial", "damaged-gzip")
    yield Case("broken-header.tar", _broken_tar, "partial", "damaged-tar")
    yield Case("negative.tar", _negative_tar, "partial", "damaged-tar")
    yield Case("claims-much.tar", lambda: _claims_much(tar_entry(LOG, GOOD)), "partial", "damaged-entry")
    yield Case("encrypted.zip", encrypted, "rejected", "encrypted")
    yield Case("overlap.zip", overlapping, "rejected", "overlapping-entries")
    yield Case("quoted.zip", quoted, "rejected", "overlapping-entries")
    yield Case("seven.zip", lambda: b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(range(256)) * 9, "rejected", "is-7z")
    yield Case("rar.zip", lambda: b"Rar!\x1a\x07\x01\0" + bytes(range(256)) * 9, "rejected", "is-rar")
    yield Case("split.zip", lambda: b"PK\x07\x08" + zipped({LOG: GOOD}), "rejected", "is-split-zip")
    yield Case("last.zip", lambda: _last_of_split(zipped({LOG: GOOD})), "rejected", "is-split-zip")
    yield Case("html.zip", lambda: b"<!DOCTYPE html><html>Sign in", "rejected", "is-html")
    yield Case("empty.zip", lambda: b"", "rejected", "is-empty")
    yield Case("random.zip", lambda: bytes(n * n * 7919 % 251 for n in range(9999)), "rejected", "is-binary")
    yield Case("ppmd.zip", lambda: raw_zip(LOG, 98, GOOD, len(GOOD), 0), "rejected", "unsupported-method")
    yield Case("none.zip", lambda: zipped({"a.txt": GOOD}), "rejected", "no-application-log")
    yield Case("none.tar", lambda: tar_of(tar_entry("a.txt", GOOD)), "rejected", "no-application-log")
    yield Case("empty-log.zip", lambda: zipped({LOG: b""}), "analyzed", "empty-log")
    yield Case("climbs.zip", lambda: zipped({f"../{LOG}": GOOD, LOG: GOOD}), "analyzed", "unsafe-name")
    yield Case(
        "climbs.tar", lambda: tar_of(tar_entry(f"../{LOG}", GOOD), tar_entry(LOG, GOOD)), "analyzed", "unsafe-name"
    )
    yield Case("absolute.tar", lambda: tar_of(tar_entry(f"/{LOG}", GOOD)), "analyzed")
    yield Case("link.zip", linked, "analyzed", "link")
    yield Case("special.tar", _special_tar, "analyzed", "link")
    yield Case(
        "twice.zip", lambda: zipped([(LOG, GOOD), (f"./{LOG}", MORNING.encode())]), "analyzed", "duplicate-entry"
    )
    yield Case(
        "bad-name.zip", lambda: zipped({"\xe9": b"", LOG: GOOD}).replace("\xe9".encode(), b"\xff\xfe"), "analyzed"
    )
    yield Case("nul-name.zip", lambda: zipped({f"{LOG}\0.exe": b"x", LOG: GOOD}), "analyzed")
    yield Case("end-in-comment.zip", lambda: _with_comment(zipped({LOG: GOOD})), "analyzed")
    yield Case("sparse.tar", _sparse_tar, "partial", "sparse-entry")
    yield Case("xz-4gib.xz", lambda: xz_claiming(40), "rejected", "limit")
    yield Case("lzma-4gib.zip", lambda: lzma_claiming(0xFFFFFFFF), "rejected", "limit")
    yield Case("deep.gz", lambda: wrapped(GOOD, 9, gzip.compress), "rejected", "limit")
    yield Case(
        "deep.zip", lambda: wrapped(zipped({LOG: GOOD}), 9, lambda data: zipped({"a.zip": data})), "rejected", "limit"
    )
    yield Case("garbage-behind.gz", lambda: gzip.compress(GOOD) + b"mail", "partial", "behind-gzip")
    yield Case("one-byte.gz", lambda: b"\x1f\x8b", "rejected", "damaged-gzip")


def bombs() -> Iterator[Case]:
    """Yield what grows without bound if it is let."""
    few = ("--limit", "log_bytes=100MiB")
    yield Case("deflate.zip", lambda: _bomb_zip(600), "partial", "limit", few)
    yield Case("gzip.gz", lambda: gzip_of_zeros(600, before=GOOD), "partial", "limit", few)
    yield Case("bzip2.bz2", lambda: bz2.compress(GOOD) + bz2.compress(bytes(45 * MIB)) * 14, "partial", "limit", few)
    yield Case(
        "bzip2.zip", lambda: raw_zip(LOG, 12, bz2.compress(GOOD + bytes(300 * MIB)), 1, 0), "partial", "limit", few
    )
    yield Case(
        "xz.xz", lambda: lzma.compress(GOOD) + lzma.compress(bytes(50 * MIB), preset=1) * 12, "partial", "limit", few
    )
    yield Case("layers.xz", lambda: xz_layers(4), "rejected", "limit")
    yield Case("total.zip", lambda: _bomb_zip(200), "partial", "limit", ("--limit", "bundle_bytes=50MiB"))
    yield Case("pax.tar.gz", lambda: _tar_bomb(tarfile.XHDTYPE), "partial", "limit")
    yield Case("long-name.tar.gz", lambda: _tar_bomb(tarfile.GNUTYPE_LONGNAME), "partial", "limit")
    yield Case("many.zip", lambda: many_in_zip(200_100), "partial", "limit")
    yield Case(
        "many.tar.gz", lambda: gzip.compress(tar_entry(LOG, GOOD) + tar_entry("n") * 200_100, 1), "partial", "limit"
    )
    yield Case("many-logs.zip", lambda: many_in_zip(3000, LOG + ".{}"), "partial", "limit")
    yield Case("nested-empties.zip", _nested_empties, "partial", "limit", ("--limit", "entries=20000"))
    yield Case("inner-zip.tar.gz", _large_inner_zip, "partial", "limit")
    yield Case("end-records.zip", lambda: zipped({LOG: GOOD})[:-22] + b"PK\x05\x06" * 16000, "partial", "truncated-zip")
    yield Case("tiny-members.gz", lambda: gzip.compress(GOOD) + gzip.compress(b"") * 40_000, "analyzed")
    yield Case("broken-headers.tar", _broken_headers, "partial", "damaged-tar")
    yield Case("long-names.tar.gz", _long_names, "analyzed", "unsafe-name")
    yield Case("storm.zip", _storm, "partial", "limit")


def floods() -> Iterator[Case]:
    """Yield logs with more to keep than is kept; bounds and logs are a fourth of what they may be."""
    report = ("--limit", "report_bytes=6MiB")
    yield Case(
        "long-records.zip",
        lambda: _records(2000, own=True, behind=100_000),
        "partial",
        "limit",
        ("--limit", "distinct_bytes=12MiB"),
    )
    yield Case("long-findings.zip", lambda: _records(10_000, own=False, behind=20_000), "partial", "limit", report)
    yield Case(
        "long-threads.zip",
        lambda: _records(20_000, own=False, thread=6000),
        "partial",
        "limit",
        ("--limit", "incidents=2500"),
    )
    yield Case("long-arguments.zip", _long_arguments, "partial", "limit", ("--limit", "payload_bytes=24MiB"))
    yield Case("long-edges.zip", _long_edges, "partial", "limit", ("--limit", "edge_bytes=8MiB"))
    yield Case("many-roots.zip", _many_roots, "partial", "limit", report)


def _bad_crc(data: bytes) -> bytes:
    return changed(data, data.index(b"PK\x01\x02") + 16, b"\0\0\0\0")


def _broken_tar() -> bytes:
    broken = b"\xff" * 100 + tar_entry("other", b"x" * 700)[100:]
    return tar_of(tar_entry(f"{LOG}.1", MORNING.encode()), broken, tar_entry(LOG, GOOD))


def _negative_tar() -> bytes:
    bad = claiming(tar_entry("bad"), b"\xff" * 12)
    return tar_of(tar_entry(f"{LOG}.1", MORNING.encode()), bad, tar_entry(LOG, GOOD))


def _claims_much(entry: bytes) -> bytes:
    return claiming(entry, b"%011o\0" % (2**33 - 1))


def _last_of_split(data: bytes) -> bytes:
    end = data.rindex(b"PK\x05\x06")
    return changed(data, end + 4, b"\x03\0")


def _special_tar() -> bytes:
    kinds = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
    entries = [tar_entry(f"{LOG}.{n}", type=kind, linkname="/etc/passwd") for n, kind in enumerate(kinds)]
    return tar_of(*entries, tar_entry(LOG, GOOD))


def _with_comment(data: bytes) -> bytes:
    comment = b"PK\x05\x06" + bytes(18) + b" see?"
    return data[:-2] + struct.pack("<H", len(comment)) + comment


def _sparse_tar() -> bytes:
    records = b"22 GNU.sparse.major=1\n"
    return tar_of(pax(records), tar_entry(f"{LOG}.1", MORNING.encode()), tar_entry(LOG, GOOD))


def _bomb_zip(megabytes: int) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = deflate.compress(GOOD) + b"".join(deflate.compress(bytes(MIB)) for _ in range(megabytes))
    return raw_zip(LOG, 8, packed + deflate.flush(), 1024, 0)


def _tar_bomb(kind: bytes) -> bytes:
    """Return an extension header with 600 MB of payload, and the log behind it."""
    size = 600 * MIB
    header = claiming(tar_entry("pax", type=kind), b"%011o\0" % size)
    return gzip.compress(header) + gzip_of_zeros(600) + gzip.compress(tar_of(tar_entry(LOG, GOOD)))


def _nested_empties() -> bytes:
    empties = many_in_zip(5000, "e{}")
    return zipped([(LOG, GOOD), *((f"{number}.zip", empties) for number in range(10))])


def _large_inner_zip() -> bytes:
    inner = zipped({LOG: GOOD}, 0) + bytes(100 * MIB)
    return gzip.compress(tar_of(tar_entry(LOG, GOOD), tar_entry("inner.zip", inner)), 1)


def _broken_headers() -> bytes:
    good_bad = tar_entry("n") + b"\xff" * BLOCK
    return tar_of(tar_entry(LOG, GOOD), good_bad * 20_000)


def _log_of(pieces: Iterator[bytes]) -> bytes:
    """Zip a log of so many pieces, without holding them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open(LOG, "w") as log:
        for piece in pieces:
            log.write(piece)
    return packed.getvalue()


def _storm() -> bytes:
    """Return three million short error records."""
    piece = b"".join(b"[ERROR] 2024-01-25 11:10:34.%03d [t] SSLController - %d\n" % (n, n % 7) for n in range(1000))
    return _log_of(piece for _ in range(3000))


def _records(count: int, *, own: bool, behind: int = 0, thread: int = 0) -> bytes:
    """Return error records, each with a text of its `own` or one of a few, so much text behind it or in its thread.

    They are of two causes in turn, so that each is a group of its own.
    """
    causes = (make.EKU, make.CSR_KEY)
    return _log_of(
        make.chain_error(f"2024-01-25 11:{n // 60000:02}:{n // 1000 % 60:02}.{n % 1000:03}", causes[n % 2])
        .replace("exec-3", f"{n}{'t' * thread}" if thread else "exec-3")
        .replace("Error uploading", f"Error {n} uploading" if own else "Error uploading")
        .encode()
        + b"x" * behind
        + b"\n"
        for n in range(count)
    )


def _long_arguments() -> bytes:
    """Return errors that have ten thousand arguments each."""
    arguments = '","'.join(str(n) for n in range(10_000))
    return _log_of(
        make.chain_error("2024-01-25 11:00:00.000", f"{make.EKU}").replace(make.EKU, f"{n}{arguments}").encode()
        for n in range(100)
    )


def _long_edges() -> bytes:
    """Return rotations that begin with much text and end with as much."""
    text = (b"h" * 999 + b"\n") * 2000
    return zipped(
        [
            (LOG, GOOD),
            *(
                (f"{LOG}.{number}", text + make.header(f"2024-01-24 11:00:{number:02}.000").encode() + text)
                for number in range(2, 60)
            ),
        ]
    )


def _long_names() -> bytes:
    """Return logs below roots whose names are some hundred kilobytes long, and one that is good."""
    pieces = [_named(f"{number}{'/n' * 200_000}/{LOG}", GOOD) for number in range(800)]
    return b"".join(gzip.compress(piece, 1) for piece in (*pieces, tar_of(tar_entry(LOG, GOOD))))


def _named(name: str, data: bytes) -> bytes:
    record = f" path={name}\n"
    size = len(record) + len(str(len(record) + 6))
    return pax(f"{size}{record}".encode()) + tar_entry("x", data)


def _many_roots() -> bytes:
    """Return bundles side by side with much to say each."""
    log = "".join(
        make.chain_error(f"2024-01-25 11:{number // 60:02}:{number % 60:02}.000", cause) + "y" * 3000 + "\n"
        for number in range(200)
        for cause in (make.EKU, make.CSR_KEY)
    )
    return zipped([(f"host-{number}/{LOG}", log.encode()) for number in range(80)])

"""Makes the inputs of the benchmarks: large logs with a few findings, storms, many small bundles."""

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

BLOCK = 4 * 1024 * 1024
_POOL = 16  # different blocks; a large log goes through them in turn
_ERROR_EVERY, _ERROR_AT = 12, 5  # of so many blocks, this one ends in an error
_TRACES = 0.02  # of the records have a stack trace
_HEADER = (
    "[{level}] 2024-01-{day:02} {hour:02}:{minute:02}:{second:02}.{milli:03} "
    "[ajp-nio-0:0:0:0:0:0:0:1-8009-exec-{thread}] {logger} - "
)
_ERROR = (
    "uploadNewCertificateChain(): Error uploading certificate chain: "
    '{{"error":{{"code":"Base.1.0.GeneralError","message":'
    '"A general error has occurred. See ExtendedInfo for more information.","@Message.ExtendedInfo":[{{"MessageId":'
    '"CGEN1008","RelatedProperties":[],"Message":"Unable to process the request because an error occurred.",'
    '"MessageArgs":["{argument}"],"Severity":"Critical","Resolution":"Retry the operation."}}]}}}}\n'
)


_OF_CAUSES = (
    "Invalid CSR key.",
    "Invalid certificate chain provided.",
    "No Client/Server authentication EKU present in leaf certificate.",
    "User Certificate is not a web server certificate.",
    "Common name is missing.",
)


def errors_of_causes(seed: int) -> bytes:
    """Return six error records of five causes, the first cause again at the end."""
    chance = random.Random(seed)
    records = (_header(chance, "ERROR", "SSLController") + _ERROR.format(argument=one) for one in _OF_CAUSES)
    again = _header(chance, "ERROR", "SSLController") + _ERROR.format(argument=_OF_CAUSES[0])
    return "".join((*records, again)).encode()


def write_log(path: Path, megabytes: int) -> None:
    """Zip a log of so many megabytes of ordinary records, with an error in every twelfth block of 4 MiB."""
    _write(path, large_log(megabytes))


def write_rotations(path: Path, count: int, megabytes: int) -> None:
    """Zip a log in so many rotations of so many megabytes each."""
    blocks = large_log(2 * count * megabytes)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in reversed(range(count)):
            with archive.open(f"tomcat/application.log{f'.{number}' if number else ''}", "w") as member:
                # Two rotations that were the same, byte for byte, would be read once.
                written = member.write(f"[INFO ] 2024-01-01 00:00:00.000 [main] Start - rotation {number}\n".encode())
                while written < megabytes * 1_000_000:
                    written += member.write(next(blocks))


def write_storm(path: Path, records: int, texts: int) -> None:
    """Zip a log of so many error records, which have so many different texts."""
    _write(path, _storm(records, texts))


def write_prose(path: Path, records: int) -> None:
    """Zip a log of so many error records of one payload, which differ in a number in their prose."""
    chance = random.Random(4713)
    error = _ERROR.format(argument="Invalid CSR key.")
    texts = (f"attempt {number}: {error}" for number in range(records))
    _write(path, ((_header(chance, "ERROR", "SSLController") + text).encode() for text in texts))


def write_small(folder: Path, count: int) -> None:
    """Write many small bundles, with one error each."""
    folder.mkdir()
    block = next(large_log(4))[:20_000].rpartition(b"\n")[0] + b"\n"
    for number, error in enumerate(_errors(count, 20)):
        _write(folder / f"case-{number:04}.zip", iter([block, error]))


def large_log(megabytes: int) -> Iterator[bytes]:
    """Yield blocks of whole lines."""
    chance = random.Random(4711)
    pool = ["".join(_record(chance) for _ in range(BLOCK // 200)).encode() for _ in range(_POOL)]
    errors = _errors(10**9, 4)
    written = number = 0
    while written < megabytes * 1_000_000:
        block = pool[number % _POOL] + (next(errors) if number % _ERROR_EVERY == _ERROR_AT else b"")
        written += len(block)
        number += 1
        yield block


def _storm(records: int, texts: int) -> Iterator[bytes]:
    errors = _errors(records, texts)
    while block := b"".join(error for error, _ in zip(errors, range(5000), strict=False)):
        yield block


def _errors(count: int, texts: int) -> Iterator[bytes]:
    chance = random.Random(4712)
    for number in range(count):
        argument = f"Reason number {number % texts}." if number % texts else "Invalid CSR key."
        yield (_header(chance, "ERROR", "SSLController") + _ERROR.format(argument=argument)).encode()


def _write(path: Path, blocks: Iterator[bytes]) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("tomcat/application.log", "w", force_zip64=True) as member,
    ):
        for block in blocks:
            member.write(block)


def _record(chance: random.Random) -> str:
    took = f"took {chance.randrange(10**5)} ms, state {chance.choice('ABCD')}"
    text = f"task {chance.randrange(10**6)} of 192.0.2.{chance.randrange(255)} {took}"
    if chance.random() < _TRACES:
        frames = (f"      at com.example.Task{n}.run(Task.java:{chance.randrange(900)})" for n in range(12))
        text += "\n" + "\n".join(frames)
    return f"{_header(chance, 'INFO ', f'Filler{chance.randrange(20)}Controller')}{text}\n"


def _header(chance: random.Random, level: str, logger: str) -> str:
    return _HEADER.format(
        level=level,
        day=chance.randrange(1, 29),
        hour=chance.randrange(24),
        minute=chance.randrange(60),
        second=chance.randrange(60),
        milli=chance.randrange(1000),
        thread=chance.randrange(40),
        logger=logger,
    )

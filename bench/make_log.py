"""Writes logs of any size for the benchmarks."""

import itertools
import random
from pathlib import Path

_BLOCK = 4 * 1024 * 1024
_HEADER = (
    "[{level}] 2024-01-{day:02} {hour:02}:{minute:02}:{second:02}.{milli:03} "
    "[ajp-nio-0:0:0:0:0:0:0:1-8009-exec-{thread}] {logger} - "
)
_ERROR = (
    "uploadNewCertificateChain(): Error uploading certificate chain: "
    '{"error":{"code":"Base.1.0.GeneralError","message":'
    '"A general error has occurred. See ExtendedInfo for more information.","@Message.ExtendedInfo":[{"MessageId":'
    '"CGEN1008","RelatedProperties":[],"Message":"Unable to process the request because an error occurred.",'
    '"MessageArgs":["Invalid CSR key."],"Severity":"Critical","Resolution":"Retry the operation."}]}}\n'
)


def write_log(path: Path, megabytes: int) -> None:
    """Write a log of about so many megabytes, with an error record in every 50 or so of them."""
    chance = random.Random(4711)  # noqa: S311 - the same log each time, nothing secret
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for number in itertools.count():
            block = "".join(_record(chance) for _ in range(_BLOCK // 160))
            if number % 12 == 5:  # noqa: PLR2004 - a few findings
                block += _header(chance, "ERROR", "SSLController") + _ERROR
            written += file.write(block)
            if written >= megabytes * 1_000_000:
                return


def _record(chance: random.Random) -> str:
    took = f"took {chance.randrange(10**5)} ms, state {chance.choice('ABCD')}"
    text = f"task {chance.randrange(10**6)} of 192.0.2.{chance.randrange(255)} {took}"
    if chance.random() < 0.02:  # noqa: PLR2004 - a stack trace now and then
        text += (
            "\n"
            + "".join(
                f"      at com.example.Task{frame}.run(Task.java:{chance.randrange(900)})\n" for frame in range(12)
            ).rstrip()
        )
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

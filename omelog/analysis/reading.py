"""A source read for triage: the records of its logs that could matter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from omelog.analysis.bounds import Allowance
from omelog.bundle import Opened, Source
from omelog.causes import Wanted
from omelog.limits import Limits
from omelog.records import Contexts, LogScan, Scanner, Texts, reading

ReadLog: TypeAlias = reading.ReadLog[LogScan]
Root: TypeAlias = reading.Root[LogScan]


@dataclass
class Reading:
    """A source that was read: what is known of it as a whole, and its roots (none: no log was found)."""

    opened: Opened
    roots: list[Root]
    texts: Texts


def read(
    source: Source,
    wanted: Wanted,
    limits: Limits,
    stdin: BinaryIO | None = None,
    on_first_hit: Callable[[], None] | None = None,
    *,
    context: bool = False,
) -> Reading:
    """Read all logs of a source. Nothing raises for bad input: what could not be read is a problem.

    With `context` the records around those that matter are kept too.
    """
    scanner = Scanner(wanted, limits, on_first_hit, Contexts(wanted, limits.context_bytes) if context else None)
    bounds = Allowance(limits)
    made = reading.Reading(source, scanner, wanted, limits, stdin)
    for stream in made.streams():
        made.take(stream)
        bounds.share(made.scans())
        scanner.rows = bounds.rows
    return Reading(made.opened, made.roots(), scanner.texts)

"""Output formats: one module each, every one a view of the report object.

A module of `formats/` is a format, named as itself; nothing else names the formats. It says of itself:

- `PURPOSE`: what it is for, in a line of Markdown without a full stop.
- `TEXT`: whether it may go to standard output.
- `CONTEXT`: whether it shows the records around an error, which are kept only when a format asks for them.
- `EXTRA`: the extra that it needs, and a module of that extra; None if it needs none.
- `FILES`: its files in the folder of the report, as glob patterns.
- `ours(head, tail)`: whether a file of such a name is one that omelog wrote, by the first and the last 4 KiB of it. It
  must never take the file of somebody else for one: what is ours is replaced and removed without asking.

And it has two functions, so that a run over very many bundles never holds them all:

- `part(head, bundle, *, alone)`: what this format says of one bundle, as bytes. `head` is the report without its
  bundles; before the last bundle was read its totals, pairs and changes are not known yet, so a part shows none of
  them. `alone` tells that the report has one bundle. A part of several does not show `generated`, since it is kept and
  shown by later runs too; on the day it may depend only as far as `wording.authorities.is_stale` tells.
- `files(head, rows, parts)`: the files, as (path relative to the folder of the report, chunks of bytes), in order.
  `head` is complete now; `rows` has one row a bundle, and `parts` yields their parts in the same order, once: the
  chunks of one file are taken before the next file is asked for.

The other packages of this room are what formats are made of.
"""

import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, cast

from msgspec import structs

from omelog import resources
from omelog.model.report import Bundle, Report, Row
from omelog.report import formats
from omelog.report.html.overrides import Templates
from omelog.report.rows.row import row

__all__ = ["Files", "Format", "format_named", "format_names", "missing", "module_name", "render", "rendered", "row"]

Files = Iterator[tuple[str, Iterable[bytes]]]


class Format(Protocol):
    """What a module of `formats/` offers."""

    PURPOSE: str
    TEXT: bool
    CONTEXT: bool
    EXTRA: tuple[str, str] | None
    FILES: tuple[str, ...]

    def ours(self, head: bytes, tail: bytes) -> bool:
        """Return, by its first and last bytes, whether omelog wrote a file."""

    def part(self, head: Report, bundle: Bundle, *, alone: bool) -> bytes:
        """Describe what this format says of one bundle."""

    def files(self, head: Report, rows: Sequence[Row], parts: Iterable[bytes]) -> Files:
        """Put the parts together."""


def format_names() -> list[str]:
    """Name the formats, without importing any."""
    return resources.modules("report", "formats")


def module_name(name: str) -> str:
    """Return the module of a format, by which it is imported."""
    return f"{formats.__name__}.{name}"


def format_named(name: str, templates: Templates = ()) -> Format:
    """Import a format; `templates` take the place of those of the pages."""
    made = cast("Format", importlib.import_module(module_name(name)))
    return made.dressed(templates) if templates and hasattr(made, "dressed") else made


def missing(name: str) -> str | None:
    """Describe how to install what a format needs; None if it is there."""
    extra = format_named(name).EXTRA
    if extra is None or importlib.util.find_spec(extra[1]) is not None:
        return None
    return f"pip install 'omelog[{extra[0]}]'"


def rendered(report: Report, name: str, templates: Templates = ()) -> Files:
    """Render a whole report in one format: its files in order."""
    made = format_named(name, templates)
    head = structs.replace(report, bundles=[])
    alone = len(report.bundles) == 1
    parts = (made.part(head, bundle, alone=alone) for bundle in report.bundles)
    rows = [row(bundle) for bundle in report.bundles]
    yield from made.files(head, rows, parts)


def render(report: Report, name: str, templates: Templates = ()) -> dict[str, bytes]:
    """Render a whole report in one format: its files by path relative to the report's folder."""
    return {path: b"".join(chunks) for path, chunks in rendered(report, name, templates)}

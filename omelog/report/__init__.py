"""Output formats: one module each, every one a view of the report object.

A module of this package is a format, named as itself. It has two functions, so that a run over very many bundles never
holds them all:

- `part(head, bundle, *, alone)`: what this format says of one bundle, as bytes. `head` is the report without its
  bundles; before the last bundle was read its totals, pairs and changes are not known yet, so a part shows none of
  them. `alone` tells that the report has one bundle. Where a part shows `generated`, it is as it stands or as
  `page.text.moment` words it: a part is kept, and shown by later runs with their time in its place.
- `files(head, rows, parts)`: the files, as (path relative to the folder of the report, chunks of bytes), in order.
  `head` is complete now; `rows` has one row a bundle, and `parts` yields their parts in the same order, once: the
  chunks of one file are taken before the next file is asked for.

Packages in it (and only they) are parts that a format is made of.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, cast

from msgspec import structs

from omelog.model.report import Bundle, Report, Row
from omelog.report.rows.row import row

__all__ = ["Files", "Format", "format_named", "formats", "render", "row"]

Files = Iterator[tuple[str, Iterable[bytes]]]


class Format(Protocol):
    """What a module of this package offers."""

    def part(self, head: Report, bundle: Bundle, *, alone: bool) -> bytes:
        """Say what this format says of one bundle."""

    def files(self, head: Report, rows: Sequence[Row], parts: Iterable[bytes]) -> Files:
        """Put the parts together."""


def formats() -> list[str]:
    """Name the formats, without importing any."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg)


def format_named(name: str) -> Format:
    """Import a format."""
    return cast("Format", importlib.import_module(f"{__name__}.{name}"))


def render(report: Report, name: str) -> dict[str, bytes]:
    """Render a whole report in one format: its files by path relative to the report's folder."""
    made = format_named(name)
    head = structs.replace(report, bundles=[])
    alone = len(report.bundles) == 1
    parts = (made.part(head, bundle, alone=alone) for bundle in report.bundles)
    rows = [row(bundle) for bundle in report.bundles]
    return {path: b"".join(chunks) for path, chunks in made.files(head, rows, parts)}

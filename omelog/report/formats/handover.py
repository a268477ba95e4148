"""handover.md: what the next level of support needs, to be attached when the cause is not known.

The records around an error are in it if the report has them: `omelog triage -f handover` keeps them.
"""

from collections.abc import Iterable, Iterator, Sequence

from omelog.model.report import Bundle, Report, Row
from omelog.report import Files
from omelog.report.plain.environment import rendered
from omelog.report.plain.handover import handover
from omelog.report.plain.ours import made_by, starts_and_ends
from omelog.wording.chain_story import files_story
from omelog.wording.pair import pair_stories
from omelog.wording.paths import page_paths

FILE = "handover.md"
PURPOSE = "the next level of support: the records, the 20 before and after each, those of its thread within 5 seconds"
TEXT = True
CONTEXT = True
EXTRA = None
FILES = (FILE,)
_START = b"# Handover: "


def ours(head: bytes, tail: bytes) -> bool:
    """Recognise a handover by its first and its last line."""
    return starts_and_ends(_START, head, tail)


def part(head: Report, bundle: Bundle, *, alone: bool) -> bytes:
    """Return the section of a bundle."""
    return rendered("handover.md.j2", handover=handover(head, bundle, alone=alone), level="#" if alone else "##")


def files(head: Report, rows: Sequence[Row], parts: Iterable[bytes]) -> Files:
    """Yield handover.md."""
    yield FILE, _whole(head, rows, parts)


def _whole(head: Report, rows: Sequence[Row], parts: Iterable[bytes]) -> Iterator[bytes]:
    if len(rows) != 1:
        yield _START + f"{len(rows)} bundles\n\n".encode()
        stories = [story for _, story in pair_stories(head, rows, page_paths(rows))]
        yield rendered("parts/pairs.md.j2", pairs=stories) if stories else b""
        for pair in head.pairs:
            if (files := files_story(pair.chain)) is not None:
                yield rendered("parts/files.md.j2", files=files)
    yield from parts
    yield rendered("parts/end.md.j2", **made_by(head))

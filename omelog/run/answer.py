"""What a process is asked about one source, and what it hands back, with what is to be kept of it."""

from typing import NamedTuple

from omelog.analysis.stored import dump, load
from omelog.bundle import Source
from omelog.redact import Shared
from omelog.run import task
from omelog.run.packed import pack
from omelog.run.task import Done, Work


class Question(NamedTuple):
    """A source and what its names become; what an earlier run read of it, if known; whether the outcome may be kept."""

    source: Source
    names: Shared
    reading: bytes | None = None
    keep: bool = False


class Answer(NamedTuple):
    """The bundles of a source; and as bytes, where they are to be kept, the bundles again and what was read.

    `was_read`: the source itself was, and not only what an earlier run had read of it.
    """

    done: list[Done]
    packed: bytes | None = None
    reading: bytes | None = None
    was_read: bool = True


def answer(work: Work, question: Question) -> Answer:
    """Analyse one source among several; whatever is wrong with it is told as what it is. Raises MemoryError alone."""
    known = load(question.reading) if question.reading is not None else None
    made = task.analyze(work, question.source, question.names, known)
    if not question.keep or not made.lasting or made.reading is None:
        return Answer(made.done, was_read=known is None)
    packed = pack(made.done)
    return Answer(made.done, packed, dump(made.reading)) if known is None else Answer(made.done, packed, was_read=False)

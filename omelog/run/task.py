"""A chunk of sources to what a report needs of their bundles: a plain function, for a process here or a worker."""

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import structs

from omelog.analysis import Analyzed, Analyzer, Settings
from omelog.analysis.reading import Reading
from omelog.analysis.stored import dump, lasting, load
from omelog.bundle import Source
from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.pages import MAIN_PAGE, page_path
from omelog.problems import damage
from omelog.redact import Shared, names_in, redacted_source
from omelog.run.cases import role_of
from omelog.run.done import Done, done
from omelog.run.job import FilesError
from omelog.run.names import redaction_of
from omelog.run.plan import Plan
from omelog.store.errors import packed
from omelog.text.visible import storable

_SECONDS = 1.0  # of reading, until what was read is judged: nobody waits long for a bundle that is read
_HELD = 4 * 1024 * 1024  # bytes of records, until they are judged


class Question(NamedTuple):
    """A source, its place among those of the run, and what its names become in the report.

    `reading` is what an earlier run read of it, if known: the source itself is not looked at then. `keep`: what it
    comes to may be kept for later runs.
    """

    place: int
    source: Source
    names: Shared
    reading: bytes | None = None
    keep: bool = False


class Answer(NamedTuple):
    """The bundles of the source at a place; with `keep` they may be kept, and so may what was read, as bytes.

    `was_read`: the source itself was, and not only what an earlier run had read of it.
    """

    place: int
    done: list[Done]
    keep: bool = False
    reading: bytes | None = None
    was_read: bool = True


class _Read(NamedTuple):
    """A source that was read, now or (`known`) by an earlier run."""

    question: Question
    reading: Reading
    known: bool


def answers(plan: Plan, questions: Sequence[Question]) -> Iterator[Answer]:
    """Yield what each source comes to, judging in one frame what was read within a second or so.

    Whatever is wrong with a source is told as what it is. Raises MemoryError alone.
    """
    analyzer = _analyzer(plan.job.settings)
    read: list[_Read] = []
    began = time.monotonic()
    for question in questions:
        try:
            known = load(question.reading) if question.reading is not None else None
            read.append(_Read(question, known or analyzer.read(question.source), known is not None))
        except MemoryError:
            raise  # the process is of no use any more: who runs it tries once more in a fresh one
        except Exception as error:  # noqa: BLE001 - the one place, with _judged, where the rest of the run goes on
            yield _failed(plan, question, error)
        if time.monotonic() - began > _SECONDS or sum(_held(one) for one in read) > _HELD:
            yield from _judged(plan, read)
            read, began = [], time.monotonic()
    yield from _judged(plan, read)


def _judged(plan: Plan, read: Sequence[_Read]) -> Iterator[Answer]:
    """Judge sources in one frame, and each by itself where that fails: a bug costs the one that meets it."""
    try:
        judged = list(
            _analyzer(plan.job.settings).judged_together([(one.question.source, one.reading) for one in read])
        )
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - see answers
        if len(read) == 1:
            yield _failed(plan, read[0].question, error)
            return
        for one in read:
            yield from _judged(plan, [one])
        return
    for one, bundles in zip(read, judged, strict=True):
        try:
            made = _answer(plan, one, bundles)
        except (MemoryError, FilesError):
            raise
        except Exception as error:  # noqa: BLE001 - see answers
            made = _failed(plan, one.question, error)
        yield made


def _held(one: _Read) -> int:
    texts = one.reading.texts
    return sum(len(text.body) for text in texts.kept) + sum(map(len, texts.raws))


def _answer(plan: Plan, one: _Read, analyzed: Sequence[Analyzed]) -> Answer:
    made = _done(plan, one.question, analyzed)
    keep = one.question.keep and all(lasting(bundle.problems) for bundle, _ in analyzed)
    reading = dump(one.reading) if keep and not one.known else None
    return Answer(one.question.place, made, keep, reading, was_read=not one.known)


def _failed(plan: Plan, question: Question, error: Exception) -> Answer:
    failed = _analyzer(plan.job.settings).failed(question.source, error)
    return Answer(question.place, _done(plan, question, [failed]))


def rejected(plan: Plan, question: Question, problem: Problem) -> Answer:
    """Return the rejected bundle of a source of which nothing was kept."""
    made = _analyzer(plan.job.settings).rejected(question.source, problem)
    return Answer(question.place, _done(plan, question, [made]))


def out_of_memory() -> Problem:
    """Return the problem that there was not enough memory for a bundle."""
    advice = "run it where more memory is free"
    return damage("out-of-memory", "there was not enough memory to read it", "kept nothing of it", advice=advice)


def _done(plan: Plan, question: Question, analyzed: Sequence[Analyzed]) -> list[Done]:
    """Place, settle, redact and encode the bundles of a source."""
    alone = plan.alone and len(analyzed) == 1
    placed = [_placed(plan, question.source, one) for one in analyzed]
    settled, names = _beside_files(plan, question, placed)
    how = redaction_of(plan.job.profile, plan.job.key, plan.job.settings.catalogue)
    redacted = redacted_source([one.bundle for one in settled], how, names)
    made = []
    for (bundle, by_cause), (shown, originals) in zip(settled, redacted, strict=True):
        root = bundle.name.removeprefix(storable(question.source.name))
        page = MAIN_PAGE if alone else page_path(shown.name, shown.id)
        one = done(plan, structs.replace(shown, page=page), alone=alone)
        made.append(one._replace(by_cause=by_cause, originals=originals, root=root, errors=packed(bundle)))
    return made


def _beside_files(plan: Plan, question: Question, placed: list[Analyzed]) -> tuple[list[Analyzed], Shared]:
    """Settle what the logs leave open by the certificate files that were given; know the names in these."""
    if plan.job.files is None:
        return placed, question.names
    from omelog.run.certificates import chains, settled  # noqa: PLC0415 - cryptography: only where files were given

    names = question.names._replace(in_files=tuple(names_in(chains(plan.job.files))))
    return settled(plan.job.files, question.place, placed, plan.job.settings.catalogue), names


def _placed(plan: Plan, source: Source, one: Analyzed) -> Analyzed:
    """Add the case and the role of a bundle, by where it lies."""
    case, role = plan.job.naming.case_of(one.bundle, source), role_of(one.bundle, source)
    return one._replace(bundle=structs.replace(one.bundle, case=case, role=role))


_analyzers: dict[tuple[str, Limits, bool], Analyzer] = {}  # of this process: grammar and tables are built once


def _analyzer(settings: Settings) -> Analyzer:
    key = (settings.catalogue.digest, settings.limits, settings.context)
    if key not in _analyzers:
        _analyzers.clear()
        _analyzers[key] = Analyzer(settings)
    return _analyzers[key]

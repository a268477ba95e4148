"""One source to what a report needs of its bundles: a plain function, for a process here or a worker elsewhere."""

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from msgspec import structs

from omelog.analysis import Analyzed, Analyzer, Settings
from omelog.analysis.reading import Reading
from omelog.analysis.stored import lasting
from omelog.bundle import Source
from omelog.bundle.deflate import packed
from omelog.limits import Limits
from omelog.model.report import Bundle, Problem, Report, Row
from omelog.pages import MAIN_PAGE, page_path
from omelog.problems import damage
from omelog.redact import Profile, Shared, redacted_source
from omelog.report import format_named, row
from omelog.run.cases import Naming, role_of
from omelog.run.redacting import redaction_of
from omelog.text.visible import storable

_MANY = 50  # bundles of one source: the parts of more are held packed
_TOLD = 20  # problems of each severity that are told while a run goes on; the report has all


@dataclass(frozen=True)
class Work:
    """What is the same for every source of a run: sent once to each process. `head` is the report's frame."""

    settings: Settings
    naming: Naming
    head: Report
    formats: tuple[str, ...]
    profile: Profile = "none"
    key: bytes | None = None


class Done(NamedTuple):
    """What is handed back of one bundle: encoded parts, one a format, and what the run itself keeps of it.

    `by_cause` are the true numbers of findings. `told` are the first problems, `left_out` counts the damage beyond.
    All of it is redacted; `originals` are what stood in the place of the names that took theirs. Parts that are
    `packed` are to be read with `parts_of`. `root` is where in its source it lies.
    """

    row: Row
    by_cause: dict[str, int]
    told: list[Problem]
    left_out: int
    parts: tuple[bytes, ...]
    originals: dict[str, str]
    packed: bool = False
    root: str = ""


class Shown(NamedTuple):
    """A bundle as the report shows it, what stood in the place of names, and the true numbers of its findings.

    `root` is where in its source it lies.
    """

    bundle: Bundle
    originals: dict[str, str]
    totals: dict[str, int]
    root: str


class Made(NamedTuple):
    """What was made of one source. `lasting`: another attempt would come to the same."""

    done: list[Done]
    reading: Reading | None = None
    lasting: bool = False


def analyze(work: Work, source: Source, names: Shared, known: Reading | None = None) -> Made:
    """Analyse one source among several; whatever is wrong with it is told as what it is. Raises MemoryError alone.

    `names` are what its name and case become in the report; `known` is what an earlier run has read of it: the source
    itself is not looked at then.
    """
    analyzer = _analyzer(work.settings)
    try:
        reading = known or analyzer.read(source)
        found = [_placed(work, source, one) for one in analyzer.judged(source, reading)]
        lasts = all(lasting(one.bundle.problems) for one in found)
        return Made(all_done(work, shown(work, found, names)), reading, lasts)
    except MemoryError:
        raise  # the process is of no use any more: who runs it tries once more in a fresh one
    except Exception as error:  # noqa: BLE001 - the one place where the rest of the run is kept going
        failed = [_placed(work, source, analyzer.failed(source, error))]
        return Made(all_done(work, shown(work, failed, names)))


def bundles(work: Work, source: Source) -> Iterator[Analyzed]:
    """Yield the bundles of a source, each with its case and role."""
    for one in _analyzer(work.settings).analyze(source):
        yield _placed(work, source, one)


def read(work: Work, source: Source) -> list[Analyzed]:
    """Analyse a source in this process; a bug or a lack of memory becomes a rejected bundle."""
    try:
        return list(bundles(work, source))
    except MemoryError:
        return [rejected(work, source, out_of_memory())]
    except Exception as error:  # noqa: BLE001 - told as a bug, never as a traceback
        return [_placed(work, source, _analyzer(work.settings).failed(source, error))]


def rejected(work: Work, source: Source, problem: Problem) -> Analyzed:
    """Give the rejected bundle of a source of which nothing was kept."""
    return _placed(work, source, _analyzer(work.settings).rejected(source, problem))


def out_of_memory() -> Problem:
    """Say that there was not memory enough for a bundle."""
    advice = "run it where more memory is free"
    return damage("out-of-memory", "there was not memory enough to read it", "kept nothing of it", advice=advice)


def shown(work: Work, found: Sequence[Analyzed], names: Shared, *, alone: bool = False) -> list[Shown]:
    """Redact the bundles of a source; `alone` says that the report has one bundle."""
    how = redaction_of(work.profile, work.key, work.settings.catalogue)
    made = redacted_source([one.bundle for one in found], how, names)
    return [
        Shown(_with_page(bundle, alone=alone), originals, one.totals, one.root)
        for (bundle, originals), one in zip(made, found, strict=True)
    ]


def _with_page(bundle: Bundle, *, alone: bool) -> Bundle:
    return structs.replace(bundle, page=MAIN_PAGE if alone else page_path(bundle.name, bundle.id))


def all_done(work: Work, shown_bundles: Sequence[Shown], *, alone: bool = False) -> list[Done]:
    """Encode the bundles of a source. Of very many the pages alone would fill the memory, and they are much alike."""
    made = (done(work, one, alone=alone) for one in shown_bundles)
    if len(shown_bundles) <= _MANY:
        return list(made)
    return [one._replace(parts=tuple(map(packed, one.parts)), packed=True) for one in made]


def parts_of(one: Done) -> tuple[bytes, ...]:
    """Give the parts as they are written."""
    return tuple(map(zlib.decompress, one.parts)) if one.packed else one.parts


def done(work: Work, one: Shown, *, alone: bool = False) -> Done:
    """Encode a bundle that is redacted."""
    counts: Counter[str] = Counter()
    told = []
    for problem in one.bundle.problems:
        counts[problem.severity] += 1
        if counts[problem.severity] <= _TOLD:
            told.append(problem)
    made = parts(work.head, one.bundle, work.formats, alone=alone)
    return Done(row(one.bundle), one.totals, told, max(0, counts["damage"] - _TOLD), made, one.originals, root=one.root)


def parts(head: Report, bundle: Bundle, formats: Sequence[str], *, alone: bool) -> tuple[bytes, ...]:
    """Say what each format says of one bundle."""
    return tuple(format_named(name).part(head, bundle, alone=alone) for name in formats)


def _placed(work: Work, source: Source, one: Analyzed) -> Analyzed:
    """Say where a bundle belongs, by where it lies."""
    bundle = structs.replace(
        one.bundle,
        case=work.naming.case_of(one.bundle, source),
        role=role_of(one.bundle, source),
    )
    return one._replace(bundle=bundle, root=bundle.name.removeprefix(storable(source.name)))


_analyzers: dict[tuple[str, Limits], Analyzer] = {}  # of this process: grammar and tables are built once


def _analyzer(settings: Settings) -> Analyzer:
    key = (settings.catalogue.digest, settings.limits)
    if key not in _analyzers:
        _analyzers.clear()
        _analyzers[key] = Analyzer(settings)
    return _analyzers[key]

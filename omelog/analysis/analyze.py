"""A source to bundles of a report."""

import contextlib
import importlib
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from msgspec import structs

from omelog.analysis.context import with_context
from omelog.analysis.reading import Reading, ReadLog, read
from omelog.bundle import Opened, Source
from omelog.causes import wanted
from omelog.judge.checklist import checklist, not_checked
from omelog.judge.headline import diagnosis, rejected
from omelog.judge.span import Span
from omelog.limits import Limits
from omelog.model.cause import Catalogue
from omelog.model.report import Bundle, Diagnosis, Log, Problem
from omelog.problems import damage
from omelog.records import LogScan
from omelog.records.copies import Imprint
from omelog.records.reading import nothing_found
from omelog.text.visible import storable

if TYPE_CHECKING:
    from omelog.analysis.verdict import Judge, ReadBundle, Verdict

_VERDICT = "omelog.analysis.verdict"


class Settings(NamedTuple):
    """What an analysis depends on beside the bytes.

    With `context` the records around errors are kept; `pasted` lines were copied out of a log by somebody.
    """

    catalogue: Catalogue
    limits: Limits = Limits()
    context: bool = False
    pasted: bool = False


class Analyzed(NamedTuple):
    """A bundle of a report, and the true number of its findings by cause."""

    bundle: Bundle
    totals: dict[str, int]


class Analyzer:
    """Analyses sources one after another. Bad input becomes problems of the bundle, and never raises."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._wanted = wanted(settings.catalogue)
        self._judge: Judge | None = None

    def analyze(self, source: Source, stdin: BinaryIO | None = None) -> Iterator[Analyzed]:
        """Yield the bundles of a source: several where an archive has several roots, one rejected where none."""
        yield from self.judged(source, self.read(source, stdin))

    def read(self, source: Source, stdin: BinaryIO | None = None) -> Reading:
        """Read a source: all that judging it takes."""
        settings = self._settings
        return read(source, self._wanted, settings.limits, stdin, _import_ahead, context=settings.context)

    def judged(self, source: Source, reading: Reading) -> Iterator[Analyzed]:
        """Yield the bundles of a source that was read, now or by an earlier run with the same limits."""
        for bundles in self.judged_together([(source, reading)]):
            yield from bundles

    def judged_together(self, read: Sequence[tuple[Source, Reading]]) -> Iterator[list[Analyzed]]:
        """Yield the bundles of each of several sources that were read. All are classified in one frame."""
        roots = [self._roots(source, reading) for source, reading in read]
        cases = [one.case for of_source in roots for one in of_source if one.case is not None]
        together = self._the_judge().together(cases) if cases else None
        number = 0
        for (source, reading), of_source in zip(read, roots, strict=True):
            bundles = [] if of_source else [self._nothing(source, reading)]
            room = self._settings.limits.report_bytes
            for left, one in zip(range(len(of_source), 0, -1), of_source, strict=True):
                if one.case is None or together is None:
                    bundles.append(self._without_findings(one))
                    continue
                verdict = self._the_judge().verdict(together, number, room // left)
                bundles.append(self._judged(one.what, verdict, one.problems))
                number, room = number + 1, room - verdict.size
            yield bundles

    def analyze_bare(self, text: str) -> Bundle | None:
        """Analyse an error body that stands alone, as if SSLController had logged it; None where it is none."""
        log = ReadLog("pasted text", LogScan(), Imprint())
        verdict = self._the_judge().judge_bare(text, log)
        if verdict is None:
            return None
        whole = _Read("pasted text", Source("pasted text", "-", "stdin"), Opened(), [log])
        return self._judged(whole, verdict).bundle

    def failed(self, source: Source, error: Exception) -> Analyzed:
        """Return the rejected bundle for a source in which omelog itself failed."""
        frame = traceback.extract_tb(error.__traceback__)[-1]
        what = (
            f"omelog failed on it ({type(error).__name__} in {Path(frame.filename).name} line {frame.lineno}: {error})"
        )
        advice = "this is a bug in omelog: please report it with this line"
        return self.rejected(source, damage("internal-error", what, "read nothing", advice=advice))

    def rejected(self, source: Source, problem: Problem) -> Analyzed:
        """Return the rejected bundle for a source of which nothing was kept, for the reason given."""
        return self._rejected(_Read(source.name, source, Opened(), []), [problem])

    def _nothing(self, source: Source, reading: Reading) -> Analyzed:
        return self._rejected(_Read(source.name, source, reading.opened, []), nothing_found(reading.opened))

    def _roots(self, source: Source, reading: Reading) -> list["_Parsed"]:
        """Parse what was found below each root of a source."""
        several = len(reading.roots) > 1
        made = []
        for root in reading.roots:
            name = f"{source.name}/{root.name or '.'}" if several else source.name
            what = _Read(name, source, reading.opened, root.logs, root.copies)
            span = _span(root.logs, root.problems, pasted=self._settings.pasted)
            hits = any(log.scan.hits for log in root.logs)
            case = self._the_judge().case(root, reading.texts, span) if hits else None
            made.append(_Parsed(what, root.problems, span, case))
        return made

    def _without_findings(self, one: "_Parsed") -> Analyzed:
        """Return the bundle of a root in which there was nothing to judge."""
        if one.span.records == 0 and _damaged(one.problems):
            return self._rejected(one.what, one.problems)
        said = diagnosis([], [], one.span, self._settings.catalogue)
        return Analyzed(self._bundle(one.what, one.problems, said), {})

    def _the_judge(self) -> "Judge":
        if self._judge is None:
            from omelog.analysis.verdict import Judge  # noqa: PLC0415 - lark and pandas: only where a record needs them

            self._judge = Judge(self._settings.catalogue, self._settings.limits)
        return self._judge

    def _rejected(self, what: "_Read", problems: list[Problem]) -> Analyzed:
        reason = next(problem for problem in problems if problem.severity == "damage")
        bundle = self._bundle(what, problems, rejected(reason))
        items = not_checked(self._settings.catalogue)
        return Analyzed(structs.replace(bundle, status="rejected", checklist=items), {})

    def _judged(self, what: "_Read", verdict: "Verdict", problems: Iterable[Problem] = ()) -> Analyzed:
        bundle = self._bundle(what, [*problems, *verdict.problems], verdict.diagnosis)
        bundle = structs.replace(bundle, incidents=verdict.incidents, findings=verdict.findings)
        if self._settings.context:
            bundle = with_context(bundle, what.logs, self._settings.limits)
        return Analyzed(bundle, verdict.totals)

    def _bundle(self, what: "_Read", problems: list[Problem], said: Diagnosis) -> Bundle:
        return Bundle(
            name=storable(what.name),
            source=storable(what.source.given),
            case=None,
            role=None,
            page=None,
            sha256=what.opened.sha256,
            bytes=what.opened.bytes,
            status="partial" if _damaged(problems) else "analyzed",
            problems=problems,
            logs=[*(log.as_log() for log in what.logs), *what.copies],
            diagnosis=said,
            checklist=checklist(said.paths, self._settings.catalogue, whole=not _damaged(problems)),
            chain=None,
            incidents=[],
            findings=[],
        )


class _Read(NamedTuple):
    """What is to become one bundle of a report."""

    name: str
    source: Source
    opened: Opened
    logs: list[ReadLog]
    copies: Sequence[Log] = ()


class _Parsed(NamedTuple):
    """A root of which all was parsed that matters; `case` is None where nothing does."""

    what: _Read
    problems: list[Problem]
    span: Span
    case: "ReadBundle | None"


def _import_ahead() -> None:
    """Import what judges the hits while the rest is still being read: lark and pandas take a quarter of a second."""
    if _VERDICT not in sys.modules:
        with contextlib.suppress(RuntimeError):  # the system cannot start another thread
            threading.Thread(target=lambda: importlib.import_module(_VERDICT), daemon=True).start()


def _damaged(problems: list[Problem]) -> bool:
    return any(problem.severity == "damage" for problem in problems)


def _span(logs: list[ReadLog], problems: list[Problem], *, pasted: bool) -> Span:
    """Return what the logs cover; the last record in reading order need not have the largest time."""
    read_logs = [log.as_log() for log in logs]
    firsts = [log.first_time for log in read_logs if log.first_time]
    lasts = [log.last_time for log in read_logs if log.last_time]
    records = sum(log.records for log in read_logs)
    end = lasts[-1] if lasts else None
    whole, has_gap = not _damaged(problems), any(problem.code == "rotation-gap" for problem in problems)
    return Span(min(firsts, default=None), max(lasts, default=None), records, whole, end, pasted, has_gap=has_gap)

"""Found records to a verdict: grammar, classification, diagnosis.

Imported only once a record was found that matters.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from msgspec import structs

from omelog.analysis.findings import Context, to_findings
from omelog.analysis.parsing import parse
from omelog.analysis.reading import ReadLog, Root
from omelog.analysis.rows import rows
from omelog.causes import named_operation, wanted
from omelog.grammar import Entries, grammar
from omelog.judge.classify import Kind, classify
from omelog.judge.elsewhere import elsewhere
from omelog.judge.folding import folded
from omelog.judge.headline import diagnosis
from omelog.judge.incidents import Incidents, incidents, numbered
from omelog.judge.paths import paths
from omelog.judge.placed import Placed
from omelog.judge.rules import Rules
from omelog.judge.span import Span
from omelog.limits import Limits
from omelog.model.cause import Catalogue
from omelog.model.record import Parsed, Text
from omelog.model.report import Diagnosis, Finding, Incident, Problem
from omelog.problems import Collected, limit_hit, notice
from omelog.records import Texts
from omelog.records.times import packed

if TYPE_CHECKING:
    from numpy.typing import NDArray

_UNREAD = frozenset({"foreign-stretch"})  # passed over, which is no damage where nothing in it matters
_INCIDENT = 2000  # bytes of report.json for a group of errors and its findings, at the least


class Verdict(NamedTuple):
    """What the found records come to; `totals` are the true numbers of findings by cause.

    `size` is how many bytes the findings take in report.json.
    """

    diagnosis: Diagnosis
    incidents: list[Incident]
    findings: list[Finding]
    totals: dict[str, int]
    problems: list[Problem]
    size: int


class ReadBundle(NamedTuple):
    """A bundle that is to be judged: its logs in reading order, what they cover, and what was parsed of them.

    `problems` are added to, `outside` are those that were met before.
    """

    logs: list[ReadLog]
    span: Span
    parsed: Parsed
    problems: Collected
    outside: Sequence[Problem] = ()


class Together(NamedTuple):
    """Bundles that were classified in one frame, and of each its incidents, its folded findings and their numbers."""

    cases: Sequence[ReadBundle]
    kinds: list[Kind]
    incidents: list[Incidents]
    findings: list[pd.DataFrame]
    totals: list[dict[str, int]]


def _is_end_read(unread: list[Problem], case: ReadBundle) -> bool:
    """Return whether the end of the log was read: what was not stands before the last record that matters."""
    numbers = {log.path: number for number, log in enumerate(case.logs)}
    occurrences = case.parsed.occurrences
    last = (int(occurrences.log[-1]), int(occurrences.line[-1])) if len(occurrences.log) else (0, 0)
    return all(
        problem.line is not None and (numbers.get(problem.where or "", len(numbers)), problem.line) <= last
        for problem in unread
    )


def _of(kept: dict[int, Placed], grouped: Incidents, findings: pd.DataFrame) -> pd.DataFrame:
    """Return the findings of the incidents that are kept."""
    return findings if len(kept) == grouped.total else findings[findings["incident"].isin(list(kept))]


def _totals(findings: pd.DataFrame, kinds: list[Kind], bundles: int) -> list[dict[str, int]]:
    """Count the findings of each bundle by cause, a row as often as there are records that it stands for."""
    totals: list[Counter[str]] = [Counter() for _ in range(bundles)]
    counts = findings.groupby(["bundle", "kind"], as_index=False)["count"].sum()
    for bundle, kind, count in zip(*(counts[name].tolist() for name in ("bundle", "kind", "count")), strict=True):
        totals[bundle][kinds[kind].cause] += count
    return [dict(one) for one in totals]


def _by_bundle(frame: pd.DataFrame, bundles: int) -> list[pd.DataFrame]:
    """Return the rows of each bundle, which stand together."""
    ends = frame["bundle"].searchsorted(range(bundles + 1)).tolist()
    return [frame.iloc[start:end] for start, end in itertools.pairwise(ends)]


class Judge:
    """Judges bundle after bundle with a grammar that is built once."""

    def __init__(self, catalogue: Catalogue, limits: Limits) -> None:
        self._catalogue = catalogue
        self._rules = Rules(catalogue)
        self._wanted = wanted(catalogue)
        self._limits = limits
        self._entries = Entries(grammar(), limits)

    def case(self, root: Root, texts: Texts, span: Span) -> ReadBundle:
        """Parse what was found in the logs of one bundle."""
        logs = root.logs
        problems = Collected()
        parsed = parse(logs, texts, self._entries, self._limits, problems)
        return ReadBundle(logs, span, parsed, problems, root.problems)

    def together(self, cases: Sequence[ReadBundle]) -> Together:
        """Classify bundles in one frame: a frame for fifty costs little more than one for one."""
        parsed = [case.parsed for case in cases]
        found = classify(parsed, self._rules)
        findings = numbered(found.frame)
        occurrences = [one.occurrences for one in parsed]
        made = incidents(findings, found.kinds, occurrences, self._catalogue, self._limits.incidents)
        shown = _by_bundle(folded(findings, parsed), len(cases))
        return Together(cases, found.kinds, made, shown, _totals(findings, found.kinds, len(cases)))

    def judge_bare(self, text: str, log: ReadLog) -> Verdict | None:
        """Judge an error body that stands alone, as if a wanted logger had logged it; None where there is none."""
        entry = self._entries.bare(text)
        if not entry.messages:
            return None
        logger = min(logger for cause in self._catalogue.causes.values() for logger in cause.match.loggers)
        operation = entry.operation or named_operation(text)
        assumed = structs.replace(entry, level="ERROR", logger=logger, operation=operation)
        log.scan.hits.add((1, 0), 0, 0, packed(b""))
        body = Text(b"", b"", b"", text.encode("utf-8", "replace"), b"ERROR", logger.encode(), wanted=True)
        span = Span(None, None, 0, whole=True, pasted=True)
        parsed = Parsed(rows([log]), {0: body}, {0: assumed}, [b""], [b""])
        return self.verdict(self.together([ReadBundle([log], span, parsed, Collected())]), 0, self._limits.report_bytes)

    def verdict(self, together: Together, number: int, room: int) -> Verdict:
        """Judge one of the bundles that were classified together; its findings may take `room` bytes."""
        case, grouped, findings = together.cases[number], together.incidents[number], together.findings[number]
        occurrences = case.parsed.occurrences
        others = self._elsewhere(case.parsed, findings)
        for problem in _told_elsewhere(others, case):
            case.problems.add(problem)
        most = max(1, min(self._limits.incidents, room // _INCIDENT))
        on_paths = paths(grouped.incidents.values(), self._catalogue)
        kept = self._kept(grouped, most, case.problems, exact=bool((occurrences.count == 1).all()))
        made = {number: placed.incident for number, placed in kept.items()}
        context = Context(case.parsed, together.kinds, made, case.logs, self._catalogue, self._limits, room)
        shown, size = to_findings(_of(kept, grouped, findings), context, case.problems)
        told = case.problems.all()
        met = [*case.outside, *told]
        whole = all(problem.severity == "notice" for problem in met)
        unread = [problem for problem in met if problem.severity == "damage" or problem.code in _UNREAD]
        end = case.span.end if _is_end_read(unread, case) else None
        span = case.span._replace(whole=whole, end=end, elsewhere=int(occurrences.count[others].sum()))
        return Verdict(
            diagnosis(on_paths, list(grouped.incidents.values()), span, self._catalogue),
            list(made.values()),
            shown,
            together.totals[number],
            told,
            size,
        )

    def _kept(self, grouped: Incidents, most: int, problems: Collected, *, exact: bool) -> dict[int, Placed]:
        """Keep the latest incidents, and the last one of each cause and operation: what a path rests on.

        Not `exact`: records were counted together, and what stood between them is not known any more.
        """
        incidents = grouped.incidents
        if grouped.total <= most:
            return incidents
        limit = "incidents" if most == self._limits.incidents else "report_bytes"
        what = (
            f"there are more groups of errors than are kept: {'about' if exact else 'at least'} "
            f"{grouped.total - most} are left out here and "
            "counted in the totals"
        )
        problems.add(limit_hit(limit, getattr(self._limits, limit), what, "kept the latest ones", where=None))
        last = {(placed.incident.operation, placed.incident.cause): number for number, placed in incidents.items()}
        wanted = {*list(incidents)[-most:], *last.values()}
        return {number: placed for number, placed in incidents.items() if number in wanted}

    def _elsewhere(self, parsed: Parsed, findings: pd.DataFrame) -> "NDArray[np.intp]":
        """Return the rows of records of other loggers that may be about a certificate error, and are no findings."""
        rows = np.flatnonzero(np.isin(parsed.occurrences.text, elsewhere(parsed, self._wanted, self._rules)))
        return np.setdiff1d(rows, findings["occurrence"].to_numpy()) if len(rows) else rows


def _told_elsewhere(rows: "NDArray[np.intp]", case: ReadBundle) -> Iterator[Problem]:
    if not len(rows):
        return
    occurrences = case.parsed.occurrences
    first, count = rows[0], occurrences.count[rows].sum()
    logger = case.parsed.entries[int(occurrences.text[first])].logger
    records = "1 record of another logger" if count == 1 else f"{count} records of other loggers"
    yield notice(
        "certificate-error-elsewhere",
        f"{records} (the first: {logger}) may be about a certificate error",
        "not counted as errors",
        where=case.logs[occurrences.log[first]].path,
        line=int(occurrences.line[first]),
        advice="look at them: a newer OME may have renamed its logger, or another log is quoted",
    )

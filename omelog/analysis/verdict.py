"""Found records to a verdict: grammar, classification, diagnosis.

Imported only once a record was found that matters.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from msgspec import structs

from omelog.analysis.findings import Context, to_findings
from omelog.analysis.parsing import parse
from omelog.analysis.reading import ReadLog
from omelog.analysis.rows import rows
from omelog.causes import Wanted, named_operation, wanted
from omelog.grammar import grammar
from omelog.judge.classify import Findings, Rules, classify
from omelog.judge.elsewhere import elsewhere
from omelog.judge.headline import Span, diagnosis
from omelog.judge.incidents import Incidents, incidents
from omelog.judge.paths import paths
from omelog.limits import Limits
from omelog.model.cause import Catalogue
from omelog.model.record import Parsed, Text
from omelog.model.report import Diagnosis, Finding, Incident, Problem
from omelog.problems import Collected, limit_hit, notice
from omelog.records import Texts
from omelog.records.times import packed

if TYPE_CHECKING:
    from numpy.typing import NDArray

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


def _of(kept: dict[int, Incident], grouped: Incidents) -> pd.DataFrame:
    """Give the findings of the incidents that are kept."""
    if len(kept) == grouped.total:
        return grouped.findings
    return grouped.findings[grouped.findings["incident"].isin(list(kept))]


def _totals(found: Findings, count: "NDArray[np.uint32]") -> dict[str, int]:
    """Count findings by cause; `count` is how many records each occurrence stands for."""
    each = np.zeros(len(found.kinds), np.int64)
    np.add.at(each, found.frame["kind"].to_numpy(), count[found.frame["occurrence"].to_numpy()])
    totals: Counter[str] = Counter()
    for kind, number in zip(found.kinds, each.tolist(), strict=True):
        totals[kind.cause] += number
    return dict(+totals)


class Judge:
    """Holds the grammar, which is built once, and judges bundle after bundle."""

    def __init__(self, catalogue: Catalogue, limits: Limits) -> None:
        self._catalogue = catalogue
        self._rules = Rules(catalogue)
        self._limits = limits
        self._wanted = wanted(catalogue)
        self._grammar = grammar()

    def judge(self, logs: list[ReadLog], texts: Texts, span: Span, room: int) -> Verdict:
        """Parse and judge what was found in the logs of one bundle, oldest first; findings may take `room` bytes."""
        problems = Collected()
        parsed = parse(logs, texts, self._grammar, self._limits, problems)
        return self._verdict(parsed, logs, span, problems, room)

    def judge_bare(self, text: str, log: ReadLog) -> Verdict | None:
        """Judge an error body that stands alone, as if a wanted logger had logged it; None where there is none."""
        entry = self._grammar.bare(text, self._limits)
        if not entry.messages:
            return None
        logger = min(logger for cause in self._catalogue.causes.values() for logger in cause.match.loggers)
        operation = entry.operation or named_operation(text)
        assumed = structs.replace(entry, level="ERROR", logger=logger, operation=operation)
        log.scan.hits.add((1, 0), 0, 0, packed(b""))
        body = Text(b"", b"", b"", text.encode("utf-8", "replace"), b"ERROR", logger.encode(), wanted=True)
        span = Span(None, None, 0, whole=True)
        parsed = Parsed(rows([log]), {0: body}, {0: assumed}, [b""], [b""])
        return self._verdict(parsed, [log], span, Collected(), self._limits.report_bytes)

    def _verdict(self, parsed: Parsed, logs: list[ReadLog], span: Span, problems: Collected, room: int) -> Verdict:
        found = classify(parsed, self._rules)
        others = _elsewhere(parsed, found, self._wanted)
        for problem in _told_elsewhere(others, parsed, logs):
            problems.add(problem)
        most = max(1, min(self._limits.incidents, room // _INCIDENT))
        grouped = incidents(found, parsed.occurrences, self._catalogue, most)
        in_order = list(grouped.incidents.values())
        on_paths = paths(in_order, self._catalogue)
        kept = self._kept(grouped, most, problems, exact=bool((parsed.occurrences.count == 1).all()))
        context = Context(parsed, found.kinds, kept, logs, self._catalogue, self._limits, room)
        findings, size = to_findings(_of(kept, grouped), context, problems)
        told = problems.all()
        whole = span.whole and not any(problem.severity == "damage" for problem in told)
        return Verdict(
            diagnosis(on_paths, in_order, span._replace(whole=whole, elsewhere=len(others)), self._catalogue),
            list(kept.values()),
            findings,
            _totals(found, parsed.occurrences.count),
            told,
            size,
        )

    def _kept(self, grouped: Incidents, most: int, problems: Collected, *, exact: bool) -> dict[int, Incident]:
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
        last = {(incident.operation, incident.cause): number for number, incident in incidents.items()}
        wanted = {*list(incidents)[-most:], *last.values()}
        return {number: incident for number, incident in incidents.items() if number in wanted}


def _elsewhere(parsed: Parsed, found: Findings, wanted: Wanted) -> "NDArray[np.intp]":
    """Return the rows of records of other loggers that may be about a certificate error, and are no findings."""
    rows = np.flatnonzero(np.isin(parsed.occurrences.text, elsewhere(parsed, wanted)))
    return np.setdiff1d(rows, found.frame["occurrence"].to_numpy())


def _told_elsewhere(rows: "NDArray[np.intp]", parsed: Parsed, logs: list[ReadLog]) -> Iterator[Problem]:
    if not len(rows):
        return
    first, count = rows[0], parsed.occurrences.count[rows].sum()
    logger = parsed.entries[int(parsed.occurrences.text[first])].logger
    records = "1 record of another logger" if count == 1 else f"{count} records of other loggers"
    yield notice(
        "certificate-error-elsewhere",
        f"{records} (the first: {logger}) may be about a certificate error",
        "not counted as findings",
        where=logs[parsed.occurrences.log[first]].path,
        line=int(parsed.occurrences.line[first]),
        advice="look at them: a newer OME may have renamed its logger, or another log is quoted",
    )

"""Found records to a verdict: grammar, classification, diagnosis.

Imported only once a record was found that matters.
"""

from collections import Counter
from typing import NamedTuple

import numpy as np
import pandas as pd
from msgspec import structs

from omelog.analysis.findings import Context, to_findings
from omelog.analysis.parsing import parse
from omelog.analysis.reading import ReadLog
from omelog.causes import named_operation
from omelog.classify import Findings, Rules, classify
from omelog.diagnose.headline import Span, diagnosis
from omelog.diagnose.incidents import Incidents, incidents
from omelog.diagnose.paths import paths
from omelog.grammar import grammar
from omelog.limits import Limits
from omelog.model.cause import Catalogue
from omelog.model.record import Occurrences, Parsed, Text
from omelog.model.report import Diagnosis, Finding, Incident, Problem
from omelog.problems import Collected, limit_hit, notice
from omelog.records import Texts


class Verdict(NamedTuple):
    """What the found records come to; `totals` are the true numbers of findings by cause."""

    diagnosis: Diagnosis
    incidents: list[Incident]
    findings: list[Finding]
    totals: dict[str, int]
    problems: list[Problem]


def _of(kept: dict[int, Incident], grouped: Incidents) -> pd.DataFrame:
    """Give the findings of the incidents that are kept."""
    if len(kept) == grouped.total:
        return grouped.findings
    return grouped.findings[grouped.findings["incident"].isin(list(kept))]


def _totals(found: Findings) -> dict[str, int]:
    """Count findings by cause, in the order in which these are met."""
    totals: Counter[str] = Counter()
    kinds = found.frame["kind"].to_numpy()
    counts = np.bincount(kinds)
    for kind in pd.unique(kinds).tolist():
        totals[found.kinds[kind].cause] += int(counts[kind])
    return dict(totals)


class Judge:
    """Holds the grammar, which is built once, and judges bundle after bundle."""

    def __init__(self, catalogue: Catalogue, limits: Limits, elsewhere: tuple[str, ...]) -> None:
        self._catalogue = catalogue
        self._rules = Rules(catalogue)
        self._limits = limits
        self._elsewhere = elsewhere
        self._grammar = grammar()

    def judge(self, logs: list[ReadLog], texts: Texts, span: Span) -> Verdict:
        """Parse and judge what was found in the logs of one bundle, oldest first."""
        problems = Collected()
        parsed = parse(logs, texts, self._grammar, self._limits, problems)
        for problem in self._certificate_errors_elsewhere(parsed, logs):
            problems.add(problem)
        return self._verdict(parsed, logs, span, problems)

    def judge_bare(self, text: str, log: ReadLog) -> Verdict | None:
        """Judge an error body that stands alone, as if a wanted logger had logged it; None where there is none."""
        entry = self._grammar.bare(text, self._limits)
        if not entry.messages:
            return None
        logger = min(logger for cause in self._catalogue.causes.values() for logger in cause.match.loggers)
        operation = entry.operation or named_operation(text)
        assumed = structs.replace(entry, level="ERROR", logger=logger, operation=operation)
        occurrences = Occurrences([0], [1], [0], [b""], [b""], [False])
        body = Text(b"", b"", b"", text.encode("utf-8", "replace"), b"ERROR", logger.encode(), wanted=True)
        span = Span(None, None, 0, whole=True)
        return self._verdict(Parsed(occurrences, {0: body}, {0: assumed}), [log], span, Collected())

    def _verdict(self, parsed: Parsed, logs: list[ReadLog], span: Span, problems: Collected) -> Verdict:
        found = classify(parsed, self._rules)
        grouped = incidents(found, parsed.occurrences.time, self._catalogue, self._limits.incidents)
        in_order = list(grouped.incidents.values())
        on_paths = paths(in_order, self._catalogue)
        kept = self._kept(grouped, problems)
        context = Context(parsed, found.kinds, kept, logs, self._catalogue, self._limits)
        findings = to_findings(_of(kept, grouped), context, problems)
        told = problems.all()
        whole = span.whole and not any(problem.severity == "damage" for problem in told)
        return Verdict(
            diagnosis(on_paths, in_order, span._replace(whole=whole), self._catalogue),
            list(kept.values()),
            findings,
            _totals(found),
            told,
        )

    def _kept(self, grouped: Incidents, problems: Collected) -> dict[int, Incident]:
        """Keep the latest incidents, and the last one of each cause and operation: what a path rests on."""
        limit, incidents = self._limits.incidents, grouped.incidents
        if grouped.total <= limit:
            return incidents
        what = (
            f"there are more groups of errors than are kept: about {grouped.total - limit} are left out here and "
            "counted in the totals"
        )
        problems.add(limit_hit("incidents", limit, what, "kept the latest ones", where=None))
        last = {(incident.operation, incident.cause): number for number, incident in incidents.items()}
        wanted = {*list(incidents)[-limit:], *last.values()}
        return {number: incident for number, incident in incidents.items() if number in wanted}

    def _certificate_errors_elsewhere(self, parsed: Parsed, logs: list[ReadLog]) -> list[Problem]:
        """Tell of records of other loggers that name the chain upload: a later OME may rename the logger."""
        named = {
            number
            for number, entry in parsed.entries.items()
            if not parsed.texts[number].wanted
            and any(word in entry.text or word == entry.operation for word in self._elsewhere)
        }
        hits = [index for index, number in enumerate(parsed.occurrences.text) if number in named]
        if not hits:
            return []
        first = hits[0]
        logger = parsed.entries[parsed.occurrences.text[first]].logger
        return [
            notice(
                "certificate-error-elsewhere",
                f"{len(hits)} records of other loggers (the first: {logger}) name the chain upload",
                "not counted as findings",
                where=logs[parsed.occurrences.log[first]].path,
                line=parsed.occurrences.line[first],
                advice="look at them if this is a newer OME, which may have renamed its logger",
            )
        ]

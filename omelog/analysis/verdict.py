"""Found records to a verdict: grammar, classification, diagnosis.

Imported only once a record was found that matters.
"""

from typing import NamedTuple

from msgspec import structs

from omelog.analysis.findings import Context, to_findings
from omelog.analysis.parsing import parse
from omelog.analysis.reading import ReadLog
from omelog.classify import classify
from omelog.diagnose.headline import Span, diagnosis
from omelog.diagnose.incidents import incidents
from omelog.diagnose.paths import paths
from omelog.grammar import Grammar
from omelog.limits import Limits
from omelog.model.cause import Catalogue
from omelog.model.record import Occurrence, Parsed
from omelog.model.report import Diagnosis, Finding, Incident, Problem
from omelog.problems import notice


class Verdict(NamedTuple):
    """What the found records come to; `totals` are the true numbers of findings by cause."""

    diagnosis: Diagnosis
    incidents: list[Incident]
    findings: list[Finding]
    totals: dict[str, int]
    problems: list[Problem]


class Judge:
    """Holds the grammar, which is built once, and judges bundle after bundle."""

    def __init__(self, catalogue: Catalogue, limits: Limits, elsewhere: tuple[str, ...]) -> None:
        self._catalogue = catalogue
        self._limits = limits
        self._elsewhere = elsewhere
        self._grammar = Grammar()

    def judge(self, logs: list[ReadLog], span: Span) -> Verdict:
        """Parse and judge what was found in the logs of one bundle, oldest first."""
        problems: list[Problem] = []
        parsed = parse(logs, self._grammar, self._limits, problems)
        problems += self._certificate_errors_elsewhere(parsed, logs)
        return self._verdict(parsed, logs, span, problems)

    def judge_bare(self, text: str, log: ReadLog) -> Verdict | None:
        """Judge an error body that stands alone, as if a wanted logger had logged it; None where there is none."""
        entry = self._grammar.bare(text, self._limits.json_depth)
        if not entry.messages:
            return None
        loggers = sorted(logger for cause in self._catalogue.causes.values() for logger in cause.match.loggers)
        assumed = structs.replace(entry, level="ERROR", logger=loggers[0])
        occurrence = Occurrence(log=0, line=1, time=None, thread="", header=b"", entry=0, cut=False)
        parsed = Parsed([occurrence], [assumed], [text.encode("utf-8", "replace")], [True])
        return self._verdict(parsed, [log], Span(None, None, whole=True), [])

    def _verdict(self, parsed: Parsed, logs: list[ReadLog], span: Span, problems: list[Problem]) -> Verdict:
        frame = classify(parsed, self._catalogue)
        grouped = incidents(frame, self._catalogue)
        lanes = paths(grouped.incidents, self._catalogue)
        findings = to_findings(grouped.findings, Context(parsed, logs, self._catalogue, self._limits), problems)
        whole = span.whole and not any(problem.severity == "damage" for problem in problems)
        return Verdict(
            diagnosis(lanes, grouped.incidents, span._replace(whole=whole), self._catalogue),
            grouped.incidents,
            findings,
            {str(cause): int(count) for cause, count in frame["cause"].value_counts(sort=False).items()},
            problems,
        )

    def _certificate_errors_elsewhere(self, parsed: Parsed, logs: list[ReadLog]) -> list[Problem]:
        """Tell of records of other loggers that name the chain upload: a later OME may rename the logger."""
        named = {
            number
            for number, entry in enumerate(parsed.entries)
            if not parsed.wanted[number]
            and any(word in entry.text or word == entry.operation for word in self._elsewhere)
        }
        hits = [occurrence for occurrence in parsed.occurrences if occurrence.entry in named]
        if not hits:
            return []
        first = hits[0]
        logger = parsed.entries[first.entry].logger
        return [
            notice(
                "certificate-error-elsewhere",
                f"{len(hits)} records of other loggers (the first: {logger}) name the chain upload",
                "not counted as findings",
                where=logs[first.log].path,
                line=first.line,
                advice="look at them if this is a newer OME, which may have renamed its logger",
            )
        ]

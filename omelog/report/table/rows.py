"""Bundles to rows of the table."""

from collections.abc import Iterator

from omelog.model.report import Bundle, Finding, Problem, Report
from omelog.report.table.columns import Value
from omelog.wording.words import title

Row = dict[str, Value]


def bundle_rows(head: Report, bundle: Bundle) -> Iterator[Row]:
    """Yield the rows of a bundle: its findings, or one that says that there are none, and its problems.

    When the run began is left to the whole table: what is made of a bundle is kept for the next run.
    """
    about: Row = {
        "bundle": bundle.name,
        "case": bundle.case,
        "role": bundle.role,
        "status": bundle.status,
        "bundle_sha256": bundle.sha256,
        "bundle_source": bundle.source,
        "bundle_id": bundle.id,
        "verdict": bundle.diagnosis.blocker,
    }
    for finding in bundle.findings:
        yield about | _finding(finding, head)
    if not bundle.findings:
        yield about | {"row": "no-finding", "message": bundle.diagnosis.headline}
    for problem in bundle.problems:
        yield about | _problem(problem)


def run_rows(head: Report) -> Iterator[Row]:
    """Yield the rows of what went wrong with the run, not with one bundle."""
    for problem in head.problems:
        yield _problem(problem) | {"generated": head.generated}


def _finding(finding: Finding, head: Report) -> Row:
    return {
        "row": "finding",
        "cause": finding.cause,
        "cause_title": title(finding.cause, head.catalogue.causes),
        "candidates": finding.candidates,
        "certainty": finding.certainty,
        "operation": finding.operation,
        "time": finding.time,
        "last_time": finding.last_time,
        "count": finding.count,
        "message_id": finding.message_id,
        "message": finding.message,
        "message_args": finding.message_args,
        "related_properties": finding.related_properties,
        "severity": finding.severity,
        "resolution": finding.resolution,
        "level": finding.level,
        "thread": finding.thread,
        "logger": finding.logger,
        "log": finding.log,
        "line": finding.line,
        "raw": finding.raw,
        "raw_cut": finding.raw_cut,
        "finding": finding.id,
        "incident": finding.incident,
    }


def _problem(problem: Problem) -> Row:
    return {
        "row": "problem",
        "message": problem.message,
        "severity": problem.severity,
        "resolution": problem.resolution,
        "advice": problem.advice,
        "problem": problem.code,
        "limit": problem.limit,
        "log": problem.where,
        "line": problem.line,
    }

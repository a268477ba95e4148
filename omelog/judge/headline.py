"""The diagnosis: one sentence that claims no more than the log shows, the paths behind it, what to ask for."""

import datetime as dt
from typing import NamedTuple

from omelog.causes import CHAIN_UPLOAD, UNKNOWN
from omelog.judge.paths import leading
from omelog.model.cause import Catalogue
from omelog.model.report import Diagnosis, Incident, Path, Problem

_NO_SUCCESS = "a later success would not show"


class Span(NamedTuple):
    """First and last time of the logs as logged (ISO 8601, no zone), how many records, and whether all was read.

    `elsewhere` counts the records of other loggers that may be about a certificate error.
    """

    first: str | None
    last: str | None
    records: int
    whole: bool
    elsewhere: int = 0


def diagnosis(paths: list[Path], incidents: list[Incident], span: Span, catalogue: Catalogue) -> Diagnosis:
    """Say what the paths mean; the first path with a known cause leads."""
    path = leading(paths)
    if path is None:
        return Diagnosis(
            headline=_nothing_found(span),
            blocker=None,
            candidates=[],
            certainty=None,
            ask_for=list(catalogue.reference.ask_for),
            paths=[],
        )
    later = _later_unknown(path, incidents)
    headline = _failed(path, later, span, catalogue) if path.blocker else _unknown(path, span)
    return Diagnosis(
        headline=headline,
        blocker=path.blocker,
        candidates=path.candidates,
        certainty=path.certainty,
        ask_for=_ask_for(paths, incidents, catalogue),
        paths=paths,
    )


def rejected(problem: Problem) -> Diagnosis:
    """Say that nothing could be read, and why."""
    subject = "it " if problem.message.startswith(("is ", "holds ", "cannot ")) else ""
    return Diagnosis(
        headline=f"Nothing could be read of this input: {subject}{problem.message}.",
        blocker=None,
        candidates=[],
        certainty=None,
        ask_for=[],
        paths=[],
    )


def attempt(path: Path, catalogue: Catalogue) -> str:
    """Name what was attempted on a path, in plain words.

    Where the log names no operation a cause may tell by inference (`attempt` of the cause).
    """
    if path.operation == CHAIN_UPLOAD:
        return "certificate chain upload"
    if path.operation:
        return f"operation {path.operation}"
    cause = catalogue.causes.get(path.blocker or "")
    return (cause.attempt if cause else None) or "certificate upload"


def _later_unknown(path: Path, incidents: list[Incident]) -> Incident | None:
    """Give the last unknown error of the same operation, if it came after the last known one."""
    of_path = [incident for incident in incidents if incident.operation == path.operation]
    return of_path[-1] if of_path and of_path[-1].cause == UNKNOWN else None


def _failed(path: Path, later: Incident | None, span: Span, catalogue: Catalogue) -> str:
    cause = catalogue.causes[path.blocker or UNKNOWN]
    last, beside = "last", ""
    if later is not None:
        last = "last explained"
        beside = (
            f"; a later error, {_when(later.last_seen, Span(None, None, 0, whole=True))}, matches no documented cause"
        )
    return (
        f"The {last} {attempt(path, catalogue)} recorded in this log failed because {cause.because}, "
        f"{_when(path.last_seen, span)}{beside}; {_NO_SUCCESS}{_partly(span)}."
    )


def _unknown(path: Path, span: Span) -> str:
    return (
        f"An error that no documented cause matches was recorded {_when(path.last_seen, span)}; "
        f"its record is shown as it stands{_partly(span)}."
    )


def _nothing_found(span: Span) -> str:
    others = _others(span)
    if span.records == 0:
        return f"No certificate error is recorded: the log holds no record{_partly(span)}."
    if span.first is None or span.last is None:
        return f"No certificate error is recorded{others}; the times of the log cannot be read{_partly(span)}."
    return (
        f"No certificate error is recorded between {_shown(span.first)} and {_shown(span.last)} in log time{others}; "
        f"that does not show that an upload succeeded{_partly(span)}."
    )


def _others(span: Span) -> str:
    """Name the records of other loggers that may be about one."""
    if not span.elsewhere:
        return ""
    records = "1 record" if span.elsewhere == 1 else f"{span.elsewhere} records"
    return f" by the certificate logger, but {records} of other loggers may be about one"


def _partly(span: Span) -> str:
    return "" if span.whole else "; not all of the input could be read"


def _when(time: str | None, span: Span) -> str:
    if time is None:
        return "at a time that cannot be read"
    at = f"at {time[11:19]} on {time[:10]}"
    before = _before_end(time, span.last)
    return f"{at}, {before}" if before else at


def _before_end(time: str, end: str | None) -> str | None:
    """Say how long before the log's end a time lies; None where the appliance's clock went back."""
    if end is None:
        return None
    gap = dt.datetime.fromisoformat(end[:19]) - dt.datetime.fromisoformat(time[:19])
    if gap < dt.timedelta(0):
        return None
    return "at the very end of the log" if gap < dt.timedelta(seconds=1) else f"{duration(gap)} before the log ends"


def duration(gap: dt.timedelta) -> str:
    """Give a duration in its largest unit, rounded down: `5 days`, `1 hour`, `40 seconds`."""
    seconds = int(gap.total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            count = seconds // length
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def _shown(time: str) -> str:
    return time[:19].replace("T", " ")


def _ask_for(paths: list[Path], incidents: list[Incident], catalogue: Catalogue) -> list[str]:
    """Gather what settles the doubts: nothing where every path is certain."""
    uncertain = [path.blocker for path in paths if path.blocker and path.certainty != "certain"]
    if any(incident.cause == UNKNOWN for incident in incidents):
        uncertain.append(UNKNOWN)
    return list(dict.fromkeys(text for slug in uncertain for text in catalogue.causes[slug].ask_for))

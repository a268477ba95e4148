"""The diagnosis: two sentences that claim no more than the log shows, the paths behind them, what to ask for."""

from collections.abc import Sequence

from omelog.causes import CHAIN_UPLOAD, UNKNOWN, certainty
from omelog.judge.paths import leading
from omelog.judge.placed import Placed
from omelog.judge.span import Span, before_end
from omelog.model.cause import Catalogue, Cause
from omelog.model.report import Diagnosis, Incident, Path, Problem

TAKES = "What the fix takes:"
_CAVEAT = "A log records failures only: a later success would not show."


def diagnosis(paths: list[Path], placed: Sequence[Placed], span: Span, catalogue: Catalogue) -> Diagnosis:
    """Describe what the paths mean; the first path with a known cause leads. `placed` are all incidents."""
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
    headline = _failed(path, placed, span, catalogue) if path.blocker else _unknown(path, placed, span)
    return Diagnosis(
        headline=headline,
        caveat=_CAVEAT if path.blocker else "",
        blocker=path.blocker,
        candidates=path.candidates,
        certainty=path.certainty,
        ask_for=_ask_for(paths, placed, catalogue),
        paths=paths,
    )


def rejected(problem: Problem) -> Diagnosis:
    """Describe that nothing could be read, and why."""
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


def _failed(path: Path, placed: Sequence[Placed], span: Span, catalogue: Catalogue) -> str:
    """Describe what the last attempt failed of and when, and what follows from it."""
    causes = [catalogue.causes[slug] for slug in (path.blocker or UNKNOWN, *path.beside)]
    of_path = [one for one in placed if one.incident.operation == path.operation]
    blocker = max((one for one in of_path if one.incident.cause == path.blocker), key=_last)
    unknown = max((one for one in of_path if one.incident.cause == UNKNOWN), key=_last, default=blocker)
    later = unknown.incident if unknown.last > blocker.last else None
    last = "last explained" if later else "last"
    because = " and because ".join(cause.because for cause in causes)
    beside = f"; a later error, {_at(later.last_seen)}, matches no documented cause" if later else ""
    when = _when(path.last_seen, blocker.incident, span)
    what = f"the {last} {attempt(path, catalogue)} recorded in {_place(span)} failed because {because}, {when}{beside}"
    return f"{_limited(what, span)}. {_follows(causes)}"


def _unknown(path: Path, placed: Sequence[Placed], span: Span) -> str:
    last = max((one for one in placed if one.incident.operation == path.operation), key=_last).incident
    what = "an error that no documented cause matches was"
    when = _when(path.last_seen, last, span)
    return (
        f"{_limited(f'{what} recorded in {_place(span)}, {when}', span)}. "
        "What it means is not known: its record is shown as logged."
    )


def _nothing_found(span: Span) -> str:
    none = _limited("no certificate error is recorded", span)
    if span.records == 0:
        return f"{none}: {'the lines hold' if span.pasted else 'the log holds'} no record."
    if span.first is None or span.last is None:
        return f"{none}; the times of the log cannot be read{_others(span)}."
    return (
        f"{none} between {_shown(span.first)} and {_shown(span.last)} in log time. "
        f"That does not show that an upload succeeded{_others(span)}."
    )


def _others(span: Span) -> str:
    """Name the records of other loggers that may be about a certificate error."""
    if not span.elsewhere:
        return ""
    records = "1 record" if span.elsewhere == 1 else f"{span.elsewhere:,} records"
    return f", and {records} of other loggers may be about a certificate error"


def _limited(sentence: str, span: Span) -> str:
    """Begin a sentence with what it holds for, where not all was read."""
    if not span.whole:
        return f"For what was read, {sentence}"
    if span.has_gap:
        return f"For the rotations that are here, {sentence}"
    return sentence[0].upper() + sentence[1:]


def _last(placed: Placed) -> int:
    return placed.last


def _place(span: Span) -> str:
    return "the pasted lines" if span.pasted else "this log"


def _follows(causes: Sequence[Cause]) -> str:
    """Describe what follows: what settles a cause where it is open, else what the fix takes."""
    settled = [cause.settled_by for cause in causes if cause.settled_by]
    takes = dict.fromkeys(cause.takes.removesuffix(".") for cause in causes if not cause.settled_by)
    fix = "; and ".join(f"{text[:1].lower()}{text[1:]}" for text in takes)
    return " ".join((*settled, *([f"{TAKES} {fix}."] if fix else ())))


def _when(time: str | None, incident: Incident, span: Span) -> str:
    """Describe when an incident was recorded last; of several errors how many there are, and since when."""
    at = _at(time)
    if incident.errors > 1:
        at = f"{incident.errors:,} errors {_stretch(incident.first_seen, time)}"
    end = before_end(time, span)
    return f"{at}, {end}" if end else at


def _at(time: str | None) -> str:
    return f"at {_moment(time)}" if time else "at a time that cannot be read"


def _stretch(first: str | None, last: str | None) -> str:
    if first is None or last is None:
        return _at(last)
    if first[:19] == last[:19]:
        return _at(last)
    return f"from {first[11:19] if first[:10] == last[:10] else _moment(first)} to {_moment(last)}"


def _moment(time: str) -> str:
    return f"{time[11:19]} on {time[:10]}"


def _shown(time: str) -> str:
    return time[:19].replace("T", " ")


def _ask_for(paths: list[Path], placed: Sequence[Placed], catalogue: Catalogue) -> list[str]:
    """Gather what settles the doubts: nothing where every path is certain."""
    named = [slug for path in paths for slug in (path.blocker, *path.beside) if slug]
    uncertain = [slug for slug in named if certainty(catalogue.causes[slug]) != "certain"]
    if any(one.incident.cause == UNKNOWN for one in placed):
        uncertain.append(UNKNOWN)
    return list(dict.fromkeys(text for slug in uncertain for text in catalogue.causes[slug].ask_for))

"""What the logs of source and target say together, and never more than either of them does."""

from collections.abc import Iterator

from msgspec import Struct

from omelog.model.cause import Cause
from omelog.model.report import Report, Row
from omelog.wording.text import Foreign, foreign
from omelog.wording.words import NO_ERROR, title, verdict_of

SIDES = ("source", "target")


class Together(Struct, frozen=True, kw_only=True):
    """The verdict, which sides come `first`, the sentences; between which causes more evidence decides, and which."""

    verdict: str
    first: tuple[str, ...]
    says: tuple[Foreign, ...]
    candidates: tuple[str, ...]
    settled_by: str
    migration: tuple[str, ...]


def together(source: Row, target: Row, report: Report) -> Together:
    """Write what two bundles of one migration say together."""
    causes = report.catalogue.causes
    refused = _refused(source, target, report)
    return Together(
        verdict=_verdict(source, target, report, refused),
        first=_failed(source, target, refused),
        says=tuple(map(foreign, _says(source, target, report, refused))),  # may name a cause that nobody knows
        candidates=tuple(title(slug, causes) for slug in refused.candidates) if refused else (),
        settled_by=(refused.settled_by or "") if refused else "",
        migration=report.catalogue.reference.migration,
    )


def _verdict(source: Row, target: Row, report: Report, refused: Cause | None) -> str:
    """Name in a line what to do about both, or what is the matter where the logs do not tell."""
    causes = report.catalogue.causes
    failed = _failed(source, target, refused)
    if refused and failed:
        chains = "both chains" if len(failed) > 1 else f"the {failed[0]}'s chain"
        return f"Fix {chains} first, then repeat the connection check"
    if refused:
        return refused.title
    if len(failed) > 1:
        same = source.blocker and source.blocker == target.blocker
        return (
            f"{title(source.blocker or '', causes)}, on both appliances" if same else "Both appliances failed: fix each"
        )
    if failed:
        row = source if failed == ("source",) else target
        return f"{verdict_of(row, causes)}, on the {failed[0]}"
    unread = [side for side, row in zip(SIDES, (source, target), strict=True) if row.status == "rejected"]
    return f"{NO_ERROR}; the bundle of the {' and of the '.join(unread)} could not be read" if unread else NO_ERROR


def _refused(source: Row, target: Row, report: Report) -> Cause | None:
    """Return the cause that is about both appliances at once, where either log has it."""
    met = sorted({*source.by_cause, *target.by_cause})
    found = (report.catalogue.causes.get(slug) for slug in met)
    return next((cause for cause in found if cause and cause.path == "own"), None)


def _says(source: Row, target: Row, report: Report, refused: Cause | None) -> Iterator[str]:
    for side, row in zip(SIDES, (source, target), strict=True):
        if row.status == "rejected":
            yield f"The bundle of the {side} was not read, so nothing is known of that side."
        elif row.status == "partial":
            yield f"The bundle of the {side} was read in part: what is missing could change what is said here."
    if refused:
        yield from _of_both(source, target, refused)
    yield from _of_each(source, target, report, refused)


def _of_both(source: Row, target: Row, refused: Cause) -> Iterator[str]:
    where = [side for side, row in zip(SIDES, (source, target), strict=True) if refused.slug in row.by_cause]
    logs = "Both logs record" if len(where) > 1 else f"The log of the {where[0]} records"
    yield f"{logs}: {refused.title[:1].lower()}{refused.title[1:]}. That is about both appliances, not about one alone."


def _of_each(source: Row, target: Row, report: Report, refused: Cause | None) -> Iterator[str]:
    own = [_own(row, refused) for row in (source, target)]
    if all(own):
        yield _both(source, target, report)
    elif any(own):
        side, found = next((side, found) for side, found in zip(SIDES, own, strict=True) if found)
        named = "; ".join(title(slug, report.catalogue.causes) for slug in sorted(found))
        yield f"{'Another' if refused else 'An'} error is recorded in the log of the {side} alone: {named}."
    elif not refused:
        yield f"{NO_ERROR} in what was read."
    if refused and any(own):
        yield (
            "See to that first: each appliance needs a chain of its own before the two can accept each other. Whether "
            "it is the reason does not show in these logs, so repeat the connection check afterwards."
        )
    if not all(own):
        yield "A log records failures only: it does not show whether an upload worked, or was tried at all."


def _failed(source: Row, target: Row, refused: Cause | None) -> tuple[str, ...]:
    """Name the sides with an error beside the one that is about both."""
    return tuple(side for side, row in zip(SIDES, (source, target), strict=True) if _own(row, refused))


def _own(row: Row, refused: Cause | None) -> set[str]:
    """Name what a log records beside the cause that is about both."""
    return {slug for slug in row.by_cause if refused is None or slug != refused.slug}


def _both(source: Row, target: Row, report: Report) -> str:
    if source.blocker and source.blocker == target.blocker:
        name = title(source.blocker, report.catalogue.causes)
        return f"Both logs have the same verdict: {name[:1].lower()}{name[1:]}. Fix each appliance by itself."
    return "Each log records a failure of its own; neither says that one led to the other. See to both."

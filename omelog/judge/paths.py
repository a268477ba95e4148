"""Incidents to paths: operation by operation, the latest known cause and what was recorded before it."""

from collections import defaultdict

from omelog.causes import CHAIN_UPLOAD, UNKNOWN, certainty
from omelog.model.cause import Catalogue
from omelog.model.report import Incident, Path


def _key(incident: Incident, catalogue: Catalogue) -> tuple[str, str]:
    """Give the key of the path that an incident belongs to: its operation, or its cause where that is no upload."""
    if catalogue.causes[incident.cause].path == "own":
        return ("own", incident.cause)
    return ("operation", incident.operation or "")


def paths(incidents: list[Incident], catalogue: Catalogue) -> list[Path]:
    """Return the paths, the leading one first. `incidents` are in time order.

    The chain upload leads, then come other named operations, uploads without a name, and what is no upload.
    A path's blocker is its latest incident of a known cause; None where all are unknown. Earlier causes are
    "not seen since", never "fixed".
    """
    groups: dict[tuple[str, str], list[Incident]] = defaultdict(list)
    for incident in incidents:
        groups[_key(incident, catalogue)].append(incident)
    return [_path(groups[key], catalogue) for key in sorted(groups, key=_rank)]


def leading(found: list[Path]) -> Path | None:
    """Return the path that the verdict is about: the first with a known cause, else the first."""
    return next((path for path in found if path.blocker), found[0] if found else None)


def _rank(key: tuple[str, str]) -> tuple[int, str]:
    kind, name = key
    if kind == "own":
        return (3, name)
    if name == CHAIN_UPLOAD:
        return (0, name)
    return (1, name) if name else (2, name)


def _path(incidents: list[Incident], catalogue: Catalogue) -> Path:
    known = [incident for incident in incidents if incident.cause != UNKNOWN]
    if not known:
        last = incidents[-1]
        return Path(
            operation=last.operation,
            blocker=None,
            candidates=[],
            certainty="unknown",
            since=last.first_seen,
            last_seen=last.last_seen,
            not_seen_since=[],
        )
    blocker = known[-1]  # incidents of one path follow each other, those without a readable time where they stand
    earlier = dict.fromkeys(incident.cause for incident in known if incident.cause != blocker.cause)
    cause = catalogue.causes[blocker.cause]
    return Path(
        operation=blocker.operation,
        blocker=blocker.cause,
        candidates=list(cause.candidates),
        certainty=certainty(cause),
        since=blocker.first_seen,
        last_seen=blocker.last_seen,
        not_seen_since=list(earlier),
    )

"""Incidents to paths: operation by operation, the latest known cause and what was recorded before it."""

from collections import defaultdict
from collections.abc import Iterable

from omelog.causes import CHAIN_UPLOAD, UNKNOWN, certainty
from omelog.judge.placed import Placed
from omelog.model.cause import Catalogue
from omelog.model.report import Path


def paths(incidents: Iterable[Placed], catalogue: Catalogue) -> list[Path]:
    """Return the paths, the leading one first.

    The chain upload leads, then come other named operations, uploads without a name, and what is no upload.
    A path's blocker is its latest incident of a known cause; None where all are unknown. Earlier causes are
    "not seen since", never "fixed".
    """
    groups: dict[tuple[str, str], list[Placed]] = defaultdict(list)
    for placed in incidents:
        groups[_key(placed, catalogue)].append(placed)
    return [_path(groups[key], catalogue) for key in sorted(groups, key=_rank)]


def leading(found: list[Path]) -> Path | None:
    """Return the path that the verdict is about: the first with a known cause, else the first."""
    return next((path for path in found if path.blocker), found[0] if found else None)


def article_order(slug: str, catalogue: Catalogue) -> int:
    """Return where a cause stands in the article: by its requirement, and behind all where it has none."""
    requirements = list(catalogue.requirements)
    requirement = catalogue.causes[slug].requirement
    return requirements.index(requirement) if requirement in requirements else len(requirements)


def _key(placed: Placed, catalogue: Catalogue) -> tuple[str, str]:
    """Return the key of the path that an incident belongs to: its operation, or its cause where that is no upload."""
    incident = placed.incident
    if catalogue.causes[incident.cause].path == "own":
        return ("own", incident.cause)
    return ("operation", incident.operation or "")


def _rank(key: tuple[str, str]) -> tuple[int, str]:
    kind, name = key
    if kind == "own":
        return (3, name)
    if name == CHAIN_UPLOAD:
        return (0, name)
    return (1, name) if name else (2, name)


def _path(incidents: list[Placed], catalogue: Catalogue) -> Path:
    known = [placed for placed in incidents if placed.incident.cause != UNKNOWN]
    end = max(placed.last for placed in known or incidents)
    # Several causes end together where one record holds them: the article's order decides which leads.
    latest = [placed.incident for placed in known if placed.last == end]
    latest.sort(key=lambda incident: article_order(incident.cause, catalogue))
    if not latest:
        last = max(incidents, key=lambda placed: placed.last).incident
        return Path(
            operation=last.operation,
            blocker=None,
            candidates=[],
            certainty="unknown",
            since=last.first_seen,
            last_seen=last.last_seen,
            not_seen_since=[],
        )
    blocker, *beside = latest
    now = {incident.cause for incident in latest}
    earlier = dict.fromkeys(placed.incident.cause for placed in known if placed.incident.cause not in now)
    cause = catalogue.causes[blocker.cause]
    return Path(
        operation=blocker.operation,
        blocker=blocker.cause,
        beside=[incident.cause for incident in beside],
        candidates=list(cause.candidates),
        certainty=certainty(cause),
        since=blocker.first_seen,
        last_seen=blocker.last_seen,
        not_seen_since=list(earlier),
    )

"""Errors that nothing documented matches: each different one once, with its latest record."""

from msgspec import Struct

from omelog.causes import UNKNOWN
from omelog.judge.paths import leading
from omelog.model.report import Finding
from omelog.wording.record import Record, record
from omelog.wording.scene import Scene
from omelog.wording.text import Foreign, counted
from omelog.wording.words import UNMATCHED

_SHOWN = 5


class Unknown(Struct, frozen=True):
    """An error that nothing matched, once for each id and arguments."""

    record: Record
    times: str
    says: Foreign


def unknown(scene: Scene) -> tuple[Unknown, ...]:
    """Show the kinds that were seen last."""
    return tuple(_kind(found, scene) for found in kinds(scene)[:_SHOWN])


def unknown_findings(scene: Scene) -> list[Finding]:
    """Return the findings that are shown for their kinds."""
    return [found[-1] for found in kinds(scene)[:_SHOWN]]


def unknown_more(scene: Scene) -> int:
    """Count the kinds that are not shown."""
    return max(0, len(kinds(scene)) - _SHOWN)


def kinds(scene: Scene) -> list[list[Finding]]:
    """Sort the unknown errors by message id and arguments: those of the verdict's attempt first, the latest first."""
    path = leading(scene.bundle.diagnosis.paths)
    sorted_out: dict[tuple[str | None, tuple[str, ...]], list[Finding]] = {}
    for finding in scene.bundle.findings:
        if finding.cause == UNKNOWN:
            sorted_out.setdefault((finding.message_id, tuple(finding.message_args)), []).append(finding)
    latest = sorted(sorted_out.values(), key=lambda found: found[-1].last_time or found[-1].time or "", reverse=True)
    return sorted(latest, key=lambda found: all(path and finding.operation != path.operation for finding in found))


def _kind(found: list[Finding], scene: Scene) -> Unknown:
    latest = record(found[-1], scene)
    times = counted(sum(finding.count for finding in found), "time")
    return Unknown(
        record=latest,
        times=times,
        says=Foreign(f"{UNMATCHED}, {times}: {latest.error}"),
    )

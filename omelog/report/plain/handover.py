"""One bundle for the next level of support: records as they stand, what is around them, what was tried."""

from msgspec import Struct

from omelog.model.report import Bundle, ContextRecord, Finding, Report
from omelog.wording.bundle import BundleStory, bundle_story
from omelog.wording.record import Record, record
from omelog.wording.scene import Scene, scene
from omelog.wording.steps import Step
from omelog.wording.text import counted

_RECORDS = 20


class Stretch(Struct, frozen=True, kw_only=True):
    """Records of one log that stand on one side of an error."""

    where: str
    raw: str


class Excerpt(Struct, frozen=True, kw_only=True):
    """The record of an error, and what stands around it."""

    record: Record
    classified: str
    before: tuple[Stretch, ...]
    after: tuple[Stretch, ...]
    missing: str


class Handover(Struct, frozen=True, kw_only=True):
    """Everything that a handover shows of a bundle."""

    story: BundleStory
    places: tuple[Excerpt, ...]
    more: str
    missing: bool
    advised: tuple[str, ...]


def handover(head: Report, bundle: Bundle, *, alone: bool) -> Handover:
    """Write a bundle for the next level; `head` is the report without its bundles, of which this is one, or `alone`."""
    seen, story = scene(head, bundle), bundle_story(head, bundle, alone=alone)
    ends = _ends(bundle)
    missing = bool(ends) and all(finding.context is None for finding in bundle.findings)
    return Handover(
        story=story,
        places=tuple(_place(finding, seen, told=missing) for finding in ends[-_RECORDS:]),
        more=_more(len(ends)),
        missing=missing,
        advised=tuple(dict.fromkeys(step.do for step in _steps(story))),
    )


def _steps(story: BundleStory) -> list[Step]:
    """Return every step that the report advises, those for one audience alone among them."""
    listed = [turn for remedy in story.fix.remedies for turn in remedy.turns]
    return [
        step for turn in listed for step in (turn.step, *(s for branch in turn.branches for s in branch.steps)) if step
    ]


def _ends(bundle: Bundle) -> list[Finding]:
    """Return the first and the last finding of each incident, in the order of the incidents; a record once."""
    first = {finding.incident: finding for finding in reversed(bundle.findings)}
    last = {finding.incident: finding for finding in bundle.findings}
    known = [incident.id for incident in bundle.incidents if incident.id in first]
    strays = [incident for incident in last if incident not in set(known)]
    found: dict[tuple[str, int | None], Finding] = {}
    for incident in (*strays, *known):
        for finding in (first[incident], last[incident]):
            place = (finding.log, finding.line)
            if place not in found or found[place].context is None:
                found[place] = finding
    return list(found.values())


def _place(finding: Finding, seen: Scene, *, told: bool) -> Excerpt:
    order = {log.path: number for number, log in enumerate(seen.bundle.logs)}
    here = (order.get(finding.log, -1), finding.line or 0)
    beside = finding.context or []
    lost = finding.context is None and not told
    return Excerpt(
        record=record(finding, seen),
        classified=f"{finding.cause} ({finding.certainty})",
        before=_stretches([one for one in beside if (order.get(one.log, -1), one.line) < here]),
        after=_stretches([one for one in beside if (order.get(one.log, -1), one.line) > here]),
        missing="The records around this one were not kept: they did not fit." if lost else "",
    )


def _stretches(records: list[ContextRecord]) -> tuple[Stretch, ...]:
    by_log: dict[str, list[ContextRecord]] = {}
    for one in records:
        by_log.setdefault(one.log, []).append(one)
    return tuple(
        Stretch(where=_lines(log, found), raw="\n".join(one.raw for one in found)) for log, found in by_log.items()
    )


def _lines(log: str, records: list[ContextRecord]) -> str:
    return f"{log}, {counted(len(records), 'record')} from line {records[0].line} to line {records[-1].line}"


def _more(places: int) -> str:
    if places <= _RECORDS:
        return ""
    return f"These are the last {_RECORDS} of {places} records with which a group of errors begins or ends."

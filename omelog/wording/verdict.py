"""The first block of a page: what failed, how sure that is, what it rests on, and what the other attempts say."""

import datetime as dt
from typing import Literal

from msgspec import Struct

from omelog.judge.around import around
from omelog.judge.headline import TAKES
from omelog.judge.paths import leading
from omelog.model.report import Bundle, Finding, Path, Problem
from omelog.wording.record import Fact, where
from omelog.wording.scene import Scene
from omelog.wording.text import Foreign, anchor, counted, foreign, moment, sentence, to_second
from omelog.wording.words import NO_ERROR, STATUS, UNMATCHED, UNREAD, attempted, blocking, certainty, title

Tone = Literal["failed", "open", "none", "unread"]

_NEAR = dt.timedelta(minutes=10)
_LISTED = 10
_TONES: dict[str | None, Tone] = {"certain": "failed", "ambiguous": "open", "documented": "open", "unknown": "open"}
_LABELS: dict[Tone, str] = {
    "failed": "Failure recorded",
    "open": "Failure recorded",
    "none": "No failure recorded",
    "unread": UNREAD,
}
_TITLES: dict[Tone, str] = {
    "failed": "A certificate error is recorded",
    "open": UNMATCHED,
    "none": NO_ERROR,
    "unread": "This bundle could not be read",
}
_OPEN = {"ambiguous": "Failure recorded, cause not settled", "unknown": "Error recorded, cause unknown"}


class Trouble(Struct, frozen=True):
    """One problem: what could not be read, where, what was done about it and what to do."""

    damage: bool
    message: Foreign
    where: Foreign | None
    resolution: Foreign
    advice: Foreign | None
    limit: Foreign | None


class Attempt(Struct, frozen=True):
    """What the log says about one thing that was attempted; `leads` tells that it is the verdict."""

    leads: bool
    says: Foreign
    name: str
    verdict: str
    certainty: str
    since: str
    last: str
    beside: tuple[str, ...]
    earlier: tuple[str, ...]
    unknown: str


class Mention(Struct, frozen=True):
    """An error named in passing."""

    href: str
    time: str
    title: str
    where: Foreign


class NearTime(Struct, frozen=True):
    """Which errors lie near the time that was asked about."""

    sentence: str
    mentions: tuple[Mention, ...]
    more: str


class Verdict(Struct, frozen=True):
    """The head of a bundle's page."""

    tone: Tone
    label: str
    title: str
    headline: Foreign
    lead: Foreign
    caveat: str
    facts: tuple[Fact, ...]
    incomplete: str
    damage: tuple[Trouble, ...]
    attempts: tuple[Attempt, ...]
    around: NearTime | None


def verdict(scene: Scene) -> Verdict:
    """Write the head of a bundle's page."""
    bundle = scene.bundle
    tone = _tone(bundle)
    return Verdict(
        tone=tone,
        label=_OPEN.get(bundle.diagnosis.certainty or "", _LABELS[tone]),
        title=_title(scene, tone),
        headline=foreign(bundle.diagnosis.headline),
        lead=foreign(lead(bundle.diagnosis.headline)),
        caveat=_caveat(bundle.diagnosis.caveat, scene.report.clock if bundle.logs else None),
        facts=tuple(_facts(bundle)),
        incomplete=_incomplete(bundle),
        damage=tuple(trouble(problem) for problem in bundle.problems if problem.severity == "damage")[:3],
        attempts=tuple(_attempt(path, scene) for path in bundle.diagnosis.paths),
        around=_around(scene, scene.report.around) if scene.report.around else None,
    )


def _caveat(caveat: str | None, clock: str | None) -> str:
    """Write what to bear in mind: what a log does not record, and by how much its times are said to be wrong."""
    off = {"+": "ahead: the true times are earlier", "-": "behind: the true times are later"}
    stated = clock and f"The appliance's clock was stated to be {clock[1:]} h {off.get(clock[0], 'off')} by that much."
    return foreign(" ".join(filter(None, (caveat, stated))))


def lead(headline: str) -> str:
    """Return a headline without what the fix takes: for outputs that answer that beside it."""
    return headline.partition(f" {TAKES}")[0]


def near(scene: Scene) -> list[Finding]:
    """Return the errors that are named for the time that was asked about."""
    return around(scene.bundle, scene.report.around).findings[:_LISTED] if scene.report.around else []


def trouble(problem: Problem) -> Trouble:
    """Show one problem."""
    return Trouble(
        damage=problem.severity == "damage",
        message=foreign(sentence(problem.message)),
        where=where(problem.where, problem.line) if problem.where else _line(problem.line),
        resolution=foreign(sentence(problem.resolution)),
        advice=foreign(sentence(problem.advice)) if problem.advice else None,
        limit=foreign(problem.limit) if problem.limit else None,
    )


def troubles(problems: list[Problem]) -> tuple[Trouble, ...]:
    """Show problems, missing content first."""
    return tuple(trouble(problem) for problem in sorted(problems, key=lambda problem: problem.severity != "damage"))


def span(bundle: Bundle) -> tuple[str, ...]:
    """Describe which time the logs of a bundle cover, first and last apart."""
    first = min((log.first_time for log in bundle.logs if log.first_time), default=None)
    last = max((log.last_time for log in bundle.logs if log.last_time), default=None)
    if first is None or last is None:
        return ("no readable time",)
    return (f"{to_second(first)} to", to_second(last))


def _line(line: int | None) -> Foreign | None:
    return None if line is None else Foreign(f"line {line}")


def _tone(bundle: Bundle) -> Tone:
    if bundle.status == "rejected":
        return "unread"
    if not bundle.findings and bundle.diagnosis.blocker is None:
        return "none"
    return _TONES.get(bundle.diagnosis.certainty, "open")


def _title(scene: Scene, tone: Tone) -> str:
    """Name what is the matter in a few words; the sentence below it says the rest."""
    blocker = scene.bundle.diagnosis.blocker
    return title(blocker, scene.causes) if blocker else _TITLES[tone]


def _facts(bundle: Bundle) -> list[Fact]:
    diagnosis = bundle.diagnosis
    facts = []
    if bundle.status != "rejected":
        facts.append(
            Fact(
                "Certainty",
                (certainty(diagnosis.certainty, len(diagnosis.candidates), bundle.status, by_file=diagnosis.by_file),),
            )
        )
    facts.append(Fact("Bundle", (foreign(bundle.name),)))
    if bundle.case is not None:
        facts.append(Fact("Case", (foreign(bundle.case),)))
    if bundle.role is not None:
        facts.append(Fact("Appliance", (f"{bundle.role} of the migration",)))
    if bundle.logs:
        facts.append(Fact("Log covers", span(bundle)))
    facts.append(Fact("Reading", (STATUS[bundle.status],)))
    return facts


def _incomplete(bundle: Bundle) -> str:
    if bundle.status == "rejected":
        return "This bundle was not read. Nothing here says anything about the appliance."
    if bundle.status == "partial":
        return "This bundle was read in part. What is missing could change the verdict."
    return ""


def _attempt(path: Path, scene: Scene) -> Attempt:
    cause = scene.causes.get(path.blocker or "")
    unknown = scene.unknown_after(path)
    name, stopped = attempted(path.operation, cause), blocking(path.blocker, scene.causes)
    return Attempt(
        leads=path is leading(scene.bundle.diagnosis.paths),
        says=foreign(f"{name}, last at {to_second(path.last_seen)}: {stopped}."),
        name=name,
        verdict=stopped,
        certainty=certainty(path.certainty, len(path.candidates), scene.bundle.status, by_file=path.by_file),
        since=to_second(path.since),
        last=to_second(path.last_seen),
        beside=tuple(title(slug, scene.causes) for slug in path.beside),
        earlier=tuple(title(slug, scene.causes) for slug in path.not_seen_since),
        unknown=f"{counted(unknown, 'later error')} that no documented cause matches" if unknown else "",
    )


def _around(scene: Scene, asked: str) -> NearTime:
    near = around(scene.bundle, asked)
    return NearTime(
        sentence=foreign(near.sentence),
        mentions=tuple(_mention(finding, scene) for finding in near.findings[:_LISTED]),
        more=f"and {counted(len(near.findings) - _LISTED, 'other')}" if len(near.findings) > _LISTED else "",
    )


def _mention(finding: Finding, scene: Scene) -> Mention:
    return Mention(
        href=anchor("finding", finding.id),
        time=moment(finding.time),
        title=title(finding.cause, scene.causes),
        where=where(finding.log, finding.line),
    )

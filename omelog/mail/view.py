"""What a mail about one log bundle shows, decided and worded; the templates only lay it out."""

from dataclasses import dataclass

from omelog.judge.paths import leading
from omelog.mail import head, words
from omelog.mail.proof import Proof, proofs
from omelog.mail.todo import Todo, todo
from omelog.model.report import Path, Report
from omelog.wording.authorities import Link
from omelog.wording.chain_story import FileStory, file_story
from omelog.wording.evidence import key_findings
from omelog.wording.fix import Fix, fix
from omelog.wording.record import Fact, record
from omelog.wording.scene import Scene, scene
from omelog.wording.steps import Check
from omelog.wording.text import Foreign, foreign, sentence, to_second
from omelog.wording.verdict import Tone
from omelog.wording.verdict import verdict as page_verdict
from omelog.wording.words import attempted, certainty

_MISSING = 3
_BACK, _BACK_AGAIN = "What to send back", "If the next attempt fails, send back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An error that nothing documented matches, and what is known about it."""

    name: Foreign
    hints: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything in a mail about one log bundle, in its order."""

    tone: Tone
    label: str
    title: str
    sentence: Foreign
    caveat: str
    incomplete: str
    missing: tuple[Foreign, ...]
    facts: tuple[Fact, ...]
    file: FileStory | None
    meaning: tuple[str, ...]
    beside: tuple[Foreign, ...]
    todo: tuple[Todo, ...]
    heading: str
    before: str
    unknown: tuple[Unknown, ...]
    excluded: tuple[str, ...]
    advice: tuple[Foreign, ...]
    checks: tuple[Check, ...]
    checklist: tuple[str, ...]
    forward: tuple[str, ...]
    proof: tuple[Proof, ...]
    back_title: str
    back: tuple[Foreign, ...]
    source: Link
    source_note: str


def view(report: Report, attached: str) -> View:
    """Write the mail about the report's one bundle; `attached` says how the report goes along."""
    seen = scene(report, report.bundles[0])
    bundle, fixed, said = seen.bundle, fix(seen), page_verdict(seen)
    reference = report.catalogue.reference
    asked = bundle.diagnosis.ask_for or ([] if not fixed.remedy else list(reference.ask_for))
    return View(
        tone=said.tone,
        label=said.label,
        title=head.of_bundle(bundle, seen.causes),
        sentence=foreign(bundle.diagnosis.headline),
        caveat=foreign(bundle.diagnosis.caveat) if bundle.diagnosis.caveat else "",
        incomplete={"partial": words.IN_PART, "rejected": words.NOT_READ}.get(bundle.status, ""),
        missing=tuple(trouble.message for trouble in said.damage)[:_MISSING],
        facts=tuple(_facts(seen)),
        file=file_story(bundle),
        meaning=(fixed.remedy.what, fixed.remedy.why) if fixed.remedy else (),
        beside=tuple(_beside(seen)),
        todo=todo(fixed, attached),
        heading="What to do" if fixed.remedy or fixed.advice else "What this means",
        before=fixed.retry if fixed.remedy else "",
        unknown=tuple(_unknown(fixed)),
        excluded=fixed.no_findings,
        advice=tuple(foreign(text) for text in fixed.advice),
        checks=fixed.checks,
        checklist=fixed.migration if fixed.remedy else (),
        forward=fixed.forward,
        proof=proofs(tuple(record(one, seen) for one in key_findings(seen)), seen.causes),
        back_title=_BACK if bundle.diagnosis.ask_for else _BACK_AGAIN,
        back=tuple(foreign(text) for text in asked),
        source=fixed.source,
        source_note=fixed.source_note,
    )


def _facts(seen: Scene) -> list[Fact]:
    bundle = seen.bundle
    said = bundle.diagnosis
    facts = []
    if bundle.status != "rejected":
        facts.append(
            Fact("Certainty", (certainty(said.certainty, len(said.candidates), bundle.status, by_file=said.by_file),))
        )
    facts.append(Fact("Log bundle", (foreign(bundle.name),)))
    if bundle.role is not None:
        facts.append(Fact("Appliance", (f"{sentence(bundle.role)} of the migration",)))
    first = min((log.first_time for log in bundle.logs if log.first_time), default=None)
    last = max((log.last_time for log in bundle.logs if log.last_time), default=None)
    if first and last:
        facts.append(Fact("Log covers", (f"{to_second(first)} to {to_second(last)}",)))
    return facts


def _beside(seen: Scene) -> list[Foreign]:
    """Report what else was attempted and failed."""
    paths = seen.bundle.diagnosis.paths
    first = leading(paths)
    return [foreign(_told(path, seen)) for path in paths if path is not first]


def _told(path: Path, seen: Scene) -> str:
    cause = seen.causes.get(path.blocker or "")
    what = head.named(path.blocker, seen.causes)
    return f"{attempted(path.operation, cause)}, last at {to_second(path.last_seen)}: {what}"


def _unknown(fixed: Fix) -> list[Unknown]:
    """Name the errors that nothing documented matches, and what is known about them all the same."""
    return [
        Unknown(name=foreign(f"{one.record.error} (recorded {one.times})"), hints=" ".join(one.record.hints))
        for one in fixed.unknown
    ]

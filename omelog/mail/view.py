"""What a mail about one log bundle or one migration shows: parts of their stories, in the order of its reader."""

from collections.abc import Iterable
from typing import TypeVar

from msgspec import Struct

from omelog.mail.proof import Proof, proofs
from omelog.mail.todo import Todo, todo
from omelog.mail.words import IN_SHORT, SENTENCE
from omelog.model.report import Report
from omelog.wording.authorities import Link
from omelog.wording.bundle import BundleStory, bundle_story
from omelog.wording.chain_story import FilesStory, FileStory
from omelog.wording.fix import Fix
from omelog.wording.pair import PairStory, Side
from omelog.wording.record import Fact
from omelog.wording.steps import Check
from omelog.wording.text import Foreign, foreign
from omelog.wording.verdict import Tone

_BOTH = "On both appliances"
Item = TypeVar("Item")
_FACTS = ("Certainty", "Bundle", "Appliance", "Log covers")
_BACK, _BACK_AGAIN = "What to send back", "If the next attempt fails, send back"
_YOURS, _STEPS = "If that is you", "What to do"


class View(Struct, frozen=True, kw_only=True):
    """Everything in a mail about one bundle or one migration, in its order."""

    tone: Tone
    label: str
    title: str
    says: tuple[Foreign, ...]
    incomplete: tuple[str, ...]
    missing: tuple[Foreign, ...]
    customer: str
    facts: tuple[Fact, ...]
    meaning: tuple[str, ...]
    unknown: tuple[Foreign, ...]
    beside: tuple[Foreign, ...]
    files: tuple[FileStory, ...]
    compared: tuple[FilesStory, ...]
    forward: tuple[str, ...]
    steps_title: str
    before: str
    in_short: str
    todo: tuple[Todo, ...]
    checks: tuple[Check, ...]
    excluded: tuple[str, ...]
    proof: tuple[Proof, ...]
    back_title: str
    back: tuple[Foreign, ...]
    source: Link
    source_note: str


class Head(Struct, frozen=True, kw_only=True):
    """What a bundle and a pair have each of its own; `sides` name where each list of steps belongs, `logs` each log."""

    title: str
    says: tuple[Foreign, ...]
    facts: tuple[Fact, ...]
    sides: tuple[str, ...]
    logs: tuple[str, ...] = ("",)
    customer: str = ""
    compared: tuple[FilesStory, ...] = ()


def view(report: Report, attached: str) -> View:
    """Write the mail about the report's one bundle; `attached` says how the report goes along."""
    story = bundle_story(report, report.bundles[0], alone=True)
    said = story.verdict
    return _view(
        (story,),
        (story,),
        attached,
        Head(
            title=said.title,
            says=(said.lead if story.fix.remedy else said.headline, *([foreign(said.caveat)] if said.caveat else [])),
            facts=tuple(fact for fact in said.facts if fact.label in _FACTS),
            sides=("",),
            customer=story.fix.customer,
        ),
    )


def pair_view(report: Report, pair: PairStory, attached: str) -> View:
    """Write the mail about a migration: what both logs say together, then what each side needs."""
    by_id = {bundle.id: bundle_story(report, bundle, alone=False) for bundle in report.bundles}
    stories = {"source": by_id[report.pairs[0].source_id], "target": by_id[report.pairs[0].target_id]}
    first = tuple(stories[side] for side in pair.together.first)
    refused = tuple(story for story in stories.values() if story.fix.remedy)[:1]
    return _view(
        tuple(stories.values()),
        first or refused,
        attached,
        Head(
            title=pair.together.verdict,
            says=pair.together.says,
            facts=(*_side("Source", pair.source), *_side("Target", pair.target)),
            sides=tuple(f"On the {side}" for side in pair.together.first) or ("Both appliances",),
            logs=("Source", "Target"),
            compared=(pair.files,) if pair.files else (),
        ),
    )


def _view(stories: tuple[BundleStory, ...], mended: tuple[BundleStory, ...], attached: str, head: Head) -> View:
    """Put together what the mail says of all its bundles, and of those that are `mended` first what to do.

    What goes along with the mail need not stand in it: it says in short then what the report has in full.
    """
    alone = attached == "none"
    first, fixes = (*mended, *stories)[0], [story.fix for story in mended]
    asking = [story for story in stories if story.front.ask or story.front.questions_open]
    return View(
        tone=first.verdict.tone,
        label=first.verdict.label,
        title=head.title,
        says=head.says,
        customer=head.customer,
        facts=head.facts,
        incomplete=_once(story.verdict.incomplete for story in stories),
        missing=_once(trouble.message for story in stories for trouble in story.verdict.damage),
        meaning=_once(fix.remedy.what for fix in fixes if fix.remedy) if alone else (),
        unknown=_once(foreign(" ".join((one.says, *one.record.hints))) for fix in fixes for one in fix.unknown),
        beside=_once(one.says for story in stories for one in story.verdict.attempts if not one.leads),
        files=tuple(story.file for story in stories if story.file),
        compared=head.compared,
        forward=_once(text for fix in fixes if alone or _is_settled(fix) for text in fix.forward),
        steps_title=_YOURS if any(fix.remedy.signed for fix in fixes if fix.remedy) else _STEPS,
        before=(first.fix.retry if alone else SENTENCE.split(first.fix.retry, maxsplit=1)[0])
        if first.fix.remedy
        else "",
        in_short=IN_SHORT[attached],
        todo=_todo(dict(zip(head.sides, fixes, strict=False)), attached),
        checks=_once(check for fix in fixes for check in fix.checks) if alone else (),
        excluded=_once(text for story in stories for text in story.fix.no_findings),
        proof=proofs((side, one) for side, story in zip(head.logs, stories, strict=True) for one in story.evidence[:1]),
        back_title=_BACK if asking else _BACK_AGAIN,
        back=_back(asking or list(stories), together=not asking),
        source=first.fix.source,
        source_note=first.fix.source_note if alone else "",
    )


def _is_settled(fix: Fix) -> bool:
    """Return whether one cause is named: of several, each would ask an authority for something else."""
    return fix.remedy is not None and not fix.remedy.candidates


def _back(stories: list[BundleStory], *, together: bool) -> tuple[Foreign, ...]:
    """Return what to send back, in one paragraph where it need not be sent now."""
    asked = _once(foreign(text) for story in stories for text in story.front.questions)
    return (foreign(" ".join(asked)),) if together and asked else asked


def _todo(fixes: dict[str, Fix], attached: str) -> tuple[Todo, ...]:
    """Return the steps of each side; once where both sides need the same."""
    made: list[Todo] = []
    for side, fix in fixes.items():
        same = [name for name, other in fixes.items() if other.remedy and other.remedy == fix.remedy]
        if fix.remedy and side == same[0]:
            where = _BOTH if len(same) > 1 else side
            made += todo(fix, attached, f"{where}: {fix.remedy.title}" if where else "")
    return tuple(made)


def _once(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(item for item in items if item))


def _side(label: str, side: Side) -> tuple[Fact, Fact]:
    return Fact(label, (foreign(f"{side.name}: {side.verdict}"),)), Fact("", (side.certainty,))

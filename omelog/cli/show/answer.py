"""The answer in the terminal: the story of one bundle in some 25 lines, and where the rest of it is."""

import pathlib
from collections.abc import Sequence

from omelog.cli.show.overview import several
from omelog.cli.show.paragraphs import Said, console, height, labelled, print_bounded
from omelog.model.report import Bundle, Report, Row
from omelog.wording.chain_story import FileStory, file_story
from omelog.wording.fix import Remedy, fix
from omelog.wording.front import front
from omelog.wording.scene import scene
from omelog.wording.steps import Step, Turn
from omelog.wording.unknown import unknown
from omelog.wording.verdict import Tone, Verdict, verdict

_LINES, _MOST = 25, 60  # that are aimed at, and that even many questions on a narrow screen do not pass
_STEPS = 9
_NEXT = "omelog chain check chain.pem, before the new file is uploaded"
_COLOURS: dict[Tone, str] = {"failed": "bold red", "open": "bold yellow", "unread": "bold red", "none": "bold"}


def answer(head: Report, rows: Sequence[Row], bundle: Bundle | None, page: pathlib.Path) -> None:
    """Print the answer: of one bundle with as many steps as 25 lines have room for, of several a table."""
    to = console()
    where = Said("Report", str(page), link=page.absolute().as_uri(), whole=True)
    if bundle is None:
        several(to, head, rows, page)
        print_bounded(to, [where], 1)
        return
    for steps, advice in (*((steps, True) for steps in range(_STEPS, -1, -1)), (0, False)):
        paragraphs = one_bundle(head, bundle, steps=steps, advice=advice)
        if height(to, paragraphs) < _LINES:
            break  # proof and questions are not given up for one more step
    print_bounded(to, paragraphs, _MOST)
    print_bounded(to, [where], 1)


def one_bundle(head: Report, bundle: Bundle, *, steps: int = _STEPS, advice: bool = True, rest: str = "") -> list[Said]:
    """Arrange the answer for one bundle; `head` is the report without its bundles.

    The first `steps` of the fix are those of the audience, in their order; `rest` names where all of them are.
    """
    seen = scene(head, bundle)
    said, fixed, first = verdict(seen), fix(seen), front(seen)
    paragraphs = _verdict(said, fixed.remedy is not None)
    paragraphs += [Said("Also", one.says) for one in said.attempts if not one.leads]
    if file := file_story(bundle):
        paragraphs += _file(file)
    if fixed.engineer and advice:
        paragraphs.append(Said("Advice", fixed.engineer))
    if fixed.remedy:
        takes = " ".join(dict.fromkeys(one.takes for one in fixed.remedies if one.attempt == fixed.remedy.attempt))
        paragraphs += _fix(fixed.remedy, takes, steps, rest or "are in the report")
    if first.proof:
        storm = f" ({first.proof.storm})" if first.proof.storm else ""
        paragraphs.append(Said("Proof", f"{first.proof.where}: {first.proof.header}{storm}"))
        paragraphs.append(Said("", first.proof.decisive, style="bold"))
    paragraphs += [Said("Known", hint) for one in unknown(seen)[:1] for hint in one.record.hints]
    paragraphs += labelled("Ask", fixed.ask_for)
    paragraphs += labelled("Do", fixed.advice)
    if fixed.remedy and fixed.remedy.rebuilt:
        paragraphs.append(Said("Next", _NEXT, style="cyan"))
    return paragraphs


def _verdict(said: Verdict, fixed: bool) -> list[Said]:
    paragraphs = [Said("Verdict", said.lead if fixed else said.headline, style=_COLOURS[said.tone])]
    if said.around:
        paragraphs.append(Said("", f"{said.around.sentence.partition(';')[0]}."))
    certainty = next((fact.values[0] for fact in said.facts if fact.label == "Certainty"), "")
    told = (said.caveat, f"{certainty}." if certainty and said.attempts else "", said.incomplete)
    return paragraphs + [Said("", text, style="dim" if text == said.caveat else "") for text in told if text]


def _file(file: FileStory) -> list[Said]:
    lines = [*file.says, *filter(None, (file.breaks, file.all_pass)), *file.next_errors]
    return [Said("File", f"{file.title}:"), *(Said("", text, "- ") for text in lines)]


def _fix(remedy: Remedy, takes: str, room: int, rest: str) -> list[Said]:
    """Arrange the first steps as every reader takes them: none is passed over, and nothing follows a branch."""
    turns = remedy.turns
    parting = next((place for place, turn in enumerate(turns, start=1) if _by_audience(turn)), len(turns))
    shown = turns[: min(room, parting)]
    lines = [Said("Fix", takes)]
    if turns and not shown:
        lines += [Said("", turns[0].step.line if turns[0].step else turns[0].question, "1. ")]
    lines += [line for number, turn in enumerate(shown, start=1) for line in _step(turn, f"{number}. ")]
    if turns:
        lines.append(Said("", f"… all steps, and how to check each, {rest}", style="dim"))
    return lines


def _step(turn: Turn, number: str) -> list[Said]:
    """Write a step with its warning and the commands that it names, and what follows from what is found.

    Where the ways part by audience, the first step of each.
    """
    lines: list[Said] = []
    if turn.step is not None:
        warning = turn.step.warning and f"Warning: {turn.step.warning}"
        text = " ".join(filter(None, (turn.step.line, warning)))
        lines = [Said("", text, number), *_commands(turn.step, number)]
    if turn.question:
        lines.append(Said("", turn.question, " " * len(number) if turn.step else number))
    found = [
        f"{branch.name}: {step.line}"
        for branch in turn.branches
        for step in (branch.steps[:1] if _by_audience(turn) else branch.steps)
    ]
    return [*lines, *(Said("", text, "   - ") for text in found)]


def _by_audience(turn: Turn) -> bool:
    return any(branch.audience for branch in turn.branches)


def _commands(step: Step, number: str) -> list[Said]:
    named = [check.command for check in step.commands if step.names(check)]
    shown = dict.fromkeys([*(one.line for one in step.run), *named])
    return [Said("", command, f"{' ' * len(number)}$ ", "cyan", whole=True) for command in shown]

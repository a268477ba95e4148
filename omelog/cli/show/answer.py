"""The answer in the terminal: verdict, fix, the line that proves it, what to ask for, where the page is."""

import pathlib
from collections.abc import Sequence
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from omelog.cli.show.tables import console as wide
from omelog.judge.around import around
from omelog.judge.paths import leading
from omelog.model.cause import Cause
from omelog.model.report import Bundle, Finding, Path, Report, Row
from omelog.run import Run
from omelog.text.visible import one_line
from omelog.wording.chain_story import file_story
from omelog.wording.common import bundles_by_cause, ranked
from omelog.wording.evidence import proving
from omelog.wording.hints import hints
from omelog.wording.names import names
from omelog.wording.steps import Step, Turn, turns
from omelog.wording.text import counted
from omelog.wording.verdict import lead
from omelog.wording.words import STATUS, certainty

_LINES = 25
_TABLE_ROWS = 50
_STEPS = 3
_NAME_WIDTH = 30
_COLUMN = 9  # of labels
_NEXT = "omelog chain check chain.pem, before the new file is uploaded"
_NARROWEST = 8  # columns of a name
_TIME = "2024-01-25 11:10"  # as long as a time is in the table: one that a narrow terminal cuts would be another
_RAW_SHOWN, _HEADER_SHOWN = 160, 96  # characters


class Said(NamedTuple):
    """A paragraph of the answer: its label, its text, and the mark of a list before it."""

    label: str
    text: Text
    mark: str = ""


def answer(run: Run, page: pathlib.Path) -> None:
    """Print the answer: at most 25 lines for one bundle, a table for several."""
    console = Console(highlight=False, soft_wrap=False)
    report = run.head
    if run.bundle:
        beside = f"{around(run.bundle, report.around).sentence.partition(';')[0]}." if report.around else ""
        for steps in range(_STEPS, -1, -1):
            paragraphs = one_bundle(report.catalogue.causes, run.bundle, report.audience, steps=steps)
            if beside:
                paragraphs.insert(2, Said("", Text(beside)))
            if _height(console, paragraphs) < _LINES:
                break  # proof and questions are not given up for one more step
        print_bounded(console, paragraphs, _LINES - 1)
        _path(console, page)
        return
    if len(run.rows) <= _TABLE_ROWS:
        to = wide()
        to.print(_table(report, run.rows, to.width))
    else:
        _counts(console, report, run.rows)
    _path(console, page)


def one_bundle(
    causes: dict[str, Cause], bundle: Bundle, audience: str | None, *, steps: int = _STEPS, rest: str = ""
) -> list[Said]:
    """Arrange the answer for one bundle, a paragraph an item.

    The first `steps` of the fix are those of the audience, in their order; `rest` names where all of them are.
    """
    said, cause = bundle.diagnosis, causes.get(bundle.diagnosis.blocker or "")
    paragraphs = [Said("Verdict", Text(one_line(lead(said.headline) if cause else said.headline), style="bold"))]
    if said.caveat:
        paragraphs.append(Said("", Text(said.caveat, style="dim")))
    if said.certainty:
        sure = certainty(said.certainty, len(said.candidates), bundle.status, by_file=said.by_file)
        paragraphs.append(Said("", Text(f"{sure}.")))
    paragraphs += [Said("Also", Text(line)) for line in _beside(causes, bundle)]
    if (file := file_story(bundle)) is not None:
        paragraphs.append(Said("File", Text(f"{file.title}:")))
        lines = [*file.says, *filter(None, (file.breaks, file.all_pass))]
        paragraphs += [Said("", Text(text), "- ") for text in lines]
        paragraphs += [Said("", Text(text), "- ") for text in file.next_errors]
    if cause:
        paragraphs += _fix(cause, _takes(causes, bundle), audience, steps, rest or "are in the report")
    if proof := proving(bundle):
        paragraphs += _evidence(proof)
        paragraphs += [Said("Known", Text(hint)) for hint in hints(proof, causes.get(proof.cause))]
    paragraphs += labelled("Ask for", said.ask_for)
    if cause and cause.rebuild_file != "no":
        paragraphs.append(Said("Next", Text(_NEXT)))
    return paragraphs


def labelled(label: str, items: Sequence[str]) -> list[Said]:
    """Arrange a list of items, the first beside its label."""
    return [Said("" if place else label, Text(one_line(item)), "- ") for place, item in enumerate(items)]


def _beside(causes: dict[str, Cause], bundle: Bundle) -> list[str]:
    """Return one line for each path beside the leading one."""
    paths = bundle.diagnosis.paths
    first = leading(paths)
    return [
        f"{_beside_words(first, path, causes)}, last at {_shown(path.last_seen)}: {_title(path, causes)}."
        for path in paths
        if path is not first
    ]


def _title(path: Path, causes: dict[str, Cause]) -> str:
    return causes[path.blocker].title if path.blocker else "an error that no documented cause matches"


def _beside_words(first: Path | None, path: Path, causes: dict[str, Cause]) -> str:
    upload = path.operation is None and path.blocker is not None and causes[path.blocker].path == "upload"
    later = first is not None and (path.last_seen or "") > (first.last_seen or "")
    return "Then tried without the chain function (by inference)" if upload and later else "Also recorded"


def _takes(causes: dict[str, Cause], bundle: Bundle) -> str:
    """Return what the fix takes, for each cause that the verdict names."""
    path = leading(bundle.diagnosis.paths)
    slugs = (path.blocker, *path.beside) if path else ()
    return " ".join(dict.fromkeys(causes[slug].takes for slug in slugs if slug in causes))


def _fix(cause: Cause, takes: str, audience: str | None, room: int, rest: str) -> list[Said]:
    """Arrange the first steps as every reader takes them: none is passed over, and nothing follows a branch."""
    listed = turns(cause, audience)
    parting = next(
        (place for place, turn in enumerate(listed, start=1) if turn.question and _by_audience(turn)), len(listed)
    )
    shown = listed[: min(room, parting)]
    lines = [Said("Fix", Text(takes))]
    lines += [line for number, turn in enumerate(shown, start=1) for line in _step(turn, f"{number}. ")]
    if len(cause.steps) > len(shown):
        lines.append(Said("", Text(f"… all steps, and how to check each, {rest}", style="dim")))
    return lines


def _step(turn: Turn, number: str) -> list[Said]:
    """Write a step with its warning and the commands that it names, and what follows from what is found.

    Where the ways part by audience, the first step of each.
    """
    lines: list[Said] = []
    if turn.step is not None:
        warning = turn.step.warning and f"Warning: {turn.step.warning}"
        text = " ".join(filter(None, (turn.step.line, turn.step.detail, warning)))
        lines = [Said("", Text(text), number), *_commands([turn.step], number)]
    if turn.question:
        lines.append(Said("", Text(turn.question), " " * len(number) if turn.step else number))
    named = [
        f"{branch.name}: {step.line}"
        for branch in turn.branches
        for step in (branch.steps[:1] if _by_audience(turn) else branch.steps)
    ]
    return [*lines, *(Said("", Text(text), "   - ") for text in named)]


def _by_audience(turn: Turn) -> bool:
    return any(branch.audience for branch in turn.branches)


def _commands(steps: Sequence[Step], number: str) -> list[Said]:
    named = [check.command for step in steps for check in step.commands if step.names(check)]
    shown = dict.fromkeys([*(each.line for step in steps for each in step.run), *named])
    return [
        Said("", Text(command, style="cyan", no_wrap=True, overflow="ignore"), f"{' ' * len(number)}$ ")
        for command in shown
    ]


def _evidence(finding: Finding) -> list[Said]:
    arguments = ", ".join(one_line(argument) for argument in finding.message_args) or "no arguments"
    what = f"{one_line(finding.message_id or 'no message id')}: {arguments}"
    return [
        Said("Proof", Text(f"{one_line(finding.log)} line {finding.line}, {_shown(finding.time)}: {what}")),
        Said("", Text(_excerpt(finding), style="dim")),
    ]


def _excerpt(finding: Finding) -> str:
    """Return the beginning of the raw record, and the part of it that decides."""
    raw = one_line(finding.raw)
    decisive = one_line(finding.message_args[0]) if finding.message_args else one_line(finding.message_id or "")
    start = raw.find(decisive) if decisive else -1
    if start < _HEADER_SHOWN or start + len(decisive) <= _RAW_SHOWN:
        return raw if len(raw) <= _RAW_SHOWN else f"{raw[:_RAW_SHOWN]}…"
    before = raw[max(_HEADER_SHOWN, start - 16) : start]
    return f"{raw[:_HEADER_SHOWN]}… {before}{decisive[:_RAW_SHOWN]}{raw[start + len(decisive) :][:2]}…"


def print_bounded(console: Console, paragraphs: Sequence[Said], room: int) -> None:
    """Print paragraphs wrapped to the terminal, up to `room` lines."""
    lines = _wrapped(console, paragraphs)
    if len(lines) > room:
        lines = [*lines[: room - 1], Text("…", style="dim")]
    for line in lines:
        if not line.no_wrap:  # a command line is for copying
            line.truncate(console.width, overflow="ellipsis")
        console.print(line, soft_wrap=True)


def _height(console: Console, paragraphs: Sequence[Said]) -> int:
    """Count the rows that paragraphs take: a command line is not broken, and goes on in the next row."""
    return sum(max(1, -(-line.cell_len // console.width)) for line in _wrapped(console, paragraphs))


def _wrapped(console: Console, paragraphs: Sequence[Said]) -> list[Text]:
    """Wrap each paragraph beside its label: what goes on stands under where it began."""
    column = _COLUMN if any(one.label for one in paragraphs) else 0
    lines = []
    for label, text, mark in paragraphs:
        first = f"{f'{label}:' if label else '':{column}}{mark}"
        room = max(console.width - len(first), _NARROWEST)
        for place, line in enumerate(text.wrap(console, room)):
            line.rstrip()
            lines.append(Text.assemble(" " * len(first) if place else first, line, no_wrap=text.no_wrap))
    return lines


def _path(console: Console, page: pathlib.Path) -> None:
    console.print(Text(f"{'Report:':{_COLUMN}}{one_line(str(page))}"), soft_wrap=True)


def _table(report: Report, rows: list[Row], width: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    shown = names(rows)
    longest = max((len(one_line(name)) for name in shown), default=0)
    room = width - sum(len(cell) + 2 for cell in ("read in part", "", "Errors", _TIME))
    table.add_column("Bundle", overflow="fold", min_width=min(longest, _NAME_WIDTH, max(room // 2, _NARROWEST)))
    table.add_column("Status")
    table.add_column("Verdict", overflow="fold", ratio=1)
    table.add_column("Errors", justify="right")
    table.add_column("Last seen", no_wrap=True)
    for row, name in zip(rows, shown, strict=True):
        cells = [
            name,
            STATUS[row.status],
            _verdict(report, row),
            str(sum(row.by_cause.values())),
            _shown(row.last_seen)[: len(_TIME)] if row.last_seen else "",
        ]
        table.add_row(*(Text(one_line(cell)) for cell in cells))
    return table


def _verdict(report: Report, row: Row) -> str:
    if row.status == "rejected":
        return row.problems[0].message
    if row.blocker:
        return report.catalogue.causes[row.blocker].title
    return "an error that no documented cause matches" if row.by_cause else "no certificate error recorded"


def _counts(console: Console, report: Report, rows: list[Row]) -> None:
    totals = report.totals
    cases = len({row.case for row in rows if row.case})
    of_cases = f" of {cases} case{'' if cases == 1 else 's'}" if cases else ""
    read = f"{totals.analyzed} read, {totals.partial} in part, {totals.rejected} not at all."
    lines = [f"{totals.bundles} bundles{of_cases}: {read}"]
    unread = [name for row, name in zip(rows, names(rows), strict=True) if row.status == "rejected"]
    lines += [f"Not read: {name}" for name in unread[:_STEPS]]
    bundles = bundles_by_cause(row.by_cause for row in rows)
    for slug in ranked(report, rows)[:_STEPS]:
        errors = counted(totals.by_cause[slug], "error")
        where = counted(bundles[slug], "bundle")
        lines.append(f"{errors} in {where}: {report.catalogue.causes[slug].title}")
    for line in lines:
        console.print(Text(one_line(line)))


def _shown(time: str | None) -> str:
    return time[:19].replace("T", " ") if time else "a time that cannot be read"

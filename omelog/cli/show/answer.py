"""The answer in the terminal: verdict, fix, the line that proves it, what to ask for, where the page is."""

import pathlib

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
from omelog.wording.steps import Turn, turns
from omelog.wording.text import counted
from omelog.wording.words import STATUS, certainty

_LINES = 25
_TABLE_ROWS = 50
_STEPS = 3
_NAME_WIDTH = 30
_NARROWEST = 8  # columns of a name
_TIME = "2024-01-25 11:10"  # as long as a time is in the table: one that a narrow terminal cuts would be another
_RAW_SHOWN, _HEADER_SHOWN = 160, 96  # characters


def answer(run: Run, page: pathlib.Path) -> None:
    """Print the answer: at most 25 lines for one bundle, a table for several."""
    console = Console(highlight=False, soft_wrap=False)
    report = run.head
    if run.bundle:
        beside = f"{around(run.bundle, report.around).sentence.partition(';')[0]}." if report.around else ""
        for steps in range(_STEPS, -1, -1):
            paragraphs = one_bundle(report.catalogue.causes, run.bundle, report.audience, steps=steps)
            if beside:
                paragraphs.insert(2, Text(beside))
            if len(_wrapped(console, paragraphs)) < _LINES:
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
) -> list[Text]:
    """Lay out the answer for one bundle, a paragraph an item.

    The first `steps` of the fix are those of the audience, in their order; `rest` names where all of them are.
    """
    said = bundle.diagnosis
    paragraphs = [Text(one_line(said.headline), style="bold")]
    if said.caveat:
        paragraphs.append(Text(said.caveat, style="dim"))
    if said.certainty:
        paragraphs.append(
            Text(f"{certainty(said.certainty, len(said.candidates), bundle.status, by_file=said.by_file)}.")
        )
    paragraphs += [Text(line) for line in _beside(causes, bundle)]
    if (file := file_story(bundle)) is not None:
        paragraphs.append(Text(f"{file.title}:"))
        lines = [*file.says, *filter(None, (file.breaks, file.all_pass))]
        paragraphs += [Text(f"- {text}") for text in lines]
        paragraphs += [Text(f"- next upload: {text}") for text in file.next_errors]
    cause = causes.get(said.blocker or "")
    if cause:
        paragraphs += _fix(cause, audience, steps, rest or "are in the report")
    if proof := proving(bundle):
        paragraphs += _evidence(proof)
        paragraphs += [Text(f"Known about it: {hint}") for hint in hints(proof, causes.get(proof.cause))]
    if said.ask_for:
        paragraphs += [Text("Ask for:"), *(Text(f"- {one_line(text)}") for text in said.ask_for)]
    return paragraphs


def _beside(causes: dict[str, Cause], bundle: Bundle) -> list[str]:
    """Give one line for each path beside the leading one."""
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


def _fix(cause: Cause, audience: str | None, room: int, rest: str) -> list[Text]:
    """Lay out the first steps as every reader takes them: none is passed over, and nothing follows a branch."""
    listed = turns(cause, audience)
    parting = next((place for place, turn in enumerate(listed, start=1) if turn.question), len(listed))
    shown = listed[: min(room, parting)]
    lines = [Text(f"Fix: {cause.takes}")]
    lines += [Text(f"  {number}. {line}") for number, turn in enumerate(shown, start=1) for line in _step(turn)]
    if len(cause.steps) > len(shown):
        lines.append(Text(f"  … all steps, and how to check each, {rest}", style="dim"))
    return lines


def _step(turn: Turn) -> list[str]:
    """Word a step with its warning; where the ways part, the first step of each."""
    if turn.step is not None:
        return [" ".join(filter(None, (turn.step.do, turn.step.warning and f"Warning: {turn.step.warning}")))]
    firsts = " ".join(f"{branch.name}: {branch.steps[0].do}" for branch in turn.branches)
    return [f"{turn.question} {firsts}".strip()]


def _evidence(finding: Finding) -> list[Text]:
    arguments = ", ".join(one_line(argument) for argument in finding.message_args) or "no arguments"
    what = f"{one_line(finding.message_id or 'no message id')}: {arguments}"
    return [
        Text(f"Proof: {one_line(finding.log)} line {finding.line}, {_shown(finding.time)}: {what}"),
        Text(f"  {_excerpt(finding)}", style="dim"),
    ]


def _excerpt(finding: Finding) -> str:
    """Give the beginning of the raw record, and the part of it that decides."""
    raw = one_line(finding.raw)
    decisive = one_line(finding.message_args[0]) if finding.message_args else one_line(finding.message_id or "")
    start = raw.find(decisive) if decisive else -1
    if start < _HEADER_SHOWN or start + len(decisive) <= _RAW_SHOWN:
        return raw if len(raw) <= _RAW_SHOWN else f"{raw[:_RAW_SHOWN]}…"
    before = raw[max(_HEADER_SHOWN, start - 16) : start]
    return f"{raw[:_HEADER_SHOWN]}… {before}{decisive[:_RAW_SHOWN]}{raw[start + len(decisive) :][:2]}…"


def print_bounded(console: Console, paragraphs: list[Text], room: int) -> None:
    """Print paragraphs wrapped to the terminal, up to `room` lines."""
    lines = _wrapped(console, paragraphs)
    if len(lines) > room:
        lines = [*lines[: room - 1], Text("…", style="dim")]
    for line in lines:
        line.truncate(console.width, overflow="ellipsis")
        console.print(line, soft_wrap=True)


def _wrapped(console: Console, paragraphs: list[Text]) -> list[Text]:
    return [
        line for paragraph in paragraphs for line in paragraph.wrap(console, console.width, no_wrap=paragraph.no_wrap)
    ]


def _path(console: Console, page: pathlib.Path) -> None:
    console.print(Text(f"Report: {one_line(str(page))}"), soft_wrap=True)


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

"""The answer in the terminal: verdict, fix, the line that proves it, what to ask for, where the page is."""

import itertools
import pathlib

from rich.console import Console
from rich.table import Table
from rich.text import Text

from omelog.causes import UNKNOWN
from omelog.cli.show.tables import console as wide
from omelog.judge.around import around
from omelog.judge.paths import leading
from omelog.model.cause import Cause
from omelog.model.report import Bundle, Certainty, Finding, Path, Report, Row
from omelog.run import Run
from omelog.text.visible import one_line
from omelog.wording.common import bundles_by_cause, ranked
from omelog.wording.hints import hints
from omelog.wording.text import counted

_LINES = 25
_TABLE_ROWS = 50
_STEPS = 3
_ASKED = 2
_NAME_WIDTH = 30
_NARROWEST = 8  # columns of a name
_TIME = "2024-01-25 11:10"  # as long as a time is in the table: one that a narrow terminal cuts would be another
_RAW_SHOWN, _HEADER_SHOWN = 160, 96  # characters
AUDIENCES = {"private-ca": "With your own CA", "public-ca": "With a public CA"}
CERTAINTY: dict[Certainty | None, str] = {
    "certain": "certain by the log line",
    "ambiguous": "the log line has several documented causes",
    "documented": "documented by Dell, never seen in a sample",
    "unknown": "no documented cause matches this error",
    None: "",
}
_IN_PART = "named by the log line, in what was read of the bundle"
_STATUS = {"analyzed": "read", "partial": "read in part", "rejected": "not read"}


def answer(run: Run, page: pathlib.Path) -> None:
    """Print the answer: at most 25 lines for one bundle, a table for several."""
    console = Console(highlight=False, soft_wrap=False)
    report = run.head
    if run.bundle:
        paragraphs = one_bundle(report.catalogue.causes, run.bundle)
        if report.around:
            paragraphs.insert(2, Text(f"{around(run.bundle, report.around).sentence.partition(';')[0]}."))
        print_bounded(console, paragraphs, _LINES - 1)
        _path(console, page)
        return
    if len(run.rows) <= _TABLE_ROWS:
        to = wide()
        to.print(_table(report, run.rows, to.width))
    else:
        _counts(console, report, run.rows)
    _path(console, page)


def one_bundle(causes: dict[str, Cause], bundle: Bundle) -> list[Text]:
    """Give the answer for one bundle, a paragraph an item."""
    said = bundle.diagnosis
    paragraphs = [Text(one_line(said.headline), style="bold")]
    if said.caveat:
        paragraphs.append(Text(said.caveat, style="dim"))
    if sure := CERTAINTY[said.certainty]:
        in_part = said.certainty == "certain" and bundle.status != "analyzed"
        paragraphs.append(Text(f"Certainty: {_IN_PART if in_part else sure}."))
    paragraphs += [Text(line) for line in _beside(causes, bundle)]
    cause = causes.get(said.blocker or "")
    if cause:
        paragraphs += _fix(cause)
    if proof := _proof(bundle):
        paragraphs += _evidence(proof)
        paragraphs += [Text(f"Known about it: {hint}") for hint in hints(proof, causes.get(proof.cause))]
    if said.ask_for:
        more = " …" if len(said.ask_for) > _ASKED else ""
        paragraphs.append(Text("Ask for: " + " ".join(said.ask_for[:_ASKED]) + more))
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


def _fix(cause: Cause) -> list[Text]:
    """Give the first steps: those before the audiences part, then the first one of each audience."""
    lines = [Text(f"Fix: {cause.takes}")]
    audiences = dict.fromkeys(step.audience for step in cause.steps if step.audience in AUDIENCES)
    common = list(itertools.takewhile(lambda step: step.audience is None, cause.steps))
    shown = common[: 1 if len(audiences) > 1 else _STEPS]
    lines += [Text(f"  {number}. {step.do}") for number, step in enumerate(shown, start=1)]
    if len(audiences) > 1:
        first = {step.audience: step for step in reversed(cause.steps)}
        lines += [Text(f"  {AUDIENCES[audience]}: {first[audience].do}") for audience in audiences if audience]
    if len(cause.steps) > len(shown):
        lines.append(Text("  … all steps, and how to check each, are in the report", style="dim"))
    return lines


def _proof(bundle: Bundle) -> Finding | None:
    """Give the latest finding of the leading cause and attempt; of an unknown error where no cause is known."""
    path = leading(bundle.diagnosis.paths)
    if path is None:
        return None
    wanted = path.operation, path.blocker or UNKNOWN
    proving = [finding for finding in bundle.findings if (finding.operation, finding.cause) == wanted]
    return proving[-1] if proving else None  # findings stand in reading order


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
    lines = [
        line for paragraph in paragraphs for line in paragraph.wrap(console, console.width, no_wrap=paragraph.no_wrap)
    ]
    if len(lines) > room:
        lines = [*lines[: room - 1], Text("…", style="dim")]
    for line in lines:
        line.truncate(console.width, overflow="ellipsis")
        console.print(line, soft_wrap=True)


def _path(console: Console, page: pathlib.Path) -> None:
    console.print(Text(f"Report: {one_line(str(page))}"), soft_wrap=True)


def _table(report: Report, rows: list[Row], width: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    longest = max((len(one_line(row.name)) for row in rows), default=0)
    room = width - sum(len(cell) + 2 for cell in ("read in part", "", "Errors", _TIME))
    table.add_column("Bundle", overflow="fold", min_width=min(longest, _NAME_WIDTH, max(room // 2, _NARROWEST)))
    table.add_column("Status")
    table.add_column("Verdict", overflow="fold", ratio=1)
    table.add_column("Errors", justify="right")
    table.add_column("Last seen", no_wrap=True)
    for row in rows:
        cells = [
            row.name,
            _STATUS[row.status],
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
    lines += [f"Not read: {row.name}" for row in rows if row.status == "rejected"][:_STEPS]
    bundles = bundles_by_cause(row.by_cause for row in rows)
    for slug in ranked(report, rows)[:_STEPS]:
        errors = counted(totals.by_cause[slug], "error")
        where = counted(bundles[slug], "bundle")
        lines.append(f"{errors} in {where}: {report.catalogue.causes[slug].title}")
    for line in lines:
        console.print(Text(one_line(line)))


def _shown(time: str | None) -> str:
    return time[:19].replace("T", " ") if time else "a time that cannot be read"

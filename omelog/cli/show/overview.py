"""The answer over several bundles in the terminal: a table, or in short of very many; and what migrations say."""

import pathlib
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from omelog.cli.show.paragraphs import Said, print_bounded
from omelog.cli.show.tables import console as wide
from omelog.model.report import Report, Row
from omelog.text.visible import one_line
from omelog.wording.line import Line
from omelog.wording.pair import pair_stories
from omelog.wording.paths import page_paths
from omelog.wording.run import RunStory, run_story
from omelog.wording.text import counted

_TABLE_ROWS = 50
_LISTED = 3
_PAIRS = 10
_NAME_WIDTH = 30
_WIDE = 80
_NARROWEST = 8  # columns of a name
_TIME = "2024-01-25 11:10"  # as long as a time is in the table: one that a narrow terminal cuts would be another


def several(to: Console, head: Report, rows: Sequence[Row], page: pathlib.Path) -> None:
    """Print what a run over several bundles comes to, and the verdict of each migration with its page."""
    paths = page_paths(rows)
    story = run_story(head, rows, paths)
    if len(rows) <= _TABLE_ROWS:
        table = wide()
        table.print(_table(story, table.width))
    else:
        _counts(to, head, story)
    pairs = list(pair_stories(head, rows, paths))
    for path, pair in pairs[:_PAIRS]:
        case = f"case {pair.case}, " if pair.case else ""
        text = f"{case}{pair.source.name} and {pair.target.name}: {pair.together.verdict}"
        print_bounded(to, [Said("Pair", text), Said("", str(page.parent / path), whole=True)], _TABLE_ROWS)
    if len(pairs) > _PAIRS:
        print_bounded(to, [Said("", f"and {counted(len(pairs) - _PAIRS, 'more pair')}: see the report")], 1)


def _table(story: RunStory, width: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    longest = max((len(line.name) for line in story.rows), default=0)
    room = width - sum(len(cell) + 2 for cell in ("read in part", "", "Errors", _TIME))
    table.add_column("Bundle", overflow="fold", min_width=min(longest, _NAME_WIDTH, max(room // 2, _NARROWEST)))
    with_status = width >= _WIDE or any(line.tone != "analyzed" for line in story.rows)
    if with_status:
        table.add_column("Status")
    table.add_column("Verdict", overflow="fold", ratio=1)
    table.add_column("Errors", justify="right")
    table.add_column("Last seen", no_wrap=True)
    for line in story.rows:
        status = (line.status,) if with_status else ()
        cells = (line.name, *status, _verdict(line), line.findings, line.last[: len(_TIME)])
        table.add_row(*(Text(one_line(cell)) for cell in cells))
    return table


def _verdict(line: Line) -> str:
    """Name the verdict of a bundle; of one that was not read the reason."""
    return line.troubles[0].message if line.tone == "rejected" and line.troubles else line.verdict


def _counts(to: Console, head: Report, story: RunStory) -> None:
    totals = head.totals
    cases = next((f" of {counted(int(fact.values[0]), 'case')}" for fact in story.counts if fact.label == "Cases"), "")
    read = f"{totals.analyzed} read, {totals.partial} in part, {totals.rejected} not at all."
    lines = [f"{totals.bundles} bundles{cases}: {read}"]
    lines += [f"Not read: {line.name}" for line in story.unread[:_LISTED] if line.tone == "rejected"]
    for one in story.causes[:_LISTED]:
        lines.append(f"{_noun(one.errors, 'error')} in {_noun(one.bundles, 'bundle')}: {one.title}")
    for line in lines:
        to.print(Text(one_line(line)), soft_wrap=True)


def _noun(number: str, noun: str) -> str:
    return f"{number} {noun}{'' if number == '1' else 's'}"

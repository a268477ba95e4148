"""What is different from the last run, for the overview."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct

from omelog.model.report import Change, Changes, Report
from omelog.wording.text import Foreign, counted, foreign, moment, number
from omelog.wording.words import SURE, title

_LISTED = 200  # lines of a table


class Page(NamedTuple):
    """The address of a bundle's page, and what the bundle is called beside the others."""

    href: str
    name: str


Pages = Mapping[str, Page]  # by the id of the bundle


class ChangeLine(Struct, frozen=True, kw_only=True):
    """One cause of one bundle; `href` is empty for a bundle that is not in this run."""

    href: str
    case: Foreign
    bundle: Foreign
    cause: str
    remark: str


class ChangeTable(Struct, frozen=True, kw_only=True):
    """What became of some causes. `remarks` says whether any line has one."""

    caption: str
    lines: tuple[ChangeLine, ...]
    cases: bool
    remarks: bool
    more: str


class ChangesShown(Struct, frozen=True, kw_only=True):
    """The whole section."""

    says: Foreign
    tables: tuple[ChangeTable, ...]


def changes_shown(report: Report, pages: Pages) -> ChangesShown | None:
    """Write the changes of a report; None for one that was compared with nothing."""
    changes = report.changes
    if changes is None:
        return None
    tables = (
        _table("New", changes.new, report, pages),
        _table(
            "Not found any more: a log shows failures only, so this need not mean fixed", changes.gone, report, pages
        ),
        _table("Known with another certainty", changes.changed, report, pages),
        _table("Found before, in bundles that could not be read in full this time", changes.not_read, report, pages),
    )
    return ChangesShown(says=foreign(_says(changes)), tables=tuple(table for table in tables if table.lines))


def _says(changes: Changes) -> str:
    since = f"Compared with the last run over the same inputs, {moment(changes.since)}"
    if changes.causes_changed:
        since += " (other causes were looked for then: some of what changed may come of that)"
    if not (changes.new or changes.gone or changes.changed or changes.not_read):
        return f"{since}: no change; {_still(changes.same)}."
    return f"{since}: {len(changes.new):,} new, {len(changes.gone):,} not found any more, {_still(changes.same)}."


def _still(same: int) -> str:
    return (
        f"{counted(same, 'cause')} of a bundle still there" if same == 1 else f"{same:,} causes of bundles still there"
    )


def _table(caption: str, changes: list[Change], report: Report, pages: Pages) -> ChangeTable:
    lines = tuple(_line(change, report, pages) for change in changes[:_LISTED])
    more = len(changes) - len(lines)
    return ChangeTable(
        caption=caption,
        lines=lines,
        cases=any(line.case for line in lines),
        remarks=any(line.remark for line in lines),
        more=f"{number(more)} more: see report.json." if more else "",
    )


def _line(change: Change, report: Report, pages: Pages) -> ChangeLine:
    page = pages.get(change.id, Page("", change.bundle))
    return ChangeLine(
        href=page.href,
        case=foreign(change.case or ""),
        bundle=foreign(page.name),
        cause=title(change.cause, report.catalogue.causes),
        remark=_remark(change),
    )


def _remark(change: Change) -> str:
    if change.before and change.now and change.before != change.now:
        return f"{SURE[change.before].lower()} before, {SURE[change.now].lower()} now"
    if change.whole_bundle:
        return "the bundle is new" if change.now else "the bundle is no longer among the inputs"
    return ""

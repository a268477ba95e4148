"""What is different from the last run, for the overview."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct

from omelog.model.report import Change, Changes, Report
from omelog.wording.text import Foreign, counted, foreign, number, to_second
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
        _table("New", [change for change in changes.new if _is_new(change)], report, pages),
        _table("Logged again since then: the case or the bundle had the cause", _again(changes), report, pages),
        _table(
            "Not found any more: a log shows failures only, so this need not mean fixed", _gone(changes), report, pages
        ),
        _table("Known with another certainty", changes.changed, report, pages),
        _table("Found before, in bundles that could not be read in full this time", changes.not_read, report, pages),
    )
    return ChangesShown(says=foreign(_says(changes)), tables=tuple(table for table in tables if table.lines))


def _says(changes: Changes) -> str:
    which = "an earlier" if changes.chosen else "the last"
    moved = ", which lay elsewhere then," if changes.moved else ","
    since = f"Compared with {which} run over the same inputs{moved} {to_second(changes.since)}"
    if changes.causes_changed:
        since += " (other causes were looked for then: some of what changed may come of that)"
    if not (changes.new or changes.gone or changes.changed or changes.not_read):
        return f"{since}: no change; {_still(changes.same)}.{_bundles(changes)}"
    new = sum(map(_is_new, changes.new))
    again = f"{len(_again(changes)):,} logged again, " if _again(changes) else ""
    gone = f"{len(_gone(changes)):,} not found any more"
    return f"{since}: {new:,} new, {again}{gone}, {_still(changes.same)}.{_bundles(changes)}"


def _bundles(changes: Changes) -> str:
    if not changes.new_bundles:
        return ""
    quiet = f", {number(changes.nothing_new)} of them with nothing new for their cases" if changes.nothing_new else ""
    return f" {counted(changes.new_bundles, 'new bundle')}{quiet}."


def _is_new(change: Change) -> bool:
    return change.in_case in (None, "new")


def _again(changes: Changes) -> list[Change]:
    return [*(change for change in changes.new if change.in_case == "again"), *changes.again]


def _gone(changes: Changes) -> list[Change]:
    return [change for change in changes.gone if change.in_case is None]


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

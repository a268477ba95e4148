"""One error as a page shows it: its place, its message in rows with the decisive words marked, its raw record."""

from msgspec import Struct

from omelog.model.cause import Cause
from omelog.model.report import Finding
from omelog.text.visible import one_line
from omelog.wording.decisive import Piece, decisive, pieces
from omelog.wording.hints import hints
from omelog.wording.scene import Scene
from omelog.wording.text import Foreign, anchor, counted, foreign, moment, number, size
from omelog.wording.words import title

_NOTHING = "(empty)"
_LONG = 2000  # letters of a record, some twenty lines
_UNFOLDED = 600  # letters of a value that stand open


class Fact(Struct, frozen=True):
    """A labelled value; several values are a list of their own."""

    label: str
    values: tuple[str, ...]


class Value(Struct, frozen=True):
    """One value of a message; the decisive one is marked. `rest` goes on where `text` was cut, `more` names it."""

    text: Foreign
    marked: bool
    rest: Foreign
    more: str


class Field(Struct, frozen=True):
    """One line of a message."""

    label: str
    values: tuple[Value, ...]


class Place(Struct, frozen=True):
    """Where and when an error stands that is shown with another one."""

    anchor: str
    where: Foreign
    time: str
    thread: Foreign


class Record(Struct, frozen=True, kw_only=True):
    """One error as the log has it, and the places of those that differ from it in time and thread alone.

    A `long` raw record is folded even where it proves something.
    """

    anchor: str
    title: str
    name: str
    error: Foreign
    where: Foreign
    time: str
    message: tuple[Field, ...]
    facts: tuple[Fact, ...]
    raw: tuple[Piece, ...]
    long: bool
    cut: str
    storm: str
    hints: tuple[str, ...]
    around: tuple[tuple[Foreign, str], ...]
    alike: tuple[Place, ...]
    others: str


def record(finding: Finding, scene: Scene, alike: tuple[Finding, ...] = ()) -> Record:
    """Show one finding, and name the places of those alike."""
    cause = scene.causes.get(finding.cause)
    needles = decisive(finding, cause)
    place = where(finding.log, finding.line)
    return Record(
        anchor=anchor("finding", finding.id),
        title=title(finding.cause, scene.causes),
        name=f"Record at {one_line(place)}",
        error=error(finding),
        where=place,
        time=moment(finding.time),
        message=_message(finding, needles),
        facts=_facts(finding, cause),
        raw=pieces(finding.raw, needles),
        long=len(finding.raw) > _LONG,
        cut=f"{size(finding.raw_cut)} more of this record are left out here." if finding.raw_cut else "",
        storm=_storm(finding),
        hints=hints(finding, cause),
        around=tuple((where(one.log, one.line), one.raw) for one in finding.context or ()),
        alike=tuple(_place(one) for one in alike),
        others=f"{counted(len(alike), 'more record')} with the same text" if alike else "",
    )


def error(finding: Finding) -> Foreign:
    """Name an error by its message id and arguments."""
    return foreign(": ".join([finding.message_id or "no message id", *finding.message_args]))


def where(log: str, line: int | None) -> Foreign:
    """Name a place in a log."""
    return foreign(log if line is None else f"{log}:{line}")


def _place(finding: Finding) -> Place:
    return Place(
        anchor("finding", finding.id),
        where(finding.log, finding.line),
        moment(finding.time),
        foreign(finding.thread or ""),
    )


def _storm(finding: Finding) -> str:
    if finding.count == 1:
        return ""
    last = moment(finding.last_time)
    return f"{number(finding.count)} records that differ only in time and thread; the last at {last}."


def _message(finding: Finding, needles: tuple[str, ...]) -> tuple[Field, ...]:
    rows = (
        ("Message id", [finding.message_id]),
        ("Message", [finding.message]),
        ("Arguments", finding.message_args),
        ("Related properties", finding.related_properties),
        ("Severity", [finding.severity]),
        ("The console's advice", [finding.resolution]),
    )
    mark = next((needle for needle in needles if needle in finding.message_args or needle == finding.message_id), None)
    return tuple(
        Field(
            label,
            tuple(_value(foreign(value), marked=value == mark) for value in values if value is not None),
        )
        for label, values in rows
        if any(value is not None for value in values)
    )


def _value(text: Foreign, *, marked: bool) -> Value:
    rest = Foreign(text[_UNFOLDED:])
    more = f"{counted(len(rest), 'more character')}" if rest else ""
    return Value(Foreign(text[:_UNFOLDED] or _NOTHING), marked, rest, more)


def _facts(finding: Finding, cause: Cause | None) -> tuple[Fact, ...]:
    operation = finding.operation or (cause and cause.path == "own" and cause.attempt) or None
    rows = (
        ("Level", finding.level),
        ("Logger", finding.logger),
        ("Thread", finding.thread),
        ("Operation", operation),
    )
    return tuple(Fact(label, (foreign(value) or _NOTHING,)) for label, value in rows if value is not None)

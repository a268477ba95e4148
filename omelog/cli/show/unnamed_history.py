"""What the store tells, redacted: what `omelog history` prints."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from omelog.redact import Frame, Redaction, shared

if TYPE_CHECKING:
    from omelog.store import History


def redacted(found: "History", how: Redaction) -> "tuple[History, dict[str, str]]":
    """Redact names of bundles and case numbers, the same one by the same word; and give the originals by name."""
    frame = Frame(how, shared(_names(found), _cases(found), how))
    repeated = [
        replace(one, names=[*map(frame.name, one.names)], cases=[*map(frame.case, one.cases)]) for one in found.repeated
    ]
    failing = [
        replace(
            one,
            case=frame.case(one.case),
            bundles=[*map(frame.name, one.bundles)],
            later_without=[*map(frame.name, one.later_without)],
            unread=[*map(frame.name, one.unread)],
        )
        for one in found.failing
    ]
    return replace(
        found, redaction=how.profile, repeated=repeated, failing=failing, closed=[*map(frame.case, found.closed)]
    ), frame.mapping


def _names(found: "History") -> Iterator[str]:
    for repeated in found.repeated:
        yield from repeated.names
    for failing in found.failing:
        yield from (*failing.bundles, *failing.later_without, *failing.unread)


def _cases(found: "History") -> Iterator[str]:
    for repeated in found.repeated:
        yield from repeated.cases
    for failing in found.failing:
        yield failing.case
    yield from found.closed

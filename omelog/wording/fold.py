"""What of a bundle's findings fits on its page: equal ones folded, each group its share of the room."""

from collections.abc import Iterable

from markupsafe import escape
from msgspec import Struct

from omelog.model.report import Finding
from omelog.text.visible import visible

# Characters of one page that records may take. With all else of a page this stays below the 3 MB that a browser opens
# at once and a mail server lets pass.
ROOM = 1_500_000
_OWN, _ALIKE = 2_200, 260  # what the page writes around a record of its own, and for the place of one alike


class Folded(Struct, frozen=True):
    """A finding, and those that differ from it in time and thread alone."""

    first: Finding
    alike: tuple[Finding, ...]


def shares(groups: dict[str, list[Finding]], pinned: frozenset[str]) -> dict[str, tuple[Folded, ...]]:
    """Choose what is shown of each group: what others link to, then the latest; a small group leaves room to others."""
    room = ROOM
    chosen: dict[str, tuple[Folded, ...]] = {}
    for done, name in enumerate(sorted(groups, key=lambda name: len(groups[name]))):
        kept, used = _chosen(groups[name], room // (len(groups) - done), pinned)
        room = max(0, room - used)
        chosen[name] = _folded(kept)
    return chosen


def shown(kept: Iterable[Folded]) -> int:
    """Count the findings that are shown."""
    return sum(1 + len(one.alike) for one in kept)


def _chosen(findings: list[Finding], room: int, pinned: frozenset[str]) -> tuple[list[Finding], int]:
    """Take the pinned ones and then the latest while there is room; the order stays that of time."""
    seen: set[object] = set()
    taken: set[int] = set()
    used = 0
    latest = sorted(range(len(findings) - 1, -1, -1), key=lambda position: findings[position].id not in pinned)
    for position in latest:
        finding = findings[position]
        text = _text(finding)
        cost = _ALIKE if text in seen else _weight(finding)
        if taken and used + cost > room and finding.id not in pinned:
            break
        used += cost
        seen.add(text)
        taken.add(position)
    return [findings[position] for position in sorted(taken)], used


def _folded(findings: list[Finding]) -> tuple[Folded, ...]:
    alike: dict[object, list[Finding]] = {}
    for finding in findings:
        alike.setdefault(_text(finding), []).append(finding)
    return tuple(Folded(first, tuple(rest)) for first, *rest in alike.values())


def _text(finding: Finding) -> object:
    """Return what a finding says apart from its time, thread and place; a folded storm stands for itself."""
    if finding.count != 1 or finding.context or finding.raw_cut:
        return finding.id
    said = finding.raw.replace((finding.time or "").replace("T", " "), "", 1) if finding.time else finding.raw
    said = said.replace(finding.thread, "", 1) if finding.thread else said
    return (said, finding.cause, finding.message_id, finding.message, *finding.message_args)


def _weight(finding: Finding) -> int:
    texts = [finding.raw, *finding.message_args, *finding.related_properties, finding.message or ""]
    texts += [record.raw for record in finding.context or ()]
    return _OWN + sum(len(escape(visible(text))) for text in texts)

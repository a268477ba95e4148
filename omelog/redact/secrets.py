"""What never leaves in any output: private keys and passwords, even when a log holds one."""

import functools
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import re2
from msgspec import structs

from omelog.model.report import Finding
from omelog.redact.detect import A_NOTE, Detector, Found, detectors, password, private_key
from omelog.redact.reading import Reading, readings
from omelog.redact.words import is_plain

_REMEMBERED = 512  # characters: what is short comes again and again
_TELLING = 6  # characters of a password that is looked for within other texts of its record
_KEY = private_key.DETECTOR
KEY_REMOVED, PASSWORD_REMOVED = private_key.NOTE, password.NOTE


def without_secrets(text: str) -> str:
    """Return the text with private keys and passwords replaced by a note that they were removed.

    >>> without_secrets("login root password=hunter2; done")
    'login root password=[password removed]; done'
    """
    return _short(text) if len(text) <= _REMEMBERED else without(text, _always())


def without(text: str, kinds: "Kinds") -> str:
    """Return the text with a note in place of each secret of some kinds, however the text is read."""
    parts = [_Part(*reading.span(start, end), kind) for kind, reading, start, end in kinds.find(text)]
    return _noted(text, _joined(parts)) if parts else text


def records_without_secrets(records: Sequence[str], *, beside_key: bool = False) -> list[str]:
    """Return the raw texts of records that stand side by side without their secrets.

    A key may begin in one of them and go on in others, or in what they stand beside.
    """
    if beside_key or any(map(is_split, records)):
        return [_without_lines(without_secrets(record)) for record in records]
    return [without_secrets(record) for record in records]


def is_split(text: str) -> bool:
    """Return whether a text holds a part of a private key whose other part stands elsewhere."""
    return any(private_key.is_split(reading.text) for reading in readings(text))


def findings_without_secrets(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings of a bundle, in reading order, without the secrets in their texts.

    A record's texts are judged together: what its raw text tells to be a secret is one in its fields, too. A key that
    is split goes from the records of its thread and from those beside it.
    """
    split = {place for place, finding in enumerate(findings) if any(map(is_split, _texts(finding)))}
    threads = {findings[place].thread for place in split}
    beside = {place + step for place in split for step in (-1, 0, 1)}
    return [
        _finding(finding, by_key=place in beside or (bool(split) and finding.thread in threads))
        for place, finding in enumerate(findings)
    ]


class _Secrets(NamedTuple):
    """What a text tells to be secret: passwords, and pieces of keys."""

    passwords: frozenset[str]
    pieces: frozenset[str]


_NOTHING = _Secrets(frozenset(), frozenset())
# Of a finding, beside its raw text.
_FIELDS = (
    *("message_id", "message", "message_args", "related_properties", "severity", "resolution", "operation"),
    *("thread", "logger"),
)


def _finding(finding: Finding, *, by_key: bool) -> Finding:
    raw = without_secrets(finding.raw)
    told = _NOTHING
    if raw != finding.raw:
        told = _told(finding.raw)
    elif finding.raw_cut:  # what tells it may be cut off
        told = _told(json.dumps([*_texts(finding)], ensure_ascii=False))

    def shown(value: str | list[str] | None) -> str | list[str] | None:
        if isinstance(value, list):
            return [_field(one, told, by_key=by_key) for one in value]
        return value and _field(value, told, by_key=by_key)

    fields = {name: getattr(finding, name) for name in _FIELDS}
    changed = {name: new for name, value in fields.items() if (new := shown(value)) != value}
    raw = _without_lines(raw) if by_key else raw
    return structs.replace(finding, raw=raw, **changed) if changed or raw != finding.raw else finding


def _field(text: str, told: _Secrets, *, by_key: bool) -> str:
    text = without_secrets(text)
    text = _without_lines(text) if by_key else text
    return text if told is _NOTHING else _without_told(text, told)


def _texts(finding: Finding) -> Iterable[str]:
    return filter(None, (finding.raw, finding.message, *finding.message_args, *finding.related_properties))


def _told(text: str) -> _Secrets:
    passwords: set[str] = set()
    pieces: set[str] = set()
    for kind, reading, start, end in _always().find(text):
        secret = reading.text[start:end]
        if kind is _KEY:
            pieces.update(private_key.pieces(secret))
        elif not is_plain(secret.casefold()):
            passwords.add(secret)
    return _Secrets(frozenset(passwords), frozenset(pieces))


def _without_told(text: str, told: _Secrets) -> str:
    """Take out of a field what another text of its record tells to be a secret."""
    if text.strip() in told.passwords:
        return PASSWORD_REMOVED
    for secret in sorted(told.passwords, key=len, reverse=True):
        if len(secret) >= _TELLING:
            text = text.replace(secret, PASSWORD_REMOVED)
    return _noted(text, [_Part(one.start, one.end, _KEY) for one in private_key.pieces_in(text, told.pieces)])


def _without_lines(text: str) -> str:
    """Take out what looks like lines of a key."""
    parts = [
        _Part(*reading.span(one.start, one.end), _KEY)
        for reading in readings(text)
        for one in private_key.lines(reading.text)
    ]
    return _noted(text, _joined(parts))


@functools.lru_cache(maxsize=4096)
def _short(text: str) -> str:
    return without(text, _always())


@functools.cache
def _always() -> "Kinds":
    return Kinds(one for one in detectors() if one.note and one.goes == "none")


class _Part(NamedTuple):
    """A part of a text in whose place a note stands, by its offsets."""

    start: int
    end: int
    kind: Detector


class Kinds:
    """Kinds of secrets, each with the pattern of its hints: nearly all texts hold none."""

    def __init__(self, kinds: Iterable[Detector]) -> None:
        self._kinds = [
            (kind, re2.compile(b"|".join(re.escape(hint.encode()) for hint in kind.hints))) for kind in kinds
        ]

    def find(self, text: str) -> Iterator[tuple[Detector, Reading, int, int]]:
        """Yield what of a text is secret, in each of its readings."""
        for reading in readings(text):
            folded = reading.text.casefold().encode("utf-8", "surrogatepass")
            notes = _Notes(reading.text)
            for kind, hint in self._kinds:
                if hint.search(folded):
                    found = kind.find(reading.text)
                    yield from ((kind, reading, one.start, one.end) for one in found if not notes.hold(one))


class _Notes:
    """Where notes stand in a text already: what begins or ends in one was found before."""

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in A_NOTE.finditer(text)] if " removed]" in text else []
        self._starts, self._ends = [start for start, _ in spans], [end for _, end in spans]

    def hold(self, found: Found) -> bool:
        """Return whether something begins or ends in a note."""
        return any(self._is_in(place) for place in (found.start, found.end - 1)) if self._starts else False

    def _is_in(self, place: int) -> bool:
        before = bisect_right(self._starts, place) - 1
        return before >= 0 and place < self._ends[before]


def _joined(parts: Iterable[_Part]) -> list[_Part]:
    """Put parts in order; those that overlap are joined, and the kind of the lowest rank stands for all."""
    made: list[_Part] = []
    for part in sorted(parts, key=lambda part: (part.start, part.end)):
        if made and part.start < made[-1].end:
            last = made[-1]
            kind = min(last.kind, part.kind, key=lambda kind: kind.rank)
            made[-1] = _Part(last.start, max(last.end, part.end), kind)
        elif part.start < part.end:
            made.append(part)
    return made


def _noted(text: str, parts: Sequence[_Part]) -> str:
    shown, done = [], 0
    for start, end, kind in parts:
        shown += [text[done:start], kind.note or ""]
        done = end
    return "".join([*shown, text[done:]])

"""What never leaves in any output: private keys and passwords, even when a log holds one."""

import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec import structs

from omelog.model.report import Finding
from omelog.redact.detect import Detector, detectors, password, private_key
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


def without(text: str, kinds: Iterable[Detector]) -> str:
    """Return the text with a note in place of each secret of some kinds, however the text is read."""
    parts = [_Part(*reading.span(start, end), kind) for kind, reading, start, end in _found(text, kinds)]
    return _noted(text, _joined(parts)) if parts else text


def records_without_secrets(records: Sequence[str], *, beside_key: bool = False) -> list[str]:
    """Return the raw texts of records that stand side by side without their secrets.

    A key may begin in one of them and go on in others, or in what they stand beside.
    """
    if beside_key or any(map(is_split, records)):
        return [_without_lines(without_secrets(record)) for record in records]
    return [without_secrets(record) for record in records]


def is_split(text: str) -> bool:
    """Tell whether a text holds a part of a private key whose other part stands elsewhere."""
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


def _finding(finding: Finding, *, by_key: bool) -> Finding:
    raw = without_secrets(finding.raw)
    told = _NOTHING
    if raw != finding.raw:
        told = _told(finding.raw)
    elif finding.raw_cut:  # what tells it may be cut off
        told = _told(json.dumps([*_texts(finding)], ensure_ascii=False))

    def text(field: str | None) -> str | None:
        if not field:
            return field
        shown = without_secrets(field)
        return (
            shown
            if told is _NOTHING and not by_key
            else _without_told(_without_lines(shown) if by_key else shown, told)
        )

    def texts(fields: list[str]) -> list[str]:
        return [text(field) or "" for field in fields]

    return structs.replace(
        finding,
        message_id=text(finding.message_id),
        message=text(finding.message),
        message_args=texts(finding.message_args),
        related_properties=texts(finding.related_properties),
        severity=text(finding.severity),
        resolution=text(finding.resolution),
        thread=text(finding.thread),
        logger=text(finding.logger),
        raw=_without_lines(raw) if by_key else raw,
    )


def _texts(finding: Finding) -> Iterable[str]:
    return filter(None, (finding.raw, finding.message, *finding.message_args, *finding.related_properties))


def _told(text: str) -> _Secrets:
    passwords: set[str] = set()
    pieces: set[str] = set()
    for kind, reading, start, end in _found(text, _always()):
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
def _always() -> tuple[Detector, ...]:
    return tuple(one for one in detectors() if one.note and one.goes == "none")


class _Part(NamedTuple):
    """A part of a text in whose place a note stands, by its offsets."""

    start: int
    end: int
    kind: Detector


def _found(text: str, kinds: Iterable[Detector]) -> Iterator[tuple[Detector, Reading, int, int]]:
    for reading in readings(text):
        lower = reading.text.casefold()
        for kind in kinds:
            if not kind.hints or any(hint in lower for hint in kind.hints):
                yield from ((kind, reading, one.start, one.end) for one in kind.find(reading.text))


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

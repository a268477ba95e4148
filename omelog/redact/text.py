"""One text with the names in it replaced, the same name by the same word wherever it stands in a bundle."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from omelog.redact.detect import A_NOTE, MASK, Detector, Found, Profile, Told, detectors
from omelog.redact.detect.host import is_of_java, is_published, without_endings
from omelog.redact.known import Known
from omelog.redact.names import Names, given
from omelog.redact.profiles import goes
from omelog.redact.reading import Reading, readings
from omelog.redact.secrets import Kinds, without, without_secrets
from omelog.redact.words import is_plain

_WORD = re.compile(r"[\w-]++(?>(?:\.[\w-]++)*)")
_PARTS = re.compile(r"[-_.]")
_MOST_PARTS = 6


class _Name(NamedTuple):
    """A name, and the form in which equal ones are equal."""

    kind: str
    original: str
    same: str


class _Part(NamedTuple):
    """A part of a text that a name stands in place of, by its offsets."""

    start: int
    end: int
    name: _Name


class TextView:
    """Texts of one bundle as a profile shows them. `learn` all of them before the first is `shown`."""

    def __init__(self, profile: Profile, names: Names, known: Known) -> None:
        self.profile = profile
        self.names = names
        self.known = known
        self.goes = goes(profile)
        kinds = [one for one in detectors() if one.kind in self.goes] if self.goes else []
        self._secrets = Kinds(one for one in kinds if one.note)
        self._names = [one for one in kinds if not one.note]
        self._learned: dict[str, _Name] = {}
        self._shown: dict[str, str] = {}

    def learn(self, text: str) -> None:
        """Note the names that the text tells, so that they are known where nothing tells them."""
        if self.goes:
            self.names.avoid(text)
        if self.goes and not self.known.holds(text):
            self._scan(self.shown_bare(text))

    def tell(self, kind: str, name: str) -> None:
        """Note a name that is known from elsewhere."""
        if kind in self.goes and not is_plain(name.casefold()):
            self._learned[name.casefold()] = _Name(kind, name, name.casefold())

    def shown(self, text: str) -> str:
        """Return the text without what the profile leaves out."""
        if text not in self._shown:
            self._shown[text] = text if self.known.holds(text) else self._replaced(self.shown_bare(text))
        return self._shown[text]

    def shown_bare(self, text: str) -> str:
        """Return the text without secrets and tokens alone, where whatever else is in it goes too."""
        return without(without_secrets(text), self._secrets) if self.goes else without_secrets(text)

    def _replaced(self, text: str) -> str:
        if not self.goes:
            return text
        scan = self._scan(text)
        parts = [*scan.parts, *(self._spread(scan) if self._learned else ())]
        shown, done = [], 0
        for start, end, name in _joined(parts):
            shown += [text[done:start], self.names.of(name.kind, name.original, name.same)]
            done = end
        return "".join([*shown, text[done:]])

    # ---- finding

    def _scan(self, text: str) -> "_Scan":
        """Find the names that a text tells; those that are known from it are known from now on."""
        every = list(readings(text))
        parts: list[_Part] = []
        for reading in every:
            for kind in self._names:
                for found in kind.find_escaped(reading.text) if kind.find_escaped else ():
                    self._take(parts, kind, reading, found)
        last = every[-1]
        for reading in every[-2:]:
            if reading is last or reading.parent is last:  # how else the last one may be read
                masked = self._find(reading, parts)
        return _Scan(parts, last, masked)

    def _find(self, reading: Reading, parts: list[_Part]) -> str:
        """Add the parts of a reading that are names; return it with these hidden."""
        spans = [match.span() for match in (*given().finditer(reading.text), *A_NOTE.finditer(reading.text))]
        masked = _masked(reading.text, spans)
        folded = masked.casefold()
        for kind in self._names:
            if kind.hints and not any(hint in folded for hint in kind.hints):
                continue
            found_here = [found if kind.covers else self._trimmed(masked, found) for found in kind.find(masked)]
            spans = [found[:2] for found in found_here if found and self._take(parts, kind, reading, found)]
            masked = _masked(masked, spans)
        return masked

    def _take(self, parts: list[_Part], kind: Detector, reading: Reading, found: Found) -> bool:
        original = reading.text[found.start : found.end]
        if not original.strip() or given().fullmatch(original) or self.known.holds(original):
            return False
        for told in found.tells:
            self._note(told)
        name = _Name(kind.kind, original, found.same or original.casefold())
        if kind.kind == "host":
            name = self._learned.get(original.casefold(), name)
        parts.append(_Part(*reading.span(found.start, found.end), name))
        return True

    @staticmethod
    def _trimmed(masked: str, found: Found) -> Found | None:
        """Cut a part off where something begins that was found already."""
        text = masked[found.start : found.end]
        bare = text.partition(MASK)[0].rstrip(" .:-/")
        return found if MASK not in text else found._replace(end=found.start + len(bare)) if bare else None

    def _note(self, told: Told) -> None:
        """Note a name; of a host with a domain its first label, unless that may be anything."""
        name = told.name
        word = name.casefold()
        if told.kind == "host":
            first = word.partition(".")[0]
            before = self._learned.get(first)
            if not is_plain(first) and (before is None or before.same == first):  # its full name is better known
                self._learned[first] = _Name("host", name, word)
        elif not is_plain(word) and not given().fullmatch(word):
            self._learned.setdefault(word, _Name(told.kind, name, word))

    def _spread(self, scan: "_Scan") -> Iterator[_Part]:
        """Find what was learned elsewhere: whole words, or parts of them between dots, dashes and underscores."""
        for match in _WORD.finditer(scan.masked):
            word = match[0]
            if is_published(word):
                continue
            if "." in word and "-" not in word and is_of_java(word.split(".")) and without_endings(word) == word:
                continue  # java.net.ConnectException
            for start, end, name in self._known_parts(word):
                yield _Part(*scan.reading.span(match.start() + start, match.start() + end), name)

    def _known_parts(self, word: str) -> Iterator[_Part]:
        if name := self._learned.get(word.casefold()):
            yield _Part(0, len(word), name)
            return
        ends = [match.start() for match in _PARTS.finditer(word)] + [len(word)]
        done = 0
        for index, start in enumerate([0, *(end + 1 for end in ends[:-1])]):
            for end in reversed(ends[index : index + _MOST_PARTS]) if start >= done else ():
                if name := self._learned.get(word[start:end].casefold()):
                    yield _Part(start, end, name)
                    done = end
                    break


class _Scan(NamedTuple):
    """What was found in a text, its last reading, and that with what was found hidden."""

    parts: list[_Part]
    reading: Reading
    masked: str


def _masked(text: str, spans: list[tuple[int, int]]) -> str:
    shown, done = [], 0
    for start, end in sorted(spans):
        if start >= done:
            shown += [text[done:start], MASK * (end - start)]
            done = end
        elif end > done:
            shown.append(MASK * (end - done))
            done = end
    return "".join([*shown, text[done:]]) if shown else text


def _joined(parts: list[_Part]) -> list[_Part]:
    """Put parts in order; where some overlap, one that holds the others stands for all, else the one found first."""
    rank = {id(part): place for place, part in enumerate(parts)}
    made: list[_Part] = []
    for part in sorted(parts, key=lambda part: (part.start, part.end)):
        if not made or part.start >= made[-1].end:
            made.append(part)
            continue
        last = made[-1]
        rank_of_last = rank.get(id(last), 0)
        holds = part.end <= last.end and (last.start, last.end) != (part.start, part.end)
        name = part.name if rank[id(part)] < rank_of_last and not holds else last.name
        made[-1] = _Part(last.start, max(last.end, part.end), name)
        rank[id(made[-1])] = min(rank_of_last, rank[id(part)])
    return made

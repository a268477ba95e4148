"""Names in certificates: under a profile that hides distinguished names no subject, issuer, name or serial stays.

They stand in fields of their own, so nothing has to be recognised: each is replaced wherever it stands, also in the
sentences of the checks, before the detectors look for what else there is.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec import Struct, structs

from omelog.model.chain import Break, Build, Certificate, File, LeftOut
from omelog.model.report import Bundle
from omelog.redact.detect import Profile
from omelog.redact.known import NOTHING
from omelog.redact.names import Names, given
from omelog.redact.paths import file_name
from omelog.redact.text import TextView

_Noun = TypeVar("_Noun", bound=Struct)
_PART = re.compile(r"(?:^|[,+])(?!C=)[\w.]+=((?:\\.|[^,+\\])*)")
_HOST = re.compile(r"[\w*-]+(?:\.[\w-]+)+")
_CUTS = (64, 200)  # what a sentence holds of a long name
_SHORTEST = 2
_NO_NAMES = {"", "-", "standard input"}
_WHOLE = ("chain", "file_says", "next_errors", "checklist", "diagnosis")


class RedactedFiles(NamedTuple, Generic[_Noun]):
    """What `omelog chain` answers as shown, and the original behind each name in it."""

    noun: _Noun
    mapping: dict[str, str]


def redacted_files(noun: _Noun, profile: Profile, key: bytes | None = None) -> RedactedFiles[_Noun]:
    """Redact what `omelog chain` answers."""
    view = TextView(profile, Names(key), NOTHING)
    return RedactedFiles(noun if profile == "none" else files_shown(noun, view), view.names.mapping)


def files_shown(noun: _Noun, view: TextView) -> _Noun:
    """Show checked files, or a pair of them."""
    for text in _texts(noun):
        view.names.avoid(text)
    hidden = hide(noun, view)
    for text in _texts(hidden):
        view.learn(text)
    made: _Noun = _mapped(hidden, view.shown)
    return made


def hide(noun: _Noun, view: TextView, others: Iterable[tuple[str, str]] = ()) -> _Noun:
    """Replace the names of certificates in a noun that holds some, and `others`, if the profile hides such names."""
    shown = _Shown([*names_in(noun.chain if isinstance(noun, Bundle) else noun), *others], view)
    if not shown.names:
        return noun
    if isinstance(noun, Bundle):
        return structs.replace(noun, **{name: _mapped(getattr(noun, name), shown.text) for name in _WHOLE})
    made: _Noun = _mapped(noun, shown.text)
    return made


class _Shown:
    """What takes the places of the names in a noun, as they are and as sentences cut them."""

    def __init__(self, names: Iterable[tuple[str, str]], view: TextView) -> None:
        self.names: dict[str, str] = {}
        for text, kind in names if "dn" in view.goes else ():
            if text and (kind != "file" or "file" in view.goes):
                shown = view.names.of(kind, text)
                self.names |= {text: shown} | {f"{text[: most - 3]}...": shown for most in _CUTS if len(text) > most}
        longest = sorted((name for name in self.names if len(name) >= _SHORTEST), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?!\w)")

    def text(self, text: str) -> str:
        """Return a text without the names; one of a letter goes where it is the whole text."""
        if text in self.names:
            return self.names[text]
        parts, done = [], 0
        for match in self._pattern.finditer(text):
            if given().search(text, max(0, match.start() - 12), match.end()) is None:
                parts += [text[done : match.start()], self.names[match[0]]]
                done = match.end()
        return "".join([*parts, text[done:]])


def names_in(value: object) -> Iterator[tuple[str, str]]:
    """Yield every name in a noun with its kind, by the fields that hold names."""
    for one in _nouns(value):
        for name in _files_of(one):
            yield name, "file"
        if isinstance(one, Certificate):
            yield one.serial, "id"
        for name in _of(one):
            yield name, "host" if _HOST.fullmatch(name) else "dn"


def _nouns(value: object) -> Iterator[Struct]:
    if isinstance(value, Struct):
        yield value
        for field in value.__struct_fields__:
            yield from _nouns(getattr(value, field))
    elif isinstance(value, list):
        for part in value:
            yield from _nouns(part)


def _files_of(value: Struct) -> Iterator[str]:
    names = [value.name] if isinstance(value, File) else [value.file] if isinstance(value, LeftOut) else []
    names += value.private_keys if isinstance(value, Build) else []
    for name in names:
        yield from (name, file_name(name)) if name not in _NO_NAMES else ()


def _of(value: Struct) -> Iterator[str]:
    """Yield the names of certificates in the fields of a noun."""
    match value:
        case Certificate():
            for text in (value.subject, value.issuer):
                yield text
                yield from (re.sub(r"\\(.)", r"\1", part[1]).strip() for part in _PART.finditer(text))
            yield from (value.name, *value.names)
        case Break():
            yield from (value.name, value.wanted_by_name)
        case LeftOut():
            yield value.name or ""
        case Build():
            yield from value.leaves


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name))


_OURS = frozenset(
    ("schema", "sha256", "not_before", "not_after", "at", "requirement", "status", "basis", "cause", "role", "side")
)


def _mapped(value: Any, how: Any) -> Any:  # noqa: ANN401 - nouns, lists and texts, whatever a noun holds
    """Return a noun with every text of it shown; digests, times and slugs stay."""
    if isinstance(value, str):
        return how(value)
    if isinstance(value, list):
        return [_mapped(part, how) for part in value]
    if isinstance(value, Struct):
        fields = {name: _mapped(getattr(value, name), how) for name in value.__struct_fields__ if name not in _OURS}
        return structs.replace(value, **fields)
    return value

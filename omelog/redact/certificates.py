"""Names in certificates: under a profile that hides distinguished names no subject, issuer, name or serial stays.

They stand in fields of their own, so nothing has to be recognised: each is replaced wherever it stands, also in the
sentences of the checks, before the detectors look for what else there is.
"""

import re
from collections.abc import Iterator
from typing import Any, TypeVar

from msgspec import Struct, structs

from omelog.model.chain import Build, Certificate, Chain, Chains, Pair
from omelog.model.report import Bundle
from omelog.redact.detect import Profile
from omelog.redact.known import NOTHING
from omelog.redact.names import GIVEN, Names
from omelog.redact.paths import file_name
from omelog.redact.text import TextView

_Noun = TypeVar("_Noun", bound=Struct)
_PART = re.compile(r"(?:^|[,+])[\w.]+=((?:\\.|[^,+\\])*)")
_HOST = re.compile(r"[\w*-]+(?:\.[\w-]+)+")
_CUTS = (64, 200)  # what a sentence holds of a long name
_SHORTEST = 3
_WHOLE = ("chain", "file_says", "next_errors", "checklist", "diagnosis")


def redacted_files(noun: _Noun, profile: Profile, key: bytes | None = None) -> _Noun:
    """Redact what `omelog chain` answers."""
    if profile == "none":
        return noun
    view = TextView(profile, Names(key), NOTHING)
    hidden = hide(noun, view)
    for text in _texts(hidden):
        view.learn(text)
    made: _Noun = _mapped(hidden, view.shown)
    return made


def hide(noun: _Noun, view: TextView) -> _Noun:
    """Replace the names of certificates in a noun that holds some, if the profile hides such names."""
    chains = list(_chains(noun))
    if not chains or "dn" not in view.goes:
        return noun
    names = dict(_names(chains, view))
    if not names:
        return noun
    longest = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")

    def shown(text: str) -> str:
        parts, done = [], 0
        for match in pattern.finditer(text):
            if GIVEN.search(text, max(0, match.start() - 12), match.end()) is None:
                parts += [text[done : match.start()], names[match[0]]]
                done = match.end()
        return "".join([*parts, text[done:]])

    if isinstance(noun, Bundle):
        return structs.replace(noun, **{name: _mapped(getattr(noun, name), shown) for name in _WHOLE})
    made: _Noun = _mapped(noun, shown)
    return made


def _chains(noun: object) -> Iterator[Chain]:
    if isinstance(noun, Chain):
        yield noun
    elif isinstance(noun, Bundle | Build) and noun.chain is not None:
        yield noun.chain
    elif isinstance(noun, Pair):
        yield from (noun.source, noun.target)
    elif isinstance(noun, Chains):
        yield from noun.files


def _names(chains: list[Chain], view: TextView) -> Iterator[tuple[str, str]]:
    """Yield every name, as it is and as it is cut, with what takes its place."""
    for chain in chains:
        if "file" in view.goes and (name := chain.file.name) not in {"", "-", "standard input"}:
            shown = view.names.of("file", name)
            yield name, shown
            yield file_name(name), shown
        for one in chain.certificates:
            yield one.serial, view.names.of("id", one.serial)
            for text in _of_certificate(one):
                kind = "host" if _HOST.fullmatch(text) else "dn"
                shown = view.names.of(kind, text)
                yield text, shown
                yield from ((f"{text[: most - 3]}...", shown) for most in _CUTS if len(text) > most)
        if chain.broken is not None and chain.broken.name:
            name = chain.broken.name
            yield name, view.names.of("host" if _HOST.fullmatch(name) else "dn", name)


def _of_certificate(one: Certificate) -> Iterator[str]:
    for text in (one.subject, one.issuer):
        yield from filter(None, (text,))
        parts = (re.sub(r"\\(.)", r"\1", match[1]).strip() for match in _PART.finditer(text))
        yield from (part for part in parts if len(part) >= _SHORTEST)
    yield from (name for name in (one.name, *one.names) if len(name) >= _SHORTEST)


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

"""Distinguished names: CN=ome-1.example.com, OU=IT, O=Example, C=US, and the form with slashes."""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from omelog.redact.detect import MASK, Detector, Found, Told
from omelog.redact.detect.host import host_in

_OF_NAMES = "CN|OU|DC|UID|E|EMAILADDRESS|O|C|L|ST|S|STREET|SERIALNUMBER|T|SN|GN|GIVENNAME|SURNAME|INITIALS|DNQ"
_KEY = rf"(?:(?:{_OF_NAMES})|OID\.[0-9.]{{3,40}}|[0-9](?:\.[0-9]{{1,9}}){{2,12}})\s{{0,2}}=\s{{0,2}}"
_VALUE = rf"""
    (?: \\*"[^"\n]{{0,200}}" | \#[0-9A-Fa-f]{{2,400}}
      | (?>(?: [^,;+/"'<>()\[\]{{}}|\s\\=] | [ ](?!\s*{_KEY}) | \\(?![nrt"\\])[^\n] | (?<=\w)'(?=\w) | /(?!{_KEY})
          | ,(?=[^,=\n"'\\]{{0,60}},\s{{0,2}}{_KEY}) ){{0,200}}) )
"""
_WORD = re.compile(rf"=\s*\\*[\"']?[^\W_](?:[^\d\W]|\d+[^\d\W])|{MASK}|,")
_PARTS = r"(?:^|[,;+/]\s{0,2})/?"


class _Patterns(NamedTuple):
    name: re.Pattern[str]
    strong: re.Pattern[str]
    organisation: re.Pattern[str]
    several: re.Pattern[str]
    prose: re.Pattern[str]
    person: re.Pattern[str]
    common_name: re.Pattern[str]


@functools.cache
def _patterns() -> _Patterns:
    return _Patterns(
        name=re.compile(
            rf"(?<![\w.-]) /? {_KEY}{_VALUE} (?>(?: \s{{0,2}}[,;+/]\s{{0,2}} {_KEY}{_VALUE} ){{0,40}})",
            re.IGNORECASE | re.VERBOSE,
        ),
        strong=re.compile(rf"{_PARTS}(?:CN|OU|DC|UID|EMAILADDRESS)\s{{0,2}}=", re.IGNORECASE),
        organisation=re.compile(rf"{_PARTS}(?:O|ST|L|C)\s{{0,2}}="),
        several=re.compile(rf"[,;+/]\s{{0,2}}{_KEY}", re.IGNORECASE),
        # What follows a name in a sentence is not part of it.
        prose=re.compile(r"\s+(?:is|was|are|has|not|does|could|cannot|can|failed|expired|but|from|by)\b[^,=]*$"),
        person=re.compile(
            rf"{_PARTS}(?:UID\s{{0,2}}=(?!\d+(?:\W|$))|(?:OU|CN)\s{{0,2}}=\s{{0,2}}(?:users|people|persons)\b)",
            re.IGNORECASE,
        ),
        common_name=re.compile(r"CN\s{0,2}=\s{0,2}(?:\*\.)?([\w.-]{1,253})", re.IGNORECASE),
    )


def find(text: str) -> Iterator[Found]:
    """Yield the distinguished names in a text; the host of a common name is known from then on."""
    patterns = _patterns()
    for start, name in names(text):
        hosts = (host_in(match[1]) for match in patterns.common_name.finditer(name))
        same = re.sub(r"\s*([,;+/=])\s*", r"\1", name.strip(" /")).casefold()
        yield Found(start, start + len(name), same, tuple(Told("host", host) for host in hosts if host))


def names(text: str) -> Iterator[tuple[int, str]]:
    """Yield where each distinguished name begins, and its text."""
    patterns = _patterns()
    for match in patterns.name.finditer(text):
        whole = match[0]
        if not _WORD.search(whole):  # dc=1
            continue
        if patterns.strong.search(whole) or (patterns.organisation.search(whole) and patterns.several.search(whole)):
            yield match.start(), patterns.prose.sub("", whole).rstrip(" .:-")


def is_person(name: str) -> bool:
    """Return whether a distinguished name is that of a person in a directory, and not of a certificate."""
    return _patterns().person.search(name) is not None


DETECTOR = Detector(
    kind="dn",
    title="Distinguished names",
    goes="share",
    example="CN=ome-1.example.com,OU=IT,O=Example,C=US",
    find=find,
    rank=45,
    hints=("=",),
    covers=True,
)

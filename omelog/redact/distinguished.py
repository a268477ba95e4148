"""Distinguished names: CN=ome-1.example.com, OU=IT, O=Example, C=US, and the form with slashes."""

import re
from collections.abc import Callable

from omelog.redact.later import later

_OF_NAMES = "CN|OU|DC|UID|E|EMAILADDRESS|O|C|L|ST|S|STREET|SERIALNUMBER|T|SN|GN|GIVENNAME|SURNAME|INITIALS|DNQ"
_KEY = rf"(?:(?:{_OF_NAMES})|OID\.[0-9.]{{3,40}}|[0-9](?:\.[0-9]{{1,9}}){{2,12}})\s{{0,2}}=\s{{0,2}}"
_VALUE = rf"""
    (?: \\*"[^"\n]{{0,200}}" | \#[0-9A-Fa-f]{{2,400}}
      | (?: [^,;+/"'<>()\[\]{{}}|\s\\=] | [ ](?!\s*{_KEY}) | \\(?![nrt"\\])[^\n] | (?<=\w)'(?=\w) | /(?!{_KEY})
          | ,(?=[^,=\n"'\\]{{0,60}},\s{{0,2}}{_KEY}) ){{0,200}}+ )
"""
_NAME = later(
    rf"(?:(?<![\w.-])|(?<=\\[nrt])) /? {_KEY}{_VALUE} (?: \s{{0,2}}[,;+/]\s{{0,2}} {_KEY}{_VALUE} ){{0,40}}+",
    re.IGNORECASE | re.VERBOSE,
)
_STRONG = later(r"(?:^|[,;+/]\s{0,2})/?(?:CN|OU|DC|UID|EMAILADDRESS)\s{0,2}=", re.IGNORECASE)
_ORGANISATION = later(r"(?:^|[,;+/]\s{0,2})/?(?:O|ST|L|C)\s{0,2}=")
_SEVERAL = later(rf"[,;+/]\s{{0,2}}{_KEY}", re.IGNORECASE)
# What follows a name in a sentence is not part of it.
_PROSE = later(r"\s+(?:is|was|are|has|not|does|could|cannot|can|failed|expired|but|from|by)\b[^,=]*$")
_OF_PERSON = later(
    r"(?:^|[,;+/]\s{0,2})(?:UID\s{0,2}=|(?:OU|CN)\s{0,2}=\s{0,2}(?:users|people|persons)\b)", re.IGNORECASE
)
COMMON_NAME = later(r"CN\s{0,2}=\s{0,2}(?:\*\.)?([\w.-]{1,253})", re.IGNORECASE)


def replaced(text: str, name_for: Callable[[str], str | None]) -> str:
    """Return the text with each distinguished name replaced by what `name_for` gives; None leaves it as it is."""

    def one(match: re.Match[str]) -> str:
        whole = match[0]
        if not (_STRONG.search(whole) or (_ORGANISATION.search(whole) and _SEVERAL.search(whole))):
            return whole
        name = _PROSE.sub("", whole).rstrip(" .:-")
        given = name_for(name)
        return whole if given is None else given + whole[len(name) :]

    return _NAME.sub(one, text) if "=" in text else text


def of_person(name: str) -> bool:
    """Tell whether a distinguished name is that of a person in a directory, and not of a certificate."""
    return _OF_PERSON.search(name) is not None


def same(name: str) -> str:
    """Give the form in which equal distinguished names are equal."""
    return re.sub(r"\s*([,;+/=])\s*", r"\1", name.strip(" /")).casefold()

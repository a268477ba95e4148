"""Text on its way to a page: made visible, marked as foreign, formatted for readers."""

import functools
import hashlib
import itertools
import re
from typing import cast

from markupsafe import Markup

from omelog.text.visible import one_line, visible

_ANCHOR = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|\+00:00)?")
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d(?:\.\d+)?)?)?)")
_FRACTION = re.compile(r"(?<=:\d\d)[.,]\d+(?= UTC$|$)")
_WEB = re.compile(r"https://[A-Za-z0-9._~:/?#@!$&()*+,;=%-]+")
_WORD = re.compile(r"[a-z]+(,? |$)")
_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")
_STEP = 1024
_SHORT = 200  # letters of a text that is worth remembering
_LONG = 2000  # letters of a text of the catalogue that is none
_HEADING = 120  # letters of a heading
_ISOLATED, _END = Markup("<bdi>"), Markup("</bdi>")
_WHEN, _WHEN_END = Markup('<span class="when">'), Markup("</span>")


class Foreign(str):
    """Text that came out of a bundle: a page isolates it, so that its direction cannot turn what stands beside it."""

    __slots__ = ()


def foreign(text: str) -> Foreign:
    """Mark text of a bundle; runs of white space become one blank, since it is shown outside a record."""
    return _known_foreign(text) if len(text) < _SHORT else Foreign(one_line(text))


@functools.lru_cache(2048)
def _known_foreign(text: str) -> Foreign:
    """Remember the short texts that errors have in common."""
    return Foreign(one_line(text))


def show(value: object) -> object:
    """Prepare what a template prints (Jinja's `finalize`): visible, and isolated if foreign. Escaping comes after."""
    kind = type(value)
    if kind is Foreign:
        text = cast("Foreign", value)
        return _known_isolated(text) if len(text) < _SHORT else _isolated(text)
    if kind is str:
        return visible(cast("str", value))
    if value is None:
        raise TypeError("None reached a page: the template lacks an `if`")
    return value


def _isolated(text: str) -> Markup:
    return _ISOLATED + visible(text) + _END  # Markup escapes what is added to it


_known_isolated = functools.lru_cache(2048)(_isolated)


def prose(text: str) -> Markup:
    """Turn `code` between backticks of a catalogue text into code elements; the rest is escaped."""
    return _known_prose(text) if len(text) < _LONG else _prose(text)


def _prose(text: str) -> Markup:
    parts = visible(text).split("`")
    if len(parts) % 2 == 0:
        return Markup("{}").format(visible(text))
    shapes = (Markup("{}"), Markup("<code>{}</code>"))
    return Markup("").join(shapes[index % 2].format(part) for index, part in enumerate(parts))


_known_prose = functools.lru_cache(1024)(_prose)


def headline(text: str) -> Markup:
    """Isolate a sentence about a bundle, and keep its times whole where it wraps."""
    parts = _STAMP.split(visible(text))
    times = [_WHEN + part + _WHEN_END for part in parts[1::2]]
    return _ISOLATED + Markup("").join(itertools.chain(*itertools.zip_longest(parts[::2], times, fillvalue=""))) + _END


def heading(text: str) -> str:
    """Cut a text to the length of a heading; foreign stays foreign."""
    return text if len(text) <= _HEADING else type(text)(text[: _HEADING - 1].rstrip() + "…")


def moment(time: str | None) -> str:
    """Show a time as logged, with a blank for the T."""
    if time is None:
        return "no readable time"
    match = _TIME.fullmatch(time)
    if match is None:
        return foreign(time)
    return f"{match[1]} {match[2]}{' UTC' if match[3] else ''}"


def to_second(time: str | None) -> str:
    """Show a time as logged without what is smaller than a second: that stands with the evidence alone.

    >>> to_second("2024-01-25T11:10:34.735")
    '2024-01-25 11:10:34'
    """
    return _FRACTION.sub("", moment(time))


def number(value: int) -> str:
    """Show a number with its thousands set apart."""
    return f"{value:,}"


def counted(value: int, one: str, many: str | None = None) -> str:
    """Show a number with its noun.

    >>> counted(1, "error"), counted(2, "error")
    ('1 error', '2 errors')
    """
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def size(value: int) -> str:
    """Show a number of bytes in the unit that a reader would use."""
    if value < _STEP:
        return counted(value, "byte")
    amount, unit = float(value), 0
    while amount >= _STEP and unit < len(_UNITS) - 1:
        amount, unit = amount / _STEP, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}"


def anchor(kind: str, name: str) -> str:
    """Return the id of an element; a name that is no plain word is replaced by its digest."""
    if _ANCHOR.fullmatch(name):
        return f"{kind}-{name}"
    return f"{kind}-x{hashlib.sha256(name.encode(errors='surrogatepass')).hexdigest()[:16]}"


def web(url: str) -> str:
    """Return the address if it may be linked, else nothing: only https leaves a page."""
    return url if _WEB.fullmatch(url) else ""


def sentence(text: str) -> str:
    """Begin with a capital, unless the first word may be a name.

    >>> sentence("holds no log"), sentence("tomcat/application.log ends")
    ('Holds no log', 'tomcat/application.log ends')
    """
    return text[:1].upper() + text[1:] if _WORD.match(text) else text

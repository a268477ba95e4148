r"""A text as it stands, and as it reads once its escapes are decoded, with the way back to the signs it came from.

A log quotes what it was given: JSON in a JSON string, markup with entities, an address of a URL. `pass\u0077ord`,
`&quot;password&quot;` and `password%3D` are all the same word, so detectors read
the decoded text and need not know.
"""

import html
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator

_ESCAPE = re.compile(
    r"""\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[nrtbf"'/\\])|%[0-7][0-9A-Fa-f]|%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){1,3}
    |&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});""",
    re.VERBOSE,
)
_OF_FORM = re.compile(r"%[0-7][0-9A-Fa-f]|[A-Za-z]\+[\w'.-]{1,40}\+")
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_DEEPEST = 4  # JSON in JSON in JSON in a URL


class Reading:
    """One way to read a text; `span` tells where in the text itself a part of it stands."""

    def __init__(self, text: str, parent: "Reading | None" = None, places: "_Places | None" = None) -> None:
        self.text = text
        self.parent = parent
        self._places = places

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]`, which is not empty, stands in the text as it was given."""
        if self.parent is None:
            return start, end
        if self._places is None:
            return self.parent.span(start, end)
        return self.parent.span(self._places.of(start)[0], self._places.of(end - 1)[1])


class _Places:
    """Where decoded signs came from: ascending offsets of each escape, in both texts."""

    def __init__(self) -> None:
        self.begins, self.ends, self.decoded = array("Q"), array("Q"), array("Q")

    def of(self, place: int) -> tuple[int, int]:
        """Return start and end of what one decoded sign was written as."""
        known = bisect_right(self.decoded, place) - 1  # the last escape that is decoded up to here
        start = place if known < 0 else self.ends[known] + (place - self.decoded[known])
        following = known + 1
        if following < len(self.begins) and start >= self.begins[following]:
            return self.begins[following], self.ends[following]
        return start, start + 1


def readings(text: str) -> Iterator[Reading]:
    r"""Yield a text as it stands, then as often decoded as that changes it.

    >>> [reading.text for reading in readings(r'\"a\\u0062\"')]
    ['\\"a\\\\u0062\\"', '"a\\u0062"', '"ab"']
    """
    reading: Reading | None = Reading(text)
    for _ in range(_DEEPEST + 1):
        if reading is None:
            return
        if "+" in reading.text and _OF_FORM.search(text):  # a form writes a blank as a plus sign
            yield Reading(reading.text.replace("+", " "), reading)
        yield reading
        reading = _decoded(reading)


def _decoded(reading: Reading) -> Reading | None:
    """Decode one layer of escapes; None if there is none."""
    text = reading.text
    if not ("\\" in text or "%" in text or "&" in text):
        return None
    places, parts = _Places(), []
    done = size = 0
    for match in _ESCAPE.finditer(text):
        sign = _sign(match[0])
        if sign == match[0]:
            continue
        parts += [text[done : match.start()], sign]
        size += match.start() - done + len(sign)
        done = match.end()
        places.begins.append(match.start())
        places.ends.append(done)
        places.decoded.append(size)
    return Reading("".join([*parts, text[done:]]), reading, places) if parts else None


def _sign(escape: str) -> str:
    if escape[0] == "&":
        return html.unescape(escape)
    if escape[0] == "%":
        return bytes.fromhex(escape.replace("%", "")).decode("utf-8", "replace")
    letter, digits = escape[1], escape[2:]
    return chr(int(digits, 16)) if letter in "ux" else _SIGNS.get(letter, letter)

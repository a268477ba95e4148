"""Network addresses: what is one, what is none (versions, times, loopback), and what is the same one."""

import ipaddress
import re
from collections.abc import Callable

from omelog.redact.later import later

_BEFORE, _AFTER = r"(?<![A-Za-z0-9:.])", r"(?![A-Za-z0-9]|:[A-Za-z0-9:]|\.[A-Za-z0-9])"
_PAIR, _FOUR = "[0-9A-Fa-f]{2}", "[0-9A-Fa-f]{4}"
# Six pairs, or eight; a dash before or behind belongs to those alone that are parted by dashes.
_MAC = later(
    rf"(?<![0-9A-Fa-f:.])(?:(?:{_PAIR}:){{7}}|(?:{_PAIR}:){{5}}){_PAIR}(?![0-9A-Fa-f]|[:.][0-9A-Fa-f])"
    rf"|(?<![0-9A-Fa-f:.-])(?:(?:{_PAIR}-){{7}}|(?:{_PAIR}-){{5}}){_PAIR}(?![0-9A-Fa-f]|[:.-][0-9A-Fa-f])"
    rf"|(?<![0-9A-Fa-f:.])(?:{_FOUR}\.){{2}}{_FOUR}(?![0-9A-Fa-f]|[:.][0-9A-Fa-f])"
)
# With a port behind all eight groups, as Java writes it; a colon behind may also be that of a sentence.
_V6 = re.compile(
    rf"{_BEFORE}(?:(?:[0-9A-Fa-f]{{1,4}}:){{7}}[0-9A-Fa-f]{{1,4}}(?=:[0-9]{{1,5}}(?!\w|:[\w:]))"
    rf"|(?:[0-9A-Fa-f]{{0,4}}:){{2,7}}(?:[0-9A-Fa-f]{{1,4}}|[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}|(?<=::)){_AFTER})"
)
_V4 = re.compile(r"(?<![0-9])(?<![0-9]\.)(?<!\b[vV])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?!\.?[0-9])")
# ome-192-0-2-7, ip_10_0_0_1: an address within a word.
_DASHED = later(r"(?<![0-9])(?<!address-)[0-9]{1,3}([-_])[0-9]{1,3}\1[0-9]{1,3}\1[0-9]{1,3}(?![0-9])")
_VERSION = later(
    r"(?:\bversions?|\bver|\brelease|\bbuild|\brevision|\bv)(?:\s(?:number|is|was))?\W{0,4}$", re.IGNORECASE
)
LOOKED_BACK = 24
_BYTE = 255


def replaced(token: str, before: str, name_for: Callable[[str, str], str]) -> str:
    """Return a word with the addresses in it replaced by what `name_for` gives for (address, normal form).

    `before` is what stands before the word: behind `version` four numbers are no address.
    """

    def v6(match: re.Match[str]) -> str:
        return _one(match[0], name_for)

    def v4(match: re.Match[str]) -> str:
        if match.start() == 0 and _VERSION.search(before[-LOOKED_BACK:]):
            return match[0]
        return _one(match[0], name_for)

    if ":" in token or "-" in token or "." in token:
        token = _MAC.sub(lambda match: name_for(match[0], re.sub(r"[:.-]", "", match[0]).casefold()), token)
    if ":" in token:
        token = _V6.sub(v6, token)
    return _V4.sub(v4, token) if "." in token else token


def carries_address(word: str) -> bool:
    """Tell whether a word carries an address with dashes: ome-192-0-2-7. Loopback does not count."""
    for match in _DASHED.finditer(word):
        numbers = [int(number) for number in re.split("[-_]", match[0])]
        if max(numbers) <= _BYTE and numbers[0] not in (0, 127):
            return True
    return False


def _one(text: str, name_for: Callable[[str, str], str]) -> str:
    try:
        address = ipaddress.ip_address(_without_zeros(text))
    except ValueError:
        return text
    mapped = getattr(address, "ipv4_mapped", None) or address
    if mapped.is_loopback or mapped.is_unspecified:
        return text
    return name_for(text, str(mapped))


def _without_zeros(text: str) -> str:
    """Write 192.000.002.007 as 192.0.2.7: the library takes no leading zeros."""
    return text if ":" in text else ".".join(str(int(part)) for part in text.split("."))

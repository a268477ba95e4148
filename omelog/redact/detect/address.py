"""Network addresses: what is one, what is none (versions, object identifiers, loopback), and what is the same one."""

import functools
import ipaddress
import re
from collections.abc import Iterator

from omelog.redact.detect import Detector, Found
from omelog.redact.words import alternatives

_PAIR, _FOUR = "[0-9A-Fa-f]{2}", "[0-9A-Fa-f]{4}"
# Six pairs, or eight, also behind a key (hwaddr:00:53:…); a dash around them belongs to those parted by dashes.
_KEY = r"(?<![\w.:])(?=\w{0,30}[G-Zg-z_])\w{1,30}:"
_MAC = re.compile(
    rf"(?:(?<![0-9A-Fa-f:.])|{_KEY})(?P<colons>(?:(?:{_PAIR}:){{7}}|(?:{_PAIR}:){{5}}){_PAIR})(?![0-9A-Fa-f]|[:.][0-9A-Fa-f])"
    rf"|(?:(?<![0-9A-Fa-f:.-])|{_KEY})(?P<dashes>(?:(?:{_PAIR}-){{7}}|(?:{_PAIR}-){{5}}){_PAIR})(?![0-9A-Fa-f]|[:.-][0-9A-Fa-f])"
    rf"|(?:(?<![0-9A-Fa-f:.])|{_KEY})(?P<dots>(?:{_FOUR}\.){{2}}{_FOUR})(?![0-9A-Fa-f]|[:.][0-9A-Fa-f])"
    rf"|(?i:\b(?:mac|hwaddr|ether)(?:[\s_-]?addr(?:ess)?)?\W{{1,4}})(?P<bare>[0-9A-Fa-f]{{12}})(?!\w)"
)
# A word with two colons, which may hold an address of IPv6: peer:2001:DB8::1, /2001:db8:0:0:0:0:0:7b:8443
_COLONS = re.compile(r"(?<![\w.])[\w.]*+:[\w.]*+:[\w.:]*+(?:%[\w.]{1,15})?")
_LITERAL = re.compile(r"(?<![\w-])[0-9A-Fa-f-]{3,39}(?:s\w{1,15})?\.ipv6-literal\.net\b")  # of a path to a share
_HEX = re.compile(r"[0-9A-Fa-f]{0,4}|[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_GROUPS, _ENDINGS = 8, re.compile(r"(?:\.[A-Za-z]\w*)+$")  # of a file: 2001:db8::1.zip
_V4 = re.compile(r"(?<![0-9])(?<![0-9]\.)[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?!\.?[0-9])")
# 1.3.6.1, 2.5.29.37, 2.23.140.1: where these stand for themselves, they are object identifiers.
_OBJECT = re.compile(r"(?:1\.3|2\.5|2\.16|2\.23|0\.[0-9]+)\.")
_OF_CODE = re.compile(
    r"(?:[.-](?:jar|war|ear|rpm|deb|dll|so|exe|nupkg|whl|RELEASE|Final|SNAPSHOT|GA|el[0-9]+)\b|_A\d\d\b)"
)
_ANNOUNCED = re.compile(r"(?:\baddress|\bip(?:v4)?|\bhost|\bpeer|://|@)\W{0,6}$", re.IGNORECASE)
_LETTER, _NOTHING = re.compile("[A-Za-z]"), re.compile("(?!)")
_LOOKED_BACK = 40
_SMALL, _LARGE = 30, 100  # the first number of a version is below: where a product is named, and where a version is
_PRIVATE = 10


@functools.cache
def _versions() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile what tells a version before it: version 7.00.00.171, firmware version is 7.00.00.171; OME 4.0.1.16."""
    link = r"(?:\W{0,4}(?:number|string|path|is|was|of|from|to|up|than|below|before|after|or|and|the)\b){0,3}"
    return (
        re.compile(
            rf"(?:\bv|(?:(?<![a-z])(?:{alternatives('address', 'versions')})|(?<=[a-z])(?-i:Version|Firmware|Build))"
            rf"s?{link}[^\w\n]{{0,6}})$",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?<![a-z0-9])(?:{alternatives('address', 'products')}|(?:power|update|device)[ ]manager"
            r"|lifecycle[ ]controller|hibernate[ ]orm)[^\w\n]{0,3}_?$",
            re.IGNORECASE,
        ),
    )


def find(text: str) -> Iterator[Found]:
    """Yield the addresses in a text; loopback addresses name nobody."""
    for match in _MAC.finditer(text):
        found = match.lastgroup or ""
        if not _SERIAL.search(text[max(0, match.start() - _LOOKED_BACK) : match.start()]):
            yield Found(*match.span(found), re.sub(r"[:.-]", "", match[found]).casefold())
    for match in _LITERAL.finditer(text) if ".ipv6-literal" in text else ():
        yield Found(*match.span(), match[0].partition(".")[0].replace("-", ":").casefold())
    for match in _COLONS.finditer(text) if ":" in text else ():
        if not _SERIAL.search(text[max(0, match.start() - _LOOKED_BACK) : match.start()]):
            yield from _v6(match.start(), match[0])
    version_end = None
    for match in _V4.finditer(text) if "." in text else ():
        before = text[max(0, match.start() - _LOOKED_BACK) : match.start()]
        goes_on = version_end is not None and _GOES_ON.fullmatch(text, version_end, match.start())
        if goes_on or _is_version(match[0], before, text[match.end() : match.end() + 12]):
            version_end = match.end()
            continue
        yield from _found(*match.span(), ".".join(str(int(part)) for part in match[0].split(".")))


# The number of a certificate is written in pairs, too.
_SERIAL = re.compile(r"serial(?:[\s_-]?(?:number|no\.?))?\W{0,24}$", re.IGNORECASE)
# Versions stand in rows: 4.0.1.16, 4.1.0.2 and 4.2.0.1.
_GOES_ON = re.compile(r"\s{0,2}(?:,|;|/|-|->|>|\band\b|\bor\b|\bto\b|,\s?and\b)\s{0,2}")


def carries_address(word: str) -> bool:
    """Return whether a word carries an address with dashes: ome-192-0-2-7. Loopback does not count."""
    for match in _DASHED.finditer(word):
        numbers = [int(number) for number in re.split("[-_]", match[0])]
        if max(numbers) <= _BYTE and numbers[0] not in (0, 127):
            return True
    return False


_DASHED = re.compile(r"(?<![0-9])(?<!address-)[0-9]{1,3}([-_])[0-9]{1,3}\1[0-9]{1,3}\1[0-9]{1,3}(?![0-9])")
_BYTE = 255


def _is_version(numbers: str, before: str, behind: str) -> bool:
    parts = numbers.split(".")
    if any(len(part) > 1 and part[0] == "0" for part in parts) and not all(len(part) == 3 for part in parts):  # noqa: PLR2004 - digits
        return True
    if _ANNOUNCED.search(before):
        return False
    surely, perhaps = _versions() if _LETTER.search(before) else (_NOTHING, _NOTHING)
    first = int(parts[0])
    if _OBJECT.match(numbers) or _OF_CODE.match(behind) or (first < _LARGE and surely.search(before)):
        return True
    if numbers.endswith(".0.0.0") and before.endswith("/"):  # Chrome/120.0.0.0
        return first > 0 and perhaps.search(before) is not None
    return first < _SMALL and first != _PRIVATE and perhaps.search(before) is not None


def _v6(start: int, word: str) -> Iterator[Found]:
    """Find the address in a word: behind a key, or before a port or the colon of a sentence."""
    bare = _ENDINGS.sub("", word.rstrip(":.") if not word.endswith("::") else word)
    address, _, zone = bare.partition("%")
    parts = address.split(":")
    low = next((place + 1 for place in reversed(range(len(parts))) if not _HEX.fullmatch(parts[place])), 0)
    for first, end in ((low, len(parts)), (low, min(len(parts) - 1, low + _GROUPS)), (low + 1, len(parts))):
        candidate = ":".join(parts[first:end])
        if candidate.count(":") > 1 and any(map(str.isdigit, candidate)):
            begin = start + len(":".join(parts[:first])) + (1 if first else 0)
            whole = candidate + (f"%{zone}" if zone and end == len(parts) else "")
            if found := list(_found(begin, begin + len(whole), candidate)):
                yield from found
                return


def _found(start: int, end: int, address: str) -> Iterator[Found]:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return
    known = getattr(known, "ipv4_mapped", None) or known
    if not (known.is_loopback or known.is_unspecified or address.startswith("255.")):  # a mask names nobody
        yield Found(start, end, str(known))


DETECTOR = Detector(
    kind="address",
    title="Network addresses: IPv4, IPv6 and MAC, but loopback",
    goes="customer",
    example="192.0.2.7",
    find=find,
    rank=55,
)

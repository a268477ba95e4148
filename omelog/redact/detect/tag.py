"""Service tags: what a word announces, and words of seven capitals and digits, which many other words are too."""

import functools
import re
from collections.abc import Iterator

from omelog.redact.detect import Detector, Found, Told
from omelog.redact.words import SIGN, alternatives, is_prose

_SHAPE = re.compile(r"(?<![A-Za-z0-9])(?=[A-Z]{0,6}[0-9])(?=[0-9]{0,6}[A-Z])[A-Z0-9]{7}(?![A-Za-z0-9])")
# The prefixes of three letters that Dell's reference of event and error messages lists: USR0030, SYS1003.
_MESSAGES = (
    "AMP|ASR|BAR|BAT|CBL|CMC|CPU|CTL|DIS|ENC|FAN|FSD|HDD|HWC|IOV|IPA|ISM|ITG|JCP|LIC|LNK|LOG|MEM|NDR|NIC|OSD|OSE|PCI"
    "|PDR|PFM|PSU|PST|PWR|RAC|RDU|RED|RFL|SEC|SEL|SRV|SSD|SUP|SWC|SWU|SYS|TMP|TST|USR|VDR|VFL|VLT|VME|VRM|WRK"
)
_MONTHS = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
MESSAGE_ID = rf"(?:{_MESSAGES})[0-9]{{4}}"


@functools.cache
def _others() -> re.Pattern[str]:
    """Compile the pattern of what has the shape of a tag and is none."""
    return re.compile(
        rf"""{MESSAGE_ID}
        | (?i:{alternatives("tag", "standards")})[0-9A-Z]*          # FIPS140, RFC5280, WIN2019
        | [A-Z]{{1,2}}[0-9]{{3,4}}(?:XD|XS|XA|XL|XR|HS|TE|SD)[0-9]? | XR[0-9]{{4,5}}Z? | MX[0-9]{{4}}[A-Z]  # R740XD2
        | RSA(?:1024|2048|3072|4096|8192) | DSA(?:1024|2048|3072) | (?:HMAC|SECP)(?:256|384|512|521) | ED25519
        | UTF(?:8MB4|16[BL]E|32[BL]E) | HTTP[1-5][0-9]{{2}}
        | [0-9]{{2}}T[0-9]{{4}} | [0-9]{{2}}(?:{_MONTHS})[0-9]{{2}} | (?:{_MONTHS})(?:19|20)[0-9]{{2}}
        | P(?:[0-9]+D)?T(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)? | [0-9]+(?:B|[KMGT]I?B|[KMGT]|MS|SEC|MIN|[KMG]?HZ)
        """,
        re.VERBOSE,
    )


@functools.cache
def _announced() -> re.Pattern[str]:
    return re.compile(
        rf"""
        (?: (?:service|svc|asset|chassis)[\s_-]?(?:service[\s_-]?)?tag | serial(?:[\s_-]?(?:number|no\.?))?
          | seriennummer | n[uú]m[eé]ro[\s_](?:de[\s_])?s[eé]rie | シリアル(?:番号|ナンバー) | 序列[号號]
          | (?<![\w/])s/?n(?=["']?\s?[:=]) | ppid | express[\s_-]?service[\s_-]?code | device[\s_-]?(?:id|identifier) )
        (?:{SIGN}|\s{{1,4}}(?:is\s{{1,4}}|\#\s?)?)["']?
        (?P<value>(?:(?=[A-Za-z-]{{0,40}}[0-9])[A-Za-z0-9-]{{4,40}}|(?:(?<=[:="'])|(?<=[:=]\s))[A-Za-z]{{7}})(?!\w))
        """,
        re.IGNORECASE | re.VERBOSE,
    )


_HINTS = ("tag", "seri", "séri", "service", "device", "s/n", "sn", "ppid", "シリアル", "序列")


def find(text: str) -> Iterator[Found]:
    """Yield the service tags in a text; elsewhere they may stand in small letters."""
    folded = text.casefold()
    for match in _announced().finditer(text) if any(hint in folded for hint in _HINTS) else ():
        number = match["value"].isdigit() and match[0].casefold().startswith("device")
        if not (number or (match["value"].isalpha() and is_prose(match["value"].casefold()))):
            yield _tag(*match.span("value"), match["value"])
    yield from (_tag(*match.span(), match[0]) for match in _SHAPE.finditer(text) if is_tag(match[0]))


def is_tag(word: str) -> bool:
    """Return whether a word of the shape of a tag may be one.

    >>> is_tag("CGEN108"), is_tag("USR0030"), is_tag("FIPS140"), is_tag("R740XD2")
    (True, False, False, False)
    """
    return _others().fullmatch(word) is None


def _tag(start: int, end: int, tag: str) -> Found:
    return Found(start, end, tells=(Told("tag", tag),))


DETECTOR = Detector(
    kind="tag",
    title="Service tags and express service codes",
    goes="share",
    example="Service Tag: 7XYZ123",
    find=find,
    rank=60,
)

"""Service tags: seven capitals and digits, which many other words are too."""

import re

from omelog.redact.later import later

SHAPE = later(r"(?<![A-Za-z0-9])(?=[A-Z]{0,6}[0-9])(?=[0-9]{0,6}[A-Z])[A-Z0-9]{7}(?![A-Za-z0-9])")
# The prefixes of three letters that Dell's reference of event and error messages lists: USR0030, SYS1003.
_MESSAGES = (
    "AMP|ASR|BAR|BAT|CBL|CMC|CPU|CTL|DIS|ENC|FAN|FSD|HDD|HWC|IOV|IPA|ISM|ITG|JCP|LIC|LNK|LOG|MEM|NDR|NIC|OSD|OSE|PCI"
    "|PDR|PFM|PSU|PST|PWR|RAC|RDU|RED|RFL|SEC|SEL|SRV|SSD|SUP|SWC|SWU|SYS|TMP|TST|USR|VDR|VFL|VLT|VME|VRM|WRK"
)
_MONTHS = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
MESSAGE_ID = rf"(?:{_MESSAGES})[0-9]{{4}}"
# A message id; an algorithm or an encoding; a status; a time, a day, a duration; an amount.
_OTHERS = later(
    rf"""{MESSAGE_ID}
    | RSA(?:1024|2048|3072|4096|8192) | DSA(?:1024|2048|3072) | (?:HMAC|SECP)(?:256|384|512|521) | ED25519
    | UTF(?:8MB4|16[BL]E|32[BL]E) | ISO8859 | HTTP[1-5][0-9]{{2}}
    | [0-9]{{2}}T[0-9]{{4}} | [0-9]{{2}}(?:{_MONTHS})[0-9]{{2}} | (?:{_MONTHS})(?:19|20)[0-9]{{2}}
    | P(?:[0-9]+D)?T(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)? | [0-9]+(?:B|[KMGT]I?B|[KMGT]|MS|SEC|MIN|[KMG]?HZ)
    """,
    re.VERBOSE,
)
_BY_TAG = later(r"(?:idrac|cmc)-[0-9a-z]{7}", re.IGNORECASE)


def is_tag(word: str) -> bool:
    """Tell whether a word of the shape of a tag may be one.

    >>> is_tag("CGEN108"), is_tag("USR0030")
    (True, False)
    """
    return _OTHERS.fullmatch(word) is None


def is_named_by_tag(word: str) -> bool:
    """Tell whether a host has the name that it comes with, which is made of its tag: idrac-8xk9qz2."""
    return _BY_TAG.fullmatch(word) is not None

"""Hosts that a word beside them tells, where no sign stands between: `from host OMEPROD`, `ome/192.0.2.7`."""

import re
from typing import NamedTuple

from omelog.redact.later import later

_FLAGS = re.IGNORECASE | re.VERBOSE
_NOUNS = ("server", "appliance", "node", "peer", "gateway", "machine", "computer", "idrac", "proxy", "source", "target")
_HOST = r"hosts?(?:[\s_-]?name)?+"
_MACHINE = rf"(?:{'|'.join(_NOUNS)})s?"
# No key, and no beginning of a dotted name, which tells by itself what it is.
_END = r"(?![\w@-]|\.\w|\s{0,4}=)"
_NAME = rf"(?P<bare>[A-Za-z][\w-]{{1,62}}+{_END})"
_STRIKING = rf"(?P<bare>(?:(?-i:[A-Z][A-Z_-]{{1,61}}[A-Z])|(?=[A-Za-z_-]{{1,62}}[0-9])[A-Za-z][\w-]{{1,62}}+){_END})"
# Of what a server is one, and what is said of one: a sentence without either says nothing of any.
_OF = r"\b(?:ntp|time|smtp|mail|syslog|ldap|directory|dns|proxy|ftp|tftp|nfs|smb|file|database|web|http|snmp)\s{1,4}"
_SAYS = (
    r"(?=\s{1,4}(?:is|was|has|had|can|cannot|could|did|does|will|would|failed|refused|rejected|closed|returned|reported"
    r"|responded|answered|rebooted|timed|went)\b)"
)
_TO = r"\b(?:to|from|on|at|with|by|of|via|for|against|between)\s{1,4}"
_OPEN, _CLOSE = r"""(?:\\*["']|[<\[])""", r"""(?:\\*["']|[>\]])"""
_ADDRESS = r"/(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\[?[0-9a-f]{0,4}:[0-9a-f:])"
_SLASHES = re.escape("\\") + "{2,4}"


class Beside(NamedTuple):
    """A pattern, and of what one stands in every text in which it finds something, in small letters."""

    pattern: re.Pattern[str]
    hints: tuple[str, ...]


def _beside(pattern: str, *hints: str) -> Beside:
    return Beside(later(pattern, _FLAGS), hints)


BESIDE = (
    _beside(rf"\b(?:{_HOST}\s{{1,4}}|{_HOST}\s{{1,4}}{_OPEN}){_NAME}", "host"),
    _beside(rf"\b{_MACHINE}\s{{1,4}}{_STRIKING}", *_NOUNS),
    _beside(rf"\b{_MACHINE}\s{{1,4}}{_OPEN}{_NAME}(?={_CLOSE})", *_NOUNS),
    _beside(rf"\b{_MACHINE}\s{{1,4}}{_NAME}{_SAYS}", *_NOUNS),
    _beside(rf"(?:{_TO}|{_OF})(?:{_MACHINE}\s{{1,4}}){{1,2}}{_NAME}", *_NOUNS),
    _beside(rf"\bconnect(?:s|ed|ing|ions?)?\s{{1,4}}(?:to|from|with|by)\s{{1,4}}{_NAME}", "connect"),
    _beside(rf"{_TO}{_NAME}(?=:[0-9]{{2,5}}(?![\w:.]))", ":"),
    # What Java says of hosts.
    _beside(rf"(?P<sure>\bUnknownHostException:?)\s{{1,4}}{_NAME}", "unknownhost"),
    _beside(rf"(?P<sure>\bmatching)\s{{1,4}}{_NAME}(?=\s{{1,4}}found)", "matching"),
    _beside(rf"(?P<sure>\bcertificate)\s{{1,4}}for\s{{1,4}}<{_NAME}(?=>)", "certificate for"),
    _beside(rf"(?<![\w./:@%-]){_NAME}(?={_ADDRESS})", *(f"/{sign}" for sign in "0123456789abcdef[:")),
    _beside(rf"(?-i:\bDNS)\s{{0,2}}:\s{{0,4}}{_NAME}", "dns"),
    # Where shares lie.
    _beside(rf"(?<![\w./:\\%-]){_NAME}(?=:/[a-z])", ":/"),
    _beside(rf"(?:(?<![^\s\"'=(])|(?<=smb:|nfs:)|(?<=cifs:))//{_NAME}(?=/)", "//"),
    _beside(rf"(?<![^\s\"'=(]){_SLASHES}{_NAME}(?=\\)", "\\\\"),
)
# Several: hosts omea, omeb and omec; "servers": ["omea", "omeb"]; alternative names: [omea, omeb].
_ONE, _NEXT = r"[A-Za-z][\w-]{1,62}+(?!@|\.\w|\s{0,4}=)", r"(?:\s{0,4},\s{0,4}|\s{1,4}(?:and|or)\s{1,4})"
LISTS = (
    _beside(
        rf"\b(?:{_HOST}|(?:{'|'.join(_NOUNS)})s)\s{{1,4}}(?P<list>{_ONE}(?:{_NEXT}{_ONE}){{1,40}}+)", "host", *_NOUNS
    ),
    _beside(
        rf"(?:{_HOST}|{_MACHINE}|dns_?names?|fqdns|alternative\ names)(?:\\*[\"'])?\s{{0,4}}[:=]\s{{0,4}}"
        r"\[(?P<list>[^\]\[{}\n]{1,2000})(?=\])",
        *("host", "dns", "fqdns", "alternative", *_NOUNS),
    ),
)
ITEM = later(r"(?<![\w.@:/-])[A-Za-z][\w-]{1,62}+(?![@:]|\.\w)")

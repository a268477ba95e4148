"""What a word before it tells: `user=jdoe`, `"hostName":"ome01"`, `Service Tag: 7XYZ123`, `https://ome01/`."""

import re
from collections.abc import Callable
from typing import NamedTuple

from omelog.redact.later import later
from omelog.redact.profiles import Kind
from omelog.redact.words import words

_SIGN = r"""\\*["']?\s{0,4}(?:=>?|:(?!//)|%3d)\s{0,4}"""
# In quotes up to their end; else a word, or several with capitals: User: Jane Doe.
_VALUE = r"""(?:(?P<quote>\\*["'])(?P<quoted>[^"'\\\n]{1,120})
    |(?P<bare>(?-i:[A-Z][a-z'-]{0,40}(?:\ [A-Z][a-z'-]{0,40}){1,3}(?!\w))
    |[^\s"'\\,;&}\])<>|(/=]{1,120}(?:\\{1,4}(?![nrt"'])[\w.-]{1,64})?))"""
_FLAGS = re.IGNORECASE | re.VERBOSE
_USER = later(
    rf"""
    (?: (?:user(?:[\s_-]?(?:name|id))?|log[io]n(?:[\s_-]?(?:name|id|user))?|account(?:[\s_-]?name)?
        |principal|owner|operator|actor
        |(?:requested|created|modified|initiated|submitted)[\s_-]?by
        |(?:first|last|full|display|given|sur|family)[\s_-]?name){_SIGN}
      | \b(?:user|on\ behalf\ of|logged\ (?:in|on)\ (?:as|by)|authenticated\ as|login\ (?:by|of|for|from))
        \s{{1,4}}(?:user\s{{1,4}})? ) {_VALUE}
    """,
    _FLAGS,
)
_LOGGED = later(
    r"(?P<bare>(?<![\w.@\\-])[\w.@\\-]{2,64})(?=\s{1,4}(?:has\s{1,4})?logged\s{1,4}(?:in|on|out|off)\b)", _FLAGS
)
_HOME = later(r"(?:/home/|(?<=[a-zA-Z]:)(?:\\{1,4}|/)Users(?:\\{1,4}|/))(?P<bare>[\w.-]{1,64})", _FLAGS)
_QUALIFIED = later(
    r"(?:(?<![\w\\/.-])|(?<=\\[nrt]))(?P<bare>[A-Z][A-Z0-9-]{1,14}(?:\\\\(?:\\\\)?|\\(?![nrtbfu\\]))[A-Za-z][\w.$-]{1,63})"
)
_HOST = later(
    rf"""
    (?: (?P<sure>(?:host(?:[\s_-]?name)?|fqdn|netbios|common[\s_-]?name
          |(?:dns|server|node|appliance|domain|computer|machine|device|target|source|remote|peer|client)[\s_-]?(?:host|name)))
      | (?:server|appliance|peer|node|domain|gateway|nameserver|target|console|idrac|controller) ) {_SIGN} {_VALUE}
    """,
    _FLAGS,
)
_URL = later(r"(?<=://)(?:[^\s/@\"']{0,200}@)?(?P<bare>[\w-]{1,63})(?=[:/\s\"'?#]|$)", _FLAGS)
# from host ws07 - without a sign it takes a number to be a name, or any word behind "host" would be one
_BESIDE = later(
    r"\bhost(?:[\s_-]?name)?\s{1,4}(?P<bare>(?=[A-Za-z][A-Za-z_-]{0,60}[0-9])[\w-]{2,63}(?![\w@-]|\.\w|\s{0,4}=))",
    _FLAGS,
)
_TAG = later(
    rf"""
    (?: (?:service|svc|asset|chassis)[\s_-]?(?:service[\s_-]?)?tag | serial(?:[\s_-]?(?:number|no\.?))?
      | express[\s_-]?service[\s_-]?code | device[\s_-]?(?:id|identifier) )
    (?:{_SIGN}|\s{{1,4}}(?:is\s{{1,4}}|\#\s?)?)
    (?P<quote>\\*["'])?(?P<bare>(?=[A-Za-z-]{{0,40}}[0-9])[A-Za-z0-9-]{{4,40}}(?!\w))
    """,
    _FLAGS,
)
# Words that stand behind `user` and the like without being anybody's name.
_NOBODY = words(
    "user users a is are was were be been has have had not no none null nil unknown undefined empty anonymous true "
    "false the version versions release build revision v ver "
    "an and or of in on at to for from by with without as who that this can could cannot does did do may must "
    "will would should if name names id ids account accounts interface input role roles group groups session "
    "sessions authentication authorization login logon logout password credentials certificate certificates agent "
    "data error errors guide details list profile profiles permission permissions privilege privileges "
    "preferences settings management request response failed failure invalid missing required locked disabled "
    "enabled expired found does-not-exist exists already added created deleted removed updated object objects "
    "type types service services table controller defined space localhost self available online offline up down "
    "unreachable reachable http https port connection"
)
_WORD_END = ".:-"


class Value(NamedTuple):
    """A name that a text tells to be one, and where it stands."""

    kind: Kind
    text: str
    start: int
    end: int


def replaced(text: str, name_for: Callable[[Value], str | None]) -> str:
    """Return the text with each told value replaced by what `name_for` gives; None leaves it as it is."""
    for kind, pattern, hints in _PATTERNS:
        folded = text.casefold()
        if any(hint in folded for hint in hints):
            text = pattern.sub(lambda match, kind=kind: _one(kind, match, name_for), text)  # type: ignore[misc]
    return text


def qualified(text: str, name_for: Callable[[Value], str | None]) -> str:
    r"""Return the text with each user of a domain, CORP\jdoe, replaced by what `name_for` gives."""
    return _QUALIFIED.sub(lambda match: _one("user", match, name_for), text) if "\\" in text else text


def _one(kind: Kind, match: re.Match[str], name_for: Callable[[Value], str | None]) -> str:
    groups = match.groupdict()
    quoted = groups.get("quoted") is not None
    group = "quoted" if quoted else "bare"
    found = match[group] if quoted else match[group].rstrip(_WORD_END)
    if not _is_name(kind, found, sure="sure" not in groups or groups["sure"] is not None):
        return match[0]
    start = match.start(group) - match.start()
    name = name_for(Value(kind, found, match.start(group), match.start(group) + len(found)))
    return match[0] if name is None else match[0][:start] + name + match[0][start + len(found) :]


def _is_name(kind: Kind, found: str, *, sure: bool) -> bool:
    folded = found.casefold()
    if folded in _NOBODY or len(found) == 1 or found.startswith(("[", "${", "{")):
        return False
    if kind == "host":
        return not found.isdigit() and " " not in found and (sure or any(sign in "-.0123456789" for sign in found))
    return True


_PATTERNS: tuple[tuple[Kind, re.Pattern[str], tuple[str, ...]], ...] = (
    ("tag", _TAG, ("tag", "serial", "service", "device")),
    (
        "user",
        _USER,
        (
            "user",
            "login",
            "logon",
            "logged",
            "account",
            "principal",
            "owner",
            "operator",
            "actor",
            "by",
            "name",
            "behalf",
            "authenticated",
        ),
    ),
    ("user", _LOGGED, ("logged",)),
    ("user", _HOME, ("/home/", "users")),
    ("host", _URL, ("://",)),
    ("host", _BESIDE, ("host",)),
    (
        "host",
        _HOST,
        (
            "host",
            "fqdn",
            "netbios",
            "name",
            "server",
            "appliance",
            "peer",
            "node",
            "domain",
            "gateway",
            "target",
            "console",
            "idrac",
            "controller",
        ),
    ),
)

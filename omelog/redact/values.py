"""What a word before it tells: `user=jdoe`, `"hostName":"ome01"`, `Service Tag: 7XYZ123`, `https://ome01/`."""

import re
from collections.abc import Callable, Collection
from typing import NamedTuple

from omelog.redact.beside import BESIDE, ITEM, LISTS
from omelog.redact.later import later
from omelog.redact.profiles import Kind
from omelog.redact.words import is_prose, words

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
_URL = later(r"(?P<sure>(?<=://))(?:[^\s/@\"']{0,200}@)?(?P<bare>[\w-]{1,63})(?=[:/\s\"'?#]|$)", _FLAGS)
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
_NOBODY = words("user", "nobody")
# Of Java, or of a protocol: SSLController, TLSv1, http2.
_OF_CODE = later(
    r"[A-Z]\w+(?:Controller|Service|Exception|Error|Handler|Manager|Impl|Factory|Thread|Executor|Bean|Filter|Listener"
    r"|Provider|Utils?|Context|Request|Response|Chain|Servlet|Task|Job|Action|Config|Configuration|Validator|Registry)"
    r"|(?i:tls|ssl|https?|sha|rsa|aes|ipv|utf|pkcs|md|smb|snmp|log4j|jdk|java|tomcat|nfs|eth)[-_]?v?[0-9][\w-]*"
)
_WORD_END = ".:-"
_USER_HINTS = (
    *("user", "login", "logon", "logged", "account", "principal", "owner", "operator", "actor", "by", "name", "behalf"),
    "authenticated",
)
_HOST_HINTS = (
    *(
        "host",
        "fqdn",
        "netbios",
        "common",
        "dns",
        "server",
        "node",
        "appliance",
        "domain",
        "computer",
        "machine",
        "device",
    ),
    *("target", "source", "remote", "peer", "client", "gateway", "console", "idrac", "controller"),
)


class Value(NamedTuple):
    """A name that a text tells to be one."""

    kind: Kind
    text: str


def replaced(text: str, kinds: Collection[Kind], name_for: Callable[[Value], str | None]) -> str:
    """Return the text with each told value of some kinds replaced by what `name_for` gives; None leaves it as it is."""
    folded = text.casefold()
    present = {hint for hint in _HINTS if hint in folded}
    for told in _TOLD:
        if told.kind in kinds and not present.isdisjoint(told.hints):
            text = told.pattern.sub(lambda match, kind=told.kind: _one(kind, match, name_for), text)  # type: ignore[misc]
    for several in LISTS if "host" in kinds else ():
        if not present.isdisjoint(several.hints):
            text = several.pattern.sub(lambda match: _several(match, name_for), text)
    return text


def qualified(text: str, name_for: Callable[[Value], str | None]) -> str:
    r"""Return the text with each user of a domain, CORP\jdoe, replaced by what `name_for` gives."""
    return _QUALIFIED.sub(lambda match: _one("user", match, name_for), text) if "\\" in text else text


def _one(kind: Kind, match: re.Match[str], name_for: Callable[[Value], str | None]) -> str:
    groups = match.groupdict()
    quoted = groups.get("quoted") is not None
    group = "quoted" if quoted else "bare"
    found = match[group] if quoted else match[group].rstrip(_WORD_END)
    if not _is_name(found) or (kind == "host" and not _is_host(found, sure=groups.get("sure") is not None)):
        return match[0]
    start = match.start(group) - match.start()
    name = name_for(Value(kind, found))
    return match[0] if name is None else match[0][:start] + name + match[0][start + len(found) :]


def _several(match: re.Match[str], name_for: Callable[[Value], str | None]) -> str:
    def item(found: re.Match[str]) -> str:
        is_host = _is_name(found[0]) and _is_host(found[0], sure=False)
        return (name_for(Value("host", found[0])) if is_host else None) or found[0]

    return match[0][: match.start("list") - match.start()] + ITEM.sub(item, match["list"])


def _is_name(found: str) -> bool:
    return found.casefold() not in _NOBODY and len(found) > 1 and not found.startswith(("[", "${", "{"))


def _is_host(found: str, *, sure: bool) -> bool:
    """Tell whether a value names a host: where `sure`, the word before it says no less; else it may be prose."""
    if found.isdigit() or " " in found:
        return False
    return sure or not (is_prose(found.casefold()) or _OF_CODE.fullmatch(found))


class _Told(NamedTuple):
    """What is told of by a pattern, and of what one stands in every text in which it finds something."""

    kind: Kind
    pattern: re.Pattern[str]
    hints: tuple[str, ...]


_TOLD = (
    _Told("tag", _TAG, ("tag", "serial", "service", "device")),
    _Told("user", _USER, _USER_HINTS),
    _Told("user", _LOGGED, ("logged",)),
    _Told("user", _HOME, ("/home/", "users")),
    _Told("host", _URL, ("://",)),
    _Told("host", _HOST, _HOST_HINTS),
    *(_Told("host", beside.pattern, beside.hints) for beside in BESIDE),
)
_HINTS = frozenset(hint for hints in [*(told.hints for told in _TOLD), *(one.hints for one in LISTS)] for hint in hints)

r"""Hosts that a word beside them tells: `hostName=ome01`, `from host OMEPROD`, `ome/192.0.2.7`, `\\nas01\backup`."""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from omelog.redact.detect import MASK, Detector, Found
from omelog.redact.detect.host import host, host_in, without_endings
from omelog.redact.words import FLAGS, SIGN, VALUE, alternatives, is_prose, value, words

# Of Java, or of a protocol: SSLController, TLSv1, http2.
_OF_CODE = re.compile(
    r"[A-Z]\w+(?:Controller|Service|Exception|Error|Handler|Manager|Impl|Factory|Thread|Executor|Bean|Filter|Listener"
    r"|Provider|Utils?|Context|Request|Response|Chain|Servlet|Task|Job|Action|Config|Configuration|Validator|Registry)"
    r"|(?i:idrac(?:[6-9]|10))|(?i:bond|ens|eno|enp|vmk|vmnic|br|docker|veth|wlan|team|port|line|tls|ssl|https?|sha|rsa|aes|ipv|utf|pkcs|md|smb|snmp|log4j|jdk|java|tomcat|nfs|eth)[-_]?v?[0-9][\w-]*"
)
_NOUNS = ("server", "appliance", "node", "peer", "gateway", "machine", "computer", "idrac", "proxy", "source", "target")
_IN_OTHER_LANGUAGES = ("hôte", "serv", "rechner", "ホスト", "主", "サーバ", "服")  # hints of words.toml, host.keys
_HOST = r"hosts?(?>(?:[\s_-]?name)?)"
_MACHINE = rf"(?:{'|'.join(_NOUNS)})s?"
# No key, and no beginning of a dotted name, which tells by itself what it is.
_END = r"(?![\w@-]|\.(?!(?:zip|tar|t?gz|7z|bz2|xz|zst|rar|log|txt|json|html|eml|pem)\b)\w|\s{0,4}=)"
_NAME = rf"(?P<bare>[A-Za-z][\w-]{{1,62}}+{_END})"
_STRIKING = rf"(?P<bare>(?:(?-i:[A-Z][A-Z_-]{{1,61}}[A-Z])|(?=[A-Za-z_-]{{1,62}}[0-9])[A-Za-z][\w-]{{1,62}}+){_END})"
_DOTTED = r"(?P<bare>[A-Za-z0-9][\w-]{0,62}+(?:\.[\w-]{1,63}+){1,9})"
# Of what a server is one, and what is said of one: a sentence without either says nothing of any.
_OF = (
    r"\b(?:ntp|time|smtp|mail|syslog|ldap|directory|dns|proxy|ftp|tftp|nfs|smb|file|database|web|http|snmp)[^\S\n]{1,4}"
)
_SAYS = (
    r"(?=[^\S\n]{1,4}(?:is|was|has|had|can|cannot|could|did|does|will|would|failed|refused|rejected|closed|returned|reported"
    r"|responded|answered|rebooted|timed|went)\b)"
)
_TO = r"\b(?:to|from|on|at|with|by|of|via|for|against|between)[^\S\n]{1,4}"
_OPEN, _CLOSE = r"""["'<\[„“«「]\s?""", r"""\s?["'>\]“”»」]"""
_DIGIT = rf"(?P<bare>(?=[A-Za-z_-]{{1,62}}[0-9])[A-Za-z][\w-]{{1,62}}+{_END})"
_ADDRESS = rf"/\[?{MASK}"  # an address is hidden already: omeprod/192.0.2.7


class _Told(NamedTuple):
    """A pattern, and of what one stands in every text in which it finds something, in small letters."""

    pattern: str
    hints: tuple[str, ...]


def _told(pattern: str, *hints: str) -> _Told:
    return _Told(pattern, hints)


_BESIDE = (
    _told(rf"\b(?:{_HOST}[^\S\n]{{1,4}}|{_HOST}[^\S\n]{{1,4}}{_OPEN}){_NAME}", "host"),
    _told(
        rf"\b(?:{_MACHINE}|domain|workgroup|nameserver|{{keys}})[^\S\n]{{1,4}}{_STRIKING}",
        *_NOUNS,
        "domain",
        "workgroup",
        *_IN_OTHER_LANGUAGES,
    ),
    _told(rf"\b(?:ping|nslookup|traceroute|tracert|telnet)[^\S\n]{{1,4}}{_NAME}", "ping", "nsl", "tracer", "telnet"),
    # ssh root@ome01, scott/x@dbhost: what stands before is hidden already; racadm -r idrac01 -u root -p x
    _told(rf"(?<={MASK}@){_NAME}", "@"),
    _told(rf"(?<![\w-])-(?:r|h|host)[^\S\n]{{1,4}}{_NAME}(?=[^\n]{{0,200}}{MASK})", "-r", "-h"),
    _told(rf"(?P<sure>jdbc:oracle:\w{{1,9}}:@(?://)?){_NAME}", "jdbc:oracle"),
    _told(rf"\b{_MACHINE}[^\S\n]{{1,4}}{_OPEN}{_NAME}(?={_CLOSE})", *_NOUNS),
    _told(rf"\b{_MACHINE}[^\S\n]{{1,4}}{_NAME}{_SAYS}", *_NOUNS),
    _told(rf"(?:{_TO}|{_OF})(?:{_MACHINE}[^\S\n]{{1,4}}){{1,2}}{_NAME}", *_NOUNS),
    _told(rf"\bconnect(?:s|ed|ing|ions?)?[^\S\n]{{1,4}}(?:to|from|with|by)[^\S\n]{{1,4}}{_NAME}", "connect"),
    _told(rf"{_TO}{_NAME}(?=:[0-9]{{2,5}}(?![\w:]|\.[0-9]))", ":"),
    # What Java says of hosts.
    _told(rf"(?P<sure>\bUnknownHostException:?)[^\S\n]{{1,4}}{_NAME}", "unknownhost"),
    _told(rf"(?P<sure>\bmatching)[^\S\n]{{1,4}}{_NAME}(?=[^\S\n]{{1,4}}found)", "matching"),
    _told(rf"(?P<sure>\bcertificate)[^\S\n]{{1,4}}for[^\S\n]{{1,4}}<{_NAME}(?=>)", "certificate for"),
    _told(rf"(?<![\w./:@%-]){_NAME}(?={_ADDRESS})", "/"),
    # Connection refused: ome, ome: Name or service not known, could not resolve ome, ome01 (192.0.2.1)
    _told(rf"\bconnection[ ](?:refused|reset|timed[ ]out|closed|dropped)(?::|[ ]by)[ ]{_NAME}", "connection "),
    _told(
        rf"(?<![\w./:@%-]){_NAME}(?=:[ ](?:Name[ ]or[ ]service[ ]not[ ]known|nodename[ ]nor"
        r"|Temporary[ ]failure[ ]in[ ]name|No[ ]address[ ]associated|unknown[ ]host))",
        *("service not known", "nodename", "temporary failure", "no address", "unknown host"),
    ),
    _told(rf"\b(?:not|to)[ ]resolve[ ](?:host[ ])?{_NAME}(?=[ ]?(?:$|[\n:;,.)]))", "resolve"),
    _told(rf"(?:\bmatch:|!=|==)[ ]<{_NAME}(?=>)", "match:", "!=", "=="),
    _told(rf"(?<![\w./:@%-]){_DIGIT}(?=[ ]?[(\[]{MASK})", "(", "["),
    _told(rf"(?<={MASK})[ ]?[(\[]{_DIGIT}(?=[)\]])", "(", "["),
    _told(rf"(?-i:\bDNS)\s{{0,2}}:\s{{0,4}}{_NAME}", "dns"),
    # Names with a domain that no list has: host ome.ad.contoso, ome.ad.contoso/192.0.2.7
    _told(
        rf"(?:\b(?:{_HOST}|{_MACHINE}|common[ ]name|matching|UnknownHostException:?|connect(?:s|ed|ing|ions?)?"
        rf"[^\S\n]{{1,4}}(?:to|from|with|by))[^\S\n]{{1,4}}|(?-i:\bDNS)\s{{0,2}}:\s{{0,4}}|\bfor\s<){_DOTTED}",
        *("host", "matching", "connect", "common", "dns", "for <", *_NOUNS),
    ),
    _told(rf"{_TO}{_DOTTED}(?=:[0-9]{{2,5}}(?![\w:]|\.[0-9]))", ":"),
    _told(rf"(?<![\w./:@%-]){_DOTTED}(?={_ADDRESS})", "/"),
    # Where shares lie.
    _told(rf"(?<![\w./:\\%-]){_NAME}(?=:/[a-z])", ":/"),
    _told(rf"(?:(?<![^\s\"'=(])|(?<=smb:|nfs:)|(?<=cifs:))//{_NAME}(?=/)", "//"),
)
# Several: hosts omea, omeb and omec; "servers": ["omea", "omeb"]; alternative names: [omea, omeb].
_ONE, _NEXT = rf"[A-Za-z][\w-]{{1,62}}+{_END}", r"(?:\s{0,4},\s{0,4}|[^\S\n]{1,4}(?:and|or)[^\S\n]{1,4})"
_LISTS = (
    _told(
        rf"\b(?:{_HOST}|(?:{'|'.join(_NOUNS)})s)[^\S\n]{{1,4}}(?P<list>{_ONE}(?>(?:{_NEXT}{_ONE}){{1,40}}))",
        "host",
        *_NOUNS,
    ),
    _told(
        rf"(?:{_HOST}|{_MACHINE}|dns_?names?|fqdns|alternative\ names)[\"']?\s{{0,4}}[:=]\s{{0,4}}"
        rf"(?:\[(?P<list>[^\]\[{{}}\n]{{1,2000}})(?=\])|(?P<bare>{_ONE}(?>(?:\s{{0,2}},\s{{0,2}}{_ONE}){{1,40}})))",
        *("host", "dns", "fqdns", "alternative", *_NOUNS),
    ),
)
_ITEM = re.compile(r"(?<![\w.@:/-])[A-Za-z][\w-]{1,62}+(?![@:]|\.\w)")
_KEYED = _Told(
    rf"""
    (?: (?P<sure>(?:host(?:[\s_-]?name)?|fqdn|netbios|common[\s_-]?name
          |data[\s_-]?source|workgroup
          |(?:dns|server|node|appliance|domain|computer|machine|device|target|source|remote|peer|client)[\s_-]?(?:host|name)))
      | (?:server|appliance|peer|node|domain|gateway|nameserver|target|console|idrac|controller
          |{{keys}}) ) {SIGN} (?:tcp:|np:)? {VALUE}
    """,
    (
        *("data", "workgroup", *_IN_OTHER_LANGUAGES),
        *("host", "fqdn", "netbios", "common", "dns", "server", "node", "appliance", "domain", "computer", "machine"),
        *("device", "target", "source", "remote", "peer", "client", "gateway", "console", "idrac", "controller"),
    ),
)
# Shares, however often a text is escaped: \\\\nas01\\backup
_SHARE = r"(?<![\w\\:]){slashes}{{2,16}}(?P<host>[A-Za-z0-9][\w.-]{{1,100}}+)(?={slashes}{{1,8}}[\w$])"


@functools.cache
def _patterns(kind: str) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    told = _LISTS if kind == "lists" else (_KEYED, *_BESIDE)
    keys = alternatives("host", "keys")
    return tuple((re.compile(one.pattern.replace("{keys}", keys), FLAGS), one.hints) for one in told)


@functools.cache
def _share() -> re.Pattern[str]:
    return re.compile(_SHARE.format(slashes=re.escape("\\")))


def find(text: str) -> Iterator[Found]:
    """Yield the hosts in a text that a word beside them tells."""
    folded = text.casefold()
    for pattern, hints in _patterns("one"):
        for match in pattern.finditer(text) if any(hint in folded for hint in hints) else ():
            yield from _one(match)
    for pattern, hints in _patterns("lists"):
        for match in pattern.finditer(text) if any(hint in folded for hint in hints) else ():
            items = _ITEM.finditer(text, *match.span("list" if match["list"] else "bare"))
            yield from (host(item.start(), item[0]) for item in items if _is_host(item[0], sure=False))


def find_escaped(text: str) -> Iterator[Found]:
    """Yield the hosts of shares."""
    for match in _share().finditer(text) if "\\\\" in text else ():
        yield host(match.start("host"), match["host"])


def _one(match: re.Match[str]) -> Iterator[Found]:
    start, found = value(match)
    sure = "sure" in match.re.groupindex and match["sure"] is not None
    bare = without_endings(found.partition(":")[0])
    name = host_in(found, told=True) if "." in bare else bare
    if name and _is_host(name, sure=sure):
        yield host(start, name)


def _is_host(name: str, *, sure: bool) -> bool:
    """Return whether a value names a host: where `sure`, the word before it says no less; else it may be prose."""
    folded = name.casefold()
    if folded in words("user", "nobody") or len(name) < 2 or name.isdigit() or " " in name:  # noqa: PLR2004 - letters
        return False
    if not re.match(r"[\w-]", name) or MASK in name:
        return False
    return sure or not (is_prose(folded) or _OF_CODE.fullmatch(name))


DETECTOR = Detector(
    kind="host",
    title="Hosts that a key, a word or an address beside them tells",
    goes="share",
    example="connected to OMEPROD",
    find=find,
    rank=65,
    find_escaped=find_escaped,
)

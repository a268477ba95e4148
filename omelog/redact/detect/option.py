"""Passwords that are given to a tool: `racadm -p …`, `curl -u user:…`, `--password …`, also as elements of a list."""

import functools
import re
from collections.abc import Iterator

from omelog.redact.detect import Detector, Found
from omelog.redact.detect.password import FLAGS, NOTE, prose, value, values
from omelog.redact.words import alternatives

_BETWEEN = r"""["']?(?:\s*,\s*|\s+)["']?"""
_GIVEN = r"""(?!\[password[ ]removed)(?P<value>[^\s"'\\,]++)"""
_START = r"""(?<![\w-])"""
# Names of tools, and what of what follows them is a password.
_TOOLS = {
    r"racadm|idracadm7?|sshpass|mysql\w*|mariadb\w*|docker|podman|helm|winrm|psexec|mongo\w*|wsman|smcli|hponcfg": (
        rf"""{_START}-p(?:{_BETWEEN}|[:=]?["']?)(?!\w*-|assword|rivate|ort\b){_GIVEN}""",
        rf"\bset\s[\w.]{{1,60}}\.(?:password|snmpv3\w*){_BETWEEN}{_GIVEN}",
    ),
    r"ipmitool|ipmiutil|ipmi-\w+|bmc-\w+": (
        rf"{_START}(?-i:-[PKky]){_BETWEEN}{_GIVEN}",
        rf"""{_START}(?-i:-P)(?!\w*-)["']?{_GIVEN}""",
        rf"\bset{_BETWEEN}password{_BETWEEN}\d{{1,2}}{_BETWEEN}{_GIVEN}",
    ),
    r"curl|wget|https?|smbclient|rpcclient|winexe|wmic|net": (
        rf"""{_START}(?-i:-[uU]|--user|--proxy-user|-a|--auth)(?:{_BETWEEN}|=)?["']?[^\s:%"']{{0,100}}["']?[:%]["']?{_GIVEN}""",
        rf"\buse{_BETWEEN}(?:\S{{1,4}}{_BETWEEN})?\\\\\S{{1,200}}{_BETWEEN}(?!/){_GIVEN}",
        rf"\buser{_BETWEEN}[\w.-]{{1,64}}{_BETWEEN}(?!/){_GIVEN}",
    ),
    r"ldap\w+|plink|pscp|psftp": (
        rf"""{_START}(?-i:-w|-pw|-a|-s(?=\s))(?:{_BETWEEN}|["']?(?=[^\s-]))(?!\w*=){_GIVEN}""",
    ),
    r"snmp\w+|redis-cli": (
        rf"{_START}(?-i:-[AXa]){_BETWEEN}{_GIVEN}",
        rf"{_START}--?(?:auth|priv)\w{{0,20}}(?:{_BETWEEN}|=){_GIVEN}",
    ),
    r"useradd|usermod": (rf"{_START}-p{_BETWEEN}{_GIVEN}",),
    r"openssl": (rf"{_START}(?-i:-[kK]){_BETWEEN}{_GIVEN}",),
    r"sqlplus": (r"(?<=\s)[\w.]{1,64}/(?!\[password)(?P<value>[^\s@/]++)",),
    r"echo": (r"""(?<=echo)\s["']?(?!\[password)(?P<value>[^\s"']{1,200}+)["']?\s{0,4}\|\s{0,4}sudo\s+-S""",),
    r"htpasswd": (rf"{_START}-\w*b\w*\s+\S{{1,200}}\s+[\w.-]{{1,64}}\s+{_GIVEN}",),
}


@functools.cache
def _tools() -> tuple[re.Pattern[str], dict[str, tuple[re.Pattern[str], ...]]]:
    """Compile the pattern of a tool and what follows it on its line, and those of its passwords by group."""
    groups = {f"tool{number}": options for number, options in enumerate(_TOOLS.values())}
    names = "|".join(f"(?P<{group}>{names})" for group, names in zip(groups, _TOOLS, strict=True))
    tool = re.compile(
        rf"""(?<![\w-])(?:{names})(?:\.exe)?(?=["'\s])(?=(?P<line>(?:[^\n]|(?<=\\)\n){{1,300}}))""", FLAGS
    )
    compiled = {group: tuple(re.compile(option, FLAGS) for option in options) for group, options in groups.items()}
    return tool, compiled


@functools.cache
def _long() -> re.Pattern[str]:
    """Compile the pattern of --password x, -storepass x, -passin pass:x."""
    words = rf"(?:{alternatives('password', 'anywhere')}|pass(?:in|out)?|pw)"
    return re.compile(
        rf"""{_START}--?[\w-]{{0,40}}{words}["']?(?:\s*,\s*|\s+)(?!-)["']?(?:pass:)?
        (?!["']?(?:pass:)?{prose()}){value(1)}""",
        FLAGS,
    )


def find(text: str) -> Iterator[Found]:
    """Yield the passwords among the arguments of tools."""
    for match in _long().finditer(text):
        yield from values(match)
    pattern, options = _tools()
    for tool in pattern.finditer(text):
        for option in options[next(group for group in options if tool[group])]:
            yield from (Found(*match.span("value")) for match in option.finditer(text, *tool.span("line")))


DETECTOR = Detector(
    kind="option",
    title="Passwords among the arguments of tools: racadm, ipmitool, curl, mysql, ldapsearch, snmpget, openssl, …",
    goes="none",
    example="racadm -r host -u user -p …",
    find=find,
    rank=20,
    hints=(
        *("-p", "-w", "-u", "-k", "-y", "-a", "-x", "--", "-s", "-b"),
        *("pass", "pw", "racadm", "net use", "net user", "ipmi", "sqlplus"),
    ),
    note=NOTE,
)

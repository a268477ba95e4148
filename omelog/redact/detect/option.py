"""Passwords that are given to a tool: `racadm -p …`, `curl -u user:…`, `--password …`, also as elements of a list."""

import functools
import re
from collections.abc import Iterator

from omelog.redact.detect import Detector, Found
from omelog.redact.detect.password import FLAGS, NOTE, prose, value, values
from omelog.redact.words import alternatives

_BETWEEN = r"""["']?(?:\s*,\s*|\s+)"""
_NEW = r"""(?!["']\s*,)"""
_GIVEN = rf"""{_NEW}(?:"(?P<value1>[^"\n]++)|'(?P<value2>[^'\n]++)|(?P<value3>[^\s"'\\,]++))"""
_START = r"""(?<![\w-])"""
_PORTS = r"(?!\d{1,5}:\d{1,5}\b)"
# Names of tools, and what of what follows them is a password.
_TOOLS = {
    r"racadm|idracadm7?|sshpass|mysql\w*|mariadb\w*|docker|podman|helm|win(?:rm|rs)|psexec|mongo\w*|wsman|smcli|hponcfg"
    r"|certutil": (
        rf"""{_START}(?-i:-p)(?:{_BETWEEN}|[:=]?)(?!["']?(?:\w*-|assword|rivate|ort\b)){_PORTS}{_GIVEN}""",
        rf"\bset\s[\w.]{{1,80}}\.\w{{0,40}}?(?:password|passphrase|community|snmpv3)\w{{0,20}}{_BETWEEN}{_GIVEN}",
        rf"(?<=mysqladmin\b)[^\n]{{0,100}}?\spassword{_BETWEEN}(?!-){_GIVEN}",
        rf"{_START}-o\s\w{{0,60}}password\w{{0,20}}(?:\s-i\s\d{{1,3}})?{_BETWEEN}{_GIVEN}",
    ),
    r"ipmitool|ipmiutil|ipmi-\w+|bmc-\w+": (
        rf"{_START}(?-i:-[PKky]){_BETWEEN}{_GIVEN}",
        rf"""{_START}(?-i:-P)(?!["']?\w*-){_GIVEN}""",
        rf"\bset{_BETWEEN}password{_BETWEEN}\d{{1,2}}{_BETWEEN}{_GIVEN}",
        rf"\bset{_BETWEEN}\d{{1,2}}{_BETWEEN}(?:password|snmp){_BETWEEN}{_GIVEN}",
    ),
    r"curl|wget|https?|smbclient|rpcclient|winexe|wmic|net|realm|lftp": (
        rf"""{_START}(?-i:-[a-zA-Z]{{0,6}}[uUE]|--user|--proxy-user|-a|--auth|--cert)(?:{_BETWEEN}|=)?
            (?: (?P<quote>["'])[^:%"'\n]{{0,100}}[:%]{_NEW}(?P<value4>(?>(?:(?!(?P=quote))[^\n])+))(?P=quote)
              | ["']?[^\s:%"']{{0,100}}["']?[:%]{_GIVEN} )""",
        rf"\buse{_BETWEEN}(?:\S{{1,4}}{_BETWEEN})?\\\\\S{{1,200}}{_BETWEEN}(?:/u(?:ser)?:\S{{1,64}}\s+)?(?!/){_GIVEN}",
        rf"(?<![-\w])user{_BETWEEN}[\w.-]{{1,64}}{_BETWEEN}(?![/-]){_GIVEN}",
        rf"(?<=smbclient\s)//[^\s]{{1,200}}{_BETWEEN}(?!-){_GIVEN}",
        rf"(?<=lftp\b)[^\n]{{0,100}}?{_START}-u{_BETWEEN}[^\s,]{{1,64}},{_GIVEN}",
        rf"{_START}--oauth2-bearer{_BETWEEN}{_GIVEN}",
    ),
    r"ldap\w+|plink|pscp|psftp": (rf"""{_START}(?-i:-w|-pw|-a|-s(?=\s))(?:{_BETWEEN}|(?=[^\s-]))(?!\w*=){_GIVEN}""",),
    r"snmp\w+|redis-cli": (
        rf"{_START}(?-i:-[AXac]){_BETWEEN}(?!(?:md5|sha|des|aes)\b){_GIVEN}",
        rf"""{_START}(?-i:-[AX])(?!["']?\w*[-,]){_GIVEN}""",
        rf"{_START}--?(?:auth|priv)\w{{0,20}}(?:{_BETWEEN}|=){_GIVEN}",
    ),
    r"useradd|usermod": (rf"{_START}-p{_BETWEEN}{_GIVEN}",),
    r"openssl": (
        rf"{_START}(?-i:-[kK]){_BETWEEN}{_GIVEN}",
        rf"\bpasswd{_BETWEEN}(?:-(?:salt{_BETWEEN}\S{{1,64}}|\w{{1,9}}){_BETWEEN}){{1,4}}(?!-){_GIVEN}",
    ),
    r"keytool": (rf"{_START}-new{_BETWEEN}{_GIVEN}",),
    r"bcp|sqlcmd|osql|isql": (rf"{_START}(?-i:-P)(?:{_BETWEEN})?(?!-){_GIVEN}",),
    r"(?:un)?zip": (rf"{_START}(?-i:-P){_BETWEEN}{_GIVEN}",),
    r"7z\w?|(?:un)?rar": (rf"{_START}-p{_GIVEN}",),
    r"schtasks|xfreerdp|mstsc|cmdkey": (rf"(?<!\S)/(?:rp|p|pass)(?::|\s+){_GIVEN}",),
    r"sqlplus": (r"(?<=\s)[\w.]{1,64}/(?P<value>[^\s@/]++)",),
    r"htpasswd": (
        rf"{_START}-\w*n\w*\s+[\w.-]{{1,64}}\s+{_GIVEN}",
        rf"{_START}-(?!\w*n)\w*b\w*\s+(?:-\w{{1,5}}\s+){{0,3}}[^\s-]\S{{0,200}}\s+[\w.-]{{1,64}}\s+{_GIVEN}",
    ),
}
# Of tools that nobody listed: -u root -p x
_USER = r"(?:-u|--?user(?:name)?)"
_OF_PAIR = rf"-p{_BETWEEN}(?!\d{{1,5}}\b|-){_GIVEN}"
_PAIR = (
    rf"{_START}{_USER}{_BETWEEN}[^\s,]{{1,64}}{_BETWEEN}(?:[^\s,]{{1,64}}{_BETWEEN}){{0,4}}?{_OF_PAIR}",
    rf"{_START}{_OF_PAIR}(?={_BETWEEN}{_USER}[\s\"'])",
)
_READERS = r"(?:sudo\s+-\w*S|kinit|passwd|chpasswd|smbpasswd|cryptsetup|su|gpg|ldapsearch)\b"
# echo x | sudo -S, echo root:x | chpasswd, chpasswd <<< root:x
_PIPED = (
    rf"""\b(?:echo|printf)\s(?:-\w{{1,3}}\s)?["']?(?:[\w.-]{{1,64}}:)?(?P<value1>[^\s"':|]{{1,200}}+)["']?\s{{0,4}}\|\s{{0,4}}{_READERS}""",
    rf"""\b{_READERS}[^\n|]{{0,99}}?<<<\s{{0,2}}["']?(?:[\w.-]{{1,64}}:)?(?P<value1>[^\s"':]++)""",
)


@functools.cache
def _tools() -> tuple[re.Pattern[str], dict[str, tuple[re.Pattern[str], ...]]]:
    """Compile the pattern of a tool and what follows it on its line, and those of its passwords by group."""
    groups = {f"tool{number}": options for number, options in enumerate(_TOOLS.values())}
    names = "|".join(f"(?P<{group}>{names})" for group, names in zip(groups, _TOOLS, strict=True))
    tool = re.compile(
        rf"""(?<![\w-])(?:{names})(?:\.exe)?(?=["'\s,])(?=(?P<line>(?:[^\n]|(?<=\\)\n){{1,300}}))""", FLAGS
    )
    compiled = {group: tuple(re.compile(option, FLAGS) for option in options) for group, options in groups.items()}
    return tool, compiled


@functools.cache
def _others() -> tuple[re.Pattern[str], ...]:
    """Compile the patterns of --password x, -storepass x, -passin pass:x, and of tools that are not listed."""
    words = rf"(?:{alternatives('password', 'anywhere')}|pass(?:in|out)?|pw)"
    long = rf"""{_START}--?[\w-]{{0,40}}{words}["']?(?:\s*,\s*|\s+)(?!-|["']?(?:env|file|fd):|["']?(?:pass:)?{prose()})
        (?: (?P<quote>["'])(?:pass:)?(?P<value9>(?>(?:(?!(?P=quote))[^\n])+)) | ["']?(?:pass:)?{value(1)} )"""
    return tuple(re.compile(form, FLAGS) for form in (long, *_PAIR, *_PIPED))


def find(text: str) -> Iterator[Found]:
    """Yield the passwords among the arguments of tools."""
    for other in _others():
        for match in other.finditer(text):
            yield from values(match)
    pattern, options = _tools()
    for tool in pattern.finditer(text):
        for option in options[next(group for group in options if tool[group])]:
            for match in option.finditer(text, *tool.span("line")):
                yield from values(match)


DETECTOR = Detector(
    kind="option",
    title="Passwords among the arguments of tools: racadm, ipmitool, curl, mysql, ldapsearch, snmpget, openssl, …",
    goes="none",
    example="racadm -r host -u user -p …",
    find=find,
    rank=20,
    hints=(
        *("-p", "-w", "-u", "-k", "-y", "-a", "-x", "--", "-s", "-b", "-e ", "snmp"),
        *(
            "pass",
            "pw",
            "racadm",
            "net use",
            "net user",
            "ipmi",
            "sqlplus",
            "echo",
            "printf",
            "<<<",
            "smbclient",
            "-new",
        ),
        *("schtasks", "freerdp", "mstsc", "cmdkey"),
    ),
    note=NOTE,
)

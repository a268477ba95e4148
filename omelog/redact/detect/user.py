r"""People: users that a word tells (`user=jdoe`, `CORP\jdoe`, `/home/jdoe`, `jdoe@ome01`), people in a directory."""

import functools
import re
from collections.abc import Iterator

from omelog.redact.detect import MASK, Detector, Found, Told
from omelog.redact.detect.distinguished_name import is_person, names
from omelog.redact.words import FLAGS, SIGN, VALUE, alternatives, is_prose, value, words


@functools.cache
def _told() -> tuple[re.Pattern[str], ...]:
    keys = alternatives("user", "keys")
    return (
        re.compile(
            rf"""
            (?: (?:user(?:[\s_-]?(?:name|id))?|{keys}|log[io]n(?:[\s_-]?(?:name|id|user))?|account(?:[\s_-]?name)?
                |logname|contact[\s_-]?(?:name|person)|principal|owner|operator|actor
                |(?:requested|created|modified|initiated|submitted)[\s_-]?by
                |(?:first|last|full|display|given|sur|family)[\s_-]?name){SIGN}
              | ["']user["']\s?:\s?\{{[^{{}}]{{0,200}}?["']name["']\s?:\s?["']
              | (?:\buser|{keys})[^\S\n]{{0,2}}[„“«「]\s?
              | \b(?:accepted|failed)[ ]
                (?:password|publickey|none|hostbased|keyboard-interactive(?:/pam)?|gssapi-with-mic)
                [ ]for[ ](?:invalid[ ]user[ ])?
              | \b(?:user(?:\ ?id)?|{keys}|on\ behalf\ of|logged\ (?:in|on)\ (?:as|by)|authenticated\ as
                  |login\ (?:by|of|for|from)|su\ -)
                [^\S\n]{{1,4}}(?:user[^\S\n]{{1,4}})?(?:\[(?=[\w.@\\-]{{2,64}}\]))?
              | (?P<perhaps>\b(?:(?:requested|created|modified|initiated|submitted|uploaded|approved)[^\S\n]by|account
                  |log[io]n[^\S\n](?:failed|attempt|failure|denied|refused|rejected|succeeded)[^\S\n](?:for|by|of|from))
                  [^\S\n]{{1,4}}(?:user[^\S\n]{{1,4}})?) ) {VALUE}
            """,
            FLAGS,
        ),
        re.compile(
            r"(?P<bare>(?<![\w.@\\-])[\w.@\\-]{2,64})(?=[^\S\n]{1,4}(?:has[^\S\n]{1,4})?logged[^\S\n]{1,4}(?:in|on|out|off)\b)",
            FLAGS,
        ),
        re.compile(r"\bsudo:\s{1,8}(?P<bare>[\w.-]{2,64})(?=\s:\s)", FLAGS),
        re.compile(
            r"(?:/home/|(?:(?<=[a-zA-Z]:)|(?<![\w.:-]))(?:\\{1,9}|/)Users(?:\\{1,9}|/)|\buid=\d{1,10}\()"
            r"(?P<bare>(?!\d+\b)[\w.-]{1,64})",
            FLAGS,
        ),
        # curl -u jdoe:x, racadm -u jdoe -p x: the password is hidden already
        re.compile(
            rf"""(?<![\w-])-(?!\w{{0,7}}user-[0-9a-f])\w{{0,6}}u["']?(?:\s*,)?\s*["']?(?P<bare>[\w.@\\-]{{2,64}})(?=["':%\s,][^\n]{{0,100}}{MASK})""",
            FLAGS,
        ),
    )


@functools.cache
def _at_host() -> re.Pattern[str]:
    return re.compile(r"(?:(?<=//)|(?<![\w.@+/-]))(?P<user>[\w.+-]{2,64}+)@(?P<host>[\w-]++(?>(?:\.[\w-]++)*))")


@functools.cache
def _escaped() -> tuple[re.Pattern[str], ...]:
    r"""Compile the patterns of CORP\jdoe and C:\Users\jdoe, in which a backslash is none of an escape."""
    return (
        re.compile(
            r"(?:(?<![\w\\/.-])|(?<=\\[nrt]))(?P<domain>[A-Z][A-Z0-9-]{1,14})(?:\\{2,9}|\\(?![nrtbfu\\]))"
            r"(?P<bare>[A-Za-z][\w.$-]{1,63})"
        ),
        re.compile(
            r"(?<![\w\\/.-])(?:[\w-]{1,63}\.){1,8}[a-z]{2,8}\\{1,9}(?P<bare>(?![nrtbfu]\b)[A-Za-z][\w$-]{1,63}(?![\\.]))"
        ),
        re.compile(r"(?<=[a-zA-Z]:)\\{1,9}Users\\{1,9}(?P<bare>[\w.-]{1,64})", re.IGNORECASE),
    )


# SSLController@1a2b: the hash of an object.
_OBJECT, _CAMEL = re.compile(r"[0-9a-f]{1,8}"), re.compile(r"[a-z$][A-Z]|[A-Z]{2}[a-z]|\.[A-Z][a-z]")
_HINTS = (
    *("user", "login", "logon", "logged", "account", "principal", "owner", "operator", "actor", "by", "name", "behalf"),
    *(
        "accepted",
        "failed",
        "sudo",
        "authenticated",
        "/home/",
        "uid=",
        "su -",
        "benutz",
        "anmeldename",
        "util",
        "usuario",
        "ident",
        "ユーザ",
        "用",
    ),
    MASK,
)


def find(text: str) -> Iterator[Found]:
    """Yield the users in a text."""
    for start, name in names(text) if "=" in text else ():
        if is_person(name):
            yield Found(start, start + len(name))
    for match in _at_host().finditer(text) if "@" in text else ():
        if not (_OBJECT.fullmatch(match["host"]) and (_CAMEL.search(match["user"]) or match["user"][0].isupper())):
            yield _user(*match.span("user"), match["user"])
    folded = text.casefold()
    for pattern in _told() if any(hint in folded for hint in _HINTS) else ():
        for match in pattern.finditer(text):
            start, name = value(match)
            perhaps = match.groupdict().get("perhaps") is not None and is_prose(name.casefold())
            if (
                not perhaps
                and name.casefold() not in words("user", "nobody")
                and len(name) > 1
                and not name.startswith(("[", "${", "{"))
            ):
                yield _user(start, start + len(name), name)


def find_escaped(text: str) -> Iterator[Found]:
    r"""Yield the users that a backslash tells."""
    for pattern in _escaped() if "\\" in text else ():
        for match in pattern.finditer(text):
            name = match["bare"].rstrip(".-")
            start = match.start("domain") if "domain" in match.re.groupindex else match.start("bare")
            domain = (match.groupdict().get("domain") or "").casefold()
            prose = is_prose(domain) and domain not in words("user", "domains")
            if not (domain and (prose or domain in words("user", "no_domains"))):
                yield _user(start, match.start("bare") + len(name), name)


def _user(start: int, end: int, name: str) -> Found:
    name = name.rpartition("\\")[2]
    return Found(start, end, name.casefold(), (Told("user", name),))


DETECTOR = Detector(
    kind="user",
    title="Users, and people in a directory",
    goes="customer",
    example="user=jdoe",
    find=find,
    rank=40,
    find_escaped=find_escaped,
)

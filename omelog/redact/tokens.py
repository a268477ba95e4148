"""What opens a session: session ids, tokens, cookies, and the like."""

import re

from omelog.redact.later import later

SESSION_REMOVED = "[session id removed]"
TOKEN_REMOVED = "[token removed]"  # noqa: S105 - the note, not a token

_SIGN = r"""\\*["']?\s{0,4}(?:=>?|:(?!//)|%3d)\s{0,4}(?:\\*["'])?"""
_VALUE = r"""(?!\[(?:token|session\ id|password)\ removed|null\b|true\b|false\b)[^\s"'\\,;&}\])(<>|]++"""
_SESSION = later(
    rf"""
    (?P<name> (?:session[\s_-]?(?:id|key|identifier)|sessid|jsessionid|(?<![A-Za-z])sid){_SIGN}
      | \bsessions?(?:/|\(\\*["']) | \bsession\s{{1,4}}(?:id\s{{1,4}})?(?=[A-Za-z-]{{0,40}}\d)(?=[\w-]{{6}}) )
    {_VALUE}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TOKEN = later(
    rf"""
    (?P<name> (?:token|api[_-]?key|access[_-]?key(?:[_-]?id)?|assertion|(?<![A-Za-z])(?:otp|sig|signature)
      | community(?:[\s_-]?(?:string|name))?|x-csrf|xsrf){_SIGN} )
    {_VALUE}
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Authorization: Digest username="…", nonce="…"     Cookie: a=b; c=d     reach to the end of the line or of the string
_HEADER = later(
    r"""
    (?P<name> \b(?:(?:proxy-)?authorization|(?:set-)?cookie2?)(?P<quote>\\*["'])?\s{0,4}[:=,]\s{0,4} )
    (?: (?P<opened>\\*["']) .*? (?:(?P=opened)|$)
      | (?P<bare>(?:[^\\"'\r\n] | \\(?![nr"']) | (?<==)"[^"\r\n]{0,400}")++) )
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
_KNOWN = later(
    r"""
    (?<![\w.-])eyJ[\w-]{8,}+\.[\w-]++(?:\.[\w-]*+)*+          # a JSON Web Token
    | (?<=bearer\s)\s{0,4}(?=[A-Za-z._~+/=-]{0,200}[0-9]|[\w.~+/=-]{20})[\w.~+/=-]{6,}+
    | \b(?:AKIA|ASIA)[A-Z0-9]{16}\b | \bgh[pousr]_[A-Za-z0-9]{30,}+
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HINTS = (
    "sess",
    "sid",
    "token",
    "key",
    "auth",
    "cookie",
    "eyj",
    "bearer",
    "akia",
    "asia",
    "gh",
    "otp",
    "sig",
    "assert",
    "community",
    "csrf",
)


def without_tokens(text: str) -> str:
    """Return the text with a note in place of each session id, token and cookie.

    >>> without_tokens("GET /x;JSESSIONID=0A1B2C")
    'GET /x;JSESSIONID=[session id removed]'
    """
    lower = text.lower()
    if not any(hint in lower for hint in _HINTS):
        return text
    text = _HEADER.sub(_noted, text)
    text = _KNOWN.sub(TOKEN_REMOVED, text)
    text = _SESSION.sub(rf"\g<name>{SESSION_REMOVED}", text)
    return _TOKEN.sub(rf"\g<name>{TOKEN_REMOVED}", text)


def _noted(match: re.Match[str]) -> str:
    quote = match["opened"] or ""
    return f"{match['name']}{quote}{TOKEN_REMOVED}{quote}"

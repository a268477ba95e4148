"""What opens a session: session ids, tokens, cookies, and the like."""

import functools
import re
from collections.abc import Iterator

from omelog.redact.detect import Detector, Found

NOTE = "[token removed]"
_SIGN = r"""["']?\s{0,4}(?:=>?|:(?!//))\s{0,4}(?:\[\s{0,4})?["']?"""
_NONE = r"(?!(?:null|true|false|invalid|missing|none|expired|disabled|enabled|required)\b)"
_VALUE = rf"""(?P<value>{_NONE}[^\s"'\\,;?&}}\])(<>|]++)"""
_FORMS = (
    rf"""
    (?: (?:session[\s_-]?(?:id|key|identifier)|sessid|jsessionid|(?<![A-Za-z])sid){_SIGN}
      | \bsessions?(?:/|\(["'])
      | \bsession\s{{1,4}}(?:id\s{{1,4}}(?:is\s{{1,4}})?)?["'\[]?(?=[A-Za-z-]{{0,40}}\d)(?=[\w-]{{6}}) )
    {_VALUE}
    """,
    rf"""
    (?:token|access[_-]?key[_-]?id|assertion
      |(?<![A-Za-z])(?:t?otp|sig|signature|_csrf)|saml(?:response|request)|x-csrf|xsrf){_SIGN}
    {_VALUE}
    """,
    # token abc123…, token [abc123], verification code 123456, ?code=…&state=… of OAuth
    r"""
    \btoken[ ]{1,2}(?:(?P<opened>["'\[<])(?=[^\s"'\]>\d]{0,60}\d)(?P<value>[\w.~+/=-]{8,400})(?=["'\]>])
      | (?=[^\s\d]{0,60}\d)(?=[^\sA-Za-z]{0,60}[A-Za-z])(?P<value2>[\w.~+/=-]{12,400})(?![^\s,;.)]))
    | (?:one[\s_-]?time|verification|authorization|device|security)[\s_-]?code["']?\s{0,4}[=:]?\s{0,4}["']?
      (?=[A-Za-z-]{0,40}\d)(?P<value3>[\w-]{4,200})
    | [?&](?:code|state)=(?=[^\s&\d]{0,60}\d)(?P<value4>[\w.~+/=%-]{10,400})
    """,
    # Authorization: Bearer …   Cookie: a=b; c=d   reach to the end of the line or of the string
    r"""
    \b(?:(?:proxy-)?authorization|(?:set-)?cookie2?)(?:["'])?\s{0,4}[:=,]\s{0,4}
    (?: (?P<opened>["'])(?P<value>.*?)(?:(?P=opened)|$)
      | (?P<value2>(?>(?:[^\\"'\r\n] | \\(?![nr"']) | (?<==)"[^"\r\n]{0,400}")+)) )
    """,
    r"""
    (?P<value> (?<![\w.-])eyJ[\w-]{8,}+\.[\w-]++(?>(?:\.[\w-]*+)*)          # a JSON Web Token
    | (?<=bearer\s)\s{0,4}(?=[A-Za-z._~+/=-]{0,200}[0-9]|[\w.~+/=-]{20})[\w.~+/=-]{6,}+
    | \b(?:ST|TGT|PGT|PT)-\d{1,9}-[\w.-]{8,}+
    | \b(?:AKIA|ASIA)[A-Z0-9]{16}\b
    | \b(?:gh[pousr]_|github_pat_|glpat-|npm_|dop_v1_|hvs\.|ya29\.|(?-i:AIza)|[rs]k_(?:live|test)_|xox[abpr]-
        |(?-i:SG\.))
      (?=[A-Za-z_.-]{0,60}\d)[\w.-]{10,}+
    | (?<![A-Za-z0-9+/])(?-i:TlRMTVNT|YII)[A-Za-z0-9+/]{12,}+={0,2} )                   # NTLM, Negotiate
    """,
)


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form, re.IGNORECASE | re.VERBOSE | re.MULTILINE) for form in _FORMS)


def find(text: str) -> Iterator[Found]:
    """Yield session ids, tokens and cookies."""
    for pattern in _patterns():
        for match in pattern.finditer(text):
            yield from (Found(*match.span(name)) for name in match.groupdict() if name != "opened" and match[name])


DETECTOR = Detector(
    kind="token",
    title="Session ids, tokens, tickets, cookies",
    goes="customer",
    example="JSESSIONID=…",
    find=find,
    rank=25,
    hints=(
        *("sess", "sid", "token", "key", "auth", "cookie", "eyj", "bearer", "akia", "asia", "gh", "otp", "sig"),
        *(
            "assert",
            "saml",
            "csrf",
            "xsrf",
            "xox",
            "st-",
            "gt-",
            "pt-",
            "code=",
            "state=",
            "glpat",
            "npm_",
            "dop_",
            "hvs.",
        ),
        *(f"{end}{sign}code" for end in ("time", "ion", "device", "security") for sign in ("", " ", "_", "-")),
        *("ya29", "aiza", "k_live", "k_test", "sg.", "tlrmtvnt", "yii"),
    ),
    note=NOTE,
)

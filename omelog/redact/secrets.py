"""What never leaves in any output: private keys and passwords, even when a log holds one."""

import re

from omelog.redact.escapes import MARK, marked, unmarked
from omelog.redact.later import later
from omelog.redact.private_keys import KEY_REMOVED, without_private_keys

__all__ = ["KEY_REMOVED", "PASSWORD_REMOVED", "without_secrets"]

_WORD = r"(?:password|passwd|passphrase|pwd|secret(?!ar)(?:[_-]?key)?|storepass|keypass)"
PASSWORD_REMOVED = "[password removed]"  # noqa: S105 - the note, not a password
_SIGN = r"(?:=>?+|:(?!//)|%3[dD])"
# The value may stand in the next line, unless that is about something else: X-Auth-Token: …
_GAP = rf"[^\S\n]*+(?:(?:\n|\\++[nrt]{MARK})\s*+(?![A-Za-z][\w-]{{0,39}}[:=]))?+"
# What stands bare ends at a blank or a quote, and at a separator that something else follows: hun,ter2 is one value.
_BARE = r"""(?:[^\s"',;&}\])<\\]|[,;&})\]](?!\s|["'\\]|[\w.-]{1,40}[=:]|[,;&})\]]|\Z)|\\(?![nrt"'\\]))+"""
# password=…  "passwd": "…"  PWD: '…'  \"password\":\"…\" in JSON that stands in a string. A value in quotes ends with
# them (or with the text, if they are missing), one without at a blank or a separator.
_ASSIGNED = later(
    rf"""
    (?P<name> (?:{_WORD}[\w.-]{{0,24}}+|pass(?=\s*=)) \\*["']? \s*+ {_SIGN} {_GAP}
      (?! \[?\\*["']?(?:\[password\ removed|null\b|true\b|false\b)) (?:\[\s*+)?)
    (?: (?<=\[) (?P<listed>\\*+["']) .{{0,500}}? (?P=listed) (?=\s*+\])
      | (?P<quote>") (?:[^"\\]|\\.)*+ (?:"|\\?\Z)
      | (?P<single>') [^'\n]*+ '?
      | (?P<escaped>\\+["']) .*? (?:(?<!\\)(?P=escaped)|\Z)
      | {_BARE}
    )""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
# The value stands elsewhere than behind a sign:
# <password>…</password>   <entry key="password">…   --password …   -storepass …   -passin pass:…
# scheme://user:…@host   jdbc:oracle:thin:user/…@host   Authorization: Basic …   curl -u user:…   sshpass -p…
_ELSEWHERE = later(
    rf"""
    (?P<name> <[\w:-]{{0,40}}{_WORD}> | ["'][\w.-]{{0,40}}{_WORD}\\?["']>
      | (?<![\w-])--?[\w-]{{0,40}}(?:{_WORD}|pass(?:in|out)?)\s+(?!-)
        (?:pass:(?!\[password))?(?!\[password|pass:\[password)
      | \b[a-z][a-z0-9+]{{1,15}}://[^\s/:@"']{{0,200}}:(?=[^\s/"']{{0,200}}@)
      | \bjdbc:oracle:\w{{1,20}}:[^\s/@"']{{0,100}}/(?=[^\s"']{{1,200}}@)
      | \bauthorization\W{{1,8}}basic\s+ | (?<![\w-])(?:-u|--user)\s*[\w.-]{{1,100}}: | \bsshpass\s+-p\s*)
    (?!\[password\ removed)
    (?: (?<=>)[^<]*+ | (?<=:)(?=[^\s"']{{0,400}}@)[^\s/"']{{0,200}}(?=@) | (?<=/)[^\s"']{{1,200}}(?=@)
      | (?<=[\s:p])[^\s"'\\]+ )
    """,
    re.IGNORECASE | re.VERBOSE,
)
# password 'abc'   password [abc]   {"key": "db.password", "value": "abc"}
_QUOTED = later(
    rf"""\b({_WORD}\s{{1,8}})
    (?:(['"])(?!\[password\ removed)[^'"\n]{{1,200}}\2 | \[(?!password\ removed)[^\]\s]{{1,200}}\])""",
    re.IGNORECASE | re.VERBOSE,
)
_PAIRED = later(
    rf"""((?<!\\)(?P<quote>\\*+")(?:key|name)(?P=quote)\s*:\s*(?P=quote)[\w.-]{{0,40}}{_WORD}[\w.-]{{0,24}}+(?P=quote)\s*,\s*
    (?P=quote)value(?P=quote)\s*:\s*(?P=quote))(?!\[password\ removed)[^"\\]*+(?:\\(?!\\*")[^"\\]*+)*+""",
    re.IGNORECASE | re.VERBOSE,
)

# One of these stands in every text in which one of the patterns finds something.
_HINTS = ("pass", "pwd", "secret", "-----", "://", "authorization", "jdbc:oracle", "-u")


def without_secrets(text: str) -> str:
    """Return the text with private keys and passwords replaced by a note that they were removed.

    >>> without_secrets("login root password=hunter2; done")
    'login root password=[password removed]; done'
    """
    text = without_private_keys(text)
    lower = text.lower()
    if text.isascii() and not any(hint in lower for hint in _HINTS):
        return text  # as nearly all log text; the patterns take twenty times as long
    return unmarked(_without_passwords(marked(text)))


def _without_passwords(text: str) -> str:
    text = _ASSIGNED.sub(_noted, text)
    text = _PAIRED.sub(rf"\1{PASSWORD_REMOVED}", text)
    text = _QUOTED.sub(lambda match: f"{match[1]}{match[2] or ''}{PASSWORD_REMOVED}{match[2] or ''}", text)
    return _ELSEWHERE.sub(rf"\g<name>{PASSWORD_REMOVED}", text)


def _noted(match: re.Match[str]) -> str:
    quote = match["listed"] or match["quote"] or match["single"] or match["escaped"] or ""
    return f"{match['name']}{quote}{PASSWORD_REMOVED}{quote}"

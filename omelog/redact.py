"""What never leaves in any output: private keys and passwords, even when a log holds one."""

import re

_KEY = re.compile(
    r"-----BEGIN (?P<kind>[A-Z ]*PRIVATE KEY(?: BLOCK)?)-----.*?(?:-----END (?P=kind)-----|\Z)", re.DOTALL
)
_WORD = "(?:password|passwd|passphrase|pwd)"
KEY_REMOVED = "[private key removed]"
PASSWORD_REMOVED = "[password removed]"  # noqa: S105 - the note, not a password
# password=…  "passwd": "…"  PWD: '…'  \"password\":\"…\" in JSON that stands in a string. A value in quotes ends with
# them (or with the text, if they are missing), one without at a blank or a separator.
_ASSIGNED = re.compile(
    rf"""
    (?P<name> {_WORD} \\*["']? \s*+ (?:=>?+|:) \s*+ (?! \\*["']?(?:\[password\ removed|null\b|true\b|false\b)) \[?\s*+)
    (?: (?P<quote>") (?:[^"\\]|\\.)*+ (?:"|\\?\Z)
      | (?P<single>') [^'\n]*+ '?
      | (?P<escaped>\\+["']) .*? (?:(?<!\\)(?P=escaped)|\Z)
      | [^\s"',;&}}\])<]+
    )""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
# <password>…</password>   --password …   scheme://user:…@host   Authorization: Basic …
_ELSEWHERE = re.compile(
    rf"""
    (?P<name> <[\w:-]{{0,40}}{_WORD}> | (?<![\w-])--?[\w-]{{0,40}}{_WORD}\s+(?!-)
      | \b[a-z][a-z0-9+]{{1,15}}://[^\s/:@"']{{0,200}}:(?=[^\s/@"']{{1,200}}@) | \bauthorization\W{{1,8}}basic\s+)
    (?!\[password\ removed) (?:(?<=>)[^<]*+ | (?<=:)[^\s/@"']+ | (?<=\s)[^\s"'\\]+)
    """,
    re.IGNORECASE | re.VERBOSE,
)

# One of these stands in every text in which one of the patterns finds something.
_HINTS = ("pass", "pwd", "-----begin", "://", "authorization")


def without_secrets(text: str) -> str:
    """Return the text with private keys and passwords replaced by a note that they were removed.

    >>> without_secrets("login root password=hunter2; done")
    'login root password=[password removed]; done'
    """
    if text.isascii() and not any(hint in text.lower() for hint in _HINTS):
        return text  # as nearly all log text; the patterns take twenty times as long
    if "-----BEGIN" in text:
        text = _KEY.sub(KEY_REMOVED, text)
    text = _ASSIGNED.sub(_noted, text)
    return _ELSEWHERE.sub(rf"\g<name>{PASSWORD_REMOVED}", text)


def _noted(match: re.Match[str]) -> str:
    quote = match["quote"] or match["single"] or match["escaped"] or ""
    return f"{match['name']}{quote}{PASSWORD_REMOVED}{quote}"

"""Private keys in text: whole, cut, wrapped, or without their first line."""

import base64
import re

KEY_REMOVED = "[private key removed]"

# A terminal, a mail program or a JSON string breaks a line within a word too.
_BREAK = r"(?:\s|\\+[nrt])*+"


def _wrapped(words: str) -> str:
    return _BREAK.join(re.escape(letter) for letter in words.replace(" ", ""))


_KIND = r"(?:[A-Z0-9\s]|\\+[nrt]){0,60}?"
_ARMOUR = re.compile(
    rf"-----{_BREAK}{_wrapped('BEGIN')}{_KIND}{_wrapped('PRIVATE KEY')}.*?"
    rf"(?:-----{_BREAK}{_wrapped('END')}{_KIND}{_wrapped('PRIVATE KEY')}"
    r"(?:\s+B(?:L(?:O(?:CK?)?)?)?(?![A-Z]))?-{0,5}|\Z)",
    re.DOTALL,
)
# A sequence of a small number (the version: PKCS#1, PKCS#8, SEC1, PKCS#12), or of a password-based encryption (PKCS#8).
# A certificate, a request, a public key and a signature begin otherwise.
_LENGTH = rb"(?:[\x00-\x7f]|\x81.|\x82..|\x83...)"
_KEY_DER = re.compile(
    rb"0"
    + _LENGTH
    + rb"(?:\x02\x01[\x00-\x03][\x02\x04\x30]|0"
    + _LENGTH
    + rb"\x06.\x2a\x86\x48\x86\xf7\x0d\x01(?:\x05|\x0c\x01))",
    re.DOTALL,
)
_PUTTY = re.compile(r"PuTTY-User-Key-File.*?(?:Private-(?:MAC|Hash):\s*[0-9a-fA-F]*|\Z)", re.DOTALL)
# Base 64 that begins as DER does, or as the format of OpenSSH.
_LETTER = r"(?:[A-Za-z0-9+/]|\\+/)"
_BODY = re.compile(
    rf"""
    (?: (?<![A-Za-z0-9+/]) | (?<=\\[nrt/]) ) (?: M[A-P] | b3BlbnNzaC1rZXkt )
    (?: {_LETTER} | = | \\+[nrt] | \s{{1,8}}+(?={_LETTER}{{16}}|{_LETTER}{{1,15}}=) )*+
    """,
    re.VERBOSE,
)
_NO_BASE64 = re.compile(r"\\+[nrt]?|[^A-Za-z0-9+/]")
_OPENSSH = "b3Bl"
_LOOKED_AT = 64  # characters: the beginning tells
_DER = re.compile("M[A-P]")  # by itself it is found ten times as fast as beside other words


def without_private_keys(text: str) -> str:
    """Return the text with a note in place of each private key.

    A key that is cut off is taken to reach to the end of the text.
    """
    if "-----" in text:
        text = _ARMOUR.sub(KEY_REMOVED, text)
    if "PuTTY-User-Key" in text:
        text = _PUTTY.sub(KEY_REMOVED, text)
    return _BODY.sub(_noted, text) if _OPENSSH in text or _DER.search(text) else text


def _noted(match: re.Match[str]) -> str:
    return KEY_REMOVED if _begins_key(match[0]) else match[0]


def _begins_key(body: str) -> bool:
    """Tell whether Base 64 begins as a private key, with or without a password, or as a file that holds one."""
    letters = _NO_BASE64.sub("", body[: 2 * _LOOKED_AT])[:_LOOKED_AT]
    if letters.startswith(_OPENSSH):
        return True
    der = base64.b64decode(letters[: len(letters) // 4 * 4])
    return _KEY_DER.match(der) is not None

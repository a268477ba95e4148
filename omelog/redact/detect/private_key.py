"""Private keys: PEM whole or cut, Base64 or hex that begins as one does, PuTTY, JSON web keys, dumps of openssl.

Only armour of a PRIVATE KEY kind is a key: certificates, requests, public keys and other Base64 stay.
"""

import base64
import binascii
import re
from collections.abc import Container, Iterator

from omelog.redact.detect import Detector, Found

NOTE = "[private key removed]"
# A terminal, a mail program or a form breaks a line within a word too, and writes a blank as a plus sign.
_BREAK = r"[\s+]*+"


def _wrapped(words: str) -> str:
    return _BREAK.join(re.escape(letter) for letter in words.replace(" ", ""))


_KIND = r"[A-Z0-9\s+]{0,60}?"
_BLOCK = r"(?:[\s+]+B(?:L(?:O(?:CK?)?)?)?(?![A-Z]))?"
_ARMOUR = re.compile(
    rf"-{{4,5}}{_BREAK}(?:(?P<begin>{_wrapped('BEGIN')})|{_wrapped('END')}){_KIND}{_wrapped('PRIVATE KEY')}"
    rf"{_BLOCK}(?:[\s+]?-{{1,5}})?"
)
_OTHER_ARMOUR = re.compile(
    r"-----BEGIN (?![A-Z0-9 ]{0,40}PRIVATE)[A-Z0-9 ]{1,40}-----.*?(?:-----END [A-Z0-9 ]{1,40}-----|\Z)", re.DOTALL
)
_PUTTY = re.compile(r"PuTTY-User-Key-File.*?(?:Private-(?:MAC|Hash):\s*[0-9a-fA-F]*|\Z)", re.DOTALL)
# Base64 that begins as DER does, as the format of OpenSSH, or as a Java key store.
_BEGINS = re.compile(r"(?<![A-Za-z0-9+/])(?:M[A-P]|b3BlbnNzaC1rZXkt|/u3\+7Q|zs7Ozg|LS0tLS1CRUdJTi)")
_DER = re.compile("M[A-P]")  # by itself it is found ten times as fast as beside other words
_NAMED = ("b3Bl", "/u3+7", "zs7Oz")
_PEM = "LS0tLS1CRUdJTi"  # Base64 of -----BEGIN
_OF_URL = re.compile(r"(?<![\w-])M[A-P](?=[A-Za-z0-9]{0,400}[_-])[\w-]{40,}+")
_ENCRYPTED = re.compile(r"DEK-Info:[ ]?[\w-]{1,30},[0-9A-Fa-f]{8,64}")
# A sequence of a small number (the version: PKCS#1, PKCS#8, SEC1, PKCS#12), or of a password-based encryption (PKCS#8).
# A certificate, a request, a public key and a signature begin otherwise.
_LENGTH = rb"(?:[\x00-\x80]|\x81.|\x82..|\x83...)"
_INDEFINITE = 0x80  # as length: the end is told by two zeros
_KEY_DER = re.compile(
    rb"0"
    + _LENGTH
    + rb"(?:\x02\x01[\x00-\x03][\x02\x04\x30]|0"
    + _LENGTH
    + rb"\x06.\x2a\x86\x48\x86\xf7\x0d\x01(?:\x05|\x0c\x01))",
    re.DOTALL,
)
_HEX = re.compile(r"30[\s:]?(?:8[0-3]|[2-7][0-9A-Fa-f][\s:]?02[\s:]?01[\s:]?0[0-3])(?>(?:[\s:]?[0-9A-Fa-f]{2}){24,})")
# What parts the lines of a key that is written as several strings.
_PARTED = re.compile(r"""[\s"',\\\[\]+|>]{0,16}""")
_ENDS_LINE, _BEGINS_LINE = re.compile("[\n\r\"']"), re.compile("[\n\"']")
_TOKEN = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_LINE = re.compile(r"(?<![A-Za-z0-9+/=_.$-])[A-Za-z0-9+/]{40,}+={0,2}(?![A-Za-z0-9+/=_.$-])")
_SHORT = re.compile(
    r"(?<![A-Za-z0-9+/=_.$-])(?:[A-Za-z0-9+/]{4}){4,9}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?(?![A-Za-z0-9+/=_.$-])"
)
_ALONE = re.compile(r"(?:\A|(?<= - ))\s*(?P<value>[A-Za-z0-9+/]{2,}={0,2})\s*\Z")
# The last line may be short. A word has no digit in it and no capital after a small letter.
_IS_LAST = re.compile(r"(?=[A-Za-z]*(?:[0-9+/=]|[a-z][A-Z]))(?:[A-Za-z0-9+/]{4}){0,15}[A-Za-z0-9+/]{2,4}={0,2}\Z")
_LAST = re.compile(
    r"""[ \t,\\]*["'\n\r][\s"',\\]{0,16}(?=[A-Za-z]*(?:[0-9+/=]|[a-z][A-Z]))[A-Za-z0-9+/]{2,39}={0,2}(?=\s|["']|\Z)"""
)
_HEAD = 64  # letters, which tell a key
_SHORTEST = 16  # letters of a line that is told by what is in it
_WEB_KEY = re.compile(r"""["'](?:d|p|q|dp|dq|qi|k|oth)["']\s{0,4}:\s{0,4}["'](?P<value>[\w+/=-]{8,})""")
_XML_KEY = re.compile(r"<(?:\w{1,20}:)?(?:D|P|Q|DP|DQ|InverseQ)>(?P<value>[A-Za-z0-9+/=\s]{16,}+)</")
_DUMP = re.compile(
    r"\b(?:privateExponent|prime[12]|exponent[12]|coefficient|priv):\s{0,8}(?P<value>[0-9a-fA-F]{2}(?:[:\s]{0,12}[0-9a-fA-F]{2}(?![0-9a-zA-Z]))+)"
)


def find(text: str) -> Iterator[Found]:
    """Yield the private keys in a text; one without an end is taken to reach to the end of the text."""
    if "----" in text:
        yield from _armoured(text)
    if "PuTTY-User-Key" in text:
        yield from (Found(*match.span()) for match in _PUTTY.finditer(text))
    yield from (Found(start, end) for start, end, _ in _encoded(text))
    yield from (Found(*match.span()) for match in _HEX.finditer(text) if _is_hex_key(match))
    yield from _encoded_otherwise(text)
    if "kty" in text:
        yield from (Found(*match.span("value")) for match in _WEB_KEY.finditer(text))
    if "Modulus>" in text:
        yield from (Found(*match.span("value")) for match in _XML_KEY.finditer(text))
    if "xponent" in text or "priv:" in text:
        yield from (Found(*match.span("value")) for match in _DUMP.finditer(text))


def _encoded_otherwise(text: str) -> Iterator[Found]:
    """Find keys in Base64 of URLs, and encrypted ones, whose own header tells them."""
    for match in _OF_URL.finditer(text) if _DER.search(text) else ():
        if _key_size(match[0][:_HEAD].replace("-", "+").replace("_", "/")) is not None:
            yield Found(*match.span())
    for match in _ENCRYPTED.finditer(text) if "DEK-Info" in text else ():
        token = _TOKEN.search(text, match.end())
        if token and _is_line(token[0]) and _PARTED.fullmatch(text, match.end(), token.start()):
            yield Found(token.start(), _run(text, token.start())[1])


def is_split(text: str) -> bool:
    """Return whether a text holds a part of a key whose other part stands elsewhere: in another string, or record."""
    open_ = False
    for match in _ARMOUR.finditer(text) if "----" in text else ():
        if match["begin"] is None and not open_:
            return True
        open_ = match["begin"] is not None
    return open_ or any(not whole for _, _, whole in _encoded(text))


def pieces(key: str) -> Iterator[str]:
    """Yield the lines of a key as they would stand by themselves: Base64, and the lines of its armour."""
    yield from (token[0] for token in _TOKEN.finditer(key) if not token[0].isalpha() or _is_line(token[0]))
    yield from (match[0] for match in _ARMOUR.finditer(key))


def pieces_in(text: str, pieces: Container[str]) -> Iterator[Found]:
    """Yield where a text holds pieces of a key that another text told."""
    if text.strip() in pieces:
        yield Found(0, len(text))
        return
    for token in _TOKEN.finditer(text):
        if len(token[0]) >= _SHORTEST and token[0] in pieces:
            yield Found(*token.span())


def lines(text: str) -> Iterator[Found]:
    """Yield what looks like lines of a key, outside of other armour: where a key is split, they are its lines."""
    if (alone := _ALONE.search(text)) and (_IS_LAST.match(alone["value"]) or _is_line(alone["value"])):
        yield Found(*alone.span("value"))
    others = [match.span() for match in _OTHER_ARMOUR.finditer(text)] if "-----BEGIN" in text else []
    for match in (*_LINE.finditer(text), *_SHORT.finditer(text)):
        if _is_line(match[0]) and not any(start <= match.start() < end for start, end in others):
            last = _LAST.match(text, match.end())
            yield Found(match.start(), last.end() if last else match.end())


def _armoured(text: str) -> Iterator[Found]:
    begin, done = None, 0
    for match in _ARMOUR.finditer(text):
        if match["begin"] is not None:
            begin = match.start() if begin is None else begin
        else:
            yield Found(_body_before(text, done, match.start()) if begin is None else begin, match.end())
            begin, done = None, match.end()
    if begin is not None:
        yield Found(begin, len(text))


def _body_before(text: str, low: int, end: int) -> int:
    """Return where the body begins that an END without its BEGIN ends."""
    start, is_last = end, True
    for token in reversed([*_TOKEN.finditer(text, low, end)]):
        between = text[token.end() : start]
        is_alone = _ENDS_LINE.match(between) and (token.start() == low or _BEGINS_LINE.match(text[token.start() - 1]))
        if not _PARTED.fullmatch(between) or not (is_last or is_alone or _is_line(token[0])):
            break
        start, is_last = token.start(), False
    return start


def _is_line(token: str) -> bool:
    """Distinguish Base64 from words and paths: it has capitals, small letters and digits, and few slashes."""
    return (
        len(token) >= _SHORTEST
        and any(sign.isdigit() or sign == "+" for sign in token)
        and token.lower() != token != token.upper()
        and token.count("/") <= 1 + len(token) // 16
    )


def _encoded(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield Base64 that begins as a key does: start, end, and whether it is all there."""
    done = 0
    for match in _BEGINS.finditer(text) if _DER.search(text) or any(name in text for name in (*_NAMED, _PEM)) else ():
        if match.start() < done:
            continue
        size = _key_size(_run(text, match.start(), _HEAD)[0][:_HEAD])
        if size is not None:
            letters, end = _run(text, match.start())
            done = _end_of(text, match.start(), size) or end
            yield match.start(), done, bool(size) and len(letters) >= size


def _run(text: str, start: int, enough: int | None = None) -> tuple[str, int]:
    """Gather the letters of Base64 that goes on over line ends and strings."""
    parts: list[str] = []
    end = start
    for token in _TOKEN.finditer(text, start):
        if parts and not (_PARTED.fullmatch(text, end, token.start()) and (_is_line(token[0]) or "=" in token[0])):
            break
        parts.append(token[0] if enough is None else token[0][: enough + 2])
        end = token.end()
        if "=" in token[0] or (enough is not None and sum(map(len, parts)) >= enough):
            break
    return "".join(parts), end


def _end_of(text: str, start: int, size: int) -> int | None:
    """Return where so many letters of Base64 end; None if they are not all there, or there is no telling."""
    end = start
    for token in _TOKEN.finditer(text, start) if size else ():
        if end > start and not _PARTED.fullmatch(text, end, token.start()):
            return None
        size -= len(token[0])
        end = token.end()
        if size <= 0:
            return end
    return None


def _key_size(letters: str) -> int | None:
    """Return how many letters the whole key has, 0 if it does not say; None if this is no key."""
    if letters.startswith(_NAMED):
        return 0
    letters = letters.rstrip("=")
    head = base64.b64decode(letters[: len(letters) // 4 * 4])
    if head.startswith(b"-----BEGIN") and b"PRIVATE KEY" in head:
        return 0
    if _KEY_DER.match(head) is None:
        return None
    length, more = head[1], 0
    if length == _INDEFINITE:
        return 0
    if length > _INDEFINITE:  # so many bytes of length follow
        more = length - _INDEFINITE
        length = int.from_bytes(head[2 : 2 + more])
    return -(-(2 + more + length) // 3) * 4


def _is_hex_key(match: re.Match[str]) -> bool:
    if match.start() and match.string[match.start() - 1].isalnum():
        return False
    digits = re.sub(r"[\s:]", "", match[0][:200])
    return _KEY_DER.match(binascii.unhexlify(digits[: len(digits) // 2 * 2])) is not None


DETECTOR = Detector(
    kind="private-key",
    title="Private keys: PEM, DER as Base64 or hex, PKCS#12, Java key stores, OpenSSH, PuTTY, PGP, JSON web keys, XML",
    goes="none",
    example="-----BEGIN PRIVATE KEY-----…",
    find=find,
    rank=10,
    note=NOTE,
)

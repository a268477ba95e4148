"""Distinguished names: decoded one string at a time, shown, and compared as RFC 5280 7.1 says."""

import functools
import unicodedata
from collections.abc import Iterator

from cryptography.hazmat import asn1
from cryptography.x509.oid import NameOID
from msgspec import Struct

from omelog.chain.structures import Attribute

_REMEMBERED = 4096  # names: an issuer is named by all that it issued
_COMMON_NAME = NameOID.COMMON_NAME.dotted_string
_CODECS = {0x0C: "utf-8", 0x12: "ascii", 0x13: "ascii", 0x14: "ascii", 0x16: "ascii", 0x1A: "ascii", 0x1C: "utf-32-be"}
_CODECS[0x1E] = "utf-16-be"
_SHORT = {
    "2.5.4.3": "CN",
    "2.5.4.5": "serialNumber",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "0.9.2342.19200300.100.1.25": "DC",
    "0.9.2342.19200300.100.1.1": "UID",
    "1.2.840.113549.1.9.1": "emailAddress",
}


@asn1.sequence
class _Wrapper:
    inside: asn1.TLV


@asn1.sequence
class _Wrapped:
    inside: list[asn1.SetOf[Attribute]]


class Name(Struct, frozen=True, kw_only=True):
    """A distinguished name: as text, folded for comparison, and its common names."""

    text: str
    folded: tuple[frozenset[tuple[str, str]], ...]
    common_names: tuple[str, ...]

    @property
    def short(self) -> str:
        """The common name, or the whole name where there is none."""
        return next((name for name in reversed(self.common_names) if name.strip()), self.text or "(empty name)")


def read(name: asn1.TLV) -> Name:
    """Read a name. Raises ValueError if it is no name."""
    return _read(asn1.encode_der(_Wrapper(inside=name)))


@functools.lru_cache(_REMEMBERED)
def _read(wrapped: bytes) -> Name:
    parts = asn1.decode_der(_Wrapped, wrapped).inside
    levels = [[_pair(attribute) for attribute in part.as_list()] for part in parts]
    return Name(
        text=",".join("+".join(_shown(oid, text, key) for oid, text, key in level) for level in reversed(levels)),
        folded=tuple(frozenset((oid, key) for oid, _, key in level) for level in levels),
        common_names=tuple(text for level in levels for oid, text, _ in level if oid == _COMMON_NAME),
    )


def _pair(attribute: Attribute) -> tuple[str, str, str]:
    """Return the kind of an attribute, its text, and the text that it is compared by."""
    raw, tag = bytes(attribute.value.data), attribute.value.tag_bytes[0]
    try:
        text = raw.decode(_CODECS[tag])
    except (KeyError, UnicodeDecodeError):
        return attribute.oid.dotted_string, raw.decode("ascii", "backslashreplace"), f"\0{tag}:{raw.hex()}"
    return attribute.oid.dotted_string, text, _fold(text)


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _shown(oid: str, text: str, key: str) -> str:
    """Write an attribute as RFC 4514 does; what could not be decoded is escaped already."""
    text = text if key.startswith("\0") else "".join(_escaped(text))
    return f"{_SHORT.get(oid, oid)}={text}"


def _escaped(text: str) -> Iterator[str]:
    for letter in text:
        yield f"\\{letter}" if letter in ',+"\\<>;' else letter

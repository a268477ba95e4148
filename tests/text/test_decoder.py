"""Bytes that are not UTF-8: read one by one, as Windows-1252."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omelog.records.decoder import as_utf8


@pytest.mark.parametrize(
    ("data", "text", "others"),
    [
        ("Zürich".encode(), "Zürich", 0),
        ("Fehler f\xfcr \u20ac".encode("cp1252"), "Fehler für €", 2),
        (b"a\x81b", "a\N{REPLACEMENT CHARACTER}b", 1),  # one of the five that Windows-1252 lacks
        ("é".encode() + b"\xe9", "éé", 1),
        (b"\xed\xa0\x80x", "\N{REPLACEMENT CHARACTER}x", 3),
        (b"\xe2\x82", "\u00e2\u201a", 2),  # a character that was cut off
    ],
)
def test_bytes_are_read(data: bytes, text: str, others: int) -> None:
    assert as_utf8(data) == (text.encode(), others)


@given(st.binary())
def test_whatever_the_bytes_the_text_is_utf8(data: bytes) -> None:
    text, others = as_utf8(data)
    assert (text == data) == (others == 0)
    assert as_utf8(text) == (text, 0)

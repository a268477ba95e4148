"""The bytes of a log to text: UTF-16 however its chunks come, and plain text that was written behind it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from omelog.bundle.text import to_text

LINE = "[INFO] 2024-01-25 10:00:00.000 [main] JobController - Zürich: 中文 job 4711 done\n"
PLAIN = "[INFO] 2024-01-25 10:00:01.000 [main] JobController - a line that another program wrote, at some length\n"


def read(data: bytes, size: int) -> str:
    return b"".join(to_text(data[start : start + size] for start in range(0, len(data), size))).decode()


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 9), st.sampled_from(["utf-16-le", "utf-16-be"]), st.booleans(), st.integers(1, 400))
def test_utf16_is_the_same_in_all_chunks(count: int, encoding: str, mark: bool, size: int) -> None:
    text = LINE * count
    assert read((("\ufeff" if mark else "") + text).encode(encoding), size) == text


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 5), st.sampled_from(["utf-16-le", "utf-16-be"]), st.integers(1, 400), st.booleans())
def test_plain_text_behind_utf16_is_read(count: int, encoding: str, size: int, more: bool) -> None:
    behind = LINE * count if more else ""
    data = (LINE * count).encode(encoding) + (PLAIN * count).encode() + behind.encode(encoding)
    assert read(data, size).count("\n") >= 2 * count
    assert all(line in read(data, size) for line in (LINE, PLAIN.strip()[1:-1]))

"""A reading that was stored is judged just as the one that was not."""

import io
from pathlib import Path

import pytest
from bundles import EVENING, LOG, MORNING, zipped
from hostile import broken
from hypothesis import given, settings
from hypothesis import strategies as st
from make_samples import CHAIN, chain_error, filler
from msgspec import structs
from places import SAMPLES

from omelog.analysis import Analyzer, Settings
from omelog.analysis.stored import dump, load
from omelog.bundle import Source, discover
from omelog.causes import load as load_catalogue
from omelog.limits import Limits
from omelog.model.cause import Catalogue
from omelog.records import holds_records

ERROR = chain_error("2024-01-25 10:00:00.000", CHAIN)
RECORDS = (
    filler("2024-01-25 09:00:00", 2),
    ERROR,
    ERROR.replace("SSLController", "OtherController"),
    chain_error("2024-01-25 11:00:00.000", "something new\\ud800 \ud7ff\U0001f600"),
    ERROR[: len(ERROR) // 2] + "\n",
    ERROR.replace("2024-01-25", "2024-99-25"),
    ERROR.replace(" - ", "\n - ", 1),
    "no record\n",
)
STDIN = Source("standard input", "-", "stdin")
ANALYZER = Analyzer(Settings(load_catalogue()))


def is_same_after_storing(source: Source, data: bytes = b"") -> bool:
    """Judge a source from memory and from bytes; tell whether it could be stored."""
    reading = ANALYZER.read(source, io.BytesIO(data))
    stored = dump(reading)
    if stored is None:
        return False
    again = load(stored)
    assert again is not None
    assert list(ANALYZER.judged(source, again)) == list(ANALYZER.judged(source, reading))
    assert dump(again) == stored
    return True


def test_samples() -> None:
    sources = discover([str(SAMPLES)], holds_records).sources
    assert all(is_same_after_storing(source) for source in sources)
    assert len(sources) > 5


def test_broken_and_forged_archives() -> None:
    stored = {case.name: is_same_after_storing(STDIN, case.make()) for case in broken()}
    assert all(stored.values()), stored


@settings(deadline=None)  # the first one imports pandas
@given(st.lists(st.sampled_from(RECORDS), max_size=6), st.integers(0, 400), st.booleans())
def test_whatever_a_log_holds(records: list[str], cut: int, split: bool) -> None:
    text = "".join(records).encode("utf-8", "replace")
    if not split:
        assert is_same_after_storing(STDIN, text[: len(text) - cut])
        return
    half = len(text) // 2
    assert is_same_after_storing(STDIN, zipped({f"{LOG}.1": text[:half], LOG: text[half:]})[: -cut or None])


def test_records_with_a_password_are_not_stored() -> None:
    secret = chain_error("2024-01-25 10:00:00.000", "password=hunter2")
    assert not is_same_after_storing(STDIN, zipped({LOG: secret.encode()}))
    thread = chain_error("2024-01-25 10:00:00.000", CHAIN).replace("[ajp-nio", "[password=hunter2")
    assert not is_same_after_storing(STDIN, zipped({LOG: thread.encode()}))


def test_what_another_attempt_may_change_is_not_stored(tmp_path: Path) -> None:
    assert not is_same_after_storing(Source("gone.zip", "gone.zip", "missing", tmp_path / "gone.zip"))
    folder = Source("folder", "folder", "file", tmp_path)
    assert not is_same_after_storing(folder)


def test_too_large_for_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omelog.analysis.stored._MOST", 10)
    assert dump(ANALYZER.read(STDIN, io.BytesIO(MORNING.encode()))) is None


def test_another_catalogue_judges_the_same_reading(catalogue: Catalogue) -> None:
    stored = dump(ANALYZER.read(STDIN, io.BytesIO(EVENING.encode())))
    assert stored is not None
    reading = load(stored)
    assert reading is not None
    cause = catalogue.causes["invalid-csr-key"]
    other = structs.replace(cause, match=structs.replace(cause.match, argument="something else"))
    changed = Settings(structs.replace(catalogue, causes=catalogue.causes | {cause.slug: other}), Limits())
    assert [one.totals for one in ANALYZER.judged(STDIN, reading)] == [{"invalid-csr-key": 1}]
    assert [one.totals for one in Analyzer(changed).judged(STDIN, reading)] == [{"unknown": 1}]


@pytest.mark.parametrize("data", [b"", b"junk", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_bytes_that_are_no_reading(data: bytes) -> None:
    assert load(data) is None

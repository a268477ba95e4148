"""What bundles are called: by the input that they lie in, whatever else is given."""

from pathlib import Path

import pytest
from bundles import EVENING, LOG, MORNING, NOON, written, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omelog.bundle import discover
from omelog.records import holds_records

ZIP = zipped({LOG: NOON.encode()})


def names(*inputs: Path | str) -> list[str]:
    return [source.name for source in discover(map(str, inputs), holds_records).sources]


@pytest.mark.parametrize("inside", ["", "ome_logs", "case/17/ome_logs"])
def test_a_folder_with_one_root_bears_its_own_name(tmp_path: Path, inside: str) -> None:
    """Also beside what is neither archive nor log, and however the folder is written."""
    written(tmp_path / "alpha" / inside / LOG, MORNING)
    written(tmp_path / "alpha" / "readme.txt", "nothing")
    written(tmp_path / "beta" / inside / LOG, EVENING)
    assert names(tmp_path / "alpha", tmp_path / "beta") == ["alpha", "beta"]
    assert names(tmp_path / "alpha") == ["alpha"]
    for other in (f"{tmp_path}/alpha/", f"{tmp_path}/alpha/.", f"{tmp_path}/beta/../alpha"):
        assert names(other) == ["alpha"]


def test_a_point_is_named_by_the_folder_that_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "alpha" / LOG, MORNING)
    (tmp_path / "alpha" / "deeper").mkdir()
    (tmp_path / "latest").symlink_to("alpha")
    monkeypatch.chdir(tmp_path / "alpha")
    assert names(".") == ["alpha"]
    monkeypatch.chdir("deeper")
    assert names("..") == ["alpha"]
    assert names(tmp_path / "latest") == ["latest"]


def test_other_folders_name_what_they_hold_by_its_path(tmp_path: Path) -> None:
    written(tmp_path / "share" / "unpacked" / LOG, MORNING)
    written(tmp_path / "share" / "case1.zip", ZIP)
    assert names(tmp_path / "share") == ["case1.zip", "unpacked"]
    written(tmp_path / "single" / "case2.zip", ZIP)
    assert names(tmp_path / "single") == ["case2.zip"]


def test_what_lies_in_a_root_is_of_that_bundle(tmp_path: Path) -> None:
    written(tmp_path / "share" / LOG, MORNING)
    written(tmp_path / "share" / "inner.zip", ZIP)
    written(tmp_path / "share" / "usr" / "tomcat" / "readme.txt", "nothing")
    assert names(tmp_path / "share") == ["share"]


def test_a_root_in_a_root_is_a_bundle_too(tmp_path: Path) -> None:
    written(tmp_path / "share" / LOG, MORNING)
    written(tmp_path / "share" / "backup" / LOG, EVENING)
    assert names(tmp_path / "share") == ["backup", "share"]


TREES = st.lists(
    st.lists(st.sampled_from(["a", "b", "tomcat", "case.zip", "application.log", "x.txt"]), min_size=1, max_size=4).map(
        "/".join
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TREES, TREES)
def test_a_name_depends_on_its_own_input_alone(
    tmp_path_factory: pytest.TempPathFactory, one: list[str], other: list[str]
) -> None:
    top = tmp_path_factory.mktemp("names")
    for folder, paths in (("one", one), ("other", other)):
        (top / folder).mkdir()
        for path in paths:
            _put(top / folder / path)
    together = names(top / "one", top / "other")
    assert together == [*names(top / "one"), *names(top / "other")]
    (top / "other").rename(top / "third")
    assert names(top / "one", top / "third")[: len(names(top / "one"))] == names(top / "one")


def _put(path: Path) -> None:
    """Write what the name says, unless a file or folder of the tree is in the way."""
    try:
        written(path, ZIP if path.suffix == ".zip" else MORNING if path.suffix == ".log" else "nothing")
    except OSError:
        return

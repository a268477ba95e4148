"""What `triage --redact` writes is what `render --redact` makes of the report that `triage` wrote."""

import json
from pathlib import Path

import make_samples as make
import msgspec
import pytest
from bundles import EVENING, LOG, MORNING, NOON, written, zipped
from hypothesis import given
from hypothesis import strategies as st
from inside import omelog
from own_causes import OWN_CAUSE

from omelog.redact import Profile, redacted
from omelog.redact.paths import source_name
from omelog.report import format_names, render
from omelog.saved import read

KEY = b"0123456789abcdef0123456789abcdef"
FORMATS = [part for name in format_names() for part in ("-f", name)]


def named(*names: str) -> bytes:
    """Return a log in which hosts, addresses and people are named."""
    texts = [f"user {name} from host {name.upper()} and {name}.example.com (192.0.2.{len(name)})" for name in names]
    errors = [make.chain_error(f"2024-01-25 09:0{number}:00.000", text) for number, text in enumerate(texts)]
    return (MORNING + "".join(errors) + EVENING).encode()


def one_archive(folder: Path) -> list[str]:
    """Put down a migration in one archive: source and target side by side."""
    both = zipped({
        f"source-omea.example.com/{LOG}": named("omea", "omeb"), f"target-omeb/{LOG}": named("omeb", "omea"),
    })  # fmt: skip
    written(folder / "SR-4711" / "omea.example.com.zip", both)
    return ["SR-4711/omea.example.com.zip"]


def many(folder: Path) -> list[str]:
    """Put down several bundles: in cases, of one name, damaged, missing, with several roots, as a folder."""
    one_archive(folder / "in")
    written(folder / "in" / "acme" / "omec.example.com.zip", zipped({LOG: named("omec")}))
    written(folder / "in" / "acme" / "source" / "bundle.zip", zipped({LOG: NOON.encode()})[:-400])
    written(folder / "in" / "acme" / "target" / "bundle.zip", zipped({f"omed/{LOG}": named("omed")}))
    inner = zipped({LOG: named("omee"), f"omef/{LOG}": named("omef")})
    written(folder / "in" / "globex" / "outer.zip", zipped({"inner.zip": inner, f"other/{LOG}": named("omeg")}))
    written(folder / "in" / "extracted" / LOG, named("omeh"))
    written(folder / "in" / "empty.zip", zipped({"readme-omei.example.com.txt": b"nothing"}))
    written(folder / "in" / "notes.odt", b"nothing")
    return ["in", "in/globex/outer.zip", "omej.example.com.zip"]


def as_one_bundle(folder: Path) -> list[str]:
    """Put down one archive with one root."""
    written(folder / "omek.example.com.zip", zipped({LOG: named("omek")}))
    return ["omek.example.com.zip"]


@pytest.mark.parametrize("given", [one_archive, many, as_one_bundle])
def test_triage_and_render_redact_alike(tmp_path: Path, given: object) -> None:
    assert callable(given)
    inputs = [*given(tmp_path), "--store", "none", *FORMATS]
    omelog("triage", *inputs, "-o", "plain", cwd=tmp_path)
    saved = read((tmp_path / "plain" / "report.json").read_bytes())
    profiles: list[Profile] = ["customer", "share", "strict"]
    for profile in profiles:
        omelog("triage", *inputs, "--redact", profile, "--redact-map", "map.json", "-o", profile, cwd=tmp_path)
        folder = tmp_path / profile
        written_files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        generated = read((folder / "report.json").read_bytes()).generated
        shown = redacted(msgspec.structs.replace(saved, generated=generated), profile)
        files = {path: data for name in format_names() for path, data in render(shown.report, name).items()}
        assert set(files) == set(written_files)
        different = [path for path, data in files.items() if written_files[path].read_bytes() != data]
        assert different == []
        assert json.loads((tmp_path / "map.json").read_bytes())["bundles"] == shown.mapping


def test_the_command_renders_what_triage_wrote(tmp_path: Path) -> None:
    inputs = [*one_archive(tmp_path), "--store", "none", "-f", "json"]
    key: list[str | Path] = ["--redact", "share", "--redact-key", written(tmp_path / "key", KEY)]
    omelog("triage", *inputs, "-o", "plain", cwd=tmp_path)
    omelog("triage", *inputs, *key, "--redact-map", "one.json", "-o", "redacted", cwd=tmp_path)
    rendered = ["-f", "json", "-f", "text", "-o", "rendered", "--redact-map", "two.json"]
    assert omelog("render", "plain/report.json", *rendered, *key, cwd=tmp_path).code == 0
    reports = [read((tmp_path / folder / "report.json").read_bytes()) for folder in ("redacted", "rendered")]
    assert msgspec.structs.replace(reports[0], generated="") == msgspec.structs.replace(reports[1], generated="")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_a_cause_of_ones_own_is_known_where_it_was_found(tmp_path: Path) -> None:
    """Its texts stay under strict, whoever redacts; those of another that was not found do not."""
    for slug in ("ours", "theirs"):
        argument = f"The {slug} words of nobody else."
        match = f'[match]\nloggers = ["SSLController"]\nmessage_id = "CGEN1008"\nargument = "{argument}"'
        records = [make.chain_error("2024-01-25 09:00:00.000", one) for one in (argument, "Something else.")]
        text = OWN_CAUSE.format(slug=slug, match=match, record=records[0], miss=records[1])
        written(tmp_path / "causes" / f"{slug}.toml", text)
    log = make.chain_error("2024-01-25 09:00:00.000", "The ours words of nobody else.")
    written(tmp_path / "case.zip", zipped({LOG: f"{log}\nThe theirs words of nobody else.\n".encode()}))
    inputs = ["case.zip", "--causes", "causes", "-f", "json"]
    omelog("triage", *inputs, "-o", "plain", cwd=tmp_path)
    omelog("triage", *inputs, "--redact", "strict", "-o", "strict", cwd=tmp_path)
    saved, strict = (read((tmp_path / folder / "report.json").read_bytes()) for folder in ("plain", "strict"))
    assert redacted(saved, "strict").report.bundles == strict.bundles
    raw = strict.bundles[0].findings[0].raw
    assert "The ours words" in raw
    assert "theirs" not in raw


def test_cases_that_only_roots_tell_keep_different_numbers(tmp_path: Path) -> None:
    for name in ("one", "two"):
        roots = {f"SR-{name}-{root}/{LOG}": named("omea") for root in "ab"}
        written(tmp_path / "in" / f"{name}.zip", zipped(roots))
    omelog("triage", "in", "--case-from", "SR-[a-z-]+", "--redact", "share", "-o", "out", cwd=tmp_path)
    cases = [bundle.case for bundle in read((tmp_path / "out" / "report.json").read_bytes()).bundles]
    assert len({*cases}) == 4
    assert all(case and case.startswith("case-") for case in cases)


def test_a_bundle_that_is_named_by_its_host_calls_it_so_inside(tmp_path: Path) -> None:
    written(tmp_path / "in" / "omea.example.com.zip", zipped({LOG: named("omeb", "omea")}))
    written(tmp_path / "in" / "omeb.example.com.zip", zipped({LOG: named("omeb", "omea")}))
    omelog("triage", "in", "--redact", "share", "-o", "out", cwd=tmp_path)
    bundles = read((tmp_path / "out" / "report.json").read_bytes()).bundles
    assert [bundle.name for bundle in bundles] == ["host-1.zip", "host-2.zip"]
    first, second = ([finding.message_args[0] for finding in bundle.findings] for bundle in bundles)
    assert "host-1 (" in first[2]
    assert "host-2 (" in second[1]


WORDS = st.sampled_from(["a", "both.zip", "x (2)", "source", "ome-1.example.com.zip", "b c"])


@given(st.lists(WORDS, min_size=1, max_size=3), st.lists(WORDS, max_size=2), st.integers(1, 3))
def test_the_source_of_a_root_is_told_by_where_it_lies(below: list[str], root: list[str], number: int) -> None:
    for path in (f"/srv/{'/'.join(below)}", "/".join(below)):
        name = "/".join(below) if number == 1 else f"{'/'.join(below)} ({number})"
        assert source_name("/".join([name, *root]), path) in (name, "/".join([name, *root]))
        assert source_name(name, path) == name
    assert source_name("/".join(["standard input", *root]), "-") == "standard input"

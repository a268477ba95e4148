"""Input that nobody can read, through the command line: one clear line, the right exit code, no traceback."""

import json
import os
import random
import re
from collections.abc import Callable
from pathlib import Path

import make_samples as make
import pytest
from bundles import EVENING, LOG, MORNING, written, zipped
from running import Run, omelog, report

RANDOM = random.Random(20240125).randbytes(5000)  # noqa: S311 - any bytes will do
CUT_JSON = make.chain_error("2024-01-25 12:00:00.000", make.EKU)[:420] + "\n" + make.filler("2024-01-25 13:00:00", 3)
NO_JSON = make.header("2024-01-25 12:00:00.000") + 'uploadNewCertificateChain(): Error: {"error" = yes}\n'
BAD_BYTES = make.chain_error("2024-01-25 12:00:00.000", make.EKU).encode().replace(b"Retry", b"R" + b"\xe9" * 60)

REJECTED: dict[str, tuple[str, bytes, str, str]] = {
    "random bytes": ("bundle.zip", RANDOM, "is binary data of no known kind", "give a zip, a folder or a log file"),
    "HTML page": ("bundle.zip", b"<!DOCTYPE html>\n<html><body>Log in", "is an HTML page", "while logged in"),
    "7z": ("bundle.zip", b"7z\xbc\xaf\x27\x1c\0\x04" + RANDOM, "is a 7z archive", "pack it again"),
    "RAR": ("bundle.rar", b"Rar!\x1a\x07\x01\0" + RANDOM, "is a RAR archive", "pack it again"),
    "RAR 4": ("bundle.rar", b"Rar!\x1a\x07\0" + RANDOM, "is a RAR archive", "pack it again"),
    "xz": ("bundle.xz", b"\xfd7zXZ\0" + RANDOM, "the xz stream is corrupt", "transfer the bundle again"),
    "cabinet": ("bundle.cab", b"MSCF\0\0\0\0" + RANDOM, "is a Windows cabinet", "pack it again"),
    "part of a split zip": ("bundle.z01", b"PK\x07\x08" + RANDOM, "is one part of a split zip", "join the parts"),
    "empty file": ("bundle.zip", b"", "is an empty file", "transfer it again"),
    "zip without a log": ("bundle.zip", zipped({"a.txt": b"x"}), "no tomcat/application.log", "console log bundle"),
    "empty zip": ("bundle.zip", zipped({}), "no tomcat/application.log", "console log bundle"),
    "text without a record": ("notes.txt", b"Hello,\nplease help\n", "no record header", "omelog explain"),
    "encrypted": ("bundle.zip", b"", "is encrypted", "without a password"),  # made below
}
PARTIAL: dict[str, tuple[bytes, str, str]] = {
    "undecodable bytes": (BAD_BYTES, "line 1: the record holds 60 bytes that are not UTF-8", "look at the record"),
    "JSON cut short": (CUT_JSON.encode(), "line 1: the error's JSON ends too early", "look at the raw record"),
    "JSON that is none": (NO_JSON.encode(), "line 1: the error's JSON stops being JSON", "look at the raw record"),
}


def triage(tmp_path: Path, *arguments: str | Path) -> Run:
    return omelog("triage", *arguments, "-o", tmp_path / "out", cwd=tmp_path)


def encrypted() -> bytes:
    data = bytearray(zipped({LOG: EVENING.encode()}))
    data[6] = data[data.index(b"PK\x01\x02") + 8] = 1
    return bytes(data)


def test_what_cannot_be_read_is_rejected_in_one_line_each(tmp_path: Path) -> None:
    inputs = []
    for name, (file, data, _, _) in REJECTED.items():
        inputs.append(written(tmp_path / name / file, data or (encrypted() if name == "encrypted" else b"")))
    run = triage(tmp_path, *inputs, written(tmp_path / "good.zip", zipped({LOG: EVENING.encode()})))
    assert run.code == 1
    assert len(run.lines) == len(REJECTED), run.stderr
    for line, (file, _, what, advice) in zip(run.lines, REJECTED.values(), strict=True):
        assert re.match(rf"omelog: .*{re.escape(file)}\)?(: {re.escape(LOG)})?: .+; .+", line), line
        assert what in line
        assert advice in line
    made = report(tmp_path / "out")
    assert [bundle["status"] for bundle in made["bundles"]] == ["rejected"] * len(REJECTED) + ["analyzed"]
    assert made["totals"]["findings"] == 1
    assert made["totals"]["rejected"] == len(REJECTED)


@pytest.mark.parametrize("name", ["HTML page", "text without a record", "empty file"])
def test_alone_it_ends_with_1(tmp_path: Path, name: str) -> None:
    file, data, what, _ = REJECTED[name]
    run = triage(tmp_path, written(tmp_path / file, data))
    assert run.code == 1
    assert len(run.lines) == 1
    assert what in run.lines[0]
    assert "Nothing could be read" in run.stdout
    assert (tmp_path / "out" / "report.html").exists()


def test_what_is_read_in_part_is_told_in_one_line_each(tmp_path: Path) -> None:
    inputs = [written(tmp_path / f"{name}.log", data) for name, (data, _, _) in PARTIAL.items()]
    run = triage(tmp_path, *inputs)
    assert run.code == 1
    assert len(run.lines) == len(PARTIAL), run.stderr
    for line, (name, (_, what, advice)) in zip(run.lines, PARTIAL.items(), strict=True):
        assert line.startswith(f"omelog: {name}.log")
        assert what in line
        assert advice in line
    made = report(tmp_path / "out")
    assert [bundle["status"] for bundle in made["bundles"]] == ["partial"] * len(PARTIAL)
    assert [len(bundle["findings"]) for bundle in made["bundles"]] == [1] * len(PARTIAL)  # no record is dropped


def test_a_truncated_zip_is_told_and_read_as_far_as_it_goes(tmp_path: Path) -> None:
    data = zipped({f"{LOG}.1": MORNING.encode(), LOG: EVENING.encode()})
    run = triage(tmp_path, written(tmp_path / "cut.zip", data[: data.rindex(b"PK\x03\x04") + 200]))
    assert run.code == 1
    assert [line.partition(";")[0] for line in run.lines if "directory" in line] == [
        "omelog: cut.zip: the zip has no readable directory at its end: it is cut off or damaged"
    ]
    assert len(run.lines) == 2
    assert "transfer the bundle again" in run.lines[0]
    assert [finding["cause"] for finding in report(tmp_path / "out")["bundles"][0]["findings"]] == ["missing-eku"]


def test_missing_unreadable_and_folders_without_a_log(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    written(tmp_path / "logless" / "tomcat" / "catalina.out", "x")
    os.mkfifo(tmp_path / "pipe.zip")
    names = ["gone.zip", "empty", "logless", "pipe.zip"]
    run = triage(tmp_path, *names, written(tmp_path / "good.log", EVENING))
    assert run.code == 1
    assert [line.split(": ")[1] for line in run.lines] == names
    for line, what in zip(
        run.lines, ["no such file", "holds no tomcat", "holds no tomcat", "not a regular file"], strict=True
    ):
        assert what in line
        assert "; " in line
    made = report(tmp_path / "out")
    assert [bundle["name"] for bundle in made["bundles"]] == [*names, "good.log"]
    assert made["totals"]["findings"] == 1


def test_a_log_without_findings_and_an_empty_log_are_answers(tmp_path: Path) -> None:
    clean = written(tmp_path / "clean.zip", zipped({LOG: make.filler("2024-01-25 06:00:00", 9).encode()}))
    empty = written(tmp_path / "empty.zip", zipped({LOG: b""}))
    run = triage(tmp_path, clean, empty)
    assert (run.code, run.lines) == (0, [])
    made = report(tmp_path / "out")
    assert [bundle["status"] for bundle in made["bundles"]] == ["analyzed", "analyzed"]
    assert made["totals"]["findings"] == 0


def test_what_is_hidden_in_a_name_never_reaches_the_terminal(tmp_path: Path) -> None:
    names = ["esc\x1b[31mred", "new\nline", "bidi\u202egpj", "zero\u200bwidth", "bell\x07", "c1\x9b2J", "tag\U000e0041"]
    bad = [written(tmp_path / f"{n}.zip", zipped({f"../{n}/{LOG}": b"", f"{n}/{LOG}": RANDOM})) for n in names]
    good = [written(tmp_path / f"{n}.log", EVENING) for n in [*names, "".join(names)]]
    for inputs in (bad + good, good[-1:], bad[:1]):
        run = triage(tmp_path, *inputs, "--verbose")
        assert [c for c in run.stdout + run.stderr if not c.isprintable() and c != "\n"] == []
        assert all(line.startswith("omelog: ") for line in run.lines)
        assert len(run.lines) >= 2


@pytest.mark.skipif(os.name != "posix", reason="names of other systems are always text")
def test_a_name_that_is_no_text_is_reported(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.log")
    try:
        written(tmp_path / name, EVENING)
    except OSError:
        pytest.skip("this file system takes no such name")
    run = triage(tmp_path, tmp_path / name, tmp_path / os.fsdecode(b"gone\xff.zip"), "--case", os.fsdecode(b"7\xff"))
    assert run.code == 1
    assert "gone\\udcff.zip" in run.lines[0]
    assert [bundle["name"] for bundle in report(tmp_path / "out")["bundles"]] == ["caf\\udce9.log", "gone\\udcff.zip"]


def test_what_is_hidden_in_a_log_never_reaches_the_terminal(tmp_path: Path) -> None:
    hostile = make.chain_error("2024-01-25 12:00:00.000", "red\x1b[31m \u202edlrow \x07")
    raw = hostile.replace("\\u001b", "\x1b").replace("\\u202e", "\u202e").replace("\\u0007", "\x07")
    for text in (hostile, raw):
        run = triage(tmp_path, written(tmp_path / "hostile.log", text))
        assert [c for c in run.stdout + run.stderr if not c.isprintable() and c != "\n"] == []
        explained = omelog("explain", tmp_path / "hostile.log", cwd=tmp_path)
        assert [c for c in explained.stdout + explained.stderr if not c.isprintable() and c != "\n"] == []


SHAPES: dict[str, Callable[[], object]] = {
    "error is null": lambda: {"error": None},
    "error is text": lambda: {"error": "broken"},
    "info is an object": lambda: {"error": {"@Message.ExtendedInfo": {"MessageId": "CGEN1008"}}},
    "args are text": lambda: {"error": {"@Message.ExtendedInfo": [{"MessageId": "CGEN1008", "MessageArgs": "x"}]}},
    "args are nested": lambda: {
        "error": {"@Message.ExtendedInfo": [{"MessageId": 7, "MessageArgs": [None, {"a": [1]}]}]}
    },
    "lone surrogate": lambda: {"error": {"@Message.ExtendedInfo": [{"MessageId": "X", "MessageArgs": ["\ud800"]}]}},
    "an empty object": dict,
}


def test_payloads_of_every_shape_give_a_report(tmp_path: Path) -> None:
    text = "".join(make.header("2024-01-25 12:00:00.000") + f"x: {json.dumps(shape())}\n" for shape in SHAPES.values())
    text += make.header("2024-01-25 12:00:01.000") + "x: " + '{"a":' * 3000 + "1" + "}" * 3000 + "\n"
    text += make.header("2024-01-25 12:00:02.000") + 'x: {"error":{"n":' + "9" * 6000 + "}}\n"
    text += make.header("2024-02-30 99:99:99.000") + 'x: {"error":{"n":NaN}}\n'
    run = triage(tmp_path, written(tmp_path / "shapes.log", text))
    assert run.code in (0, 1)
    findings = report(tmp_path / "out")["bundles"][0]["findings"]
    assert {finding["line"] for finding in findings} == set(range(1, len(SHAPES) + 4))

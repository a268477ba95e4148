"""The records around errors: which are kept, across rotations, in a storm, within bounds, without secrets."""

import re
from pathlib import Path

import make_samples as make
import pytest
from bundles import written, zipped
from running import omelog, report

from omelog.analysis import Analyzer, Settings
from omelog.bundle import discover
from omelog.causes import load
from omelog.limits import Limits
from omelog.model.report import Bundle, ContextRecord, Finding
from omelog.records import holds_records

LOG = "tomcat/application.log"


def info(number: int, second: int = 0, thread: int = 99, text: str = "done") -> str:
    time = f"2024-01-25 {number // 60:02}:{number % 60:02}:{second:02}.000"
    return f"{make.header(time, 'INFO', 'FillerController', thread)}{number} {text}\n"


def error(number: int, argument: str = make.EKU, second: int = 0, thread: int = 3) -> str:
    return make.chain_error(f"2024-01-25 {number // 60:02}:{number % 60:02}:{second:02}.000", argument, thread)


def bundle(folder: Path, logs: dict[str, str], limits: Limits | None = None, *, context: bool = True) -> Bundle:
    path = written(folder / "case.zip", zipped({f"tomcat/{name}": text.encode() for name, text in logs.items()}))
    analyzer = Analyzer(Settings(load(), limits or Limits(), context=context))
    [source] = discover([str(path)], holds_records).sources
    [made] = [one.bundle for one in analyzer.analyze(source)]
    return made


def sides(finding: Finding) -> tuple[list[str], list[str]]:
    """Return the numbers of the records before and behind a finding of one log."""
    assert finding.context is not None
    assert finding.line is not None
    before = [one for one in finding.context if one.line < finding.line]
    after = [one for one in finding.context if one.line > finding.line]
    return [said(one) for one in before], [said(one) for one in after]


def said(record: ContextRecord) -> str:
    found = re.search(r"- (\d+) ", record.raw)
    return found[1] if found else "error"


def numbers(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last)]


def test_twenty_before_and_twenty_after_with_their_lines(tmp_path: Path) -> None:
    text = "".join(info(n) for n in range(50)) + error(50) + "".join(info(n) for n in range(51, 100))
    [finding] = bundle(tmp_path, {"application.log": text}).findings
    assert sides(finding) == (numbers(30, 50), numbers(51, 71))
    assert finding.context is not None
    lines = text.splitlines()
    assert all(lines[record.line - 1] == record.raw for record in finding.context)
    assert {record.log for record in finding.context} == {LOG}
    assert bundle(tmp_path, {"application.log": text}, context=False).findings[0].context is None


def test_two_records_on_one_line_are_two(tmp_path: Path) -> None:
    glued = info(51).rstrip("\n") + info(52)
    text = info(48).rstrip("\n") + info(49) + error(50) + glued + info(53)
    [finding] = bundle(tmp_path, {"application.log": text}).findings
    assert sides(finding) == (["48", "49"], ["51", "52", "53"])
    assert finding.context is not None
    assert "".join(one.raw for one in finding.context if one.line == 3) == glued.rstrip("\n")


def test_records_of_several_lines_and_wrapped_headers_are_whole(tmp_path: Path) -> None:
    wrapped = info(49).replace("FillerController", "Filler\nController")
    text = "".join(info(n, text="a\n  b\n c") for n in range(49)) + wrapped + error(50) + info(51, text="x\ny")
    [finding] = bundle(tmp_path, {"application.log": text}).findings
    assert sides(finding) == (numbers(30, 50), ["51"])
    assert finding.context is not None
    assert finding.context[0].raw.endswith("30 a\n  b\n c")
    assert finding.context[-1].raw.endswith("51 x\ny")


def test_of_the_same_thread_within_five_seconds(tmp_path: Path) -> None:
    own = [info(50, second, 7, f"own {second}") for second in (3, 6)]
    crowd = [info(50, 7, 20 + n, "other") for n in range(40)]
    behind = [info(50, second, 7, f"own {second}") for second in (15, 18)]
    text = "".join([*own, *crowd, error(50, second=10, thread=7), *crowd, *behind])
    [finding] = bundle(tmp_path, {"application.log": text}).findings
    assert finding.context is not None
    assert [one.raw.rpartition("own ")[2] for one in finding.context if "own" in one.raw] == ["6", "15"]
    assert len(finding.context) == 42


@pytest.mark.parametrize("order", [["application.log", "application.log.1"], ["application.log.1", "application.log"]])
def test_across_rotations_in_whatever_order_they_are_packed(tmp_path: Path, order: list[str]) -> None:
    logs = {
        "application.log.1": "".join(info(n) for n in range(45)) + error(45) + info(46) + info(47),
        "application.log": info(48) + error(49, make.CSR_KEY) + "".join(info(n) for n in range(50, 80)),
    }
    first, second = bundle(tmp_path, {name: logs[name] for name in order}).findings
    assert first.context is not None
    assert second.context is not None
    earlier, later = "tomcat/application.log.1", LOG
    assert [(one.log, said(one)) for one in first.context] == [
        *((earlier, number) for number in [*numbers(25, 45), "46", "47"]),
        *((later, number) for number in ["48", "error", *numbers(50, 66)]),
    ]
    assert [(one.log, said(one)) for one in second.context] == [
        *((earlier, number) for number in [*numbers(29, 45), "error", "46", "47"]),
        *((later, number) for number in ["48", *numbers(50, 70)]),
    ]


def test_across_a_missing_rotation_nothing_is_joined(tmp_path: Path) -> None:
    logs = {"application.log.2": info(1) + info(2), "application.log": error(10) + info(11)}
    [finding] = bundle(tmp_path, logs).findings
    assert finding.context is not None
    assert {one.log for one in finding.context} == {LOG}


def test_a_storm_has_the_context_of_its_first_and_its_last(tmp_path: Path) -> None:
    storm = "".join(error(100 + number // 60, second=number % 60) for number in range(600))
    text = "".join(info(n) for n in range(90)) + storm + "".join(info(n) for n in range(200, 230))
    made = bundle(tmp_path, {"application.log": text})
    with_context = [finding for finding in made.findings if finding.context is not None]
    assert with_context == [made.findings[0], made.findings[-1]]
    assert sides(made.findings[0]) == (numbers(70, 90), ["error"] * 20)
    assert sides(made.findings[-1]) == (["error"] * 20, numbers(200, 220))
    assert made.status == "analyzed"


def test_errors_that_alternate_each_have_theirs_until_the_room_ends(tmp_path: Path) -> None:
    pairs = [error(n, (make.EKU, make.CSR_KEY)[n % 2]) for n in range(200)]
    small = bundle(tmp_path, {"application.log": "".join(pairs)}, Limits(context_bytes=200_000))
    given = [finding.context is not None for finding in small.findings]
    assert given[-1]
    assert not given[0]
    assert given == sorted(given)
    size = sum(len(one.raw.encode()) for finding in small.findings for one in finding.context or ())
    assert 150_000 < size <= 200_000
    [told] = [problem for problem in small.problems if problem.code == "context-left-out"]
    assert (told.severity, told.limit) == ("notice", "context_bytes")
    assert f"around {given.count(False)} errors" in told.message
    whole = bundle(tmp_path, {"application.log": "".join(pairs)}, Limits(context_bytes=20_000_000))
    assert all(finding.context for finding in whole.findings)
    assert whole.problems == []


def test_long_records_are_cut_and_say_so_and_hold_no_secret(tmp_path: Path) -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n" * 200
    text = info(1, text="x" * 5000) + info(2, text=key) + info(3, text="password=hunter2") + error(4)
    [finding] = bundle(tmp_path, {"application.log": text}).findings
    assert finding.context is not None
    shown = "".join(one.raw for one in finding.context)
    assert "bytes left out]" in finding.context[0].raw
    assert len(finding.context[0].raw) < 2100
    assert "MIIE" not in shown
    assert "hunter2" not in shown
    assert "[private key removed]" in shown


def test_times_that_name_no_moment_and_logs_without_records_do_no_harm(tmp_path: Path) -> None:
    odd = error(1).replace("2024-01-25", "2024-99-99") + error(2).replace("2024-01-25", "0001-01-01")
    made = bundle(tmp_path, {"application.log": info(0) + odd, "application.log.1": "x" * 3000})
    assert [len(finding.context or []) for finding in made.findings if finding.context is not None]


def test_a_handover_shows_them_and_says_when_they_are_missing(tmp_path: Path) -> None:
    text = "".join(info(n) for n in range(50)) + error(50, "Something new.") + "".join(info(n) for n in range(51, 90))
    path = written(tmp_path / "case.zip", zipped({LOG: text.encode()}))
    omelog("triage", path, "-f", "handover", "-f", "json", "-o", "with", cwd=tmp_path)
    omelog("triage", path, "-f", "json", "-o", "without", cwd=tmp_path)
    made = (tmp_path / "with" / "handover.md").read_text()
    assert "20 records from line 31 to line 50" in made
    assert "20 records from line 52 to line 71" in made
    assert text.splitlines()[50] in made
    assert made.index("Before it:") < made.index("The record:") < made.index("After it:")
    assert "are not in this report" not in made
    assert report(tmp_path / "with")["bundles"][0]["findings"][0]["context"]
    assert report(tmp_path / "without")["bundles"][0]["findings"][0]["context"] is None
    later = omelog("render", "without/report.json", "-f", "handover", "-o", "-", cwd=tmp_path).stdout
    assert "The records around each error are not in this report." in later
    assert text.splitlines()[50] in later
    assert "Before it:" not in later

"""Every limit holds, is named when it is met, and leaves the totals true."""

import gzip
from pathlib import Path

import make_samples as make
import pytest
from bundles import EVENING, LOG, MORNING, NOON, analyzed, causes, hit, of_bytes, only, written, zipped

from omelog import api
from omelog.limits import GIB, KIB, MIB, LimitError, Limits, amount, with_overrides


def storm(count: int, *, distinct: bool) -> str:
    return "".join(
        make.chain_error(
            f"2024-01-25 {number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}.000",
            f"error number {number}" if distinct else make.EKU,
            number % 20,
        )
        for number in range(count)
    )


@pytest.mark.parametrize("form", ["bare", "zip", "gzip", "folder"])
def test_log_bytes(tmp_path: Path, form: str) -> None:
    text = (MORNING + make.filler("2024-01-25 11:00:00", 500) + EVENING).encode()
    limits = Limits(log_bytes=len(MORNING) + 1000)
    if form == "folder":
        written(tmp_path / LOG, text)
        bundle = only(analyzed(tmp_path, limits=limits)[0])
    else:
        data = {"bare": text, "zip": zipped({LOG: text}), "gzip": gzip.compress(text)}[form]
        bundle = only(of_bytes(data, limits))
    hit(bundle, "log_bytes")
    assert bundle.logs[0].bytes == limits.log_bytes
    assert causes(bundle) == ["missing-eku"]
    exact = only(of_bytes(text, Limits(log_bytes=len(text))))
    assert (exact.status, causes(exact)) == ("analyzed", ["missing-eku", "invalid-csr-key"])


def test_bundle_bytes() -> None:
    data = zipped({f"{LOG}.1": MORNING.encode(), LOG: EVENING.encode()})
    both = len(MORNING) + len(EVENING)
    assert only(of_bytes(data, Limits(bundle_bytes=both))).status == "analyzed"
    bundle = only(of_bytes(data, Limits(bundle_bytes=len(MORNING) + 100)))
    assert hit(bundle, "bundle_bytes").where == LOG
    assert sum(log.bytes for log in bundle.logs) == len(MORNING) + 100
    assert causes(bundle) == ["missing-eku"]


def test_entries_of_a_zip_and_of_a_broken_one() -> None:
    data = zipped({LOG: EVENING.encode(), "a": b"", "b": b"", f"{LOG}.1": MORNING.encode()})
    for archive in (data, data[: data.index(b"PK\x01\x02") + 10]):
        bundle = only(of_bytes(archive, Limits(entries=3)))
        hit(bundle, "entries")
        assert causes(bundle) == ["invalid-csr-key"]
    assert only(of_bytes(data, Limits(entries=4))).status == "analyzed"


def test_entries_of_a_folder(tmp_path: Path) -> None:
    for number in range(4):
        written(tmp_path / "tomcat" / f"application.log.{number + 1}", MORNING if number else EVENING)
    bundle = only(analyzed(tmp_path, limits=Limits(entries=3))[0])
    hit(bundle, "entries")
    assert only(analyzed(tmp_path, limits=Limits(entries=4))[0]).status == "analyzed"


def test_line_bytes() -> None:
    long = make.header("2024-01-25 12:00:00.000", logger="Other") + "x" * 3_000_000 + "\n"
    bundle = only(of_bytes((MORNING + long + EVENING).encode(), Limits(line_bytes=KIB)))
    assert "left out" in hit(bundle, "line_bytes").resolution
    assert causes(bundle) == ["missing-eku", "invalid-csr-key"]
    assert bundle.findings[1].line == MORNING.count("\n") + 1 + 14 + 1


def test_record_bytes() -> None:
    long = MORNING + "".join(f"\tat frame number {number}\n" for number in range(5000)) + EVENING
    bundle = only(of_bytes(long.encode(), Limits(record_bytes=4 * KIB)))
    problem = hit(bundle, "record_bytes")
    assert problem.line == bundle.findings[0].line
    assert causes(bundle) == ["missing-eku", "invalid-csr-key"]
    assert len(bundle.findings[0].raw) < 5 * KIB


def test_distinct_records() -> None:
    bundle = only(of_bytes(storm(30, distinct=True).encode(), Limits(distinct_records=20)))
    assert "10 were left out" in hit(bundle, "distinct_records").message
    assert len(bundle.findings) == 20
    same = only(of_bytes(storm(30, distinct=False).encode(), Limits(distinct_records=1)))
    assert (same.status, len(same.findings)) == ("analyzed", 30)


def test_distinct_bytes_keep_the_first_texts() -> None:
    long = "".join(make.chain_error(f"2024-01-25 10:00:{n:02}.000", f"Reason {n}. {'x' * 3000}") for n in range(30))
    bundle = only(of_bytes((MORNING + long + EVENING).encode(), Limits(distinct_bytes=40_000)))
    assert "were left out" in hit(bundle, "distinct_bytes").message
    assert len(bundle.findings) == 11
    assert causes(bundle)[0] == "missing-eku"


def test_names_of_threads_have_an_end_and_the_records_do_not() -> None:
    threads = "".join(make.chain_error(f"2024-01-25 10:00:{n:02}.000", make.EKU, 10**40 + n) for n in range(50))
    bundle = only(of_bytes(threads.encode(), Limits(distinct_bytes=40_000)))
    assert "more names of threads" in hit(bundle, "distinct_bytes").message
    assert len(bundle.findings) == bundle.incidents[0].errors == 50
    assert (bundle.findings[0].thread or "").endswith("0" * 40)
    assert bundle.findings[-1].thread == "\N{HORIZONTAL ELLIPSIS} [name left out]"


def test_payload_bytes() -> None:
    bundle = only(of_bytes(storm(30, distinct=True).encode(), Limits(payload_bytes=20_000)))
    problem = hit(bundle, "payload_bytes")
    assert f"{30 - len(bundle.findings)} of them were left out" in problem.message
    assert 0 < len(bundle.findings) < 30


def test_records_beyond_the_limit_are_counted_together() -> None:
    text = storm(1000, distinct=False) + NOON
    whole, limited = (only(of_bytes(text.encode(), limits)) for limits in (Limits(), Limits(records=100)))
    problem = hit(limited, "records")
    assert (problem.where, whole.status, limited.status) == ("standard input", "analyzed", "partial")
    assert limited.diagnosis.paths == whole.diagnosis.paths
    ends = [(one.cause, one.errors, one.first_seen, one.last_seen) for one in limited.incidents]
    assert ends == [(one.cause, one.errors, one.first_seen, one.last_seen) for one in whole.incidents]
    assert sum(count for _, count in limited.incidents[0].times) == 1000
    assert sum(finding.count for finding in limited.findings) == 1001


def test_totals_are_true_beyond_the_limit_of_records(tmp_path: Path) -> None:
    three = [make.EKU, make.KEY_USAGE, make.CHAIN]
    text = "".join(
        make.chain_error(f"2024-01-25 {n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.000", three[n % 3], n % 5)
        for n in range(900)
    )
    report = api.triage(written(tmp_path / "storm.log", text), limits=Limits(records=200))
    assert report.totals.by_cause == {"invalid-chain": 300, "missing-eku": 300, "missing-key-encipherment": 300}
    bundle = only(report.bundles)
    assert bundle.diagnosis.blocker == "invalid-chain"
    assert [finding.line for finding in bundle.findings[-50:]] == list(range(851, 901))


def test_records_with_many_messages_are_fewer_one_by_one() -> None:
    record = make.chain_error("2024-01-25 10:00:00.000", make.EKU)
    element = record[record.index('[{"MessageId"') + 1 : record.rindex("]}}")]
    many = record.replace(element, ",".join([element] * 50)) * 40
    bundle = only(of_bytes(many.encode(), Limits(records=100)))
    assert hit(bundle, "records")
    assert sum(incident.errors for incident in bundle.incidents) == 40
    assert sum(finding.count for finding in bundle.findings) == 2000


def test_edge_bytes_are_those_of_all_rotations() -> None:
    cut = len(EVENING) - 500
    members = {f"{LOG}.1": EVENING[:cut].encode(), LOG: EVENING[cut:].encode()}
    assert causes(only(of_bytes(zipped(members)))) == ["invalid-csr-key"]
    bundle = only(of_bytes(zipped(members), Limits(edge_bytes=600)))
    assert "joined no record" in hit(bundle, "edge_bytes").resolution


def test_report_bytes_keep_the_latest_findings_and_at_least_one() -> None:
    long = storm(30, distinct=True).replace("error number", f"{'x' * 4000} error number")
    bundle = only(of_bytes(long.encode(), Limits(report_bytes=150_000)))
    problem = hit(bundle, "report_bytes")
    assert f"{30 - len(bundle.findings)} are left out" in problem.message
    assert [finding.line for finding in bundle.findings] == list(range(31 - len(bundle.findings), 31))
    assert 10 < len(bundle.findings) < 30
    bundle = only(of_bytes(long.encode(), Limits(report_bytes=1)))
    assert (len(bundle.findings), len(bundle.incidents)) == (1, 1)
    assert sum(problem.limit == "report_bytes" for problem in bundle.problems) == 1


def test_report_bytes_are_shared_by_the_bundles_of_a_source() -> None:
    busy, quiet = storm(60, distinct=True).encode(), EVENING.encode()
    members = {f"{name}/{LOG}": data for name, data in (("a", quiet), ("b", busy), ("c", busy))}
    first, second, third = of_bytes(zipped(members), Limits(report_bytes=100_000))
    assert (first.status, len(first.findings)) == ("analyzed", 1)
    assert hit(second, "report_bytes")
    assert hit(third, "report_bytes")
    assert 20 < len(second.findings) <= len(third.findings) < 60


def test_no_more_arguments_are_listed_than_anybody_reads() -> None:
    record = make.chain_error("2024-01-25 10:00:00.000", make.EKU)
    listed = f'"{make.EKU}"'
    bundle = only(of_bytes(record.replace(listed, ",".join([*["1"] * 500, listed])).encode()))
    assert causes(bundle) == ["missing-eku"]
    assert bundle.findings[0].message_args[98:] == ["1", "1", "\N{HORIZONTAL ELLIPSIS} [401 more left out]"]


def test_json_depth() -> None:
    head, _, payload = make.chain_error("2024-01-25 12:00:00.000", make.EKU).partition("{")
    deep = (head + '{"details":' * 10 + "{" + payload.rstrip("\n") + "}" * 10 + "\n").encode()
    bundle = only(of_bytes(deep, Limits(json_depth=5)))
    assert hit(bundle, "json_depth").line == 1
    assert causes(bundle) == ["unknown"]
    assert causes(only(of_bytes(deep))) == ["missing-eku"]


def test_findings_keep_the_totals_true(tmp_path: Path) -> None:
    path = written(tmp_path / "storm.log", storm(30, distinct=True) + NOON)
    report = api.triage(path, limits=Limits(findings=10))
    bundle = only(report.bundles)
    assert "21 are left out" in hit(bundle, "findings").message
    assert len(bundle.findings) == 10
    assert report.totals.findings == 31
    assert report.totals.by_cause == {"missing-key-encipherment": 1, "unknown": 30}
    assert bundle.diagnosis.blocker == "missing-key-encipherment"


def test_a_storm_is_folded_and_counted(tmp_path: Path) -> None:
    path = written(tmp_path / "storm.log", NOON + storm(1500, distinct=False))
    report = api.triage(path)
    bundle = only(report.bundles)
    assert bundle.status == "analyzed"
    assert report.totals.findings == sum(finding.count for finding in bundle.findings) == 1501
    assert len(bundle.findings) <= 3
    folded = max(bundle.findings, key=lambda finding: finding.count)
    assert folded.last_time == "2024-01-25T00:24:59.000"
    assert sum(count for incident in bundle.incidents for _, count in incident.times) == 1501
    assert all(len(incident.times) <= 200 for incident in bundle.incidents)


def test_raw_bytes_cut_records_and_texts_between_characters() -> None:
    argument = "\N{SNOWMAN}" * 5000
    bundle = only(of_bytes(make.chain_error("2024-01-25 12:00:00.000", argument).encode(), Limits(raw_bytes=1000)))
    finding = bundle.findings[0]
    assert len(finding.raw.encode()) + finding.raw_cut == len(make.chain_error("2024-01-25 12:00:00.000", argument))
    assert len(finding.raw) <= 1000
    assert finding.message_args[0].startswith("\N{SNOWMAN}" * 333 + "\N{HORIZONTAL ELLIPSIS} [14001 bytes left out]")


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5), ("8GiB", 8 * GIB), ("8 gib", 8 * GIB), ("3M", 3 * MIB), ("1k", KIB), (" 7 ", 7)],
)
def test_amounts(text: str, value: int) -> None:
    assert amount("log_bytes", text) == value


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5GiB", "GiB", "1TB", "0x10", "1 2"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(LimitError, match="limit log_bytes"):
        amount("log_bytes", text)


def test_overrides_name_every_limit() -> None:
    names = Limits.__struct_fields__
    changed = with_overrides(Limits(), [f"{name.replace('_', '-')}=7" for name in names])
    assert all(getattr(changed, name) == 7 for name in names)
    assert with_overrides(Limits(), ["entries=5", "entries=6"]).entries == 6
    with pytest.raises(LimitError, match="did you mean findings"):
        with_overrides(Limits(), ["finding=1"])


def test_parsing_that_takes_too_long_ends_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    text = storm(60, distinct=True)
    moments = iter(range(10**6))
    monkeypatch.setattr("omelog.analysis.parsing.monotonic", lambda: next(moments))
    bundle = only(of_bytes(text.encode(), Limits(seconds=25)))
    assert "35 of them were left out" in hit(bundle, "seconds").message
    assert [finding.line for finding in bundle.findings] == list(range(1, 26))


@pytest.mark.parametrize("order", ["ABABAB", "AABBCABCAC", "ABCABCABCABCAAAB", "CBABABABABAB"])
def test_incidents_that_are_left_out_change_no_path(order: str) -> None:
    arguments = {"A": make.EKU, "B": make.KEY_USAGE, "C": "Something new."}
    text = "".join(
        make.chain_error(f"2024-01-25 10:{minute:02}:00.000", arguments[letter]) for minute, letter in enumerate(order)
    )
    whole, limited = (only(of_bytes(text.encode(), Limits(incidents=most))) for most in (10_000, 2))
    assert limited.diagnosis.paths == whole.diagnosis.paths
    assert hit(limited, "incidents").message.startswith(
        f"there are more groups of errors than are kept: about {len(whole.incidents) - 2} are left out"
    )
    assert limited.incidents[-2:] == whole.incidents[-2:]
    assert {incident.id for incident in limited.incidents} <= {incident.id for incident in whole.incidents}
    assert {finding.incident for finding in limited.findings} == {incident.id for incident in limited.incidents}

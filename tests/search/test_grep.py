"""`omelog grep`: whole records that match, against a reading that cuts every record and tries each."""

import gzip
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import make_samples as make
import pytest
from bundles import EVENING, LOG, MORNING, NOON, analyzed, only, written, zipped
from hypothesis import given, settings
from hypothesis import strategies as st
from running import Run, omelog

from omelog.bundle import LogStream, Source
from omelog.limits import Limits
from omelog.records import HEADER, reading, windows
from omelog.redact import KEY_REMOVED, PASSWORD_REMOVED
from omelog.search import Pattern, PatternError, Query, RecordFilter, Shown, SourceSearch, find, moment


def record(second: int, text: str, logger: str = "Filler", level: str = "INFO") -> str:
    return f"[{level}] 2024-01-25 10:00:{second:02}.000 [main] {logger} - {text}\n"


def grep(cwd: Path, *arguments: str | Path, stdin: bytes = b"", **environment: str) -> Run:
    return omelog("grep", *arguments, cwd=cwd, stdin=stdin, **environment)


# --- against an oracle ---


class Piece(NamedTuple):
    """A record, or what stands before the first one, as the oracle cuts it."""

    log: str
    line: int
    text: str


# Also behind a line that has no end: no other byte than those of "ba" stands before a header here.
BEGINS = re.compile(rb"\[INFO\] 2024-01-25 10:00:00\.000 \[m\] [\w.]+ - ")


def cut_naively(logs: list[tuple[str, str]]) -> list[Piece]:
    """Cut all logs, oldest first; what stands before the first record of one belongs to the last of the one before."""
    pieces: list[Piece] = []
    for name, text in logs:
        starts = [match.start() for match in BEGINS.finditer(text.encode())]
        data = text.encode()
        head = data[: starts[0]] if starts else data
        # Behind a line that has no end all goes on there, be it blank.
        if pieces and (head.strip() or (head and not pieces[-1].text.endswith("\n"))):
            joined = pieces.pop()
            whole = joined.text.encode() + head
            again = [match.start() for match in BEGINS.finditer(whole)] or [0]
            for start, end in zip(again, [*again[1:], len(whole)], strict=True):
                line = joined.line + whole.count(b"\n", 0, start)
                pieces.append(Piece(joined.log, line, whole[start:end].decode()))
        elif head.strip() and starts:
            pieces.append(Piece(name, 1, head.decode()))
        for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
            pieces.append(Piece(name, data.count(b"\n", 0, start) + 1, data[start:end].decode()))
    return pieces


def asked_naively(logs: list[tuple[str, str]], pattern: str, before: int, after: int) -> list[tuple[Piece, bool]]:
    pieces = cut_naively(logs)
    compiled = re.compile(pattern.replace(r"\z", r"\Z"), re.MULTILINE | re.ASCII)
    hits = [compiled.search(piece.text.removesuffix("\n")) is not None for piece in pieces]
    near = [
        any(hits[at + step] for step in range(-after, before + 1) if 0 <= at + step < len(pieces))
        for at in range(len(pieces))
    ]
    return [(piece, hit) for piece, hit, shown in zip(pieces, hits, near, strict=True) if shown]


def searched(logs: list[tuple[str, list[bytes]]], query: Query) -> tuple[list[Shown], SourceSearch]:
    """Search logs that come in the chunks given, as the logs of one bundle."""
    search = SourceSearch(Source("bundle", "bundle", "file"), query)
    with pytest.MonkeyPatch.context() as patch:
        streams = [LogStream("", name, iter(chunks)) for name, chunks in logs]
        patch.setattr(reading, "open_logs", lambda *_: iter(streams))
        return list(search.shown()), search


LINES = st.sampled_from(
    ["\n", "a\n", "ab\n", "b\n", "  at x.Y(Z.java:1)\n", "[a\n", "[ERROR] 2024\n", "a b\n", " \n", "é\n", "ba"]
)
RECORDS = st.builds(
    lambda text, more, logger: f"[INFO] 2024-01-25 10:00:00.000 [m] {logger} - {text}\n{''.join(more)}",
    st.sampled_from(["a", "b", "ab", "", "é", "[x] - a"]),
    st.lists(LINES, max_size=3),
    st.sampled_from(["A", "x.B"]),
)
TEXTS = st.builds(
    lambda head, records, end: "".join(head + records)[: -1 if end else None],
    st.lists(LINES, max_size=2),
    st.lists(RECORDS, max_size=8),
    st.booleans(),
)
PATTERNS = st.sampled_from(
    [
        *("a", "ab", "^a", "b$", "a\nb", "", "$", "^", "^$", "(?s)a.*b", "(?s)a.*?b", "a|b", "[^a]b", r"\bb\b", r"\Ba"),
        *(
            "\n",
            "\n\n",
            r"\s+\[",
            r"\A\[INFO",
            r"a\z",
            r"\Aa",
            r"(?-m:^a)",
            r"a\s*\n",
            "é",
            "x[.]B",
            "INFO.*a",
            "(?i)A$",
        ),
        *("zzz", r"(?s)\[.*\[", r"^\[INFO", "-", "a(?:(?s:.*)zzz)?", "\\[a\n", "- $", "(?s).*"),
    ]
)


def chunked(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@settings(max_examples=400, deadline=None)
@given(
    st.lists(TEXTS, min_size=1, max_size=3),
    PATTERNS,
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(1, 200),
    st.sampled_from([1, 50, 1000]),
    st.sampled_from([1, 2, 200]),
)
def test_finds_what_a_reading_of_each_record_finds(
    texts: list[str], pattern: str, before: int, after: int, size: int, block: int, searches: int
) -> None:
    texts = list(dict.fromkeys(texts))  # copies are read once
    texts = [text for text in texts if HEADER.search(text.encode())]
    texts = [text for text in texts if not any(other != text and other.startswith(text) for other in texts)]
    logs = [(f"application-2024-01-{day:02}.log", text) for day, text in enumerate(texts, 1)]
    query = Query(Pattern(pattern), Limits(), before=before, after=after)
    counting = Query(Pattern(pattern), Limits(), counting=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "WINDOW", block)
        patch.setattr(find, "_SEARCHES", searches)
        # They lie in the archive in another order than that of their times.
        chunks = [(name, chunked(text.encode(), size)) for name, text in reversed(logs)]
        shown, _ = searched(chunks, query)
        none, counted = searched(chunks, counting)
    asked = asked_naively(logs, pattern, before, after)
    assert [(one.log, one.hit.line, one.hit.text.decode(), one.hit.matched) for one in shown] == [
        (piece.log, piece.line, piece.text.removesuffix("\n"), hit) for piece, hit in asked
    ]
    matches = [piece.log for piece, hit in asked if hit]
    assert none == []
    counts = [answer.counts for answer in counted.answers if answer.counts]
    assert counts == ([[(name, matches.count(name)) for name, _ in logs]] if logs else [])
    all_pieces = cut_naively(logs)
    places = [all_pieces.index(piece) for piece, _ in asked]
    gaps = [later - earlier > 1 for earlier, later in pairwise(places)]
    if before or after:
        assert [one.apart for one in shown[1:]] == gaps


def test_a_record_over_many_blocks_is_found_whole_and_bounded() -> None:
    long = record(2, "begin") + "x" * 99 + "\n" + ("y" * 99 + "\n") * 5000 + "needle\n"
    text = record(1, "first") + long + record(3, "needle")
    chunks = chunked(text.encode(), 1000)
    shown, _ = searched([("l.log", chunks)], Query(Pattern(r"(?s)begin.*needle"), Limits()))
    assert [(one.hit.line, one.hit.text.decode()) for one in shown] == [(2, long.removesuffix("\n"))]
    shown, search = searched([("l.log", chunks)], Query(Pattern("needle|begin"), Limits(record_bytes=100_000)))
    assert [one.hit.line for one in shown] == [2, 5005]
    assert len(shown[0].hit.text) == 100_000
    problems = [problem for answer in search.answers for problem in answer.problems]
    assert [(problem.limit, problem.line) for problem in problems] == [("record_bytes", 2)]


def test_limits_of_records_and_lines_hold_wherever_the_chunks_end() -> None:
    text = record(1, "a" * 500) + record(2, "b") + record(3, "c" * 300 + "\nneedle") + record(4, "needle")
    for size in (1, 7, 100, 10_000):
        chunks = chunked(text.encode(), size)
        shown, search = searched([("l.log", chunks)], Query(Pattern("needle"), Limits(record_bytes=200)))
        assert [one.hit.line for one in shown] == [5]
        told = [problem for answer in search.answers for problem in answer.problems]
        assert [problem.line for problem in told] == [1, 3]
        shown, search = searched([("l.log", chunks)], Query(Pattern("needle|a{9}"), Limits(line_bytes=60)))
        assert [(one.hit.line, len(one.hit.text)) for one in shown] == [(1, 60), (3, 67), (5, 53)]
        told = [problem for answer in search.answers for problem in answer.problems]
        assert [(problem.limit, problem.resolution) for problem in told] == [
            ("line_bytes", f"left out {len(record(1, 'a' * 500)) - 61 + len(record(3, 'c' * 300)) - 61} bytes of it")
        ]


# --- the pattern and the filters ---


@pytest.mark.parametrize("pattern", ["a(b", "(?=x)", r"\8", "a**", "x{2000}", "\udcff"])
def test_a_wrong_pattern_is_told(pattern: str) -> None:
    with pytest.raises(PatternError):
        Pattern(pattern)


def test_moments_are_kept_as_exact_as_they_were_given() -> None:
    assert moment("2024-01-25") == b"2024-01-25"
    assert moment(" 2024-01-25T11:05:06,5 ") == b"2024-01-25 11:05:06.5"
    for wrong in ("yesterday", "2024-13-01", "2024-01-25 25:00", "11:05", "2024-01-25T11:05+01:00", "2024-01-25 1"):
        assert moment(wrong) is None


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        (RecordFilter(), [1, 2, 3, 4]),
        (RecordFilter(frozenset({b"SSLController"})), [2, 4]),
        (RecordFilter(frozenset({b"com.dell.SSLController", b"Filler"})), [1, 3, 4]),
        (RecordFilter(since=b"2024-01-25 10:00:02"), [2, 3, 4]),
        (RecordFilter(since=b"2024-01-25 10:00:02.001"), [3, 4]),
        (RecordFilter(until=b"2024-01-25 10:00:02"), [1, 2]),
        (RecordFilter(until=b"2024-01-25 10:00"), [1, 2, 3, 4]),
        (RecordFilter(until=b"2024-01-24"), []),
        (RecordFilter(frozenset({b"Filler"}), b"2024-01-25 10:00:02", b"2024-01-25"), [3]),
    ],
)
def test_filters(asked: RecordFilter, lines: list[int]) -> None:
    names = ["Filler", "SSLController", "Filler", "com.dell.SSLController"]
    text = "".join(record(second, "x", name) for second, name in enumerate(names, 1))
    shown, _ = searched([("l.log", [text.encode()])], Query(Pattern("x"), Limits(), asked))
    assert [one.hit.line for one in shown] == lines


def test_text_before_the_first_record_is_searched_unless_filtered() -> None:
    logs = [("l.log", [b"the end of a needle\n" + record(1, "x").encode()])]
    shown, _ = searched(logs, Query(Pattern("needle"), Limits()))
    assert [(one.hit.line, one.hit.text) for one in shown] == [(1, b"the end of a needle")]
    assert searched(logs, Query(Pattern("needle"), Limits(), RecordFilter(since=b"2024")))[0] == []


def test_a_header_that_a_terminal_has_wrapped_begins_a_record() -> None:
    text = record(1, "x") + record(2, "needle", "SSLController").replace("SSLContr", "SSLContr\n") + record(3, "x")
    query = Query(Pattern("needle"), Limits(), RecordFilter(frozenset({b"SSLController"})))
    shown, _ = searched([("l.log", [text.encode()])], query)
    assert [(one.hit.line, one.hit.text.count(b"\n")) for one in shown] == [(2, 1)]


# --- as its users meet it ---


def test_shows_whole_records_of_any_logger_with_their_place(tmp_path: Path) -> None:
    text = record(1, "one") + record(2, "boom\n\tat x.Y(Z.java:1)\n\tat x.Q(Z.java:2)", "com.x.Jobs") + record(3, "two")
    written(tmp_path / "case.zip", zipped({LOG: text.encode()}))
    run = grep(tmp_path, "Z.java", "case.zip")
    assert (run.code, run.lines) == (0, [])
    assert run.stdout.splitlines() == [
        f"{LOG}:2: [INFO] 2024-01-25 10:00:02.000 [main] com.x.Jobs - boom",
        "  \tat x.Y(Z.java:1)",
        "  \tat x.Q(Z.java:2)",
    ]
    assert grep(tmp_path, "-c", "JAVA", "case.zip").stdout == f"{LOG}: 0\ntotal: 0\n"
    assert grep(tmp_path, "-ci", "JAVA", "case.zip").stdout == f"{LOG}: 1\ntotal: 1\n"
    assert grep(tmp_path, "-cF", "Z.java:1)", "case.zip").stdout == f"{LOG}: 1\ntotal: 1\n"
    assert grep(tmp_path, "-c", r"boom\n\s+at", "case.zip").stdout == f"{LOG}: 1\ntotal: 1\n"
    assert grep(tmp_path, "no such thing", "case.zip") == (0, "", "")
    assert grep(tmp_path, "-q", "boom", "case.zip", "gone.zip").stdout == ""


def test_context_is_counted_in_records_and_never_shown_twice(tmp_path: Path) -> None:
    text = "".join(record(second, f"{'hit' if second in (3, 5, 9) else 'no'}\nmore") for second in range(1, 11))
    written(tmp_path / "a.log", text)

    def lines(*arguments: str) -> list[str]:
        shown = grep(tmp_path, "hit", "a.log", *arguments).stdout.splitlines()
        return [line.split(" ")[0] for line in shown if not line.startswith("  ")]

    def place(second: int) -> str:
        mark = ":" if second in (3, 5, 9) else "-"
        return f"a.log{mark}{2 * second - 1}{mark}"

    assert lines() == [place(3), place(5), place(9)]
    assert lines("-C", "1") == [*map(place, range(2, 7)), "--", *map(place, (8, 9, 10))]
    assert lines("-A", "1") == [*map(place, range(3, 7)), "--", *map(place, (9, 10))]
    assert lines("-B1") == [*map(place, range(2, 6)), "--", *map(place, (8, 9))]
    assert lines("-C9") == [*map(place, range(1, 11))]


def test_rotations_in_time_order_and_records_across_them(tmp_path: Path) -> None:
    error = make.chain_error("2024-01-25 12:56:54.175", make.KEY_USAGE, 17)
    whole = MORNING + NOON + error + EVENING
    cut_at = whole.rindex(error) + len(error) // 2
    old, new = whole[:cut_at].encode(), whole[cut_at:].encode()
    layouts = {
        "zip": written(tmp_path / "a.zip", zipped({LOG: new, f"{LOG}.1.gz": gzip.compress(old)})),
        "folder": written(tmp_path / "b" / LOG, new).parent.parent,
    }
    written(tmp_path / "b" / f"{LOG}.1", old)
    plain = grep(tmp_path, "SSLController", written(tmp_path / "application.log", whole))
    for name, layout in layouts.items():
        run = grep(tmp_path, "SSLController", layout)
        assert (run.code, run.lines) == (0, [])
        assert re.sub(r"(?m)^\S+ ", "", run.stdout) == re.sub(r"(?m)^\S+ ", "", plain.stdout), name
        assert re.findall(r"(?m)^(tomcat\S*?):", run.stdout) == [
            f"{LOG}.1{'.gz' if name == 'zip' else ''}",
            f"{LOG}.1{'.gz' if name == 'zip' else ''}",
            f"{LOG}.1{'.gz' if name == 'zip' else ''}",
            LOG,
        ]
        counted = grep(tmp_path, "-c", ".", layout).stdout.splitlines()
        order = [log.path for log in only(analyzed(layout)[0]).logs]
        assert [line.rpartition(":")[0] for line in counted] == [*order, "total"]


def test_standard_input_as_an_archive_and_as_a_log(tmp_path: Path) -> None:
    for data, place in ((zipped({LOG: EVENING.encode()}), LOG), (EVENING.encode(), "standard input")):
        run = grep(tmp_path, "-c", "SSLController", "-", stdin=data)
        assert (run.code, run.stdout, run.lines) == (0, f"{place}: 1\ntotal: 1\n", [])


def test_several_bundles_are_named(tmp_path: Path) -> None:
    written(tmp_path / "a.zip", zipped({LOG: MORNING.encode()}))
    written(tmp_path / "b.zip", zipped({f"x/{LOG}": NOON.encode(), f"y/{LOG}": EVENING.encode()}))
    written(tmp_path / "c.log", EVENING)
    run = grep(tmp_path, "-c", "SSLController", "a.zip", "b.zip", "c.log")
    assert run.stdout.splitlines() == [
        f"a.zip: {LOG}: 1",
        f"b.zip/x: {LOG}: 1",
        f"b.zip/y: {LOG}: 1",
        "c.log: 1",
        "total: 4",
    ]
    shown = grep(tmp_path, "SSLController", "b.zip").stdout.splitlines()
    assert [line.split(":")[0] for line in shown if not line.startswith(" ")] == ["b.zip/x", "b.zip/y"]
    twice = grep(tmp_path, "-c", "SSLController", "a.zip", "a.zip").stdout.splitlines()
    assert twice == [f"a.zip: {LOG}: 1", f"a.zip: {LOG}: 1", "total: 2"]
    written(tmp_path / "other" / "a.zip", zipped({LOG: EVENING.encode()}))
    apart = grep(tmp_path, "-c", "SSLController", "a.zip", "other/a.zip").stdout.splitlines()
    assert apart == [f"a.zip: {LOG}: 1", f"other/a.zip: {LOG}: 1", "total: 2"]


def test_copies_are_read_once(tmp_path: Path) -> None:
    twice = written(tmp_path / "twice.zip", zipped({LOG: EVENING.encode(), f"{LOG}.1": EVENING.encode()}))
    assert grep(tmp_path, "-c", "SSLController", twice).stdout.splitlines()[-1] == "total: 1"
    verbose = grep(tmp_path, "-vc", "SSLController", twice)
    assert [line.split(":")[0] for line in verbose.lines] == ["omelog"] * 3
    assert "copy" in verbose.lines[1]
    assert verbose.code == 0


def test_damage_is_told_in_one_line_each_and_in_the_exit_code(tmp_path: Path) -> None:
    data = zipped({LOG: (MORNING + EVENING).encode()})
    written(tmp_path / "cut.zip", data[: len(data) // 2])
    written(tmp_path / "notes.txt", "nothing of a log\n" * 9)
    written(tmp_path / "no-log.zip", zipped({"readme.txt": b"x"}))
    run = grep(tmp_path, "Filler", "cut.zip", "gone.zip", "notes.txt", "no-log.zip", written(tmp_path / "a.log", NOON))
    assert run.code == 1
    told = omelog("triage", "cut.zip", "gone.zip", "notes.txt", "no-log.zip", "a.log", "-q", cwd=tmp_path).lines
    told = [line for line in told if "breaks off inside a record" not in line]  # of errors alone
    assert run.lines == told
    (told_of_notes,) = (line for line in run.lines if "notes.txt" in line)
    assert told_of_notes.startswith("omelog: notes.txt: no record header in its 9 lines: ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["a(b", "a.log"], "PATTERN is not a regular expression: missing )"),
        (["x", "a.log", "--since", "yesterday"], "--since 'yesterday' is not a time"),
        (["x", "a.log", "--until", "2024-01-25T11:05:00+01:00"], "without a zone"),
        (["x", "a.log", "--limit", "log_byte=1"], "did you mean log_bytes?"),
        (["x", "a.log", "--config", "gone.toml"], "no such settings file"),
    ],
)
def test_wrong_usage_ends_with_2_and_one_line(tmp_path: Path, arguments: list[str], says: str) -> None:
    written(tmp_path / "a.log", EVENING)
    run = grep(tmp_path, *arguments)
    assert (run.code, run.stdout, len(run.lines)) == (2, "", 1)
    assert says in run.lines[0]


def test_missing_arguments_are_wrong_usage(tmp_path: Path) -> None:
    assert grep(tmp_path).code == 2
    assert grep(tmp_path, "x").code == 2
    assert grep(tmp_path, "x", "a.log", "-C", "-1").code == 2
    assert grep(tmp_path, "x", "a.log", "-C", "1001").code == 2


def test_limits_and_settings_are_taken(tmp_path: Path) -> None:
    written(tmp_path / "a.log", EVENING)
    config = written(tmp_path / "c.toml", "[limits]\nlog_bytes = 10\n")
    run = grep(tmp_path, "SSL", "a.log", "--config", config)
    assert (run.code, len(run.lines)) == (1, 1)
    assert "log_bytes=10" in run.lines[0]
    assert grep(tmp_path, "-c", "SSLC", "a.log", "--config", config, "--limit", "log_bytes=1MiB").code == 0


def test_hostile_text_is_made_visible_and_secrets_are_removed(tmp_path: Path) -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEsecret\n-----END RSA PRIVATE KEY-----"
    text = record(1, "\x1b[2Jx\x07 \u202eevil\u202c caf\udce9 password=hunter2\ra.log:99: forged\n" + key)
    log = text.encode("utf-8", "surrogateescape")
    run = grep(tmp_path, "x", "\x1b[31m.log", written(tmp_path / "a.log", log))
    assert "\x1b" not in run.stdout + run.stderr
    assert r"\x1b[2Jx\x07 \u202eevil\u202c caf\xe9" in run.stdout
    assert "hunter2" not in run.stdout
    assert PASSWORD_REMOVED in run.stdout
    assert "MIIEsecret" not in run.stdout
    assert KEY_REMOVED in run.stdout
    assert "\n  a.log:99: forged\n" in run.stdout


@pytest.mark.parametrize("kind", ["RSA PRIVATE KEY", "PRIVATE KEY", "PGP PRIVATE KEY BLOCK"])
def test_the_end_of_a_key_before_the_first_record_is_removed(tmp_path: Path, kind: str) -> None:
    text = f"MIIEsecret\nMIIEmore\n-----END {kind}-----\nneedle\n" + record(1, "x")
    run = grep(tmp_path, "needle", written(tmp_path / "a.log", text))
    assert run.code == 0
    assert "MIIE" not in run.stdout
    assert "needle" in run.stdout


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    written(tmp_path / "a.log", "".join(record(second % 60, "x" * 200) for second in range(20_000)))
    command = [sys.executable, "-m", "omelog", "grep", "x", "a.log"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"a.log:1: ")
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("plain", [False, True])
def test_colour_is_for_terminals_that_want_it(tmp_path: Path, plain: bool) -> None:
    import pty  # noqa: PLC0415 - not on Windows

    written(tmp_path / "a.log", record(1, "x") + record(2, "caf\u00e9 hit\x1b[0m hit") + record(3, "x"))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "omelog", "grep", "-C1", "hit", "a.log"]
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"}
    environment |= {"NO_COLOR": "1"} if plain else {}
    subprocess.run(command, cwd=tmp_path, stdout=theirs, check=True, env=environment)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert ("\x1b" in shown) is not plain
    assert ("caf\u00e9 \x1b[1;31mhit\x1b[0m\\x1b[0m \x1b[1;31mhit\x1b[0m\r\n" in shown) is not plain
    assert "\\x1b[0m" in shown


def test_settings_file_and_help_name_the_command(tmp_path: Path) -> None:
    shown = omelog("grep", "--help", cwd=tmp_path)
    assert shown.code == 0
    assert "whether anything matches or not" in " ".join(shown.stdout.split())


def test_starts_without_what_it_does_not_need(tmp_path: Path) -> None:
    written(tmp_path / "a.zip", zipped({LOG: EVENING.encode()}))
    command = [sys.executable, "-X", "importtime", "-m", "omelog", "grep", "SSLController", "a.zip"]
    done = subprocess.run(command, capture_output=True, check=True, text=True, cwd=tmp_path)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    tops = {name.partition(".")[0] for name in imported}
    assert tops.isdisjoint({"pandas", "numpy", "lark", "jinja2", "rich"})
    assert not [name for name in imported if name.startswith(("omelog.analysis", "omelog.grammar", "omelog.report."))]

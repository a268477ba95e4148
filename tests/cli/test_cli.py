"""The command line as its users meet it: options, answers, exit codes, settings, the folder of a report."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import make_samples as make
import pytest
from bundles import EVENING, LOG, MORNING, written, zipped
from running import Run, omelog, report

from omelog import __version__

CLEAN = make.filler("2024-01-25 06:00:00", 9)
EXPLAINED = "The key does not match the CSR"
OWN_CAUSE = """
slug = "{slug}"
title = "{title}"
because = "the moon was full"
what = "What it is."
why = "Why it matters."
evidence = "sampled"
takes = "Wait a day."

[source]
title = "Our own notes"
url = "https://wiki.example.com/moon"
section = "Moon"

[match]
loggers = ["SSLController"]
message_id = "CGEN1008"
argument = "{argument}"

[[steps]]
do = "Wait."

[[sample]]
name = "one line"
record = \'\'\'
{record}\'\'\'

[[near_miss]]
why = "another argument"
record = \'\'\'
{miss}\'\'\'
"""


def own_cause(folder: Path, slug: str = "full-moon", argument: str = "Full moon.", title: str = "Full moon") -> Path:
    record = make.chain_error("2024-01-25 12:00:00.000", argument)
    miss = make.chain_error("2024-01-25 12:00:00.000", "New moon.")
    text = OWN_CAUSE.format(slug=slug, title=title, argument=argument, record=record, miss=miss)
    return written(folder / f"{slug}.toml", text).parent


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return written(tmp_path / "evening.log", EVENING)


def triage(cwd: Path, *arguments: str | Path, **environment: str) -> Run:
    return omelog("triage", *arguments, cwd=cwd, stdin=b"", **environment)


def bundle(folder: Path) -> dict[str, Any]:
    first: dict[str, Any] = report(folder)["bundles"][0]
    return first


# --- triage ---


def test_the_report_lies_in_the_usual_folder(tmp_path: Path, log: Path) -> None:
    run = triage(tmp_path, log)
    assert (run.code, run.lines) == (0, [])
    assert {path.name for path in (tmp_path / "omelog-report").iterdir()} == {"report.html", "report.json"}
    assert run.stdout.splitlines()[-1] == "Report:  omelog-report/report.html"


@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_the_answer_for_one_bundle_takes_25_lines_at_most(tmp_path: Path, log: Path, columns: str) -> None:
    run = triage(tmp_path, log, COLUMNS=columns)
    lines = run.stdout.splitlines()
    assert 5 <= sum(-(-len(line) // int(columns)) for line in lines) <= 25
    wide = [line for line in lines if len(line) > int(columns)]
    assert all(line.lstrip().startswith("$ ") for line in wide)  # a command is whole, for copying
    assert "The last certificate chain upload recorded in this log failed because" in " ".join(run.stdout.split())
    assert lines[-1].startswith("Report: ")
    proof = [line for line in lines if line.startswith("Proof:")]
    assert len(proof) == 1
    assert ".log:15: " in proof[0]


def test_several_bundles_give_a_table(tmp_path: Path, log: Path) -> None:
    clean = written(tmp_path / "clean.zip", zipped({LOG: CLEAN.encode()}))
    run = triage(tmp_path, log, clean, "gone.zip", COLUMNS="160")
    assert run.code == 1
    head, first, second, third, path = run.stdout.splitlines()
    assert head.split() == ["Bundle", "Status", "Verdict", "Errors", "Last", "seen"]
    assert first.split()[:4] == ["evening.log", "Read", "in", "full"]
    assert EXPLAINED in first
    assert first.endswith("2024-01-25 18:01")
    assert "No certificate error is recorded" in second
    assert third.startswith("gone.zip")
    assert "Not read" in third
    assert path == "Report:  omelog-report/report.html"
    assert len(list((tmp_path / "omelog-report" / "bundles").glob("*.html"))) == 3


def test_a_narrow_terminal_cuts_no_time_and_another_program_gets_whole_lines(tmp_path: Path, log: Path) -> None:
    named = written(tmp_path / "ome-01.munich.example.com-2024-01-25-bundle.zip", zipped({LOG: EVENING.encode()}))
    for columns in ("60", "80", "100", ""):
        run = triage(tmp_path, log, named, "-o", f"wide-{columns}", COLUMNS=columns)
        assert run.stdout.count("2024-01-25 18:01 ") + run.stdout.count("2024-01-25 18:01\n") == 2, run.stdout
        assert (named.name in run.stdout) == (columns == "")


def test_more_than_fifty_bundles_give_counts(tmp_path: Path) -> None:
    for number in range(51):
        written(tmp_path / "in" / f"{number}.log", MORNING if number else "no log")
    written(tmp_path / "in" / "51.zip", b"PK\x03\x04cut")
    run = triage(tmp_path, "in", "-f", "json")
    assert run.code == 1
    lines = run.stdout.splitlines()
    assert lines[0] == "51 bundles: 50 read, 0 in part, 1 not at all."
    assert lines[1] == "Not read: 51.zip"
    assert lines[2].startswith("50 errors in 50 bundles: ")


@pytest.mark.parametrize("name", ["json", "html"])
def test_one_format_goes_to_standard_output(tmp_path: Path, log: Path, name: str) -> None:
    run = triage(tmp_path, log, "-f", name, "-o", "-")
    assert (run.code, run.lines) == (0, [])
    assert not (tmp_path / "omelog-report").exists()
    if name == "json":
        assert json.loads(run.stdout)["totals"]["findings"] == 1
    else:
        assert run.stdout.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-o", "-"], "one text format"),
        (["-o", "-", "-f", "json", "-f", "html"], "one text format"),
        (["-f", "pdf"], "unknown format 'pdf'; known: csv, handover, html, json, markdown, parquet, text"),
        (["--limit", "log_byte=1GiB"], "did you mean log_bytes?"),
        (["--limit", "log_bytes=many"], "is not an amount above zero"),
        (["--limit", "log_bytes=0"], "is not an amount above zero"),
        (["--limit", "log_bytes"], "is not an amount above zero"),
        (["--around", "yesterday"], "is not a time"),
        (["--clock", "5 min"], "is not hours and minutes"),
        (["--clock", "00:05"], "a clock 5 minutes ahead: --clock +00:05"),
        (["--around", "2024-01-25T11:05:00+01:00"], "no time zone"),
        (["--config", "gone.toml"], "no such settings file"),
        (["--causes", "gone"], "gone: cannot be read"),
    ],
)
def test_wrong_usage_ends_with_2_and_one_line(tmp_path: Path, log: Path, arguments: list[str], says: str) -> None:
    run = triage(tmp_path, log, *arguments)
    assert run.code == 2
    assert len(run.lines) == 1
    assert run.lines[0].startswith("omelog: ")
    assert says in run.lines[0]
    assert run.stdout == ""
    assert not (tmp_path / "omelog-report").exists()


def test_no_input_and_unknown_options_are_wrong_usage(tmp_path: Path) -> None:
    assert triage(tmp_path).code == 2
    assert triage(tmp_path, "x", "--no-such-option").code == 2
    assert omelog("no-such-command", cwd=tmp_path).code == 2


def test_case_around_and_limits_are_taken(tmp_path: Path, log: Path) -> None:
    run = triage(tmp_path, log, "--case", "SR 123", "--around", "2024-01-25 18:00", "--limit", "log-bytes = 1 MiB")
    assert run.code == 0
    made = report(tmp_path / "omelog-report")
    assert made["around"] == "2024-01-25T18:00:00"
    assert made["bundles"][0]["case"] == "SR 123"


def test_findings_can_fail_the_run_and_outrank_damage(tmp_path: Path, log: Path) -> None:
    assert triage(tmp_path, log).code == 0
    assert triage(tmp_path, log, "--fail-on-findings").code == 3
    assert triage(tmp_path, log, "gone.zip", "--fail-on-findings").code == 3
    clean = written(tmp_path / "clean.log", CLEAN)
    assert triage(tmp_path, clean, "--fail-on-findings").code == 0
    assert triage(tmp_path, clean, "gone.zip", "--fail-on-findings").code == 1


def test_quiet_leaves_damage_and_verbose_adds_notices(tmp_path: Path) -> None:
    twice = written(tmp_path / "twice.zip", zipped({LOG: EVENING.encode(), f"{LOG}.1": EVENING.encode()}))
    quiet = triage(tmp_path, twice, "gone.zip", "--quiet")
    assert quiet.stdout == ""
    assert len(quiet.lines) == 1
    verbose = triage(tmp_path, twice, "-v")
    assert verbose.code == 0
    assert verbose.lines[0] == "omelog: reading twice.zip"
    assert "copy" in verbose.lines[1]
    assert verbose.lines[2].startswith("omelog: took ")


def test_standard_input(tmp_path: Path) -> None:
    for data in (zipped({LOG: EVENING.encode()}), EVENING.encode()):
        run = omelog("triage", "-", cwd=tmp_path, stdin=data)
        assert (run.code, run.lines) == (0, [])
        assert bundle(tmp_path / "omelog-report")["findings"][0]["cause"] == "invalid-csr-key"
    empty = omelog("triage", "-", cwd=tmp_path)
    assert (empty.code, len(empty.lines)) == (1, 1)


def test_the_same_input_gives_the_same_report(tmp_path: Path, log: Path) -> None:
    made = []
    for seed in ("1", "2"):
        zipped_log = written(tmp_path / "a.zip", zipped({LOG: MORNING.encode(), f"x/{LOG}": EVENING.encode()}))
        triage(tmp_path, log, zipped_log, "gone", "-o", seed, "--store", seed + ".sqlite", PYTHONHASHSEED=seed)
        made.append(report(tmp_path / seed) | {"generated": ""})
    assert made[0] == made[1]
    assert len(made[0]["bundles"]) == 4


def test_causes_of_ones_own_are_added_and_override(tmp_path: Path) -> None:
    moon = written(tmp_path / "moon.log", make.chain_error("2024-01-25 12:00:00.000", "Full  MOON"))
    triage(tmp_path, moon, "-o", "without")
    assert bundle(tmp_path / "without")["findings"][0]["cause"] == "unknown"
    triage(tmp_path, moon, "-o", "with", "--causes", own_cause(tmp_path / "own"))
    made = report(tmp_path / "with")
    assert made["bundles"][0]["findings"][0]["cause"] == "full-moon"
    assert "the moon was full" in made["bundles"][0]["diagnosis"]["headline"]
    assert set(made["catalogue"]["causes"]) == {"full-moon"}
    other = own_cause(tmp_path / "override", "missing-eku", make.EKU, "Our words for it")
    run = triage(tmp_path, written(tmp_path / "eku.log", MORNING), "-o", "over", OMELOG_CAUSES=str(other))
    assert run.code == 0
    assert report(tmp_path / "over")["catalogue"]["causes"]["missing-eku"]["title"] == "Our words for it"


# --- the folder ---


def test_an_earlier_report_is_replaced_and_no_stale_page_is_left(tmp_path: Path, log: Path) -> None:
    out = tmp_path / "out"
    written(tmp_path / "clean.log", CLEAN)
    triage(tmp_path, log, "clean.log", "-o", out)
    mine = written(out / "bundles" / "mine.html", "<p>notes</p>")
    also_mine = written(out / "notes.txt", "notes")
    first = {path.name for path in (out / "bundles").iterdir()} - {"mine.html"}
    triage(tmp_path, log, "gone.log", "-o", out)
    second = {path.name for path in (out / "bundles").iterdir()} - {"mine.html"}
    assert len(first) == len(second) == 2
    assert len(first & second) == 1
    triage(tmp_path, log, "-o", out, "-f", "json")
    assert {path.name for path in out.iterdir()} == {"report.json", "bundles", "notes.txt"}
    assert list((out / "bundles").iterdir()) == [mine]
    assert also_mine.read_text() == "notes"
    mine.unlink()
    triage(tmp_path, log, "-o", out, "-f", "html")
    assert {path.name for path in out.iterdir()} == {"report.html", "notes.txt"}


def test_a_folder_with_other_things_is_refused_and_left_alone(tmp_path: Path, log: Path) -> None:
    out = tmp_path / "out"
    foreign = {"report.html": "<html>not ours</html>", "report.json": "{}", "bundles/x.html": "x", "a.txt": "a"}
    for name, text in foreign.items():
        written(out / name, text)
    run = triage(tmp_path, log, "-o", out)
    assert run.code == 2
    assert len(run.lines) == 1
    assert "holds things other than" in run.lines[0]
    assert {str(path.relative_to(out)): path.read_text() for path in out.rglob("*") if path.is_file()} == foreign
    assert triage(tmp_path, log, "-o", out / "a.txt").code == 2
    assert (out / "a.txt").read_text() == "a"


# --- settings ---


def test_settings_stand_below_environment_and_command_line(tmp_path: Path, log: Path) -> None:
    written(tmp_path / "xdg" / "omelog" / "config.toml", '[triage]\noutput = "file"\nformat = ["json"]\n')
    usual = {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}
    if sys.platform == "linux":
        triage(tmp_path, log, **usual)
        assert {path.name for path in (tmp_path / "file").iterdir()} == {"report.json"}
    given = written(tmp_path / "given.toml", 'quiet = true\n[triage]\noutput = "given"\nfail_on_findings = true\n')
    run = triage(tmp_path, log, "--config", given, **usual)
    assert (run.code, run.stdout) == (3, "")
    assert (tmp_path / "given" / "report.html").exists()
    triage(tmp_path, log, "--config", given, OMELOG_OUTPUT="environment")
    assert (tmp_path / "environment" / "report.json").exists()
    triage(tmp_path, log, "-o", "command", OMELOG_OUTPUT="environment-2", OMELOG_CONFIG=str(given))
    assert (tmp_path / "command" / "report.json").exists()
    assert not (tmp_path / "environment-2").exists()


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a log and its report."""
    folder = tmp_path_factory.mktemp("reported")
    triage(folder, written(folder / "evening.log", EVENING), "-o", "out", "-f", "json")
    return folder


FULL = """
store = "none"
redact = "share"
[triage]
output = "settings"
format = ["html", "json"]
audience = "public-ca"
fail_on_findings = true
open = false
case_from = "SR-[0-9]+"
jobs = 1
[mail]
smtp = "smtp://mail.example.com"
from = "a@example.com"
attach = "none"
outbox = "outbox"
"""


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("explain evening.log", 0),
        ("grep SSLController evening.log", 0),
        ("render out/report.json -f text", 0),
        ("mail out/report.json --to b@example.com --draft a.eml", 0),
        ("diff out/report.json out/report.json", 0),
        ("history", 0),
        ("chain check gone.pem", 1),
        ("chain compare gone.pem gone.pem", 1),
        ("chain build gone.pem -o built.pem", 1),
        ("causes list", 0),
        ("causes show missing-eku", 0),
        ("causes lint", 0),
        ("causes test", 0),
    ],
)
def test_settings_of_triage_are_no_defaults_of_another_command(reported: Path, command: str, code: int) -> None:
    run = omelog(*command.split(), "--config", written(reported / "full.toml", FULL), cwd=reported)
    assert run.code == code, run.stderr
    assert "Invalid value" not in run.stderr
    assert not (reported / "settings").exists()


def test_limits_of_settings_and_command_line_add_up(tmp_path: Path, log: Path) -> None:
    config = written(tmp_path / "c.toml", "[limits]\nraw_bytes = 50\nlog_bytes = 10\n")
    triage(tmp_path, log, "--config", config, "--limit", "log_bytes=1MiB", "-o", "out")
    made = bundle(tmp_path / "out")
    assert made["status"] == "analyzed"
    assert len(made["findings"][0]["raw"]) == 50
    triage(tmp_path, log, "--config", config, "-o", "out")
    assert bundle(tmp_path / "out")["problems"][0]["limit"] == "log_bytes"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[triage]\nouput = 'x'\n", "unknown setting triage.ouput; did you mean triage.output?"),
        ("quite = true\n", "unknown setting quite; did you mean quiet?"),
        ("[limits]\nlog_byte = 5\n", "unknown setting limits.log_byte; did you mean limits.log_bytes?"),
        ("[limits]\nlog_bytes = 'lots'\n", "is not an amount"),
        ("[triage]\nformat = 'json'\n", "Expected `array"),
        ("triage = 5\n", "Expected `object"),
        ("not toml", "cannot be read as settings"),
    ],
)
def test_wrong_settings_end_with_2(tmp_path: Path, log: Path, text: str, says: str) -> None:
    run = triage(tmp_path, log, "--config", written(tmp_path / "config.toml", text))
    assert (run.code, len(run.lines)) == (2, 1)
    assert "config.toml" in run.lines[0]
    assert says in run.lines[0]


# --- what is light stays light ---


def test_version_help_and_completion(tmp_path: Path) -> None:
    assert omelog("--version", cwd=tmp_path).stdout == f"omelog {__version__}\n"
    no_guess = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}  # the tests run below no shell
    shown = omelog("--show-completion", "bash", cwd=tmp_path, stdin=b"", **no_guess)
    assert shown.code == 0
    assert "COMPLETE" in shown.stdout
    bare = omelog(cwd=tmp_path)
    assert "triage" in bare.stdout + bare.stderr
    for command in ([], ["triage"], ["explain"], ["causes"], ["causes", "lint"]):
        assert omelog(*command, "--help", cwd=tmp_path).code == 0


@pytest.mark.parametrize("arguments", [["--help"], ["triage", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "omelog", *arguments], capture_output=True, check=True, text=True
    )
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "typer" in imported
    assert imported.isdisjoint({"pandas", "numpy", "lark", "jinja2", "cryptography"})


def test_a_bundle_without_candidates_needs_neither_pandas_nor_lark(tmp_path: Path) -> None:
    clean = written(tmp_path / "clean.log", CLEAN)
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "omelog", "triage", clean, "-f", "json"],
        capture_output=True,
        check=True,
        text=True,
        cwd=tmp_path,
    )
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert imported.isdisjoint({"pandas", "lark"})


# --- explain ---

BODY = make.chain_error("2024-01-25 12:00:00.000", make.CSR_KEY).partition(": Error uploading certificate chain: ")[2]
PRETTY = json.dumps(json.loads(BODY), indent=2)


@pytest.mark.parametrize(
    ("text", "assumed"),
    [
        (EVENING, False),
        (f"Hello,\nthis is what we see:\n{make.chain_error('2024-01-25 12:00:00.000', make.CSR_KEY)}\nBye\n", False),
        (BODY, True),
        (PRETTY, True),
        (f"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n\r\n{BODY}", True),
        (f"400 Bad Request\n{PRETTY}\n", True),
        ("\n".join(f"> {line}" for line in PRETTY.splitlines()), True),
        ("\n".join(f"> > {line}" for line in EVENING.splitlines()), False),
        ("\ufeff" + EVENING.replace("\n", "\r\n"), False),
    ],
    ids=["log", "mail", "body", "pretty", "with headers", "with status", "quoted", "quoted log", "windows"],
)
def test_explain_tells_what_was_pasted(tmp_path: Path, text: str, assumed: bool) -> None:
    run = omelog("explain", cwd=tmp_path, stdin=text.encode())
    assert (run.code, run.lines) == (0, [])
    words = "another public key than the signing request" if assumed else "does not belong to the signing request"
    assert words in " ".join(run.stdout.split())
    assert ("which is assumed" in run.stdout) == assumed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("CSEC9002", "what you stated"),
        ("cgen1008", "what you stated"),
        ("it says: invalid   CSR key", EXPLAINED),
        ("Unable to mutually authenticate and connect to the remote appliance", "what you stated"),
        ("we got: Unable to mutually authenticate and connect to the remote appliance. " * 9, "what you stated"),
    ],
)
def test_explain_takes_a_code_or_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    run = omelog("explain", text, cwd=tmp_path)
    assert (run.code, run.lines) == (0, [])
    assert says in run.stdout


def test_explain_reads_a_file_and_tells_what_it_could_not(tmp_path: Path, log: Path) -> None:
    assert EXPLAINED not in omelog("explain", log, cwd=tmp_path).stderr
    assert omelog("explain", log, cwd=tmp_path).code == 0
    for arguments, stdin, says in (
        (["gone.log"], b"", "No such file"),
        (["."], b"", "cannot be read"),
        (["-"], b"the weather is fine", "nothing in the text is recognised"),
        (["-"], b"  \n", "holds no text"),
        (["-"], MORNING.encode()[:-300], "line 15"),
    ):
        run = omelog("explain", *arguments, cwd=tmp_path, stdin=stdin)
        assert (run.code, len(run.lines)) == (1, 1), run
        assert says in run.lines[0]


# --- causes ---


def test_causes_are_listed_shown_and_checked(tmp_path: Path) -> None:
    listed = omelog("causes", "list", cwd=tmp_path)
    assert listed.code == 0
    assert "missing-eku" in listed.stdout
    shown = omelog("causes", "show", "missing-eku", cwd=tmp_path)
    assert shown.code == 0
    assert "Steps:" in shown.stdout
    wrong = omelog("causes", "show", "mising-eku", cwd=tmp_path)
    assert (wrong.code, wrong.lines) == (2, ["omelog: no cause 'mising-eku'; did you mean missing-eku?"])
    own = own_cause(tmp_path / "own")
    assert omelog("causes", "show", "full-moon", "--causes", own, cwd=tmp_path).code == 0
    for command in ("lint", "test"):
        assert omelog("causes", command, cwd=tmp_path).code == 0
        assert omelog("causes", command, "--causes", own, cwd=tmp_path).code == 0


def test_faulty_causes_are_named(tmp_path: Path, log: Path) -> None:
    rival = own_cause(tmp_path / "rival", "rival", make.CSR_KEY)
    lint = omelog("causes", "lint", "--causes", rival, cwd=tmp_path)
    assert lint.code == 1
    assert lint.lines == [
        f"omelog: {rival / 'rival.toml'}: matches the same message id and argument as 'invalid-csr-key'"
    ]
    assert triage(tmp_path, log, "--causes", rival).code == 2
    broken = own_cause(tmp_path / "broken")
    text = (broken / "full-moon.toml").read_text()
    (broken / "full-moon.toml").write_text(text.replace("Full moon.", "Half moon.", 1))
    tested = omelog("causes", "test", "--causes", broken, cwd=tmp_path)
    assert tested.code == 1
    assert "sample 'one line' gives" in tested.stderr
    bad = {"slug = ": "is not TOML", "slug = 'x'\n": "'title' is missing", "x = 1\n": "key 'x' is not known"}
    for contents, says in bad.items():
        written(tmp_path / "bad" / "bad.toml", contents)
        for command in ("lint", "test"):
            run = omelog("causes", command, "--causes", tmp_path / "bad", cwd=tmp_path)
            assert run.code == (1 if command == "lint" else 2)
            assert len(run.lines) == 1 or command == "lint"
            assert "bad.toml" in run.lines[0]
            assert says in "".join(run.lines) or command == "test"


def test_an_empty_name_is_a_missing_input_and_not_this_folder(tmp_path: Path) -> None:
    (tmp_path / "application.log").write_text(EVENING)
    run = omelog("triage", "", cwd=tmp_path)
    assert run.code == 1
    assert "no such file or folder" in run.stderr
    assert omelog("triage", "application.log", "-o", "", cwd=tmp_path).code == 2


def test_a_full_disk_behind_standard_output_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "application.log").write_text(EVENING)
    command = f"{sys.executable} -m omelog triage application.log -f json -o - > /dev/full"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "standard output: cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_error_of_another_operation_is_named_beside_the_verdict(tmp_path: Path) -> None:
    other = make.single_error("2024-01-25 13:00:00.000").replace("CSEC9002", "CSEC9999")
    (tmp_path / "application.log").write_text(make.chain_error("2024-01-25 11:00:00.000", make.EKU) + other)
    run = omelog("triage", "application.log", cwd=tmp_path)
    assert "last at 2024-01-25 13:00:00: An error that no documented cause matches" in " ".join(run.stdout.split())


def test_of_two_unknown_errors_that_of_the_verdict_is_shown_first(tmp_path: Path) -> None:
    first = make.chain_error("2024-01-25 11:00:00.000", "Nobody documented this.")
    later = f"{make.header('2024-01-25 12:00:00.000')}createNewCsr(): and nobody this: null\n"
    (tmp_path / "application.log").write_text(first + later)
    run = omelog("triage", "application.log", "-f", "html", "-f", "text", cwd=tmp_path)
    said = " ".join(run.stdout.split())
    assert "was recorded in this log, at 11:00:00 on 2024-01-25" in said
    assert "Proof: application.log:1: 2024-01-25 11:00:00" in said
    assert "CGEN1008 Nobody documented this." in said
    page = (tmp_path / "omelog-report" / "report.html").read_text()
    assert 'id="proof"' not in page  # the records stand under what to do
    assert 0 < page.find("Nobody documented this.") < page.find("and nobody this")
    text = (tmp_path / "omelog-report" / "report.txt").read_text()
    assert 0 < text.find("1 time: CGEN1008: Nobody") < text.find("1 time: no message id")

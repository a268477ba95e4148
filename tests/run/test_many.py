"""Many bundles at once, as a user runs them: in processes that die, hang and are interrupted."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import make_samples as make
import pytest
from bundles import EVENING, LOG, MORNING, NOON, written, zipped
from running import Running, environment, omelog, open_by, report

from omelog.report import render
from omelog.saved import read

SMALL = ("a.zip", "b.zip")
BIG = "c-big.zip"
HUGE = 150_000_000


@pytest.fixture(scope="module")
def big() -> bytes:
    """Return a bundle that takes a while to read."""
    return zipped({LOG: MORNING.encode() + make.filler("2024-01-25 11:00:00", 600).encode() * (HUGE // 60_000)})


@pytest.fixture
def share(tmp_path: Path, big: bytes) -> Path:
    for name, log in zip(SMALL, (NOON, EVENING), strict=True):
        written(tmp_path / "share" / name, zipped({LOG: log.encode()}))
    written(tmp_path / "share" / BIG, big)
    return tmp_path / "share"


def verdicts(out: Path) -> dict[str, str]:
    """Return the blocker of each bundle, or what became of it."""
    return {
        bundle["name"]: bundle["diagnosis"]["blocker"] or bundle["problems"][0]["code"]
        for bundle in report(out)["bundles"]
    }


FINISHED = {"a.zip": "missing-key-encipherment", "b.zip": "invalid-csr-key"}


def as_rendered(out: Path) -> bool:
    """Return whether the files are those that the report gives when it is rendered again, and no others."""
    made = read((out / "report.json").read_bytes())
    files = render(made, "html") | render(made, "json")
    return files == {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_a_bundle_whose_process_dies_each_time_is_rejected_and_the_rest_goes_on(tmp_path: Path, share: Path) -> None:
    run = Running(share, "--jobs", "2", cwd=tmp_path)
    killed: set[int] = set()
    while (number := run.reader_of(share / BIG, killed)) is not None:
        killed.add(number)
        os.kill(number, signal.SIGKILL)
    code, lines = run.end()
    assert (code, len(killed)) == (1, 2)
    assert verdicts(tmp_path / "omelog-report") == {**FINISHED, BIG: "worker-died"}
    assert len(lines) == 1
    assert lines[0].startswith(f"omelog: {BIG}: the process that read it did not survive: it was ended by signal 9")
    assert as_rendered(tmp_path / "omelog-report")


def test_a_bundle_whose_process_dies_once_is_tried_again(tmp_path: Path, share: Path) -> None:
    run = Running(share, cwd=tmp_path)
    number = run.reader_of(share / BIG, set())
    assert number is not None
    os.kill(number, signal.SIGKILL)
    assert run.end() == (0, [])
    assert verdicts(tmp_path / "omelog-report") == {**FINISHED, BIG: "missing-eku"}


def test_a_bundle_that_hangs_is_stopped_and_rejected(tmp_path: Path, share: Path) -> None:
    run = Running(share, "--limit", "seconds=2", cwd=tmp_path)
    number = run.reader_of(share / BIG, set())
    assert number is not None
    os.kill(number, signal.SIGSTOP)
    code, lines = run.end()
    assert code == 1
    assert verdicts(tmp_path / "omelog-report") == {**FINISHED, BIG: "timed-out"}
    assert len(lines) == 1
    assert "limit seconds=2" in lines[0]
    assert "--limit seconds=VALUE" in lines[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("finished", [1, 2])
def test_an_interrupt_keeps_what_is_finished(tmp_path: Path, share: Path, number: int, finished: int) -> None:
    for name in SMALL[finished:]:
        (share / name).unlink()
    run = Running(share, "--jobs", "1", cwd=tmp_path)
    run.interrupt_at(share / BIG, number)
    code, lines = run.end()
    assert code == 1
    names = SMALL[:finished]
    assert verdicts(tmp_path / "omelog-report") == {name: FINISHED[name] for name in names}
    of = finished + 1
    assert lines == [f"omelog: interrupted: 1 of {of} inputs were not read: {BIG}; run it again for the rest"]
    assert [problem["code"] for problem in report(tmp_path / "omelog-report")["problems"]] == ["interrupted"]
    assert as_rendered(tmp_path / "omelog-report")


def test_an_interrupt_before_anything_is_finished_leaves_the_earlier_report(tmp_path: Path, share: Path) -> None:
    out = tmp_path / "omelog-report"
    assert omelog("triage", share / "a.zip", cwd=tmp_path).code == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    run = Running(share / BIG, share / "a.zip", "--jobs", "1", cwd=tmp_path)
    run.interrupt_at(share / BIG, signal.SIGINT)
    code, lines = run.end()
    assert code == 1
    assert lines == ["omelog: interrupted; the report was not finished"]
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_one_bundle_alone_is_interrupted_at_once(tmp_path: Path, share: Path) -> None:
    run = Running(share / BIG, cwd=tmp_path)
    while run.process.poll() is None and run.process.pid not in open_by(share / BIG):
        time.sleep(0.002)
    os.killpg(run.process.pid, signal.SIGINT)
    assert run.end() == (1, ["omelog: interrupted; the report was not finished"])


def test_the_number_of_processes_changes_nothing(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    for number in range(8):
        log = (MORNING, NOON, EVENING)[number % 3] * (1 + 40 * (number % 2))
        written(
            inputs / f"CASE-{number % 4}" / f"{'source' if number < 4 else 'target'}.zip", zipped({LOG: log.encode()})
        )
    written(inputs / "both.zip", zipped({f"source/{LOG}": NOON.encode(), f"target/{LOG}": EVENING.encode()}))
    written(inputs / "cut.zip", zipped({LOG: MORNING.encode() * 50})[:-400])
    written(inputs / "empty.zip", zipped({"a.txt": b"x"}))
    made, told = [], []
    for jobs in ("1", "2", "4"):
        run = omelog("triage", inputs, "gone.zip", "--jobs", jobs, "-o", jobs, "--store", "none", cwd=tmp_path)
        assert run.code == 1
        assert as_rendered(tmp_path / jobs)
        made.append(_undated(tmp_path / jobs))
        told.append((run.stdout.replace(f" {jobs}/", " "), run.stderr))
    assert made[0] == made[1] == made[2]
    assert told[0] == told[1] == told[2]
    names = [bundle["name"] for bundle in report(tmp_path / "1")["bundles"]]
    assert names[:2] == ["CASE-0/source.zip", "CASE-0/target.zip"]
    assert names[8:] == ["both.zip/source", "both.zip/target", "cut.zip", "empty.zip", "gone.zip"]
    pairs = report(tmp_path / "1")["pairs"]
    assert [(pair["case"], pair["source"]) for pair in pairs] == [
        (f"CASE-{number}", f"CASE-{number}/source.zip") for number in range(4)
    ]
    assert all((tmp_path / "1" / pair["page"]).is_file() for pair in pairs)


def _undated(out: Path) -> dict[str, bytes]:
    generated = report(out)["generated"]
    moment = generated.replace("T", " ").replace("Z", " UTC")
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        .replace(generated.encode(), b"")
        .replace(moment.encode(), b"")
        for path in out.rglob("*")
        if path.is_file()
    }


def test_standard_input_may_be_one_of_several(tmp_path: Path) -> None:
    written(tmp_path / "a.zip", zipped({LOG: MORNING.encode()}))
    run = omelog("triage", "a.zip", "-", cwd=tmp_path, stdin=EVENING.encode())
    assert run.code == 0
    made = verdicts(tmp_path / "omelog-report")
    assert made == {"a.zip": "missing-eku", "standard input": "invalid-csr-key"}


def test_several_bundles_go_to_standard_output_as_json_and_not_as_pages(tmp_path: Path, share: Path) -> None:
    small = [share / name for name in SMALL]
    run = omelog("triage", *small, "-f", "json", "-o", "-", cwd=tmp_path)
    assert run.code == 0
    assert [bundle["name"] for bundle in json.loads(run.stdout)["bundles"]] == list(SMALL)
    refused = omelog("triage", *small, "-f", "html", "-o", "-", cwd=tmp_path)
    assert (refused.code, refused.stdout) == (2, "")
    assert refused.lines == [
        "omelog: 3 pages do not fit on standard output; give a folder with -o, or one bundle",
    ]


def test_damage_beyond_twenty_lines_of_a_bundle_is_counted(tmp_path: Path) -> None:
    noise = {f"x/{LOG}.{number}": b"no header\n" * (number + 1) for number in range(30)}
    written(tmp_path / "bad.zip", zipped({f"x/{LOG}": MORNING.encode(), **noise}))
    run = omelog("triage", "bad.zip", "bad.zip", "--quiet", cwd=tmp_path)
    assert run.code == 1
    assert len(run.lines) == 22
    assert run.lines[20] == "omelog: bad.zip: 10 more problems of this bundle; the report has all"
    assert run.lines[21].startswith("omelog: 1 more bundle: no record header in its ")


MEASURED = (
    "import atexit, resource, sys; from omelog.cli import main; "
    "atexit.register(lambda: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)); "
    "sys.argv[:] = ['omelog', *sys.argv[1:]]; main()"
)


def test_memory_does_not_grow_with_the_number_of_bundles(tmp_path: Path) -> None:
    error = make.chain_error("2024-01-25 10:56:54.175", make.EKU)
    text = "".join(
        error.replace("10:56:54", f"10:56:{second}").replace("Unable", f"{second} {'x' * 16_000}")
        for second in range(10, 30)
    )
    bundle = zipped({LOG: text.encode()})
    peaks = []
    for count in (20, 120):
        for number in range(count):
            written(tmp_path / str(count) / f"{number}.zip", bundle)
        command = [sys.executable, "-c", MEASURED, "triage", str(count), "-q", "-o", f"out-{count}"]
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=280, env=environment(tmp_path)
        )
        peaks.append(int(done.stderr))
        parts = sum(path.stat().st_size for path in (tmp_path / f"out-{count}").rglob("*") if path.is_file())
    assert parts > 60_000_000
    assert peaks[1] - peaks[0] < 25_000  # KiB


def test_progress_is_shown_on_a_terminal_alone(tmp_path: Path, share: Path) -> None:
    small = [str(share / name) for name in SMALL]

    def on_terminal(*arguments: str) -> str:
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-m", "omelog", "triage", *small, "gone.zip", *arguments],
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            env=environment(tmp_path) | {"TERM": "xterm"},
        ):
            os.close(theirs)
            shown = b"".join(iter(lambda: _read(ours), b""))
        os.close(ours)
        return shown.decode()

    shown = on_terminal()
    assert "0/3 bundles" in shown
    assert "omelog: gone.zip: no such file or folder; check the path" in shown
    assert "bundles" not in on_terminal("--quiet")
    plain = omelog("triage", *small, "gone.zip", cwd=tmp_path)
    assert plain.lines == ["omelog: gone.zip: no such file or folder; check the path"]


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # a terminal of which the other end is closed
        return b""


@pytest.mark.parametrize("moment", ["omelog.cli", "typer"])
def test_ctrl_c_in_the_first_moments_is_a_line(tmp_path: Path, moment: str) -> None:
    """While the program itself is still being imported."""
    trap = (
        "import builtins, signal, os, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # behind `&` a shell has it ignored
        "found = builtins.__import__\n"
        "def traps(name, *more):\n"
        f"    if name == {moment!r}: builtins.__import__ = found; os.kill(os.getpid(), signal.SIGINT)\n"
        "    return found(name, *more)\n"
        "builtins.__import__ = traps\n"
        "sys.argv[:] = ['omelog', '--version']\n"
        "from omelog.__main__ import main; main()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", trap],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr.splitlines()) == (1, ["omelog: interrupted; nothing was done"])

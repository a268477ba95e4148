"""Try omelog in environments as people have them: limits, streams, homes, folders, names, locales, signals.

    tools/tries.py                  every row
    tools/tries.py limits streams   the rows of these kinds

A row is what is done to a shell before, a command, the exit code and what must hold behind it. Each has a folder of
its own with three bundles in `many`, a log and settings. Whatever the row says there is no traceback, and nothing is
left in the temporary folder. Exit code 1 if a row does not hold.
"""

import contextlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
SAMPLES = ("clean.zip", "one-blocker.zip", "ambiguous.zip")
_LONGEST = 100  # seconds
PLAINLY = "setpriv --reuid=65534 --regid=65534 --clear-groups"  # root has no bounds on processes
_TRIAGE = "$O triage many -j 2 -o out"
_MAIL = "--mail-to a@example.com --from b@example.com --smtp smtp+plaintext://127.0.0.1:1 --outbox box"
_WATCHED = """$O watch many -o out --settle 0.5 {more} & until ls out/report.json {until}; do
kill -0 $! || break; sleep 0.1; done > /dev/null 2>&1; kill -TERM $!; wait $!"""
_DISK = (
    "mkdir disk; mount -t tmpfs -o size={size} none disk; {command}; code=$?; find disk -type f -size +0; exit $code"
)
_KILLED = f"""{_TRIAGE} & until ls $TMPDIR/.omelog-*; do kill -0 $! || break; done 2> /dev/null
kill -9 $!; wait $!; touch -c -d '2 hours ago' $TMPDIR/.omelog-*"""


class Ended(NamedTuple):
    """How a command ended, and the folder that it ran in."""

    code: int
    stdout: str
    stderr: str
    folder: Path


Holds = Callable[[Ended], bool]


class Try(NamedTuple):
    """One row of the table, in shell: `$O` is omelog, `$P` its Python, `$N` makes nobody of root."""

    kind: str
    before: str
    command: str
    code: int
    holds: Holds

    @property
    def name(self) -> str:
        """Return what a list calls it."""
        return " ".join(f"{self.kind}: {self.before or 'as it is'}; {self.command}".split())


def all_read(ended: Ended) -> bool:
    """Return whether all bundles are in the report, read in full."""
    return set(_status(ended.folder).values()) == {"analyzed"} and len(_status(ended.folder)) == len(SAMPLES)


def one_line(ended: Ended) -> bool:
    """Return whether there is one line, of omelog's, and nothing was written."""
    lines = ended.stderr.splitlines()
    return len(lines) == 1 and lines[0].startswith("omelog: ") and not (ended.folder / "out" / "report.json").exists()


def anything(_ended: Ended) -> bool:
    """Ask for nothing but the exit code."""
    return True


def says(text: str) -> Holds:
    """Ask for a text on either stream."""
    return lambda ended: text in ended.stdout + ended.stderr


def says_not(text: str) -> Holds:
    """Ask for a text to be on neither stream."""
    return lambda ended: text not in ended.stdout + ended.stderr


def both(*asked: Holds) -> Holds:
    """Ask for several things."""
    return lambda ended: all(one(ended) for one in asked)


def is_still(path: str) -> Holds:
    """Ask for something that is no regular file to be what it was."""
    return lambda ended: not (ended.folder / path).is_file() or (ended.folder / path).is_symlink()


TRIES = (
    *(
        Try("limits", before, _TRIAGE, 0, all_read)
        for before in (
            "export TMPDIR=$PWD/$(printf x%.0s $(seq 150)); mkdir $TMPDIR",
            "export TMPDIR=/nonexistent",
            "export TMPDIR=/proc",
            "ulimit -n 16",
            "ulimit -n 32",
            "ulimit -v 600000",
            "ulimit -s 1024",
        )
    ),
    Try("limits", "ulimit -u 1", f"exec $N {_TRIAGE}", 0, all_read),
    Try("limits", "ulimit -u 1", f"exec $N {_TRIAGE} {_MAIL}", 1, both(all_read, says("another thread"))),
    Try(
        "limits", 'ulimit -u 1; O="exec $N $O"', f"{_WATCHED.format(more=_MAIL, until='box/*.eml')}; ls box", 0,
        both(all_read, says("another thread"), says(".eml")),
    ),
    Try("limits", "ulimit -f 8", f"{_TRIAGE} --store none", 1, one_line),
    *(
        Try("disk", "", _DISK.format(size=size, command=command), code, holds)
        for size, command, code, holds in (
            ("4k", "$O triage many -o disk/out", 1, both(one_line, says("No space left"), says_not("disk/out/"))),
            ("120k", "$O triage many -o disk/out", 1, both(one_line, says("No space left"), says_not("disk/out/"))),
            (
                "2m",
                "$O triage many/clean.zip -o disk/out; head -c 3m /dev/zero > disk/full; $O triage many -o disk/out",
                1,
                both(says("No space left"), says("disk/out/report.json")),
            ),
            ("4k", f"{_TRIAGE} --store disk/store", 0, both(all_read, says("disk is full"))),
            ("4k", f"TMPDIR=$PWD/disk {_TRIAGE}", 0, all_read),
            ("4k", f"{_TRIAGE} {_MAIL} --outbox disk/box", 1, both(all_read, says("No space left"), says_not(".eml"))),
            ("4k,ro", "$O triage many -o disk/out", 2, one_line),
        )
    ),
    *(
        Try("rights", "mkdir closed; touch closed/x; chmod 0 closed", f"exec $N {command}", code, one_line)
        for command, code in (
            ("$O watch closed -o out", 2),
            ("$O watch closed/x -o out", 2),
            ("$O triage closed/x --causes closed/x -o out", 2),
            ("$O history --store closed/x", 1),
            ("$O chain check closed/x", 1),
            ("$O diff closed/x closed/x", 1),
        )
    ),
    Try(
        "rights", "mkdir closed; chmod 0 closed", f"exec $N {_TRIAGE} --redact share --redact-map closed/x", 1,
        both(all_read, says("closed/x: cannot be written: Permission denied")),
    ),
    Try(
        "rights", 'mkdir many/closed; chmod 0 many/closed; O="exec $N $O"', _WATCHED.format(more="", until=""), 0,
        both(all_read, says("many/closed: the folder cannot be read: Permission denied")),
    ),
    *(
        Try("locale", f"export {before}", _TRIAGE, 0, all_read)
        for before in (
            "LC_ALL=C",
            "LC_ALL=tr_TR.ISO-8859-9",
            "PYTHONIOENCODING=ascii",
            "PYTHONUTF8=0",
            "TZ=Pacific/Kiritimati",
            "TZ=nowhere",
            "COLUMNS=0",
            "TERM=dumb",
        )
    ),
    *(
        Try("python", "", f"$P {flags} -m omelog triage many -j 2 -o out", 0, all_read)
        for flags in ("-O", "-OO", "-I", "-X dev", "-W error", "-P")
    ),
    Try("python", "", "$P -OO -m omelog triage --help", 0, says("--fail-on-findings")),
    *(
        Try("streams", "", f"{_TRIAGE} {streams}", code, all_read)
        for streams, code in (
            ("<&-", 0),
            (">&-", 0),
            ("2>&-", 0),
            ("<&- >&- 2>&-", 0),
            ("> /dev/full", 1),
            ("2> /dev/full", 0),
            ("| true", 0),
        )
    ),
    Try("streams", "", "$O explain - <&-", 1, one_line),
    *(
        Try("home", before, f"env -u XDG_STATE_HOME -u XDG_CONFIG_HOME {_TRIAGE}", 0, all_read)
        for before in ("export HOME=/dev/null", "export HOME=/nonexistent", "export HOME=", "export HOME=many")
    ),
    Try("home", "", f"{_TRIAGE} --store ~nosuch/x", 2, one_line),
    Try("settings", r"printf '\357\273\277quiet = true\n' > s.toml", f"{_TRIAGE} --config s.toml", 0, all_read),
    Try("settings", r"printf 'a\377b' > s.toml", f"{_TRIAGE} --config s.toml", 2, one_line),
    *(
        Try("files", before, f"{_TRIAGE} --redact share --redact-map map", code, is_still("map"))
        for before, code in (
            ("ln -s nowhere map", 2),
            ("mkfifo map", 2),
            ("mkdir map", 2),
            ("ln -s many/clean.zip map", 2),
        )
    ),
    Try("files", "", f"{_TRIAGE} --redact share --redact-map /dev/full", 2, one_line),
    *(
        Try("files", before, _TRIAGE, 2, one_line)
        for before in ("ln -s nowhere out", "touch out", "mkfifo out", "mkdir out; touch out/mine")
    ),
    *(
        Try("place", "mkdir gone; cd gone; rmdir ../gone", command, code, one_line)
        for command, code in (
            ("$O triage . -o ../out", 1),
            ("$O triage one.log", 1),
            ("$O watch inbox -o out", 2),
            ("$O grep SSL one.log", 1),
            ("$O mail report.json --to a@example.com --draft x.eml", 1),
        )
    ),
    *(
        Try("names", r"bad=$(printf '\377\376'); mv many/clean.zip many/$bad.zip", command, code, holds)
        for command, code, holds in (
            (_TRIAGE, 0, all_read),
            ("$O triage many/$bad.zip many/one-blocker.zip many/ambiguous.zip -o out", 0, all_read),
            ("$O triage many/$bad.zip -o $bad", 0, anything),
            ("$O triage $bad -o out", 1, one_line),
            ("$O triage many --case-from $bad -o out", 2, one_line),
            ("$O triage many --around $bad -o out", 2, one_line),
            ("$O triage many --audience $bad -o out", 2, one_line),
            ("$O triage many --causes $bad -o out", 2, one_line),
            ("$O triage many --limit $bad=1 -o out", 2, one_line),
            ("$O triage many -f $bad -o out", 2, one_line),
            ("$O triage many --config $bad -o out", 2, one_line),
            ("$O triage many --mail-to $bad --from a@example.com --smtp smtp://localhost -o out", 2, one_line),
            ("$O mail $bad --to a@example.com --draft x.eml", 1, one_line),
            ("$O explain $bad", 1, one_line),
            ("$O render $bad -f html -o out", 1, one_line),
            ("$O diff $bad $bad", 1, one_line),
            ("$O grep $bad many", 2, one_line),
            ("$O watch $bad -o out", 2, one_line),
            ("$O causes show $bad", 2, one_line),
            ("$O history --store $bad", 0, anything),
            ("$O $bad", 2, says("no such command")),
        )
    ),
    Try("store", "", "$O history --forget x --store none.sqlite", 1, one_line),
    Try("store", "head -c 5000 /dev/urandom > s.db", f"{_TRIAGE} --store s.db", 0, all_read),
    Try("store", "mkdir s.db", f"{_TRIAGE} --store s.db", 0, all_read),
    Try("together", f"{_TRIAGE} & {_TRIAGE} &", f"{_TRIAGE}; code=$?; wait; exit $code", 0, all_read),
    Try("signals", "trap '' HUP", f"{_TRIAGE} & sleep 0.2; kill -HUP $!; wait $!", 0, all_read),
    Try("signals", _KILLED, _TRIAGE, 0, all_read),
)  # fmt: skip


def mounting() -> list[str] | None:
    """Return the command in which a file system may be mounted that nobody else sees; None where there is none."""
    for command in (["unshare", "-rm"], ["unshare", "-m"]):
        with contextlib.suppress(OSError):
            if not subprocess.run(
                [*command, "mount", "-t", "tmpfs", "none", "/mnt"], check=False, capture_output=True
            ).returncode:
                return command
    return None


def tried(row: Try, folder: Path) -> list[str]:
    """Try one row in an empty folder; return what did not hold."""
    prepare(folder)
    ended = _ended(row, folder)
    wrong = []
    if ended.code != row.code:
        wrong.append(f"exit code {ended.code} instead of {row.code}")
    if not row.holds(ended):
        wrong.append("what must hold does not")
    wrong += [f"{text} on standard error" for text in ("Traceback", "Exception ignored") if text in ended.stderr]
    wrong += [f"{path.name} is left" for path in (folder / "tmp").iterdir()]
    return [*wrong, *ended.stderr.splitlines()[-3:]] if wrong else []


def prepare(folder: Path) -> None:
    """Arrange what the rows work on."""
    (folder / "many").mkdir(parents=True)
    (folder / "tmp").mkdir()
    for name in SAMPLES:
        shutil.copy(ROOT / "samples" / name, folder / "many" / name)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777)


def _ended(row: Try, folder: Path) -> Ended:
    python = shlex.quote(sys.executable)
    plainly = PLAINLY if os.geteuid() == 0 else ""
    script = f"P={python}; O='{python} -m omelog'; N='{plainly}'\n{row.before}\n{row.command}\n"
    shell = [*(mounting() or ()), "/bin/bash"] if row.kind == "disk" else ["/bin/bash"]
    own = {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CONFIG", "STATE")}
    own |= {"HOME": str(folder), "TMPDIR": str(folder / "tmp"), "COLUMNS": "200", "NO_COLOR": "1"}
    done = subprocess.run(
        [*shell, "-c", script],
        cwd=folder, env=os.environ | own, capture_output=True, check=False, timeout=_LONGEST,
    )  # fmt: skip
    stdout, stderr = (text.decode(errors="replace") for text in (done.stdout, done.stderr))
    return Ended(done.returncode, stdout, stderr, folder)


def _status(folder: Path) -> dict[str, str]:
    try:
        report = json.loads((folder / "out" / "report.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return {bundle["name"]: bundle["status"] for bundle in report["bundles"]}


def main(kinds: Iterable[str]) -> int:
    """Try the rows of these kinds, or all; print the table."""
    asked, failed = set(kinds), 0
    for number, row in enumerate(one for one in TRIES if not asked or one.kind in asked):
        if row.kind == "disk" and mounting() is None:
            print("none", row.name, "\n       no file system may be mounted here")
            continue
        with tempfile.TemporaryDirectory(prefix="try-") as folder:
            Path(folder).chmod(0o755)
            wrong = tried(row, Path(folder) / str(number))
        failed += bool(wrong)
        print("FAIL" if wrong else "ok  ", row.name, *(f"\n       {one}" for one in wrong))
    print(f"{failed} do not hold" if failed else "all hold")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Plays some weeks of a support team, and holds what every run says against the truth that the play knows.

    python tools/quarter.py [--cases 150] [--weeks 12] [--seed 1] [FOLDER]

Each week cases come in, their logs grow, newer bundles come beside older ones or in their place; bundles are sent
twice, renamed, archived (and grow that same week), deleted, and uploaded in part. After each week the share is triaged.
The numbers of report.json, overview, CSV, Parquet and history are counted here by other means than omelog's own.
"""

import argparse
import datetime as dt
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))
import make_samples as make
import quarter_truth as truth

Run = Callable[[list[str]], bytes]  # omelog with arguments, to its standard output
_ARGUMENTS = {
    "missing-eku": make.EKU,
    "missing-key-encipherment": make.KEY_USAGE,
    "invalid-chain": make.CHAIN,
    "invalid-csr-key": make.CSR_KEY,
    "unknown": "The flux is not aligned.",
}
_LOG, _OLDER = "tomcat/application.log", "tomcat/application.log.1"
_BEGINS = dt.datetime.fromisoformat("2026-01-05T08:00:00")  # a Monday; logs have no zone
_CUT = 30  # bytes of an upload that broke off at once


class Appliance:
    """One appliance: the errors that its log holds, and when it ends."""

    def __init__(self, number: int, now: dt.datetime, dice: random.Random) -> None:
        self.errors: tuple[truth.Error, ...] = ()
        self.ends = now
        self._begins = now - dt.timedelta(days=1)
        self._number = number
        self._dice = dice
        self.fails(now)

    def fails(self, now: dt.datetime, cause: str | None = None) -> None:
        """Add an error, and go on logging for an hour."""
        time = max(now, self.ends) + dt.timedelta(minutes=self._dice.randint(1, 600), milliseconds=self._number)
        self.errors += (truth.Error(time, cause or self._dice.choice([*_ARGUMENTS])),)
        self.ends = time + dt.timedelta(hours=1)

    def rests(self, now: dt.datetime) -> None:
        """Lose the old log to rotation, and log nothing but what does not matter."""
        self.errors, self._begins = (), max(now, self.ends)
        self.ends = self._begins + dt.timedelta(days=1)

    def log(self) -> str:
        """Return the log so far."""
        records = [make.chain_error(_stamp(error.time), _ARGUMENTS[error.cause]) for error in self.errors]
        return "".join([make.filler(_stamp(self._begins), 1 + self._number % 7), *records]) + (
            f"{make.header(_stamp(self.ends), 'INFO', 'FillerController')}appliance {self._number}\n"
        )


def _stamp(time: dt.datetime) -> str:
    return time.isoformat(" ", "milliseconds")


class Share:
    """The share of the team: its files, and what the play knows of each."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.lies: dict[str, truth.Upload] = {}  # by path on the share
        self._dice = random.Random(seed)  # noqa: S311 - a play
        self._appliances: dict[str, Appliance] = {}
        self._count = 0

    def week(self, number: int, new: int) -> None:
        """Play a week: old cases first, then as many new ones."""
        now = _BEGINS + dt.timedelta(weeks=number)
        for case in [*self._appliances]:
            happens = self._dice.choice(_EVENTS)
            if of_case := sorted(path for path, one in self.lies.items() if one.case == case):
                happens(self, case, of_case, now)
        for _ in range(new):
            case = f"SR-{len(self._appliances) + 1:04}"
            self._appliances[case] = Appliance(len(self._appliances), now, self._dice)
            self._put(f"{case}/first.zip", case)

    def mended(self, case: str, paths: list[str], now: dt.datetime) -> None:
        """Send again what could not be read; or nothing happens."""
        del now
        for path in paths:
            if self.lies[path].status != "analyzed":
                self._put(path, case, self.lies[path].identity)

    def grown(self, case: str, paths: list[str], now: dt.datetime) -> None:
        """Replace the last bundle by a later one of the same log."""
        self._appliances[case].fails(now)
        self._put(paths[-1], case, self.lies[paths[-1]].identity)

    def newer(self, case: str, paths: list[str], now: dt.datetime) -> None:
        """Put a later bundle beside the others: of a known cause, or of any."""
        known = [error.cause for error in self._appliances[case].errors]
        self._appliances[case].fails(now, self._dice.choice([None, *known]))
        self._put(f"{_folder(paths[-1])}/newer-{self._count}.zip", case)

    def quiet(self, case: str, paths: list[str], now: dt.datetime) -> None:
        """Put a bundle beside the others of which the log has no errors any more."""
        self._appliances[case].rests(now)
        self._put(f"{_folder(paths[-1])}/quiet-{self._count}.zip", case)

    def again(self, case: str, paths: list[str], now: dt.datetime) -> None:
        """Send the same file twice."""
        del case, now
        path = f"{_folder(paths[-1])}/again-{self._count}.zip"
        shutil.copy(self.folder / paths[-1], self._made(path))
        self.lies[path] = self.lies[paths[-1]]._replace(identity=self._next())

    def renamed(self, case: str, paths: list[str], now: dt.datetime) -> None:
        """Give a file another name."""
        del case, now
        self._move(paths[-1], f"{_folder(paths[-1])}/renamed-{self._count}.zip")

    def archived(self, case: str, paths: list[str], now: dt.datetime) -> None:
        """Move a case into the archive, and perhaps the last bundle of it grew in the same week."""
        moved = [self._move(path, f"archive/{case}/{Path(path).name}") for path in paths]
        if self._dice.random() < 0.5:  # noqa: PLR2004 - one of two
            self.grown(case, moved, now)

    def deleted(self, case: str, paths: list[str], now: dt.datetime) -> None:
        """Delete a file."""
        del case, now
        (self.folder / paths[0]).unlink()
        del self.lies[paths[0]]

    def broken(self, case: str, paths: list[str], now: dt.datetime) -> None:
        """Replace the last bundle by an upload that broke off: at once, or in an older log behind the current one."""
        del now
        before = self.lies[paths[-1]]
        self._put(paths[-1], case, before.identity)
        path, whole = self.folder / paths[-1], self.lies[paths[-1]]
        if self._dice.random() < 0.5:  # noqa: PLR2004 - one of two
            path.write_bytes(path.read_bytes()[:_CUT])
            self.lies[paths[-1]] = whole._replace(status="rejected", errors=(), ends=None, carried=before.known)
        else:
            older = make.filler(_stamp(_BEGINS - dt.timedelta(days=30)), 400)
            data = make.archive({_LOG: self._appliances[case].log(), _OLDER: older})
            path.write_bytes(data[: len(data) * 3 // 4])
            self.lies[paths[-1]] = whole._replace(status="partial")

    def _put(self, path: str, case: str, identity: int | None = None) -> None:
        appliance = self._appliances[case]
        self._made(path).write_bytes(make.archive({_LOG: appliance.log()}))
        identity = self._next() if identity is None else identity
        self.lies[path] = truth.Upload(identity, case, appliance.errors, appliance.ends)

    def _move(self, path: str, to: str) -> str:
        if path != to:
            (self.folder / path).rename(self._made(to))
            self.lies[to] = self.lies.pop(path)
            self._count += 1
        return to

    def _made(self, path: str) -> Path:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        return self.folder / path

    def _next(self) -> int:
        self._count += 1
        return self._count


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


_EVENTS = (
    Share.mended, Share.mended, Share.grown, Share.grown, Share.newer, Share.newer, Share.quiet, Share.again,
    Share.renamed, Share.archived, Share.archived, Share.deleted, Share.broken,
)  # fmt: skip


def play(folder: Path, run: Run, *, cases: int, weeks: int, seed: int) -> Iterator[str]:
    """Play some weeks in a folder, and yield everything in which a run says something else than the truth."""
    share, store, out = Share(folder / "share", seed), str(folder / "store.sqlite"), folder / "report"
    past: list[dict[str, truth.Upload]] = []
    for week in range(weeks):
        share.week(week, max(2, cases // weeks))  # a run over one bundle is not kept
        formats = [part for name in ("json", "html", "csv", "parquet") for part in ("-f", name)]
        run([
            "triage", str(share.folder), "-o", str(out), *formats, "--case-from", "SR-[0-9]+", "--store", store,
            "--jobs", "1", "--quiet",
        ])  # fmt: skip
        past.append(dict(share.lies))
        for fault in truth.faults_of_report(out, past):
            yield f"week {week + 1}: {fault}"
    for fault in truth.faults_of_history(run(["history", "-f", "json", "--store", store]), past):
        yield f"history: {fault}"


def _run(arguments: list[str]) -> bytes:
    command = [sys.executable, "-m", "omelog", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout


def main() -> int:
    """Play as the command line says; print every fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="where to play; a temporary folder without it")
    for name, default in (("cases", 150), ("weeks", 12), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        where = given.folder or Path(temporary)
        faults = list(play(where, _run, cases=given.cases, weeks=given.weeks, seed=given.seed))
    print(*faults, f"{len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())

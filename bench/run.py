"""Times omelog against what one would type instead, in turn on the same bytes, and prints the ratios.

    python bench/run.py [--scale 0.1] [ROW...]

A row is one function here that makes its inputs and names both commands. Needs unzip, grep, sed, jq, sort and ugrep.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from make_log import write_log, write_prose, write_rotations, write_small, write_storm

PAIRS = 3
PYTHON = sys.executable
OMELOG = f"{PYTHON} -m omelog"
TRIAGE = f"{OMELOG} triage --quiet -f html -f json -o report"
FINDINGS = "jq -r '.error.\"@Message.ExtendedInfo\"[].MessageArgs[]' | sort | uniq -c"
MAIL = f"{PYTHON} {Path(__file__).parent / 'mail.py'}"
INFLATE = f"{PYTHON} {Path(__file__).parent / 'inflate.py'}"


class Measured(NamedTuple):
    """Wall time in seconds, and the peak memory of the largest process in MB."""

    seconds: float
    megabytes: float


class Row(NamedTuple):
    """One line of the table: what is done, our command and theirs, and the ratio that is wanted.

    `without` are commands whose time is taken off.
    """

    work: str
    ours: str
    theirs: str
    wanted: str
    without: tuple[str, str] | None = None


def measured(command: str, cwd: Path) -> Measured:
    """Run a command line once."""
    started = time.perf_counter()
    process = subprocess.Popen(
        ["/bin/bash", "-c", f"exec {command}" if "|" not in command else command], cwd=cwd, stdout=subprocess.DEVNULL
    )
    _, _, used = os.wait4(process.pid, 0)
    return Measured(time.perf_counter() - started, used.ru_maxrss / 1024)


def compare(row: Row, cwd: Path) -> None:
    """Run both sides in turn, after one warm-up, and print one line of the table."""
    sides = (row.ours, row.theirs)
    for command in sides:
        measured(command, cwd)
    pairs = [tuple(_taken(command, off, cwd) for command, off in _sides(row)) for _ in range(PAIRS)]
    ours, theirs = (statistics.median(pair[side].seconds for pair in pairs) for side in (0, 1))
    ratio = statistics.median(our.seconds / their.seconds for our, their in pairs)
    memory = max(our.megabytes for our, _ in pairs)
    against = row.theirs.replace(PYTHON, "python").replace(str(Path(__file__).parent), "bench").replace("|", "\\|")
    times = f"{ours:.2f} s | {theirs:.2f} s | {ratio:.2f} | {row.wanted}"
    print(f"| {row.work} | `{against}` | {times} | {memory:.0f} MB |", flush=True)


def _sides(row: Row) -> list[tuple[str, str | None]]:
    return list(zip((row.ours, row.theirs), row.without or (None, None), strict=True))


def _taken(command: str, off: str | None, cwd: Path) -> Measured:
    """Time a command, less another one."""
    whole = measured(command, cwd)
    return whole if off is None else whole._replace(seconds=whole.seconds - measured(off, cwd).seconds)


class Inputs:
    """The inputs, each made when the first row asks for it."""

    def __init__(self, folder: Path, scale: float) -> None:
        self.folder = folder
        self.scale = scale

    def log(self, name: str, megabytes: float) -> None:
        """Make a large log in a zip."""
        self._made(name, lambda path: write_log(path, int(megabytes * self.scale)))

    def rotations(self, name: str, count: int, megabytes: float) -> None:
        """Make a log in rotations, in a zip."""
        self._made(name, lambda path: write_rotations(path, count, max(1, int(megabytes * self.scale))))

    def storm(self, name: str, records: int, texts: int) -> None:
        """Make a log of error records in a zip."""
        self._made(name, lambda path: write_storm(path, int(records * self.scale), texts))

    def prose(self, name: str, records: int) -> None:
        """Make a log of error records that differ in a number in their prose, in a zip."""
        self._made(name, lambda path: write_prose(path, int(records * self.scale)))

    def small(self, name: str, count: int) -> None:
        """Make a folder of small bundles."""
        self._made(name, lambda path: write_small(path, int(count * self.scale)))

    def _made(self, name: str, make: Callable[[Path], None]) -> None:
        if not (self.folder / name).exists():
            make(self.folder / name)


def start(_: Inputs) -> Row:
    """Compare one small bundle with the imports that it needs."""
    small = Path(__file__).parent.parent / "samples" / "one-blocker.zip"
    return Row("one small bundle", f"{TRIAGE} {small}", f"{PYTHON} -c 'import pandas, lark, jinja2, typer'", "≤ 1.5")


def help_page(_: Inputs) -> Row:
    """Compare help with the import that it needs."""
    return Row("`omelog --help`", f"{OMELOG} --help", f"{PYTHON} -c 'import typer'", "≤ 1.5")


def chain_check(inputs: Inputs) -> Row:
    """Compare the check of a chain of three with a start that does nothing."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
    from issuing import good, pem  # noqa: PLC0415 - for this row alone

    (inputs.folder / "chain.pem").write_bytes(pem(*good()))
    return Row(
        "`omelog chain check` of three certificates", f"{OMELOG} chain check chain.pem", f"{OMELOG} --version", "≤ 2.5"
    )


def log_200(inputs: Inputs) -> Row:
    """Compare 200 MB with what one would type."""
    inputs.log("a.zip", 200)
    return Row("200 MB log in a zip", f"{TRIAGE} a.zip", "unzip -p a.zip | grep -c SSLController", "≤ 1.0")


def grep_200(inputs: Inputs) -> Row:
    """Compare omelog grep with grep."""
    inputs.log("a.zip", 200)
    pattern = "'task 4711[0-9]* of'"
    ours = f"{OMELOG} grep -c {pattern} a.zip"
    return Row("`omelog grep -c` on 200 MB", ours, f"unzip -p a.zip | grep -c {pattern}", "≤ 1.0")


def log_1000(inputs: Inputs) -> Row:
    """Compare 1 GB with what one would type."""
    inputs.log("b.zip", 1000)
    return Row("1 GB log in a zip", f"{TRIAGE} b.zip", "unzip -p b.zip | grep -c SSLController", "≤ 0.5")


def rotations(inputs: Inputs) -> Row:
    """Compare the same amount of log in rotations."""
    inputs.rotations("rotations.zip", 10, 20)
    against = "unzip -p rotations.zip | grep -c SSLController"
    return Row("200 MB in ten rotations in a zip", f"{TRIAGE} rotations.zip", against, "")


def ugrep_1000(inputs: Inputs) -> Row:
    """Compare 1 GB with the fastest search that there is."""
    inputs.log("b.zip", 1000)
    return Row("1 GB log in a zip", f"{TRIAGE} b.zip", "ugrep -z -c SSLController b.zip", "≤ 1.0")


def further(inputs: Inputs) -> Row:
    """Compare what the second gigabyte costs with inflating it."""
    inputs.log("b.zip", 1000)
    inputs.log("c.zip", 2000)
    return Row(
        "each further GB",
        f"{TRIAGE} c.zip",
        f"{INFLATE} c.zip",
        "≤ 2.0",
        without=(f"{TRIAGE} b.zip", f"{INFLATE} b.zip"),
    )


def storm(inputs: Inputs) -> Row:
    """Compare a storm with what one would type."""
    return _storm(inputs, "storm.zip", 300_000, 20, "≤ 0.5")


def million(inputs: Inputs) -> Row:
    """Compare a larger storm."""
    return _storm(inputs, "million.zip", 1_000_000, 20, "")


def distinct(inputs: Inputs) -> Row:
    """Compare records that are all different: each goes through the grammar."""
    return _storm(inputs, "distinct.zip", 50_000, 50_000, "")


def prose(inputs: Inputs) -> Row:
    """Compare records that differ in a number in their prose: they share a payload."""
    inputs.prose("prose.zip", 50_000)
    return Row("50,000 error records, numbers in prose", f"{TRIAGE} prose.zip", _pipe("prose.zip"), "≤ 10")


def many(inputs: Inputs) -> Row:
    """Compare many small bundles."""
    inputs.small("many", 1000)
    against = "for bundle in many/*; do unzip -p $bundle | grep -c SSLController; done"
    return Row("1,000 small bundles", f"{TRIAGE} --store none many", against, "")


def mail(inputs: Inputs) -> Row:
    """Compare a mail (both texts, styles inlined) with rendering the page."""
    return _mail(inputs, "mail", "mail built and inlined")


def attached(inputs: Inputs) -> Row:
    """Compare a mail with the page attached with rendering the page."""
    return _mail(inputs, "attached", "mail with the page attached")


def _mail(inputs: Inputs, what: str, work: str) -> Row:
    small = Path(__file__).parent.parent / "samples" / "one-blocker.zip"
    measured(f"{TRIAGE} {small}", inputs.folder)
    return Row(work, f"{MAIL} {what} report/report.json", f"{MAIL} page report/report.json", "≤ 1.5")


def _storm(inputs: Inputs, name: str, records: int, texts: int, wanted: str) -> Row:
    inputs.storm(name, records, texts)
    return Row(f"{records:,} error records, {texts:,} texts", f"{TRIAGE} {name}", _pipe(name), wanted)


def _pipe(name: str) -> str:
    return f"unzip -p {name} | grep SSLController | sed 's/^[^{{]*//' | {FINDINGS}"


ROWS = (
    start,
    help_page,
    chain_check,
    log_200,
    rotations,
    grep_200,
    log_1000,
    ugrep_1000,
    further,
    storm,
    million,
    distinct,
    prose,
    many,
    mail,
    attached,
)


def main() -> None:
    """Make the inputs, and compare."""
    parser = argparse.ArgumentParser(description="Times omelog against what one would type instead.")
    names = {row.__name__: row for row in ROWS}
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"all, or some of: {', '.join(names)}")
    parser.add_argument("--scale", type=float, default=1, help="0.1 for a tenth of the sizes that the table names")
    given = parser.parse_args()
    print("| work | against | ours | theirs | ratio | wanted | peak memory |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        inputs = Inputs(Path(folder), given.scale)
        for name in given.rows or names:
            compare(names[name](inputs), inputs.folder)


if __name__ == "__main__":
    main()

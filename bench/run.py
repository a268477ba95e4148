"""Times omelog against what one would type instead, in turn on the same bytes, and prints the ratios.

    python bench/run.py [SCALE]        1 for the sizes named in docs/benchmarks.md, 0.1 for a tenth of them

Needs unzip, grep, sed, jq and sort; ugrep where it is installed.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from make_log import write_log, write_small, write_storm

PAIRS = 3
OMELOG = f"{sys.executable} -m omelog"
TRIAGE = f"{OMELOG} triage --quiet -f html -f json -o report"
FINDINGS = "jq -r '.error.\"@Message.ExtendedInfo\"[].MessageArgs[]' | sort | uniq -c"
MAIL = f"{sys.executable} {Path(__file__).parent / 'mail.py'}"
INFLATE = f"{sys.executable} {Path(__file__).parent / 'inflate.py'}"


class Measured(NamedTuple):
    """Wall time in seconds, and the peak memory of the largest process in MB."""

    seconds: float
    megabytes: float


class Pair(NamedTuple):
    """Medians of both sides, and of the ratios pair by pair."""

    ours: Measured
    theirs: Measured
    ratio: float


def measured(command: str, cwd: Path) -> Measured:
    """Run a command line once."""
    started = time.perf_counter()
    process = subprocess.Popen(
        ["/bin/bash", "-c", f"exec {command}" if "|" not in command else command], cwd=cwd, stdout=subprocess.DEVNULL
    )
    _, _, used = os.wait4(process.pid, 0)
    return Measured(time.perf_counter() - started, used.ru_maxrss / 1024)


def paired(ours: str, theirs: str, cwd: Path) -> Pair:
    """Run both in turn, after one warm-up."""
    for command in (ours, theirs):
        measured(command, cwd)
    pairs = [(measured(ours, cwd), measured(theirs, cwd)) for _ in range(PAIRS)]
    sides = [
        Measured(statistics.median(pair[side].seconds for pair in pairs), max(pair[side].megabytes for pair in pairs))
        for side in (0, 1)
    ]
    return Pair(sides[0], sides[1], statistics.median(our.seconds / their.seconds for our, their in pairs))


def show(work: str, against: str, pair: Pair, wanted: str) -> None:
    """Print one row of the table."""
    against = against.replace(sys.executable, "python").replace(str(Path(__file__).parent), "bench").replace("|", "\\|")
    times = f"{pair.ours.seconds:.2f} s | {pair.theirs.seconds:.2f} s | {pair.ratio:.2f} | {wanted}"
    print(f"| {work} | `{against}` | {times} | {pair.ours.megabytes:.0f} MB |", flush=True)


def main(scale: float) -> None:
    """Make the inputs, and compare."""
    print("| work | against | ours | theirs | ratio | wanted | peak memory |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        cwd = Path(folder)
        _starts(cwd)
        _mail(cwd)
        _large(cwd, scale)
        _storms(cwd, scale)
        _many(cwd, scale)


def _starts(cwd: Path) -> None:
    small = Path(__file__).parent.parent / "samples" / "one-blocker.zip"
    imports, typer = (f"{sys.executable} -c 'import {names}'" for names in ("pandas, lark, jinja2, typer", "typer"))
    show("one small bundle", imports, paired(f"{TRIAGE} {small}", imports, cwd), "≤ 1.5")
    show("`omelog --help`", typer, paired(f"{OMELOG} --help", typer, cwd), "≤ 1.5")


def _mail(cwd: Path) -> None:
    """Compare a mail (both texts, styles inlined, the page attached) with rendering the page alone."""
    small = Path(__file__).parent.parent / "samples" / "one-blocker.zip"
    measured(f"{TRIAGE} {small}", cwd)
    against = f"{MAIL} page report/report.json"
    for what, work in (("mail", "mail built and inlined"), ("attached", "the same with the page attached")):
        show(work, against, paired(f"{MAIL} {what} report/report.json", against, cwd), "≤ 1.5")


def _large(cwd: Path, scale: float) -> None:
    sizes = {"a.zip": int(200 * scale), "b.zip": int(1000 * scale), "c.zip": int(2000 * scale)}
    for name, megabytes in sizes.items():
        write_log(cwd / name, megabytes)
    count = "unzip -p {} | grep -c SSLController"
    show(
        f"{sizes['a.zip']} MB log in a zip",
        count.format("a.zip"),
        paired(f"{TRIAGE} a.zip", count.format("a.zip"), cwd),
        "≤ 1.0",
    )
    grep = "unzip -p a.zip | grep -c 'task 4711[0-9]* of'"
    ours = f"{OMELOG} grep -c 'task 4711[0-9]* of' a.zip"
    show(f"`omelog grep -c` on {sizes['a.zip']} MB", grep, paired(ours, grep, cwd), "≤ 1.0")
    one = paired(f"{TRIAGE} b.zip", count.format("b.zip"), cwd)
    show(f"{sizes['b.zip']} MB log in a zip", count.format("b.zip"), one, "≤ 0.5")
    if shutil.which("ugrep"):
        ugrep = "ugrep -z -c SSLController b.zip"
        show(f"{sizes['b.zip']} MB log in a zip", ugrep, paired(f"{TRIAGE} b.zip", ugrep, cwd), "≤ 1.0")
    _each_further(cwd, sizes["b.zip"])


def _each_further(cwd: Path, megabytes: int) -> None:
    """Compare what the second half of a log of twice the size costs, both sides."""
    one, two = (paired(f"{TRIAGE} {name}", f"{INFLATE} {name}", cwd) for name in ("b.zip", "c.zip"))
    ours = Measured(two.ours.seconds - one.ours.seconds, two.ours.megabytes)
    theirs = Measured(two.theirs.seconds - one.theirs.seconds, two.theirs.megabytes)
    show(f"each further {megabytes} MB", f"{INFLATE} c.zip", Pair(ours, theirs, ours.seconds / theirs.seconds), "≤ 2.0")


def _storms(cwd: Path, scale: float) -> None:
    pipe = "unzip -p {} | grep SSLController | sed 's/^[^{{]*//' | " + FINDINGS.replace("{", "{{").replace("}", "}}")
    for name, records, texts, wanted in (
        ("storm.zip", 300_000, 20, "≤ 0.5"),
        ("million.zip", 1_000_000, 20, ""),
        ("distinct.zip", 50_000, 50_000, ""),
    ):
        count = int(records * scale)
        write_storm(cwd / name, count, texts)
        against = pipe.format(name)
        show(
            f"{count:,} error records, {min(texts, count):,} texts",
            against,
            paired(f"{TRIAGE} {name}", against, cwd),
            wanted,
        )


def _many(cwd: Path, scale: float) -> None:
    count = int(1000 * scale)
    write_small(cwd / "many", count)
    against = "for bundle in many/*; do unzip -p $bundle | grep -c SSLController; done"
    show(f"{count:,} small bundles", against, paired(f"{TRIAGE} many", against, cwd), "")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1)

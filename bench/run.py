"""Times omelog against what one would type instead, in turn on the same bytes, and prints the ratios.

python bench/run.py [MEGABYTES]        default 200
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from make_log import write_log

PAIRS = 3


def measured(command: list[str] | str, cwd: Path) -> tuple[float, float]:
    """Run a command; return its wall time in seconds and its peak memory in MB (the largest single process)."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, shell=isinstance(command, str), stdout=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    return time.perf_counter() - started, used.ru_maxrss / 1024


def compare(name: str, ours: list[str], theirs: str, cwd: Path, show: Callable[[str], None]) -> None:
    """Run both in turn after one warm-up, and show medians and the median ratio."""
    for command in (ours, theirs):
        measured(command, cwd)
    pairs = [(measured(ours, cwd), measured(theirs, cwd)) for _ in range(PAIRS)]
    ratio = statistics.median(our[0] / their[0] for our, their in pairs)
    our_time, their_time = (statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
    memory = max(our[1] for our, _ in pairs)
    label = theirs.replace(sys.executable, "python")
    times = f"{our_time:.2f} s | {their_time:.2f} s | {ratio:.2f}"
    show(f"| {name} | `{label}` | {times} | {memory:.0f} MB |")


def main(megabytes: int) -> None:
    """Make the inputs, and compare."""
    omelog = [sys.executable, "-m", "omelog"]
    print("| work | against | ours | theirs | ratio | peak memory |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        cwd = Path(folder)
        log = cwd / "application.log"
        write_log(log, megabytes)
        with zipfile.ZipFile(cwd / "large.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(log, "tomcat/application.log")
        small = Path(__file__).parent.parent / "samples" / "one-blocker.zip"
        triage = [*omelog, "triage", "--quiet", "-f", "html", "-f", "json", "-o", "report"]
        compare(
            f"{megabytes} MB log in a zip, whole report",
            [*triage, "large.zip"],
            "unzip -p large.zip | grep -c SSLController",
            cwd,
            print,
        )
        imports = f"{sys.executable} -c 'import pandas, lark, jinja2, typer'"
        compare(
            "one small bundle, whole report",
            [*triage, str(small)],
            imports,
            cwd,
            print,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)

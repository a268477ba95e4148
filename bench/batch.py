"""Times omelog over many bundles against a shell loop on all cores, and looks at its time and memory as they grow.

    python bench/batch.py [--bundles 1000] [--megabytes 5] [--pairs 3] [--jobs N] [--growth 100 1000 10000]

Both count the same bytes: omelog writes the overview and a page for each bundle, the loop counts the lines that name
SSLController. Memory is the sum over all processes of a run. Bundles are the same few logs, with six errors of five
causes in each, in archives of their own, each with another file beside the log, so that no two have the same digest;
10,000 of them take 8.5 GB.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

from make_log import errors_of_causes, large_log

OMELOG = f"{sys.executable} -m omelog triage --quiet"
LOOP = (
    """find {folder} -name '*.zip' -print0 | xargs -0 -n 1 -P {jobs} sh -c 'unzip -p "$0" | grep -c SSLController' """
)
VARIANTS = 8  # different logs; the bundles take turns


def make(folder: Path, bundles: int, megabytes: int) -> None:
    """Write the bundles, each in a folder of its case."""
    blocks = large_log(megabytes * VARIANTS * 2)
    logs = []
    for variant in range(VARIANTS):
        text = b""
        while len(text) < megabytes * 1_000_000:
            text += next(blocks)
        logs.append(text[: megabytes * 1_000_000].rpartition(b"\n")[0] + b"\n" + errors_of_causes(variant))
    for number in range(bundles):
        place = folder / f"SR-{number // 2:05}" / ("source" if number % 2 else "target") / "bundle.zip"
        place.parent.mkdir(parents=True)
        if number < VARIANTS:
            with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("tomcat/application.log", logs[number])
        else:
            shutil.copyfile(_first(folder, number % VARIANTS), place)
        with zipfile.ZipFile(place, "a") as archive:
            archive.writestr(f"collected-{number}.txt", str(number))  # no two bundles are the same


def _first_ones(cwd: Path, bundles: int) -> Path:
    """Return a folder with the first ones of the bundles, as other names of the same files."""
    folder = cwd / f"first-{bundles}"
    for path in sorted((cwd / "most").glob("*/*/bundle.zip"))[:bundles]:
        place = folder / path.relative_to(cwd / "most")
        place.parent.mkdir(parents=True)
        place.hardlink_to(path)
    return folder


def _first(folder: Path, number: int) -> Path:
    return folder / f"SR-{number // 2:05}" / ("source" if number % 2 else "target") / "bundle.zip"


def timed(command: str, cwd: Path) -> float:
    """Run a command line; return the seconds that it took."""
    started = time.perf_counter()
    subprocess.run(["/bin/bash", "-c", command], cwd=cwd, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - started


def _run(cwd: Path, jobs: int) -> tuple[float, float, float]:
    """Time a first run, with a store that knows nothing; the loop; and the same run with nothing changed."""
    for file in cwd.glob("store.sqlite*"):
        file.unlink()
    ours = f"{OMELOG} --jobs {jobs} --store store.sqlite -o report all"
    return timed(ours, cwd), timed(LOOP.format(folder="all", jobs=jobs), cwd), timed(ours, cwd)


def memory(command: str, cwd: Path) -> tuple[float, float]:
    """Run a command line; return the peak of its first process and of the sum over all its processes, in MB."""
    process = subprocess.Popen(
        ["/bin/bash", "-c", f"exec {command}"], cwd=cwd, stdout=subprocess.DEVNULL, start_new_session=True
    )
    peaks = [0.0, 0.0]
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.2):
            used = _resident(process.pid)
            peaks[0] = max(peaks[0], used.get(process.pid, 0))
            peaks[1] = max(peaks[1], sum(used.values()))

    watching = threading.Thread(target=look)
    watching.start()
    process.wait()
    over.set()
    watching.join()
    return peaks[0], peaks[1]


def _resident(session: int) -> dict[int, float]:
    """Return the memory of each process of a session in MB, shared pages divided among those who share them."""
    used = {}
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            try:
                if os.getsid(int(process.name)) == session:
                    rollup = (process / "smaps_rollup").read_text()
                    used[int(process.name)] = int(rollup.partition("\nPss:")[2].split()[0]) / 1024
            except (OSError, IndexError):
                continue  # it has ended
    return used


def main() -> None:
    """Make the bundles, compare, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundles", type=int, default=1000)
    parser.add_argument("--megabytes", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--growth", type=int, nargs="*", default=[100, 1000, 10_000])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        cwd = Path(temporary)
        make(cwd / "most", max([asked.bundles, *asked.growth]), asked.megabytes)
        _first_ones(cwd, asked.bundles).rename(cwd / "all")
        runs = [_run(cwd, asked.jobs) for _ in range(asked.pairs)]
        first, loop, again = (statistics.median(run[side] for run in runs) for side in range(3))
        ratio = statistics.median(run[0] / run[1] for run in runs)
        repeated = statistics.median(run[2] / run[0] for run in runs)
        print(f"{asked.bundles:,} bundles of {asked.megabytes} MB, {asked.jobs} jobs")
        print(f"omelog {first:.2f} s, loop {loop:.2f} s, ratio {ratio:.2f} (wanted: at most 0.7)")
        print(f"again with nothing changed {again:.2f} s, of the first run {repeated:.3f} (wanted: at most 0.1)")
        for count in asked.growth:
            _first_ones(cwd, count)
            command = f"{OMELOG} --jobs {asked.jobs} --store store-{count}.sqlite -o report-{count} first-{count}"
            started = time.perf_counter()
            leading, whole = memory(command, cwd)
            took = time.perf_counter() - started
            each = f"{took:.1f} s, {took / count * 1000:.1f} ms each"
            print(f"{count:,} bundles: {each}; first process {leading:.0f} MB, all processes {whole:.0f} MB")


if __name__ == "__main__":
    main()

"""Coverage-guided fuzzing of the archive layer: whatever the bytes, a bundle comes out, and nothing raises.

python tests/fuzz/fuzz_archives.py -max_total_time=600 [CORPUS]
"""

import io
import sys

import atheris

with atheris.instrument_imports(include=["omelog.bundle", "omelog.records", "omelog.analysis"]):
    from omelog.analysis import Analyzer, Settings
    from omelog.bundle import Source
    from omelog.causes import load
    from omelog.limits import Limits

LIMITS = Limits(log_bytes=1 << 20, bundle_bytes=1 << 21, entries=100, distinct_records=10)
ANALYZER = Analyzer(Settings(load(), LIMITS))


def one_input(data: bytes) -> None:
    """Analyse one input as if it had come in on standard input."""
    bundles = list(ANALYZER.analyze(Source("input", "-", "stdin"), io.BytesIO(data)))
    if not bundles:
        raise AssertionError("an input vanished")
    for one in bundles:
        damaged = any(problem.severity == "damage" for problem in one.bundle.problems)
        if damaged == (one.bundle.status == "analyzed"):
            raise AssertionError(f"{one.bundle.status} with {one.bundle.problems}")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()

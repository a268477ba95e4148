"""Bundles made in code, and what the analysis says of them."""

import functools
import io
import tarfile
import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import make_samples as make

from omelog.analysis import Analyzer, Settings
from omelog.bundle import Source, discover
from omelog.causes import load
from omelog.limits import Limits
from omelog.model.report import Bundle, Finding, Problem
from omelog.records import holds_records

LOG = "tomcat/application.log"
MORNING = make.filler("2024-01-25 06:00:00", 12) + make.chain_error("2024-01-25 10:56:54.175", make.EKU, 17)
NOON = make.filler("2024-01-25 11:00:00", 12) + make.chain_error("2024-01-25 12:56:54.175", make.KEY_USAGE, 17)
EVENING = (
    make.filler("2024-01-25 13:00:00", 12)
    + make.chain_error("2024-01-25 18:01:01.475", make.CSR_KEY)
    + make.filler("2024-01-25 19:00:00", 3)
)
Members = dict[str, bytes] | list[tuple[str, bytes]]


class _Stream(io.RawIOBase):
    """Takes bytes in and cannot be sought, as a pipe."""

    def __init__(self) -> None:
        super().__init__()
        self.data = b""

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # zipfile writes bytes only
        """Take bytes in."""
        self.data += data
        return len(data)


def zipped(
    members: Members,
    method: int = zipfile.ZIP_DEFLATED,
    *,
    streamed: bool = False,
    zip64: bool = False,
    repeated: bool = False,
) -> bytes:
    """Pack members into a zip, in their order; `streamed` writes sizes and checksums behind the contents."""
    stream, memory = _Stream(), io.BytesIO()
    file: IO[bytes] = stream if streamed else memory  # type: ignore[assignment]  # RawIOBase is as good here
    with zipfile.ZipFile(file, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore" if repeated else "error")  # of a name that is there twice
        for name, data in members.items() if isinstance(members, dict) else members:
            info = zipfile.ZipInfo(name, (2024, 1, 30, 12, 0, 0))
            info.filename = name  # ZipInfo folds what is not a plain relative name
            info.compress_type = method
            with archive.open(info, "w", force_zip64=zip64) as member:
                member.write(data)
    return stream.data if streamed else memory.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    """Pack members into a tar."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def written(path: Path, data: bytes | str) -> Path:
    """Write a file, and the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@functools.cache
def _analyzer(limits: Limits) -> Analyzer:
    return Analyzer(Settings(load(), limits))


def analyzed(*inputs: Path | str, limits: Limits | None = None) -> tuple[list[Bundle], list[Problem]]:
    """Find the bundles among the inputs and analyse each; also give what was passed over on the way."""
    found = discover([str(given) for given in inputs], holds_records)
    analyzer = _analyzer(limits or Limits())
    read = [(source, analyzer.read(source)) for source in found.sources]
    return [one.bundle for bundles in analyzer.judged_together(read) for one in bundles], found.problems


def of_bytes(data: bytes, limits: Limits | None = None) -> list[Bundle]:
    """Analyse what stands on standard input."""
    source = Source("standard input", "-", "stdin")
    return [one.bundle for one in _analyzer(limits or Limits()).analyze(source, io.BytesIO(data))]


def each_of_bytes(inputs: Iterable[bytes], limits: Limits | None = None) -> list[list[Bundle]]:
    """Analyse many inputs, each as if it stood on standard input; in one frame, which is many times as quick."""
    source, analyzer = Source("standard input", "-", "stdin"), _analyzer(limits or Limits())
    read = [(source, analyzer.read(source, io.BytesIO(data))) for data in inputs]
    return [[one.bundle for one in bundles] for bundles in analyzer.judged_together(read)]


def only(bundles: list[Bundle]) -> Bundle:
    """Return the one bundle."""
    assert len(bundles) == 1, [bundle.name for bundle in bundles]
    return bundles[0]


def causes(bundle: Bundle) -> list[str]:
    """Name the causes found, in reading order."""
    return [finding.cause for finding in bundle.findings]


def keys(findings: Iterable[Finding]) -> set[tuple[str, int | None, str]]:
    """Identify findings by their place and cause."""
    return {(finding.log, finding.line, finding.cause) for finding in findings}


def codes(bundle: Bundle, severity: str) -> list[str]:
    """Name the problems of a severity."""
    return [problem.code for problem in bundle.problems if problem.severity == severity]


def hit(bundle: Bundle, name: str) -> Problem:
    """Return the one damage that names the limit."""
    named = [problem for problem in bundle.problems if problem.limit == name]
    assert len(named) == 1, bundle.problems
    assert named[0].severity == "damage"
    assert f"limit {name}=" in named[0].message
    assert f"--limit {name}=" in (named[0].advice or "")
    assert bundle.status in ("partial", "rejected")
    return named[0]

"""Runs triage with certificate files beside a log, and reads what came of it."""

from pathlib import Path
from typing import Any

from bundles import zipped
from inside import inside
from issuing import inter, leaf, leaf_extensions, pem, root
from make_samples import filler
from running import Run, report

AT = "2026-11-28"
ATTEMPT = "2026-11-20 10:00:00.000"
SHOWN = ("json", "html", "markdown", "text", "handover")


def omelog(*arguments: str | Path, cwd: Path, **variables: str) -> Run:
    """Run `omelog`."""
    done = inside(*arguments, cwd=cwd, data=b"", charset="utf-8", **variables)
    return Run(done.code, done.text, done.stderr.decode())


def log(record: str) -> str:
    """Write a log with one error."""
    return filler("2026-11-20 08:00:00", 10) + record + filler("2026-11-20 11:00:00", 5)


def bundle(path: Path, record: str) -> Path:
    """Write a bundle with one error."""
    path.write_bytes(zipped({"tomcat/application.log": log(record).encode()}))
    return path


def triage(folder: Path, *arguments: str | Path, at: str = AT, **variables: str) -> Run:
    """Run triage in a folder, in every format."""
    asked = [part for name in SHOWN for part in ("-f", name)]
    return omelog("triage", *arguments, "--at", at, "-o", "out", *asked, cwd=folder, **variables)


def told(folder: Path) -> dict[str, Any]:
    """Read the only bundle of the report."""
    (made,) = report(folder / "out")["bundles"]
    return dict(made)


def rows(made: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    """Return status and source of each row of the checklist."""
    return {item["requirement"]: (item["status"], item["by"]) for item in made["checklist"]}


def no_encipherment() -> bytes:
    """Write a chain whose leaf lacks key encipherment."""
    return pem(leaf(extensions=leaf_extensions(("digital_signature",))), inter(), root())

"""The report as a file that goes along."""

import io
import re
import zipfile
from typing import Literal, NamedTuple

from omelog.bundle.kinds import claims_archive
from omelog.mail.words import ATTACHED, TOO_LARGE
from omelog.model.report import Report
from omelog.report import render
from omelog.text.visible import one_line

Attach = Literal["html", "zip", "none"]

_LARGEST_PAGE, _LARGEST = 3 * 1024**2, 15 * 1024**2  # what mailboxes commonly take, with room for its encoding
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STRANGE = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 60


class Attachment(NamedTuple):
    """A file and its kind, or no file; `told` says it in the mail. `left_out` tells that it is too large."""

    kind: Attach
    name: str
    data: bytes
    told: str
    left_out: bool = False


def attachment(report: Report, kind: Attach, case: str | None) -> Attachment:
    """Render the report as what goes along. Several pages, and a large one, go as a zip."""
    if kind == "none":
        return Attachment("none", "", b"", ATTACHED["none"])
    files = render(report, "html")
    name = _name(report, case)
    page = next(iter(files.values()))
    if kind == "html" and len(files) == 1 and len(page) <= _LARGEST_PAGE:
        return Attachment("html", f"{name}.html", page, ATTACHED["html"])
    data = _zipped(files)
    if len(data) > _LARGEST:
        return Attachment("none", "", b"", TOO_LARGE, left_out=True)
    return Attachment("zip", f"{name}.zip", data, ATTACHED["zip"])


def _zipped(files: dict[str, bytes]) -> bytes:
    """Pack the pages; the same pages give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _name(report: Report, case: str | None) -> str:
    about = case or (report.bundles[0].name if len(report.bundles) == 1 else "")
    while claims_archive(about):
        about = about.rpartition(".")[0]
    plain = _STRANGE.sub("-", one_line(about)).strip("-.")[:_LONGEST_NAME]
    return f"certificate-report-{plain}" if plain else "certificate-report"

"""The report as a file that goes along."""

import io
import re
import zipfile
from typing import Literal, NamedTuple

from omelog.bundle.kinds import claims_archive
from omelog.mail.words import ATTACHED, TOO_LARGE
from omelog.model.report import Report
from omelog.report import Files, rendered
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
    name = _name(report, case)
    if kind == "html" and len(report.bundles) == 1:
        [(_, chunks)] = rendered(report, "html")
        page = b"".join(chunks)
        if len(page) <= _LARGEST_PAGE:
            return Attachment("html", f"{name}.html", page, ATTACHED["html"])
    data = _zipped(rendered(report, "html"))
    if data is None:
        return Attachment("none", "", b"", TOO_LARGE, left_out=True)
    return Attachment("zip", f"{name}.zip", data, ATTACHED["zip"])


def _zipped(files: Files) -> bytes | None:
    """Pack pages as they come, and as long as they are not too large; the same pages give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, chunks in files:
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), b"".join(chunks), zipfile.ZIP_DEFLATED)
            if made.tell() > _LARGEST:
                return None
    return made.getvalue() if made.tell() <= _LARGEST else None


def _name(report: Report, case: str | None) -> str:
    about = case or (report.bundles[0].name if len(report.bundles) == 1 else "")
    while claims_archive(about):
        about = about.rpartition(".")[0]
    plain = _STRANGE.sub("-", one_line(about)).strip("-.")[:_LONGEST_NAME]
    return f"certificate-report-{plain}" if plain else "certificate-report"

"""One story, many layouts: every output says the same of a bundle; an output format is one file."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import html5lib
import mails
import pages
import pytest
from mails import CAUSE, real

from omelog.cli.show.answer import one_bundle
from omelog.model.cause import Cause
from omelog.model.report import Report
from omelog.report import render
from omelog.wording.fix import answers
from omelog.wording.text import to_second
from omelog.wording.words import certainty, title

ROOT = Path(__file__).parents[1]


def terminal(report: Report) -> str:
    said = one_bundle(report.catalogue.causes, report.bundles[0], None, steps=99)
    return " ".join(f"{one.label} {one.mark}{one.text.plain}" for one in said)


def letter(report: Report) -> str:
    return pages.text(html5lib.parse(mails.html(report), namespaceHTMLElements=False))


LAYOUTS: dict[str, Callable[[Report], str]] = {
    "html": lambda report: pages.text(pages.parse(render(report, "html")["report.html"]).find("body")),
    "markdown": lambda report: render(report, "markdown")["report.md"].decode(),
    "text": lambda report: render(report, "text")["report.txt"].decode(),
    "handover": lambda report: render(report, "handover")["handover.md"].decode(),
    "terminal": terminal,
    "mail, text": mails.text,
    "mail, HTML": letter,
}
TAKES = {"html", "markdown", "text"}  # which answer in three parts; the others in one sentence


def plain(text: str) -> str:
    """Return words alone: no markup, no line breaks, no dots at a margin."""
    return re.sub(r"[\s`*\\|>_.·-]+", " ", text).casefold()


@CAUSE
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_facts_stand_in_every_layout(cause: Cause, layout: str) -> None:
    report = real(cause)
    bundle, finding = report.bundles[0], report.bundles[0].findings[0]
    said = plain(LAYOUTS[layout](report))
    diagnosis = bundle.diagnosis
    wanted = [
        certainty(diagnosis.certainty, len(diagnosis.candidates), bundle.status),
        diagnosis.headline.partition(" What the fix takes")[0],
        to_second(finding.time),
        finding.log,
        str(finding.line),
        *finding.message_args,
        *diagnosis.ask_for,
    ]
    wanted += [title(cause.slug, report.catalogue.causes)] if layout != "terminal" else []
    if cause.steps and layout in TAKES:
        wanted += [fact.values[0] for fact in answers(cause)]
    elif cause.steps and layout != "handover":
        wanted += [cause.takes]
    assert [fact for fact in wanted if plain(fact).strip() not in said] == []


NEW = '''"""The names of bundles, one a line."""

from collections.abc import Iterable, Sequence

from omelog.model.report import Bundle, Report, Row
from omelog.report import Files

TEXT = True
CONTEXT = False
EXTRA = None
FILES = ("names.lst",)


def ours(head: bytes, tail: bytes) -> bool:
    """Take no file for ours."""
    return False


def part(head: Report, bundle: Bundle, *, alone: bool) -> bytes:
    """Return the name of a bundle."""
    return f"{bundle.name}\\n".encode()


def files(head: Report, rows: Sequence[Row], parts: Iterable[bytes]) -> Files:
    """Yield the one file."""
    yield "names.lst", parts
'''


def test_an_output_format_is_one_file(tmp_path: Path) -> None:
    for part in ("omelog", "templates", "grammars", "docs", "samples", "bench"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / part, tmp_path)
    (tmp_path / "tests").symlink_to(ROOT / "tests")  # the documents count the corpus of redaction
    (tmp_path / "omelog" / "report" / "formats" / "names.py").write_text(NEW)

    def run(*arguments: str) -> str:
        done = subprocess.run([sys.executable, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout

    assert re.search(r"\bnames\b", run("-m", "omelog", "triage", "--help"))
    run("-m", "omelog", "triage", "samples/one-blocker.zip", "-f", "names", "-o", "out")
    assert (tmp_path / "out" / "names.lst").read_text() == "one-blocker.zip\n"
    run("docs/generate.py")
    assert any(re.search(r"\bnames\b", page.read_text()) for page in (tmp_path / "docs").glob("commands.md"))

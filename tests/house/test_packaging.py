"""The wheel and the source distribution carry what they need; the package finds it from any folder."""

import re
import shutil
import subprocess
import sys
import tarfile
import zipapp
import zipfile
from pathlib import Path

import jinja2
import pytest
import reports
from places import ROOT

from omelog.report import render

CODE = (
    "import sys; sys.path.insert(0, sys.argv[1]); import omelog.resources as r; from omelog.cli import main; "
    "assert str(r.folder('grammars')).startswith(sys.argv[1]), r.folder('grammars'); "
    "sys.argv[:] = ['omelog', 'triage', sys.argv[2]]; main()"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


def test_wheel_runs_from_another_folder(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")  # noqa: S202 - our own wheel, made a moment ago
        names = wheel.namelist()
    assert "omelog/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "samples/", "grammars/"))]
    sample = ROOT / "samples" / "one-blocker.zip"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    command = [sys.executable, "-P", "-c", CODE, str(tmp_path / "site"), str(sample)]
    done = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert (elsewhere / "omelog-report" / "report.html").is_file()


def test_compiled_templates_give_what_their_text_gives(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")  # noqa: S202 - our own wheel, made a moment ago
    (tmp_path / "report.json").write_bytes(render(reports.several(), "json")["report.json"])
    from_text = _rendered(ROOT, tmp_path)
    templates = tmp_path / "site" / "omelog" / "templates"
    shutil.move(templates, tmp_path / "text")
    templates.mkdir()
    assert _rendered(tmp_path / "site", tmp_path) == from_text
    shutil.rmtree(templates)
    shutil.move(tmp_path / "text", templates)
    (compiled,) = (tmp_path / "site" / "omelog" / "compiled_templates").iterdir()
    assert compiled.name == jinja2.__version__
    compiled.rename(compiled.with_name("3.1.0"))  # by another one than is here
    assert _rendered(tmp_path / "site", tmp_path) == from_text


def _rendered(site: Path, folder: Path) -> dict[str, bytes]:
    """Return the pages, tickets, handover and mail of a report, as the omelog below `site` makes them."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    run = "import sys; sys.path.insert(0, sys.argv.pop(1)); from omelog.cli import main; main()"
    formats = [part for name in ("html", "markdown", "text", "handover") for part in ("-f", name)]
    mail = ("--to", "a@example.com", "--from", "b@example.com", "--draft", "out/draft.eml", "--attach", "none")
    for command in (["render", "report.json", *formats, "-o", "out"], ["mail", "report.json", *mail]):
        whole = [sys.executable, "-P", "-c", run, str(site), *command]
        subprocess.run(whole, cwd=folder, check=True, capture_output=True, timeout=120)
    made = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    made["draft.eml"] = re.sub(rb"(?m)^(Date|Message-ID):.*|=+\d+==", b"", made["draft.eml"])
    return made


def test_editable_install_runs_from_another_folder(tmp_path: Path) -> None:
    (tmp_path / "grammars").mkdir()  # a folder of that name here must not be taken for omelog's own
    sample = ROOT / "samples" / "one-blocker.zip"
    command = [sys.executable, "-P", "-m", "omelog", "triage", str(sample)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


def test_a_single_file_says_that_it_needs_its_folders(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")  # noqa: S202 - our own wheel, made a moment ago
    zipapp.create_archive(tmp_path / "site", tmp_path / "omelog.pyz", main="omelog.__main__:main")
    sample = ROOT / "samples" / "one-blocker.zip"
    for command in (["triage", str(sample)], ["triage", str(sample), str(sample)], ["causes", "list"]):
        run = [sys.executable, "omelog.pyz", *command]
        done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert "a single file" in done.stderr
        assert "install it" in done.stderr
    help_ = subprocess.run([sys.executable, "omelog.pyz", "--help"], cwd=tmp_path, capture_output=True, check=False)
    assert help_.returncode == 0


@pytest.mark.parametrize("flag", ["-O", "-OO"])
def test_a_python_without_assertions_does_the_same(tmp_path: Path, flag: str) -> None:
    sample = ROOT / "samples" / "one-blocker.zip"
    command = [sys.executable, flag, "-P", "-m", "omelog", "triage", str(sample), str(sample), "-j", "2"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("  Read in full  ") == 2


def test_source_distribution_holds_the_tree(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    assert {"grammars/entry.lark", "templates/report.html.j2", "tests/house/test_packaging.py", "Makefile"} <= names
    assert {"tools/system-packages", "tools/matrix.py"} <= names

"""What is under version control at the top of the tree, against the list in `tools/tree.py`."""

import runpy
import subprocess
from pathlib import Path

from places import ROOT
from programs import needed

TREE = runpy.run_path(str(ROOT / "tools" / "tree.py"))


def test_what_is_not_in_the_list_is_found(tmp_path: Path) -> None:
    kept = ["README.md", "omelog/report/x.py", "report/report.html", "report.html"]
    for path in (*kept, "ignored/x", "loose"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x", encoding="ascii")
    git = needed("git")
    subprocess.run([git, "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run([git, "add", *kept], cwd=tmp_path, check=True)
    assert TREE["strangers"](tmp_path) == ["report", "report.html"]

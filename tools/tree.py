"""Refuse what stands at the top of the tree under version control and has no business there.

What a run makes (reports, environments, caches) gets committed by accident; what is meant to be there is in this list.
"""

import subprocess
import sys
from pathlib import Path

TOP = {
    *("omelog", "grammars", "templates", "tests", "samples", "docs", "bench", "tools", ".ci"),
    *("pyproject.toml", "constraints.txt", "Makefile", ".gitignore", ".pre-commit-config.yaml"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE"),
}
# A tree that is mounted into a container belongs to somebody else, which git would refuse to read.
LISTING = ("git", "-c", "safe.directory=*", "ls-files", "-z")


def strangers(tree: Path) -> list[str]:
    """Return the entries at the top of a git work tree that are under version control and not in the list."""
    listed = subprocess.run(LISTING, cwd=tree, check=True, capture_output=True, text=True).stdout
    return sorted({name.partition("/")[0] for name in listed.split("\0") if name} - TOP)


if __name__ == "__main__":
    tree = Path(__file__).parent.parent
    found = strangers(tree) if (tree / ".git").exists() else []
    for name in found:
        advice = f"`git rm -r --cached {name}`, or add it there"
        print(f"{name}: not in the list of tools/tree.py; {advice}", file=sys.stderr)
    sys.exit(bool(found))

"""Templates of the user's own in the place of single ones of ours, held to the same rules.

A template escapes all that it prints, carries no script or style of its own beside the two that the page's policy
names, and loads nothing: who opens a report on a customer's bad day may rely on that, whoever made its look.
"""

import re
from pathlib import Path

from omelog import resources

Templates = tuple[tuple[str, str], ...]  # name and text of each that is overridden

_LARGEST = 1024 * 1024
_FRAME = "parts/page.html.j2"
_KEPT_IN_FRAME = ('http-equiv="Content-Security-Policy"', 'name="generator"', '{% include "parts/style.css" %}')
_RULES = {
    "prints something unescaped": r"\|\s*safe\b|\bautoescape\b|\bMarkup\b|\|\s*(tojson|xmlattr|urlize)\b",
    "writes markup from a script": r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function)\b",
    "has an element that loads or submits": r"(?i)<(link|img|iframe|object|embed|form|base|audio|video|source)\b",
    "loads something from elsewhere": r"(?i)@import|url\s*\(|\bsrc\s*=|<use\b",
    "has an attribute that runs a script": r"(?i)\son[a-z]+\s*=|javascript:",
    "has a style attribute, which the page's policy blocks": r"(?i)\sstyle\s*=",
    "reaches into Python": r"__\w+__|\.mro\b|\|\s*attr\b",
}
_BARE = r"<[a-z][^<>]*\s[a-z-]+=[^\"\s]"
_SCRIPT = re.compile(r"<script\b[^\n]*", re.IGNORECASE)
_OURS = '<script>{% include "parts/script.js" %}</script>'


class TemplatesError(ValueError):
    """A folder of templates cannot be used; the text says which file, why, and what to do."""


def overrides(folder: Path) -> Templates:
    """Read the templates of a folder. Raises TemplatesError for one that has no namesake here, or breaks a rule."""
    if not folder.is_dir():
        raise TemplatesError(f"{folder}: no such folder of templates; check --templates")
    ours = _names(Path(str(resources.folder("templates"))))
    given = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    if not given:
        raise TemplatesError(f"{folder}: holds no template; copy one of {', '.join(ours)} and change it")
    return tuple((name, _read(path, name, ours)) for path in given for name in [path.relative_to(folder).as_posix()])


def faults(name: str, text: str) -> list[str]:
    """Name the rules that a template breaks."""
    found = [what for what, pattern in _RULES.items() if re.search(pattern, text)]
    if name.endswith(".j2"):
        if re.search(_BARE, re.sub(r'"[^"]*"', '""', text)):
            found.append("has an attribute without quotes")
        if _SCRIPT.findall(text) != ([_OURS] if name == _FRAME else []):
            found.append("has a script of its own")
        if re.search(r"<style\b", text, re.IGNORECASE) and name != _FRAME:
            found.append("has a style sheet of its own; override parts/style.css")
    if name == _FRAME:
        found += [f"lacks {kept}" for kept in _KEPT_IN_FRAME if kept not in text]
    return found


def _names(folder: Path) -> list[str]:
    """Name the templates that may be overridden: those of the pages, and their style sheet."""
    named = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(n for n in named if (n.endswith(".html.j2") or n == "parts/style.css") and not n.startswith("mail/"))


def _read(path: Path, name: str, ours: list[str]) -> str:
    if name not in ours:
        raise TemplatesError(f"{path}: is not the name of a template of the pages; known: {', '.join(ours)}")
    try:
        data = path.read_bytes()[: _LARGEST + 1]
        text = data.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise TemplatesError(f"{path}: cannot be read as text: {error}") from error
    wrong = faults(name, text) if len(data) <= _LARGEST else [f"is larger than {_LARGEST} bytes"]
    if wrong:
        raise TemplatesError(f"{path}: {'; '.join(wrong)}")
    if name.endswith(".j2"):
        from jinja2 import Environment, TemplateSyntaxError  # noqa: PLC0415 - only where pages are made

        try:
            Environment(autoescape=True).parse(text)
        except TemplateSyntaxError as error:
            raise TemplatesError(f"{path}: line {error.lineno}: {error.message}") from error
    return text

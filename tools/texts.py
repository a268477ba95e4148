"""List every string that a person reads, by the file that it stands in: a change of a text is seen as one.

    python tools/texts.py           print the list
    make golden                     write it to tests/golden/texts.txt, which a test compares

Texts of templates, of the code that words, prints and mails, and of the catalogue. Command lines, samples, statements
of SQL and regular expressions are not listed: nobody reads them.
"""

import ast
import functools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORDING = (
    *("omelog/wording", "omelog/mail", "omelog/judge", "omelog/cli", "omelog/run", "omelog/bundle", "omelog/records"),
    *(
        "omelog/analysis",
        "omelog/chain",
        "omelog/saved",
        "omelog/search",
        "omelog/store",
        "omelog/workers",
        "omelog/causes",
    ),
    *("omelog/redact/profiles.py", "omelog/writer.py", "omelog/limits.py", "omelog/config.py", "omelog/report"),
)
NOT_READ = {"sample", "near_miss", "match", "slug", "url", "command", "expect", "line", "use", "sentences"}
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_SPOKEN = re.compile(r'(?:aria-label|data-label|data-copy|data-copies|data-filter|data-groups|alt)="([^"{]+)"')
_WORDS = re.compile(r"[A-Za-z]{2,}[^A-Za-z]+[A-Za-z]{2,}")


_SQL = re.compile(
    r"\s*(?:--|SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|WITH|BEGIN|ATTACH|REINDEX)\s[^a-z]*\S"
)
_SQL_WORDS = re.compile(r"\b(?:FROM|INTO|TABLE|INDEX|WHERE|SET|VALUES|BY|AS|PRAGMA|EXISTS|ON|JOIN|AND|NULL)\b")
_SENTENCE = re.compile(r"(?:\b[a-z]+ ){3}")
_TYPE = re.compile(r"[\w\[\]., ]+ \| None")  # in quotes, where it is imported for the types alone
_PATTERN = re.compile(r"\(\?[:=!<P]|\\[bdswSBWAZ]|\[\^|[\])][*+?]|\$\)|\.\*")


@functools.cache
def texts() -> list[str]:
    """Return one line a text: its file and itself."""
    found: set[str] = set()
    for path in sorted(ROOT.glob("templates/**/*.j2")):
        found |= {_line(path, text) for text in _of_template(path.read_text(encoding="utf-8"))}
    for place in WORDING:
        folder = ROOT / place
        for path in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder] if folder.exists() else []:
            found |= {_line(path, text) for text in _of_code(path.read_text(encoding="utf-8")) if is_read(text)}
    for path in sorted(ROOT.glob("omelog/causes/*.toml")):
        found |= {_line(path, text) for text in _of_data(tomllib.loads(path.read_text(encoding="utf-8")))}
    return sorted(found)


def is_read(text: str) -> bool:
    """Return whether a string of the code is words for people: no name or type, no SQL, no regular expression."""
    if " " not in text.strip() or not _WORDS.search(text) or _TYPE.fullmatch(text):
        return False
    is_sql = _SQL.match(text) and _SQL_WORDS.search(text)
    return not is_sql and not (_PATTERN.search(text) and not _SENTENCE.search(text))


def _line(path: Path, text: str) -> str:
    return f"{path.relative_to(ROOT).as_posix()}: {' '.join(text.split())}"


def _of_template(source: str) -> Iterator[str]:
    yield from _SPOKEN.findall(source)
    for text in re.split(r"<[^>]*>|\x00", _JINJA.sub("\x00", source)):
        if re.search(r"[A-Za-z]{2}", text):
            yield text
    for expression in re.findall(r"\{\{.*?\}\}", source, re.DOTALL):
        yield from (text for text in re.findall(r'"([^"]*)"', expression) if _WORDS.search(text))


def _of_code(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    docstrings = {id(text) for node in ast.walk(tree) for text in _docstring(node)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | parts:
            yield node.value


def _docstring(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the text that stands by itself at the head of a module, class or function."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        first = node.body[0] if node.body else None
        if isinstance(first, ast.Expr):
            yield first.value


def _of_data(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, str) and key not in NOT_READ:
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _of_data(part, key)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in NOT_READ:
                yield from _of_data(part, name)


if __name__ == "__main__":
    print("\n".join(texts()))

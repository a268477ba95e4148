"""Names of files and folders: what of them is told, and what may name a customer."""

import functools
import re

from omelog.redact.names import given
from omelog.redact.text import TextView
from omelog.redact.words import alternatives, compiled, is_plain, words

_NUMBER = r" \([0-9]+\)$"  # of what was given twice
_OF_LOG = r"(?i)application(?:[-._]\d[\d._-]*)?\.log(?:[.-]\d[\d_-]*)?(?:\.(?:gz|bz2|xz|zst|zip))?"
_OF_ARCHIVE = r"(?i)\.(?:zip|tar|tgz|tbz2?|txz|tzst|gz|bz2|xz|zst|7z|rar|log|txt)$"
_WORDS = r"[^\W_]+"
_SPLIT = r"([/\\]+)"
_ROOTED = r"[/\\~]|[A-Za-z]:|\.\."
_DIGITS_TOLD = 3  # a longer number may be that of a case or of a customer
_DATE = r"(?:19|20)\d{2}[-_.]?\d{2}[-_.]?\d{2}"
_STOP = r"\s\"'(),;"
_OTHERS = r"(?<=application\.log, only )(?P<names>.{1,2000}?)(?=\.?$)"


@functools.cache
def _in_words() -> re.Pattern[str]:
    r"""Compile the pattern of paths in a sentence: ~/case, C:\case, in/case/one, case.zip; not Client/Server."""
    ending = rf"\.(?:{alternatives('host', 'file_endings')})(?![\w-])"
    return re.compile(
        rf"(?<![^{_STOP}])(?:(?:[~/]|[A-Za-z]:[\\/])[^{_STOP}]+|[^{_STOP}/]{{1,255}}/[^{_STOP}/]{{0,255}}/[^{_STOP}]*"
        rf"|[^{_STOP}/\\]{{1,255}}[/\\][^{_STOP}/]{{1,255}}{ending})|(?<![\w.-])[\w.-]{{1,255}}{ending}",
        re.IGNORECASE,
    )


def file_name(path: str) -> str:
    """Shrink a path to the name of the file, or to the archive and what stands in it: case.zip/source.

    >>> file_name("/home/jdoe/cases/case.zip"), file_name("in/both.zip/source")
    ('case.zip', 'both.zip/source')
    """
    parts = [part for part in re.split(r"[/\\]", path) if part not in ("", ".", "..")]
    inside = next((index for index, part in enumerate(parts) if compiled(_OF_ARCHIVE).search(part)), len(parts) - 1)
    return "/".join(parts[inside:]) or path


def relative(path: str) -> str:
    """Shrink a path to the folder and the file, if it begins at a root: what lies above is the machine's own.

    >>> relative("/home/jdoe/cases/acme/bundle.zip"), relative("in/acme/bundle.zip")
    ('acme/bundle.zip', 'in/acme/bundle.zip')
    """
    if not compiled(_ROOTED).match(path):
        return path
    name = file_name(path)
    above = path.replace("\\", "/").removesuffix(name).rstrip("/").rpartition("/")[2]
    return f"{above}/{name}" if above and not above.endswith(":") else name


def source_name(bundle: str, given: str) -> str:
    """Return the name of the source of a bundle: its own, but for a root of several, which stands behind it.

    >>> source_name("in/both.zip/acme", "/srv/in/both.zip"), source_name("case.zip", "/srv/case.zip")
    ('in/both.zip', 'case.zip')
    """
    name, path = (text.replace("\\", "/").rstrip("/") for text in (bundle, given))
    ends = [len(name), *(match.start() for match in reversed([*re.finditer("/", name)]))]
    for end in ends:
        if f"/{path}".endswith(f"/{compiled(_NUMBER).sub('', name[:end])}"):
            return bundle[:end]
    nameless = path.rpartition("/")[2] in ("-", ".", "..")  # standard input, or a folder that is named by what it is
    return bundle.partition("/")[0] if nameless else bundle


def shown_path(path: str, view: TextView, kind: str = "file") -> str:
    """Show a path part by part; a part with words that are not plain gets a name, and keeps its ending."""
    if kind not in view.goes:
        return view.shown(path)
    return "".join(
        part if index % 2 else _shown_part(part, view, kind) for index, part in enumerate(compiled(_SPLIT).split(path))
    )


def paths_shown(text: str, view: TextView) -> str:
    """Show the paths and file names that stand in a sentence of ours."""
    if "file" not in view.goes:
        return text
    text = compiled(_OTHERS).sub(
        lambda match: ", ".join(_other(name, view) for name in match["names"].split(", ")), text
    )
    return _in_words().sub(lambda match: shown_path(match[0], view), text)


def _other(name: str, view: TextView) -> str:
    return name if name == "and others" else shown_path(name, view)


def _shown_part(part: str, view: TextView, kind: str) -> str:
    if not part or compiled(_OF_LOG).fullmatch(part):
        return part
    shown = view.shown(part)
    parts = compiled(_WORDS).findall(given().sub("", compiled(_DATE).sub("", shown)))
    if all(_is_told(word) for word in parts):
        return shown
    stem, endings = part, ""
    while (last := stem.rpartition("."))[0] and last[2].casefold() in words("host", "file_endings"):
        stem, endings = last[0], f".{last[2]}{endings}"
    return view.names.of(kind, stem) + endings


def _is_told(word: str) -> bool:
    folded = word.casefold()
    if word.isdigit():
        return len(word) <= _DIGITS_TOLD
    return folded in words("host", "file_endings") or len(folded) == 1 or is_plain(folded)

"""Templates as Python modules, in the wheel: compiling them takes longer than all else that a small page takes.

They are compiled when the wheel is built (`tools/compiled_templates.py`), for the version of Jinja that builds it. In a
source tree, and with another version, each run compiles what it needs.
"""

from typing import TYPE_CHECKING, TypedDict

from omelog import resources

if TYPE_CHECKING:
    from jinja2 import BaseLoader


class Syntax(TypedDict):
    """How Jinja reads a template: what is compiled has to be compiled as it is used."""

    trim_blocks: bool
    lstrip_blocks: bool
    keep_trailing_newline: bool


HTML = Syntax(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False)
PLAIN = Syntax(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
PLAIN_NAMES = (".md.j2", ".txt.j2")


def loader() -> "BaseLoader":
    """Return what finds the templates: compiled where they are, else their text."""
    from jinja2 import ChoiceLoader, FileSystemLoader, ModuleLoader, __version__  # noqa: PLC0415 - only for pages

    text = FileSystemLoader(resources.folder("templates"))
    compiled = resources.compiled(__version__)
    return text if compiled is None else ChoiceLoader([ModuleLoader(compiled), text])

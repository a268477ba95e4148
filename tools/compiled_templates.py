"""What hatchling does beside packing when it builds a wheel: compiles the templates for the Jinja that is here."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from omelog.compiled import HTML, PLAIN, PLAIN_NAMES  # noqa: E402 - not installed where a wheel is built


class _AnyFilter(dict[str, Callable[..., Any]]):
    """Ours are known where pages are made; a template that is compiled only names them."""

    def get(self, name: str, default: object = None) -> Callable[..., Any]:  # noqa: ARG002 - there is always one
        return super().get(name, _at_run_time)


def _at_run_time(*_: object) -> object:
    raise jinja2.TemplateRuntimeError  # so that the compiler takes no constant for the outcome


def _is_plain(name: str) -> bool:
    return name.endswith(PLAIN_NAMES)


def _is_html(name: str) -> bool:
    return not _is_plain(name)


def compile_templates(target: Path) -> None:
    """Write a module for each template."""
    loader = jinja2.FileSystemLoader(ROOT / "templates")
    html = jinja2.Environment(loader=loader, finalize=_at_run_time, autoescape=True, **HTML)
    plain = jinja2.Environment(loader=loader, finalize=_at_run_time, autoescape=False, **PLAIN)  # noqa: S701 - no HTML
    for environment, belongs in ((html, _is_html), (plain, _is_plain)):
        environment.filters = _AnyFilter(environment.filters)
        environment.compile_templates(str(target), zip=None, ignore_errors=False, filter_func=belongs)


class CompiledTemplates(BuildHookInterface[Any]):
    """Puts them into the wheel, where `omelog.resources` finds them; a source tree has none."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and have the folder packed."""
        if version != "editable":
            self._folder = tempfile.TemporaryDirectory()
            compile_templates(Path(self._folder.name))
            build_data["force_include"][self._folder.name] = f"omelog/compiled_templates/{jinja2.__version__}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling's
        """Clear up."""
        if version != "editable":
            self._folder.cleanup()

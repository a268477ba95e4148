"""Output formats: one module each, every one a view of the report object.

A module of this package is a format, named as itself: it has `render(report) -> {relative path: bytes}`. Packages in it
(and only they) are parts that a format is made of.
"""

import importlib
import pkgutil
from collections.abc import Callable

from omelog.model.report import Report

Render = Callable[[Report], dict[str, bytes]]


def formats() -> list[str]:
    """Name the formats, without importing any."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg)


def render(report: Report, name: str) -> dict[str, bytes]:
    """Render a report in one format: its files by path relative to the report's folder."""
    files: Render = importlib.import_module(f"{__name__}.{name}").render
    return files(report)

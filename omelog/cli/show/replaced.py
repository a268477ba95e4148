"""Whose report a run replaces, as the line that says so."""

from collections.abc import Iterable
from pathlib import Path

from omelog.run import ours
from omelog.saved.heading import Named, heading
from omelog.text.visible import one_line
from omelog.wording.text import counted, moment

_LISTED = 3


def replaced(
    folder: Path, names: Iterable[str] | None = None, *, named: bool = True, but_of: Path | None = None
) -> str | None:
    """Return the line about the report in a folder, of all formats or of some; None if there is none.

    To be called before the report is replaced. Bundles are `named` unless the run redacts. A report `but_of` whose
    bundles all lie in this folder is passed over.
    """
    if next(ours(folder, names), None) is None:
        return None
    found = heading(folder / "report.json")
    if found is None:
        return "Replaced an earlier report."
    if but_of is not None and all(Path(bundle.source).is_relative_to(but_of) for bundle in found.bundles):
        return None
    whose = _listed(found.bundles) if named else counted(len(found.bundles), "bundle")
    return f"Replaced the report of {whose}, generated {one_line(moment(found.generated))}."


def _listed(bundles: tuple[Named, ...]) -> str:
    names = ", ".join(one_line(bundle.name) for bundle in bundles[:_LISTED])
    return f"{len(bundles)} bundles: {names}, …" if len(bundles) > _LISTED else names or "no bundle"

"""What is known about errors that are no cause of the catalogue."""

from omelog.causes import fold
from omelog.model.cause import Cause, Hint
from omelog.model.report import Finding


def hints(finding: Finding, cause: Cause | None) -> tuple[str, ...]:
    """Find what is known about an error that is no cause of the catalogue."""
    return tuple(hint.text for hint in cause.hint if _fits(hint, finding)) if cause else ()


def _fits(hint: Hint, finding: Finding) -> bool:
    if fold(hint.message_id) != fold(finding.message_id or ""):
        return False
    return _among(hint.argument, finding.message_args) and _among(hint.related_property, finding.related_properties)


def _among(wanted: str | None, values: list[str]) -> bool:
    """Return whether a value is the wanted one; "" wants that there is none."""
    return wanted is None or fold(wanted) in ({fold(value) for value in values} or {""})

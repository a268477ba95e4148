"""How sure a match of a cause is."""

from omelog.model.cause import Cause
from omelog.model.report import Certainty

UNKNOWN = "unknown"


def certainty(cause: Cause) -> Certainty:
    """Return the certainty by the cause's evidence, and by whether one log line has several causes."""
    if cause.evidence == "documented":
        return "documented"
    if cause.evidence == "none":
        return "unknown"
    return "ambiguous" if cause.candidates else "certain"

"""By what an earlier plain report is known: its first line and its last one, both as omelog writes them."""

from omelog.model.report import Report
from omelog.text.visible import one_line
from omelog.wording.text import moment
from omelog.wording.verdict import troubles

_END = b"\nMade by omelog "


def starts_and_ends(start: bytes, head: bytes, tail: bytes) -> bool:
    """Return whether a file begins with `start` and its last line is the one that `made_by` words."""
    place = tail.rfind(_END)
    return head.startswith(start) and place >= 0 and b"\n\n" not in tail[place + 1 :].rstrip(b"\n")


def made_by(head: Report) -> dict[str, object]:
    """Return what the end of a report says: problems of the run, version and time."""
    return {
        "problems": troubles(head.problems),
        "version": one_line(head.omelog),
        "generated": moment(head.generated),
    }

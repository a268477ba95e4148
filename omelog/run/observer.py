"""Who watches a run."""

from collections.abc import Sequence

from omelog.bundle import Source
from omelog.run.done import Done
from omelog.run.plan import Plan


class Observer:
    """Is told how a run goes, and may end it. This one does neither."""

    def begins(self, planned: Plan) -> None:
        """Hear which sources there are, and what went wrong in finding them."""

    def reads(self, source: Source) -> None:
        """Hear of a source, before what is told of it."""

    def finished(self, done: Sequence[Done]) -> None:
        """Hear that a source was read, in whatever order."""

    def tells(self, done: Done) -> None:
        """Hear what was found in a bundle, in the order of the input."""

    def stopped(self) -> bool:
        """Return whether to end now with what is finished."""
        return False

    def ending(self) -> bool:
        """Return whether to begin no other source, and to end with what is at hand."""
        return False

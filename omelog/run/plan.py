"""What a run has before it: its job, the sources that were found, and the frame of its report."""

from collections.abc import Sequence
from typing import NamedTuple

from omelog.bundle import Discovered, Source, discover
from omelog.model.report import Report
from omelog.records import holds_records
from omelog.run.frame import begun
from omelog.run.job import Job


class Plan(NamedTuple):
    """The job of a run, its report without totals, pairs and bundles, and its sources.

    `alone`: there is one source, and a report of one bundle has no page beside its own.
    """

    job: Job
    head: Report
    sources: Sequence[Source]
    alone: bool = False

    @property
    def is_empty(self) -> bool:
        """Return whether no bundle was found: what was given is not there, or holds neither archive nor log.

        A folder that could not be searched in full may hold some.
        """
        damaged = any(
            problem.severity == "damage" and problem.code != "certificate-file" for problem in self.head.problems
        )
        return not damaged and all(source.is_nothing for source in self.sources)

    @property
    def for_each(self) -> "Plan":
        """Return what is the same for every source, and is sent once to each process."""
        return self._replace(job=self.job._replace(inputs=(), since=None), sources=())


def plan(job: Job, found: Discovered | None = None) -> Plan:
    """Find the sources among the inputs, unless they are `found` already."""
    found = found or discover(job.inputs, holds_records)
    return Plan(job, begun(job, found.problems), found.sources)

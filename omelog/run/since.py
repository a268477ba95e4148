"""The rows of a run as the store keeps them, and what is different from the last run over the same inputs."""

import os
from collections.abc import Sequence

from omelog.judge.changes import Side, difference
from omelog.model.report import Changes, Row
from omelog.run.digest import digest
from omelog.run.plan import Job
from omelog.store import Found, Run, Seen


def scope(job: Job) -> str:
    """Digest what a run was asked to look at: its inputs, wherever it was started, how it finds cases and redacts."""
    inputs = sorted(given if given == "-" else os.path.abspath(given) for given in job.inputs)  # noqa: PTH100 - globs are no paths
    return digest([inputs, job.naming, job.profile, job.key])


def changes(rows: Sequence[Row], before: Run | None) -> Changes | None:
    """Tell what is different; None where there was no run before."""
    if before is None:
        return None
    return difference([_side(seen) for seen in before.bundles], [_row_side(row) for row in rows]).changes(
        before.completed
    )


def seen(row: Row) -> Seen:
    """Give what the store keeps of a bundle."""
    found = [
        Found(cause, certainty, row.by_cause[cause], row.last_by_cause.get(cause))
        for cause, certainty in row.certainty_by_cause.items()
    ]
    return Seen(row.name, row.case or "", row.sha256 or "", row.status, row.log_ends, tuple(found))


def _row_side(row: Row) -> Side:
    return Side(row.case, row.name, row.sha256, row.status, row.certainty_by_cause)


def _side(seen: Seen) -> Side:
    causes = {found.cause: found.certainty for found in seen.found}
    return Side(seen.case or None, seen.name, seen.content or None, seen.status, causes)

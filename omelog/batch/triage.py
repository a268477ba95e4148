"""Inputs to one report that holds all bundles, in this process."""

from collections import Counter

from msgspec import structs

from omelog.batch.paths import MAIN_PAGE
from omelog.batch.plan import Job, completed, plan
from omelog.batch.task import Work, read
from omelog.model.report import Report
from omelog.report import row


def triage(job: Job) -> Report:
    """Analyse all inputs in their order. Whatever is wrong with one input, the others are reported."""
    planned = plan(job)
    work = Work(job.settings, job.naming, planned.head, ())
    found = [one for source in planned.sources for one in read(work, source)]
    bundles = [one.bundle for one in found]
    if len(bundles) == 1:
        bundles = [structs.replace(bundles[0], page=MAIN_PAGE)]
    by_cause: Counter[str] = Counter()
    for one in found:
        by_cause.update(one.totals)
    head = completed(planned.head, job.settings.catalogue, [row(bundle) for bundle in bundles], by_cause, [])
    return structs.replace(head, bundles=bundles)

"""Inputs to one report that holds all bundles, in this process."""

from collections import Counter

from msgspec import structs

from omelog.model.report import Report
from omelog.report import row
from omelog.run.plan import Job, completed, plan
from omelog.run.redacting import Names, redaction_of
from omelog.run.task import Work, read, shown


def triage(job: Job) -> Report:
    """Analyse all inputs in their order. Whatever is wrong with one input, the others are reported."""
    planned = plan(job)
    names = Names(planned.sources, job.naming, redaction_of(job.profile, job.key, job.settings.catalogue))
    work = Work(job.settings, job.naming, names.head(planned.head), (), job.profile, job.key)
    read_in = [read(work, source) for source in planned.sources]
    alone = sum(map(len, read_in)) == 1
    made = [one for place, found in enumerate(read_in) for one in shown(work, found, names.of(place), alone=alone)]
    by_cause: Counter[str] = Counter()
    for one in made:
        by_cause.update(one.totals)
    bundles = [one.bundle for one in made]
    head = completed(work.head, job.settings.catalogue, [row(bundle) for bundle in bundles], by_cause, [])
    return structs.replace(head, bundles=bundles)

"""Many bundles: one report over all inputs, and the folder that it is written to."""

from omelog.batch.cases import CasePatternError, Naming
from omelog.batch.known import Known
from omelog.batch.observer import Observer
from omelog.batch.output import OutputError, prepare, write
from omelog.batch.plan import Job, Plan, plan
from omelog.batch.run import How, Run, alone, bundles_of, files, remember, run, whole
from omelog.batch.since import scope
from omelog.batch.spool import Spool
from omelog.batch.task import Done
from omelog.batch.triage import triage
from omelog.batch.worker import ClusterError

__all__ = [
    "CasePatternError",
    "ClusterError",
    "Done",
    "How",
    "Job",
    "Known",
    "Naming",
    "Observer",
    "OutputError",
    "Plan",
    "Run",
    "Spool",
    "alone",
    "bundles_of",
    "files",
    "plan",
    "prepare",
    "remember",
    "run",
    "scope",
    "triage",
    "whole",
    "write",
]

"""Many bundles: one report over all inputs, and the folder that it is written to."""

from omelog.run.cases import CasePatternError, Naming
from omelog.run.done import Done
from omelog.run.earlier import earlier
from omelog.run.known import Known
from omelog.run.observer import Observer
from omelog.run.output import OutputError, check, prepare, write
from omelog.run.plan import FilesError, Job, Plan, plan
from omelog.run.reader import Where
from omelog.run.run import Run, alone, bundles_of, files, remember, run, triage, whole
from omelog.run.since import scope
from omelog.run.spool import Spool
from omelog.workers.worker import ClusterError

__all__ = [
    "CasePatternError",
    "ClusterError",
    "Done",
    "FilesError",
    "Job",
    "Known",
    "Naming",
    "Observer",
    "OutputError",
    "Plan",
    "Run",
    "Spool",
    "Where",
    "alone",
    "bundles_of",
    "check",
    "earlier",
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

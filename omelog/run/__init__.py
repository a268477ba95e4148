"""Many bundles: one report over all inputs, and the folder that it is written to."""

from omelog.run.cases import CasePatternError, Naming
from omelog.run.changes import scope
from omelog.run.done import Done
from omelog.run.folder import OutputError, check, prepare, write
from omelog.run.frame import alone
from omelog.run.job import File, Files, FilesError, Job
from omelog.run.known import Known
from omelog.run.observer import Observer
from omelog.run.ours import ours
from omelog.run.plan import Plan, plan
from omelog.run.reader import Where
from omelog.run.run import Run, files, remember, run, triage, whole
from omelog.workers.worker import ClusterError

__all__ = [
    "CasePatternError",
    "ClusterError",
    "Done",
    "File",
    "Files",
    "FilesError",
    "Job",
    "Known",
    "Naming",
    "Observer",
    "OutputError",
    "Plan",
    "Run",
    "Where",
    "alone",
    "check",
    "files",
    "ours",
    "plan",
    "prepare",
    "remember",
    "run",
    "scope",
    "triage",
    "whole",
    "write",
]

"""Many bundles: one report over all inputs, and the folder that it is written to."""

from omelog.batch.output import OutputError, prepare, write
from omelog.batch.triage import Job, triage

__all__ = ["Job", "OutputError", "prepare", "triage", "write"]

"""What most bundles need, imported and built: the processes of a pool are forked from one that has imported this."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy looks at it: else it starts threads for what nobody asks

import jinja2  # noqa: F401 - imported for others

import omelog.analysis.verdict
import omelog.records.mention  # noqa: F401 - the same
from omelog.grammar import grammar
from omelog.workers.memory import settle

grammar()
settle()

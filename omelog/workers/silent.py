"""Imported by the process that others are forked from, before all else: none of them writes on the terminal.

One whose leader is killed while it starts would end with a traceback.
"""

from omelog.workers.worker import silence

silence()

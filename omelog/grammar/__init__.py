"""Records to entries, by `grammars/entry.lark`."""

from omelog.grammar.messages import letters
from omelog.grammar.parse import Grammar

__all__ = ["Grammar", "letters"]

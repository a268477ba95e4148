"""Records to entries, by `grammars/entry.lark`."""

from omelog.grammar.entries import Entries
from omelog.grammar.messages import bare_id, letters
from omelog.grammar.parse import Grammar, grammar
from omelog.grammar.values import Header

__all__ = ["Entries", "Grammar", "Header", "bare_id", "grammar", "letters"]

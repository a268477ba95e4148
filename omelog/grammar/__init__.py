"""Records to entries, by `grammars/entry.lark`."""

from omelog.grammar.parse import Grammar, grammar

__all__ = ["Grammar", "grammar"]

"""Certificate errors in records of other loggers: no findings, but not to be passed over either.

A later OME may rename the logger, and a log may quote another one.
"""

from omelog.causes import Wanted, fold, names
from omelog.grammar import bare_id
from omelog.judge.rules import NO_ARGUMENT, Rules
from omelog.model.record import Entry, Message, Parsed, Text
from omelog.records.header import severity

_ERRORS = ("WARN", "ERROR", "FATAL")


def elsewhere(parsed: Parsed, wanted: Wanted, rules: Rules) -> list[int]:
    """Return the numbers of the texts of other loggers that may be about a certificate error.

    They quote a header of a wanted logger, or have an error body or a needle of the catalogue; or they are errors and
    name the operation, in their text or in a trace.
    """
    return [
        number
        for number, entry in parsed.entries.items()
        if not parsed.texts[number].wanted and _is_meant(entry, parsed.texts[number], wanted, rules)
    ]


def _is_meant(entry: Entry, text: Text, wanted: Wanted, rules: Rules) -> bool:
    if text.quotes or any(_is_known(message, rules) for message in entry.messages):
        return True
    body = fold(text.body.decode("utf-8", "replace"))
    if any(fold(needle) in body for needle in wanted.needles):
        return True
    return severity(entry.level) in _ERRORS and any(fold(operation) in body for operation in wanted.operations)


def _is_known(message: Message, rules: Rules) -> bool:
    """Return whether a message has the id of a cause, and an argument of it where the cause wants one."""
    message_id = bare_id(message.message_id or "")
    return any(
        match.argument == NO_ARGUMENT or any(names(match, argument) for argument in message.arguments)
        for match in rules.matches.values()
        if match.message_id is not None and fold(match.message_id) == message_id
    )

"""Patterns of the catalogue: regular expressions of RE2, whose time is linear in the text whatever the pattern."""

from omelog.causes.fold import fold, words
from omelog.model.cause import Match


def names(match: Match, argument: str) -> bool:
    """Return whether an argument of a message is one that a cause is recognised by."""
    if match.argument is not None:
        return fold(match.argument) == fold(argument)
    if match.argument_contains is None and match.argument_pattern is None:
        return False
    if match.argument_contains is not None and fold(match.argument_contains) not in fold(argument):
        return False
    if match.argument_pattern is not None and not _found(match.argument_pattern, argument):
        return False
    return match.argument_except is None or not _found(match.argument_except, argument)


def _found(pattern: str, text: str) -> bool:
    """Return whether an argument holds the pattern, in one of the forms in which it is compared."""
    import re2  # noqa: PLC0415 - few logs hold an argument that no cause names as it stands

    return any(re2.search(pattern, form) is not None for form in words(text))


def pattern_fault(pattern: str) -> str | None:
    """Describe what is wrong with a pattern; None for a good one. An empty one stands in every argument."""
    import re2  # noqa: PLC0415 - as above

    options = re2.Options()
    options.log_errors = False
    try:
        return "it fits the empty text" if re2.compile(pattern, options).search("") else None
    except re2.error as error:
        reason = error.args[0] if error.args else b""
        return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)

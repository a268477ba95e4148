"""What stands behind a word that tells what it is: `user=jdoe`, `"hostName":"ome01"`."""

import re

SIGN = r"""["']?\s{0,4}(?:=>?|:(?!//))\s{0,4}"""
# In quotes up to their end; else a word, or several with capitals: User: Jane Doe.
VALUE = r"""(?:(?P<quote>\\*["'])(?P<quoted>[^"'\\\n]{1,120})
    |(?P<bare>(?-i:[A-Z][a-z'-]{0,40}(?:\ [A-Z][a-z'-]{0,40}){1,3}(?!\w))
    |[^\s"'\\,;&}\])<>|(/=]{1,120}(?:\\{1,4}(?![nrt"'])[\w.-]{1,64})?))"""
FLAGS = re.IGNORECASE | re.VERBOSE
_WORD_END = ".:-"


def value(match: re.Match[str]) -> tuple[int, str]:
    """Return where the value of a match begins, and its text."""
    groups = match.groupdict()
    group = "quoted" if groups.get("quoted") is not None else "bare"
    found = match[group] if group == "quoted" else match[group].rstrip(_WORD_END)
    return match.start(group), found

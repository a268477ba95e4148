"""Text in front of the first header, which may hold a part of an error body whose record begins in a lost log."""

import re

from omelog.causes import Wanted, fold

_MESSAGE_END = r"\.?\\*\""


def holds_error_body(text: bytes, wanted: Wanted) -> bool:
    """Return whether a message id or an argument of the catalogue stands there as a string of JSON.

    Logger names and prose prove nothing: a stack trace has both.
    """
    folded = fold(text.decode("utf-8", "replace")) + "."  # as fold takes a final stop away
    ids = "|".join(re.escape(fold(message_id)) for message_id in wanted.message_ids) or "(?!)"
    arguments = "|".join(re.escape(argument) for _, argument in wanted.bodies if argument) or "(?!)"
    pattern = rf"(?:^|[\".])(?:{ids})\\*\"|(?:^|\")[^\"\\]*(?:{arguments}){_MESSAGE_END}"
    return re.search(pattern, folded) is not None

"""A value as the text of a spreadsheet's cell that cannot run, and that the spreadsheet can hold."""

import re

from omelog.report.table.columns import Value
from omelog.text.visible import visible

MOST = 32_767  # UTF-16 units: what Excel and LibreOffice hold in one cell
_NOTE = "… [cut here: a cell holds no more; report.json has the rest]"
_NUMBER = re.compile(r"[+-]?\d{1,300}(?:\.\d{1,300})?")
# What makes a spreadsheet take a text for a formula, or eats its first letter: = + - @ ' and their wide and small
# forms, behind blanks or alone; format characters were written out before. A semicolon, a tab or a line break begins a
# cell anew where the program's language separates by them.
_STARTS = re.compile(r"((?:^|[;\t\n])[^\S\n]*)(?=[=+\-@'\uff1d\uff0b\uff0d\uff20\uff07\ufe66\ufe62\ufe63\ufe6b\u2212])")
_EATEN = re.compile(r"\s")


def cell(value: Value) -> str:
    r"""Return the text of a cell; an apostrophe stands before what could run.

    >>> cell("=1+1"), cell("-5"), cell(["a", "b"]), cell("a\x00")
    ("'=1+1", '-5', 'a\nb', 'a\\x00')
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    text = visible(value if isinstance(value, str) else "\n".join(value))
    if _NUMBER.fullmatch(text):
        return text
    harmless = _STARTS.sub(r"\1'", text)
    if _EATEN.match(text):
        harmless = f"'{harmless}"
    return _fitting(harmless)


def _fitting(text: str) -> str:
    data = text.encode("utf-16-le")
    if len(data) <= 2 * MOST:
        return text
    return data[: 2 * (MOST - len(_NOTE))].decode("utf-16-le", "ignore") + _NOTE

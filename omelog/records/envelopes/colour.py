r"""Colour codes of a terminal whose escape character was lost or written out: `[31m`, `^[[31m`, `#033[31m`.

Those that are whole are marks (see `marks`), wherever they stand.
"""

import re

from omelog.records.envelopes import Envelope

_ESCAPE = rb"(?:\^\[|#033|\\u001[bB]|\\x1[bB]|\\0?33|\\e|\xe2\x90\x9b|\xef\xbf\xbd)"
ENVELOPE = Envelope("colour codes", re.compile(rb"(?:" + _ESCAPE + rb"\[[0-9;]*m|\[[0-9;]{0,12}m(?=\[))+"))

"""What a search puts before a line: `FILE:` of grep, `FILE:N:`, `FILE-` around a match; line numbers alone.

application.log:[ERROR] 2024-01-25 09:10:05.100 [main] SSLController - …
"""

import re

from omelog.records.envelopes import Envelope

_FILE = rb"(?:[A-Za-z]:)?[^\n:\"{\[]{0,250}?\.log[^\n:\"{\[ ]{0,40}?"
_NUMBER = rb"\d{1,10}"
_PREFIX = re.compile(
    rb"(?:" + _FILE + rb":(?:" + _NUMBER + rb":)?|" + _FILE + rb"-(?:" + _NUMBER + rb"-)?|" + _NUMBER + rb"[:-]"
    rb"|[ \t]*" + _NUMBER + rb"(?:\t|[ \t]+(?=\[))|" + _NUMBER + rb": (?=\[))(?!\s+\[ *[A-Z]+ *\])"
)
ENVELOPE = Envelope("file names or line numbers of a search", _PREFIX)

"""What journalctl puts before a line in its forms short-full, short-monotonic, short-unix, verbose and export.

Thu 2024-01-25 09:10:05 UTC ome tomcat[812]: [ERROR] 2024-01-25 09:10:05.100 [main] SSLController - …
"""

import re

from omelog.records.envelopes import Envelope

_PREFIX = re.compile(
    rb"(?:[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [A-Za-z0-9:+-]{1,10}|\[ *\d+\.\d+\]|\d{9,11}\.\d{3,9})"
    rb"(?: [\w.:%-]{1,255})? [^\s:\[{]{1,64}(?:\[\d+\])?: "
    rb"| *MESSAGE="
)
ENVELOPE = Envelope("a prefix of the journal", _PREFIX)

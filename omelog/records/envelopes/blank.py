"""White space alone in front of a header: text that was indented, as on a page or in a ticket."""

import re

from omelog.records.envelopes import Envelope

ENVELOPE = Envelope("white space in front of the lines", re.compile(rb"(?:[ \t]|\xc2\xa0|\xe3\x80\x80)+"), indents=True)

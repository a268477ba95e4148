"""A prefix of syslog: RFC 3164, RFC 5424, and what rsyslog and journald write in files.

Jan 25 09:10:05 ome tomcat[812]: [ERROR] 2024-01-25 09:10:05.100 [main] SSLController - …
<165>1 2024-01-25T09:10:05.003Z ome tomcat 812 ID47 - [ERROR] 2024-01-25 09:10:05.100 [main] SSLController - …
"""

import re

from omelog.records.envelopes import Envelope

_OLD_TIME = rb"[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})?"
_TIME = rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
_ZONE = rb"(?: [+-]\d{4}(?: [A-Z]{3,4})?)?"
_NAME = rb"[\w.:%@/-]{1,255}"
_TAG = rb"[^\s:\[{]{1,64}(?:\[[^\]\s]{0,20}\])?: ?"
_DATA = rb"(?:-|(?:\[(?:[^\]\"\n]|\"(?:[^\"\\\n]|\\.)*\")*\])+)"
_PREFIX = re.compile(
    rb"(?:\d{1,7} )?(?:<\d{1,3}>)?(?:"
    rb"1 (?:" + _TIME + rb"|-) \S{1,255} \S{1,48} \S{1,128} \S{1,32} " + _DATA + rb" ?"
    rb"|(?:" + _OLD_TIME + rb"|" + _TIME + rb")(?: " + _NAME + rb"){0,2}? " + _TAG + rb"(?! +\[ *[A-Z]+ *\])"
    rb"|\[?(?:"
    + _OLD_TIME
    + rb"|"
    + _TIME
    + rb")(?: [+-]\d{4}(?: [A-Z]{3,4})?)?\]?:?(?: "
    + _NAME
    + rb"){0,2}? +(?=\[))"
)
ENVELOPE = Envelope("a prefix of syslog", _PREFIX)

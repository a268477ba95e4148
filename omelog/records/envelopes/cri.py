"""What containers put before a line: CRI (`TIME stdout F `), docker logs -t, docker compose logs, kubectl logs."""

import re

from omelog.records.envelopes import Envelope, Line

_TIME = rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)"
_PREFIX = re.compile(
    _TIME + rb" (?:std(?:out|err) (?P<tag>[FP])(?::\S*)? )?"
    rb"|[\w./-]{1,80} *\| (?:" + _TIME + rb" )?"
    rb"|\[pod/[^\]\n]{1,200}\] (?:" + _TIME + rb" )?"
)


def _unwrap(match: re.Match[bytes]) -> Line:
    return Line(match.string[match.end() :], goes_on=match["tag"] == b"P")


ENVELOPE = Envelope("a container's prefix", _PREFIX, _unwrap)

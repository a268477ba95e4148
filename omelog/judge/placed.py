"""An incident, and where it ends."""

from typing import NamedTuple

from omelog.model.report import Incident


class Placed(NamedTuple):
    """An incident, and the occurrence of its last error: of two on a path the later one ends later."""

    incident: Incident
    last: int

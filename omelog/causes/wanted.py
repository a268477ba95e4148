"""What the reading rooms are told to look for."""

from typing import NamedTuple

from omelog.model.cause import Catalogue

# DESIGN: a later OME may rename the logger; a record that names the operation elsewhere is then worth a notice.
_ELSEWHERE = ("uploadNewCertificateChain",)


class Wanted(NamedTuple):
    """Loggers by the last dotted part of their name, text needles, and words that are worth a notice elsewhere."""

    loggers: frozenset[str]
    needles: tuple[str, ...]
    elsewhere: tuple[str, ...]


def wanted(catalogue: Catalogue) -> Wanted:
    """Gather the loggers and text needles of all causes."""
    matches = [cause.match for cause in catalogue.causes.values()]
    return Wanted(
        loggers=frozenset(logger for match in matches for logger in match.loggers),
        needles=tuple(sorted({match.text for match in matches if match.text})),
        elsewhere=_ELSEWHERE,
    )

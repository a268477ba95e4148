"""What the reading rooms are told to look for."""

import re
from typing import NamedTuple

from omelog.causes.fold import fold
from omelog.model.cause import Catalogue

CHAIN_UPLOAD = "uploadNewCertificateChain"
# A later OME may rename the logger; a record of another one that names the operation is then worth a notice.
_ELSEWHERE = (CHAIN_UPLOAD,)
# How the sampled records name the chain upload: by its method, and in the words behind it.
_CHAIN_UPLOAD_WORDS = (CHAIN_UPLOAD, "uploading certificate chain")


class Wanted(NamedTuple):
    """Loggers by the last dotted part of their name, text needles, and words that are worth a notice elsewhere."""

    loggers: frozenset[str]
    needles: tuple[str, ...]
    elsewhere: tuple[str, ...]


_TRACE = re.compile(r"^(?:\s+at [\w.$<>/]+\(|Caused by: |[\w.$]+(?:Exception|Error)(?::|$))", re.MULTILINE)


def named_operation(text: str) -> str | None:
    """Return the operation that the text of a record names, wherever before a trace and however it is wrapped."""
    trace = _TRACE.search(text)
    folded = fold(text[: trace.start()] if trace else text)
    return CHAIN_UPLOAD if any(fold(words) in folded for words in _CHAIN_UPLOAD_WORDS) else None


def wanted(catalogue: Catalogue) -> Wanted:
    """Gather the loggers and text needles of all causes."""
    matches = [cause.match for cause in catalogue.causes.values()]
    return Wanted(
        loggers=frozenset(logger for match in matches for logger in match.loggers),
        needles=tuple(sorted({match.text for match in matches if match.text})),
        elsewhere=_ELSEWHERE,
    )

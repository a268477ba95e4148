"""What the reading rooms are told to look for."""

import re
from typing import NamedTuple

from omelog.causes.fold import fold
from omelog.model.cause import Catalogue

CHAIN_UPLOAD = "uploadNewCertificateChain"
_BEHIND_NAME = re.compile(r"[$/:]")  # of an inner class, a lambda, a line
# How the sampled records name the chain upload: by its method, and in the words behind it.
_CHAIN_UPLOAD_WORDS = (CHAIN_UPLOAD, "uploading certificate chain")


class Wanted(NamedTuple):
    """Loggers by their short name (see `logger_name`), text needles, and what records of other loggers may show.

    `operations` and `message_ids` are those of the catalogue; `bodies` are the message ids and arguments that name a
    cause, folded, the argument empty where a message without one does.
    """

    loggers: frozenset[str]
    needles: tuple[str, ...]
    operations: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    bodies: tuple[tuple[str, str], ...] = ()

    @property
    def mentions(self) -> tuple[str, ...]:
        """Return the texts that make a line a mention line."""
        return tuple(sorted({*self.loggers, *self.needles, *self.operations, *self.message_ids}))


def logger_name(logger: str) -> str:
    """Return the short name of a logger: its last dotted part up to the first `$`, without a line number.

    >>> logger_name("com.dell.enterprise.controller.console.SSLController$$Lambda$12/0x00000008400a1c40")
    'SSLController'
    """
    return _BEHIND_NAME.split(logger, maxsplit=1)[0].rpartition(".")[2]


_TRACE = re.compile(r"^(?:\s+at [\w.$<>/]+\(|Caused by: |[\w.$]+(?:Exception|Error)(?::|$))", re.MULTILINE)


def named_operation(text: str) -> str | None:
    """Return the operation that the text of a record names, wherever before a trace and however it is wrapped."""
    trace = _TRACE.search(text)
    folded = fold(text[: trace.start()] if trace else text)
    return CHAIN_UPLOAD if any(fold(words) in folded for words in _CHAIN_UPLOAD_WORDS) else None


def wanted(catalogue: Catalogue) -> Wanted:
    """Gather the loggers and text needles of all causes."""
    matches = [cause.match for cause in catalogue.causes.values()]
    bodies = {
        (fold(match.message_id), fold(match.argument or match.argument_contains or ""))
        for match in matches
        if match.message_id and not match.argument_pattern  # what a pattern takes is no one text to look for
    }
    return Wanted(
        loggers=frozenset(logger for match in matches for logger in match.loggers),
        needles=tuple(sorted({match.text for match in matches if match.text})),
        operations=tuple(sorted({CHAIN_UPLOAD, *(match.operation for match in matches if match.operation)})),
        message_ids=tuple(sorted({match.message_id for match in matches if match.message_id})),
        bodies=tuple(sorted(bodies)),
    )

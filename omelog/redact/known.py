"""Texts that are published and so may stay: the catalogue's, and those around them in the records it is about."""

import functools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from omelog.causes import fold, load
from omelog.model.cause import Catalogue, Cause
from omelog.redact.detect import A_NOTE
from omelog.redact.detect.tag import MESSAGE_ID
from omelog.redact.words import compiled

TEXT_REMOVED = "[text removed]"
# What article 000221202 shows in every record, beside the arguments that the catalogue holds.
_PUBLISHED = (
    "uploadNewCertificateChain()",
    "uploadNewCertificateChain",
    "Error uploading certificate chain",
    "A general error has occurred. See ExtendedInfo for more information.",
    "Unable to process the request because an error occurred.",
    "Unable to upload the certificate because the certificate file provided is invalid.",
    "Retry the operation. If the issue persists, contact your system administrator.",
    "Make sure the CA certificate and private key are correct and retry the operation.",
    *("error", "code", "message", "details", "@Message.ExtendedInfo", "MessageId", "RelatedProperties", "MessageArgs"),
    *("Severity", "Resolution", "Base.1.0.GeneralError", "Critical", "Warning", "Informational", "null"),
)
# From one word to the last before punctuation that structures a record.
_UNKNOWN = re.compile(r"[^\s{}\[\]\",:](?:[^{}\[\]\"\n]*[^\s{}\[\]\",:])?")


_LEVELS = frozenset(["FATAL", "CRITICAL", "SEVERE", "ERROR", "WARN", "WARNING", "INFO", "DEBUG", "TRACE"])


class Known(NamedTuple):
    """Known texts: folded, to compare a whole text with; as one pattern, to find them in another; and known names."""

    folded: frozenset[str]
    pattern: str
    names: frozenset[str]

    def holds(self, text: str) -> bool:
        """Return whether a text as a whole is known."""
        return fold(text) in self.folded

    def only(self, text: str) -> str:
        """Return the text with a note in place of everything that is not known; JSON keeps its structure."""
        parts = compiled(self.pattern).split(text)
        shown = [part if index % 2 else _UNKNOWN.sub(TEXT_REMOVED, part) for index, part in enumerate(parts)]
        return "".join(shown)


NOTHING = Known(frozenset(), r"(?!)", frozenset())


def known(causes: Iterable[Cause] = ()) -> Known:
    """Gather the known texts: those of the built-in catalogue, and of causes that may be a user's own."""
    added = [cause for cause in causes if cause.slug not in _built_in().causes or _differs(cause)]
    return _known(
        tuple(dict.fromkeys(text for cause in added for text in _of_cause(cause))),
        tuple(dict.fromkeys(text for cause in added for text in cause.ask_for)),
        tuple(dict.fromkeys(name for cause in added for name in _names(cause))),
    )


@functools.cache
def _built_in() -> Catalogue:
    return load()


def _differs(cause: Cause) -> bool:
    built_in = _built_in().causes[cause.slug]
    return [*_of_cause(cause)] != [*_of_cause(built_in)] or cause.ask_for != built_in.ask_for


@functools.lru_cache(maxsize=64)
def _known(texts: tuple[str, ...], asks: tuple[str, ...], names: tuple[str, ...]) -> Known:
    catalogue = _built_in()
    published = [text for cause in catalogue.causes.values() for text in _of_cause(cause)]
    published += [code.sentence for code in catalogue.reference.code if code.sentence]
    every = dict.fromkeys([*published, *_PUBLISHED, *texts])
    words = sorted(every, key=len, reverse=True)
    phrases = "|".join(r"\s+".join(re.escape(word) for word in text.split()) for text in words)
    named = {*_LEVELS, *names, *(code.id for code in catalogue.reference.code)}
    named |= {name for cause in catalogue.causes.values() for name in _names(cause)}
    ids = "|".join(re.escape(name) for name in sorted(named - _LEVELS, key=len, reverse=True))
    pattern = (
        rf"({A_NOTE.pattern}|(?:(?<![\w.$])(?:Base\.1\.[0-9]+\.)?(?:{MESSAGE_ID}|{ids})(?![\w$])"
        rf"|(?<!\w)(?i:{phrases})(?!\w)))"
    )
    asked = [ask for cause in catalogue.causes.values() for ask in cause.ask_for]
    whole = [*every, *catalogue.reference.ask_for, *asked, *asks]
    return Known(frozenset(fold(text) for text in whole), pattern, frozenset(named))


def _names(cause: Cause) -> Iterator[str]:
    match = cause.match
    yield from filter(None, (*match.loggers, match.operation, match.message_id))


def _of_cause(cause: Cause) -> Iterator[str]:
    texts = [cause.match.argument, cause.match.argument_contains, cause.match.text, *cause.sentences]
    texts += [text for hint in cause.hint for text in (hint.argument, hint.related_property)]
    yield from filter(None, texts)

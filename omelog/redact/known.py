"""Texts that are published and so may stay: the catalogue's, and those around them in the records it is about."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from omelog.causes import fold
from omelog.model.cause import Catalogue, Cause
from omelog.model.report import CatalogueUsed
from omelog.redact.later import later
from omelog.redact.tags import MESSAGE_ID

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
_NOTE = r"\[(?:text|token|password|private key|session id) removed\]"
# One of seven signs may be a service tag as well.
_MESSAGE_ID = rf"(?:{MESSAGE_ID}|(?!\w{{7}}(?!\w))[A-Z]{{3,5}}[0-9]{{3,5}})"
# From one word to the last before punctuation that structures a record.
_UNKNOWN = re.compile(r"[^\s{}\[\]\",:](?:[^{}\[\]\"\n]*[^\s{}\[\]\",:])?")


class Known(NamedTuple):
    """Known texts: folded, to compare a whole text with; and as one pattern, to find them in another."""

    folded: frozenset[str]
    pattern: re.Pattern[str]

    def holds(self, text: str) -> bool:
        """Tell whether a text as a whole is known."""
        return fold(text) in self.folded

    def only(self, text: str) -> str:
        """Return the text with a note in place of everything that is not known; JSON keeps its structure."""
        parts = self.pattern.split(text)
        shown = [part if index % 2 else _UNKNOWN.sub(TEXT_REMOVED, part) for index, part in enumerate(parts)]
        return "".join(shown)


def known(catalogue: Catalogue | CatalogueUsed) -> Known:
    """Gather the known texts of a catalogue."""
    texts = dict.fromkeys(text for text in (*_of(catalogue), *_PUBLISHED) if text)
    words = sorted(texts, key=len, reverse=True)
    phrases = "|".join(r"\s+".join(re.escape(word) for word in text.split()) for text in words)
    pattern = rf"({_NOTE}|(?<!\w)(?:{_MESSAGE_ID}|(?i:{phrases}))(?!\w))"
    whole = [*(catalogue.reference.ask_for), *(ask for cause in catalogue.causes.values() for ask in cause.ask_for)]
    return Known(frozenset(fold(text) for text in [*texts, *whole]), later(pattern))


def _of(catalogue: Catalogue | CatalogueUsed) -> Iterator[str | None]:
    for cause in catalogue.causes.values():
        yield from _of_cause(cause)
    for code in catalogue.reference.code:
        yield code.sentence


def _of_cause(cause: Cause) -> Iterator[str | None]:
    yield from (cause.match.argument, cause.match.argument_contains, cause.match.text, *cause.sentences)
    for hint in cause.hint:
        yield from (hint.argument, hint.related_property)

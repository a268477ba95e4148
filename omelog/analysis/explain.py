"""Pasted text to an explanation: log lines, an error body alone, or words from the screen."""

import io
import re
from typing import NamedTuple

from msgspec import structs

from omelog.analysis.analyze import Analyzer, Settings
from omelog.bundle import Source
from omelog.bundle.text import to_text
from omelog.causes import fold
from omelog.model.cause import Catalogue, Cause, Code
from omelog.model.report import Bundle
from omelog.problems import notice
from omelog.records import holds_records
from omelog.records.envelopes import unwrapped
from omelog.records.header import IN_LINE

_QUOTED = re.compile(rb"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)


class Explanation(NamedTuple):
    """What pasted text comes to.

    `bundle` holds findings where log records or an error body were pasted; `assumed` says that the error body came
    without a record, so that SSLController was assumed. `codes` and `causes` are what the text states in words:
    said by the user, never found in a log.
    """

    bundle: Bundle | None
    assumed: bool = False
    codes: tuple[Code, ...] = ()
    causes: tuple[Cause, ...] = ()

    @property
    def empty(self) -> bool:
        """Return whether nothing in the text was recognised."""
        return self.bundle is None and not self.codes and not self.causes


def explain(text: bytes, settings: Settings) -> Explanation:
    """Explain pasted text; what pasting did to it (see `records.envelopes`) is taken off."""
    analyzer = Analyzer(settings._replace(pasted=True))
    plain, titles = unwrapped(b"".join(to_text([text])))
    # Behind prose on its line a header begins a record too: nothing is there that could quote it.
    plain = plain if holds_records(plain) else IN_LINE.sub(rb"\n\g<0>", _QUOTED.sub(b"", plain))
    if holds_records(plain):
        analyzed = next(analyzer.analyze(Source("pasted text", "-", "stdin"), io.BytesIO(plain)))
        notices = [
            notice("envelope", f"the pasted text is in an envelope: {title}", "read without it") for title in titles
        ]
        return Explanation(structs.replace(analyzed.bundle, problems=[*notices, *analyzed.bundle.problems]))
    words = plain.decode("utf-8", "replace")
    if "{" in words and (bundle := analyzer.analyze_bare(words)):
        return Explanation(bundle, assumed=True)
    return _stated(words, settings.catalogue)


def _stated(words: str, catalogue: Catalogue) -> Explanation:
    """Recognise codes and sentences that a person typed or copied from the screen."""
    folded = fold(words)
    causes = tuple(cause for cause in catalogue.causes.values() if _names(cause, folded))
    codes = [
        code
        for code in catalogue.reference.code
        if re.search(rf"\b{code.id}\b", words, re.IGNORECASE) or fold(code.sentence) in folded
    ]
    if causes:
        return Explanation(None, causes=causes)
    by_code = [cause for cause in catalogue.causes.values() for code in codes if cause.match.message_id == code.id]
    return Explanation(None, codes=tuple(codes), causes=tuple(by_code))


def _names(cause: Cause, folded: str) -> bool:
    sentences = [cause.match.argument, cause.match.text, *cause.sentences]
    # "DistinguishedName" alone is a word of every certificate; an argument names a cause if it is a sentence.
    return any(sentence and " " in sentence and fold(sentence) in folded for sentence in sentences)

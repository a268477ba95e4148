"""Checks a catalogue beyond its shape: what refers to what, and what two causes would both claim."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from omelog.causes.certainty import UNKNOWN
from omelog.causes.fold import fold
from omelog.causes.steps import step_faults
from omelog.model.cause import Catalogue, Cause

_ADVICE = 300  # letters: two sentences
_ENGINEERS = re.compile(r"\bomelog\b|(?<!\S)--\w|\b(?:the|their) customer", re.IGNORECASE)


def lint(catalogue: Catalogue) -> list[str]:
    """Return one line for each fault: `FILE: what is wrong`, of ours the slug. An empty list is a clean catalogue."""
    faults = [
        f"{catalogue.files.get(slug, slug)}: {fault}"
        for slug, cause in catalogue.causes.items()
        for fault in _faults(cause, catalogue)
    ]
    faults += [
        f"{rule.slug}: cause {rule.cause!r} is not in the catalogue"
        for rule in catalogue.requirements.values()
        if rule.cause not in catalogue.causes
    ]
    return faults + list(_authorities(catalogue)) + list(_rivals(catalogue))


def _faults(cause: Cause, catalogue: Catalogue) -> Iterator[str]:
    yield from _references(cause, catalogue)
    yield from _matching(cause)
    yield from _samples(cause)
    if cause.slug != UNKNOWN and not (cause.steps or cause.candidates):
        yield "has no steps and no candidates: nobody learns how to fix it"
    if not cause.source.url.startswith("https://"):
        yield f"source url {cause.source.url!r} is not an https address"
    yield from step_faults(cause)
    yield from _voices(cause)


def _voices(cause: Cause) -> Iterator[str]:
    """Check that each voice of the advice speaks to its hearer: the customer has neither the log nor this program."""
    if cause.advice is None:
        return
    for voice, text in (("engineer", cause.advice.engineer), ("customer", cause.advice.customer)):
        if not text.strip():
            yield f"advice to the {voice} is empty; advice has two voices"
        if len(text) > _ADVICE:
            yield f"advice to the {voice} has {len(text)} letters, more than {_ADVICE}"
    if _ENGINEERS.search(cause.advice.customer):
        yield "advice to the customer speaks of what the engineer has: the program, its options, the customer"


def _authorities(catalogue: Catalogue) -> Iterator[str]:
    """Check that what an authority does is sourced to that authority: an issue thread of somebody else is not."""
    known = catalogue.reference.public_authorities
    hosts = {authority.name: authority.hosts for authority in known.authorities}
    for fact in known.facts:
        host = urlsplit(fact.url).hostname or ""
        if not any(host == own or host.endswith(f".{own}") for own in hosts.get(fact.authority, ())):
            yield f"public_authorities: the source of a fact about {fact.authority} is {host!r}, not a page of its own"


def _references(cause: Cause, catalogue: Catalogue) -> Iterator[str]:
    if cause.requirement is not None and cause.requirement not in catalogue.requirements:
        yield f"requirement {cause.requirement!r} is not known"
    for candidate in cause.candidates:
        if candidate not in catalogue.causes:
            yield f"candidate {candidate!r} is not in the catalogue"
    if cause.candidates and not cause.settled_by:
        yield "has candidates and does not say what settles it (settled_by)"
    if cause.path == "own" and not cause.attempt:
        yield "is not an upload (path = 'own') and does not name what failed (attempt)"


def _matching(cause: Cause) -> Iterator[str]:
    match = cause.match
    by_message = match.message_id is not None
    if by_message and not match.loggers:
        yield "matches a message id under no logger; name the loggers"
    ways = [way for way in (match.argument, match.argument_contains, match.argument_pattern) if way is not None]
    if match.text and match.loggers and not by_message:
        yield "gives loggers beside text, which is looked for under any logger; take them out, or give a message_id"
    if ways and not by_message:
        yield "matches an argument without a message id"
    if any(text is not None and not fold(text) for text in (match.text, match.argument_contains, match.message_id)):
        yield "matches an empty text, which stands in every record"
    if match.argument is not None and len(ways) > 1:
        yield "gives argument beside argument_contains or argument_pattern; one of them decides"
    if by_message and not ways:
        yield 'matches a message id without its argument; give argument = "" for none'


def _samples(cause: Cause) -> Iterator[str]:
    is_recognised = cause.match.message_id is not None or cause.match.text
    if is_recognised and not cause.sample:
        yield "is recognised in logs and has no [[sample]]"
    if is_recognised and not cause.near_miss:
        yield "is recognised in logs and has no [[near_miss]]"


def _rivals(catalogue: Catalogue) -> Iterator[str]:
    claimed: dict[tuple[str, str, str | None], str] = {}
    for slug, cause in catalogue.causes.items():
        if cause.match.message_id is None or cause.match.argument is None:
            continue
        key = (fold(cause.match.message_id), fold(cause.match.argument), cause.match.operation)
        if key in claimed:
            yield f"{catalogue.files.get(slug, slug)}: matches the same message id and argument as {claimed[key]!r}"
        claimed.setdefault(key, slug)

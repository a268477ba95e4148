"""What public authorities do about client authentication, with the day on which that was looked up."""

import datetime as dt

from msgspec import Struct

from omelog.model.cause import PublicAuthorities, Source
from omelog.wording.text import web

_STALE = (
    "What this page says about public authorities was last checked more than {} days before it was made. "
    "Ask the authority for its current rules."
)


class Link(Struct, frozen=True):
    """A source: linked only if its address is https."""

    text: str
    href: str


class Dated(Struct, frozen=True):
    """What public authorities do, and since when that was last looked up."""

    summary: str
    checked: str
    stale: str
    facts: tuple[tuple[str, str, str, Link], ...]


def dated(public: PublicAuthorities, generated: str) -> Dated:
    """Write the facts as of the day on which the page is made."""
    return Dated(
        summary=public.summary,
        checked=public.checked.isoformat(),
        stale=_STALE.format(public.valid_days) if is_stale(public, generated) else "",
        facts=tuple(
            (
                fact.authority,
                fact.fact,
                fact.effective.isoformat() if fact.effective else "",
                Link(fact.source, web(fact.url)),
            )
            for fact in public.facts
        ),
    )


def is_stale(public: PublicAuthorities, generated: str) -> bool:
    """Return whether the facts are past their time on the day on which a report is made."""
    try:
        return (dt.date.fromisoformat(generated[:10]) - public.checked).days > public.valid_days
    except ValueError:
        return False


def link(source: Source) -> Link:
    """Name a source by its title and section."""
    return Link(f"{source.title}, {source.section}" if source.section else source.title, web(source.url))

"""What public authorities do about client authentication, with the day on which that was looked up."""

import datetime as dt

from msgspec import Struct

from omelog.model.cause import PublicAuthorities, Source
from omelog.report.page.text import web

_STALE = (
    "What this page says about public authorities was last checked {} days before it was made. "
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
    """Word the facts as of the day on which the page is made."""
    age = _days_between(public.checked, generated)
    stale = age is not None and age > public.valid_days
    return Dated(
        summary=public.summary,
        checked=public.checked.isoformat(),
        stale=_STALE.format(age) if stale else "",
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


def link(source: Source) -> Link:
    """Name a source by its title and section."""
    return Link(f"{source.title}, {source.section}" if source.section else source.title, web(source.url))


def _days_between(checked: dt.date, generated: str) -> int | None:
    try:
        return (dt.date.fromisoformat(generated[:10]) - checked).days
    except ValueError:
        return None

"""The environments of the templates that are no HTML: what they print is escaped by the finalizer of their kind."""

import functools
from typing import TYPE_CHECKING

from omelog import compiled
from omelog.report.plain import markdown, text
from omelog.wording.text import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jinja2 import Environment

    from omelog.wording.decisive import Piece

MARKDOWN, TEXT = compiled.PLAIN_NAMES


@functools.cache
def environment(kind: str) -> "Environment":
    """Make the environment for the templates whose names end in `kind`; every unknown name is an error."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only where pages are made

    made = Environment(
        loader=compiled.loader(),
        undefined=StrictUndefined,
        finalize=_SHOW[kind],
        autoescape=False,  # noqa: S701 - no HTML: the finalizer escapes for what it is
        **compiled.PLAIN,
    )
    made.filters |= _FILTERS[kind]
    return made


def rendered(name: str, **values: object) -> bytes:
    """Render a template in the environment of its kind."""
    kind = name[name.index(".") :]
    return environment(kind).get_template(name).render(**values).encode()


def raw(pieces: "Iterable[Piece]", letters: int | None = None) -> str:
    """Join a raw record, or so many letters of it: a ticket or a mail holds no more."""
    whole = "".join(piece.text for piece in pieces)
    if letters is None or len(whole) <= letters:
        return whole
    return f"{whole[:letters]}\n[{number(len(whole) - letters)} more characters of this record are in report.json.]"


_SHOW: "dict[str, Callable[[object], object]]" = {MARKDOWN: markdown.show, TEXT: text.show}
_FILTERS: "dict[str, dict[str, Callable[..., str]]]" = {
    MARKDOWN: {
        "ready": markdown.Markdown,
        "prose": markdown.prose,
        "cell": markdown.cell,
        "raw": raw,
        "fenced": markdown.fenced,
    },
    TEXT: {
        "prose": text.prose,
        "wrapped": text.wrapped,
        "raw": raw,
        "quoted": text.quoted,
        "underlined": text.underlined,
    },
}

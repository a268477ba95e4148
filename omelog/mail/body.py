"""The two texts of a mail: HTML with its styles inlined, and plain text written for its readers."""

import base64
import functools
import quopri
import re
import textwrap
from dataclasses import dataclass
from typing import Any, Literal

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from omelog import resources
from omelog.mail import head, words
from omelog.mail.bounds import LEVELS, bounded
from omelog.mail.digest import digest
from omelog.mail.view import view
from omelog.model.report import Report
from omelog.redact import said
from omelog.report.html.environment import pages
from omelog.text.visible import visible
from omelog.wording.text import Foreign, foreign, moment

Encoding = Literal["quoted-printable", "base64"]

LARGEST_HTML = 100_000  # bytes as encoded; Gmail cuts a mail off at about 102 KB, and its styles with it
_TEXT_WIDTH = 76
_COMMAND = re.compile(r"`[^`\n]+`")  # is copied, so it stays on one line
_HELD = "\ue000"  # stands for a blank while a paragraph is wrapped


class MailError(ValueError):
    """The mail cannot be made; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the view: case, the engineer's own words, how the report goes along, where it comes from."""

    topic: str
    case: Foreign | None
    preheader: str
    note: tuple[tuple[str, ...], ...]
    attached: str
    shortened: str
    foot: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """Both texts."""

    html: str
    text: str


def body(report: Report, *, case: str | None, note: str, attached: str, attachment_note: str) -> Body:
    """Write both texts, as long as fits into a mail that no client cuts off. Raises MailError.

    `attached` says how the report goes along: `html`, `zip` or `none`.
    """
    for bounds in LEVELS:
        made: Any = view(report, attached) if len(report.bundles) == 1 else digest(report, bounds)
        made, cut = bounded(made, bounds)
        frame = _frame(report, case, note, attachment_note, shortened=cut)
        name = "mail" if len(report.bundles) == 1 else "digest"
        html = _html(name).render(mail=made, frame=frame)
        html = _inliner().inline(html)
        if encoded(html)[1] <= LARGEST_HTML:
            return Body(html, _text(name).render(mail=made, frame=frame))
    raise MailError("the note leaves no room in a mail; make it shorter")


def encoded(text: str) -> tuple[Encoding, int]:
    """Choose the shorter encoding of a text, and tell its bytes."""
    data = text.encode()
    shapes: dict[Encoding, int] = {
        "quoted-printable": len(quopri.encodestring(data.replace(b"\n", b"\r\n"))),
        "base64": len(base64.encodebytes(data)) * 77 // 76,
    }
    best = min(shapes, key=lambda name: shapes[name])
    return best, shapes[best]


def _frame(report: Report, case: str | None, note: str, attachment_note: str, *, shortened: bool) -> Frame:
    foot = [words.NO_ZONE, words.FAILURES_ONLY] if any(bundle.logs for bundle in report.bundles) else []
    foot.append(said(report.redaction))
    foot.append(f"Made by omelog {foreign(report.omelog)} on {moment(report.generated)}.")
    paragraphs = [paragraph.splitlines() for paragraph in visible(note.strip()).split("\n\n") if paragraph.strip()]
    return Frame(
        topic=words.TOPIC,
        case=foreign(case) if case else None,
        preheader=head.preheader(report),
        note=tuple(tuple(line.strip() for line in lines if line.strip()) for lines in paragraphs),
        attached=attachment_note,
        shortened=words.SHORTENED if shortened else "",
        foot=tuple(line for line in foot if line),
    )


@functools.cache
def _letters() -> Environment:
    made = Environment(
        loader=FileSystemLoader(resources.folder("templates")),
        autoescape=False,  # noqa: S701 - plain text: there is nothing to escape
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"wrapped": _wrapped, "underlined": _underlined}
    return made


def _html(name: str) -> Any:  # noqa: ANN401 - jinja2's template
    return pages().get_template(f"mail/{name}.html.j2")


def _text(name: str) -> Any:  # noqa: ANN401 - jinja2's template
    return _letters().get_template(f"mail/{name}.txt.j2")


@functools.cache
def _inliner() -> css_inline.CSSInliner:
    """Inline styles; nothing is loaded, and what is for dark or narrow screens stays a style sheet."""
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


def _shown(value: object) -> object:
    if value is None:
        raise TypeError("None reached a mail: the template lacks an `if`")
    return visible(value) if isinstance(value, str) else value


def _wrapped(text: str, first: str = "", rest: str | None = None) -> str:
    """Wrap a paragraph, with what stands before its first line and before the others."""
    follow = " " * len(first) if rest is None else rest
    whole = _COMMAND.sub(lambda match: match[0].replace(" ", _HELD), visible(text))
    return textwrap.fill(
        whole,
        _TEXT_WIDTH,
        initial_indent=first,
        subsequent_indent=follow,
        break_long_words=False,
        break_on_hyphens=False,
    ).replace(_HELD, " ")


def _underlined(text: str, line: str = "-") -> str:
    wrapped = _wrapped(text)
    return f"{wrapped}\n{line * max(map(len, wrapped.splitlines()), default=0)}"

"""Certificates, and the place where a path ends, as data that can be shown."""

import datetime as dt

from omelog.chain.certificate import Certificate
from omelog.chain.outcome import Evidence
from omelog.chain.place import address, key_identifier
from omelog.model import chain as told
from omelog.text.visible import one_line

NAME, TEXT = 64, 200  # letters of a name, and of another text
_NAMES = 20  # alternative names that are shown


def cut(text: str, most: int = NAME) -> str:
    """Make a text of a certificate fit to be shown: visible, on one line, no longer than a line."""
    shown = one_line(text)
    return shown if len(shown) <= most else f"{shown[: most - 3]}..."


def certificate(one: Certificate, case: Evidence, path: set[int]) -> told.Certificate:
    """Return a certificate as it is shown; `path` are the positions on the way to the root."""
    first = case.path.certificates[0] if case.path else None
    role: told.Place = "intermediate" if one.is_authority else "leaf"
    is_root = case.graph.is_root(one)
    if is_root:
        role = "root"
    if one is first and not (is_root and one.is_authority):
        role = "leaf"
    return told.Certificate(
        position=one.position,
        role=role,
        subject=one_line(one.subject.text),
        issuer=one_line(one.issuer.text),
        serial=f"{one.serial:X}",
        not_before=moment(one.not_before),
        not_after=moment(one.not_after),
        key=one.key,
        sha256=one.sha256,
        name=cut(one.subject.short),
        in_path=one.position in path,
        self_signed=is_root,
        names=[cut(name) for name in one.names[:_NAMES]],
    )


def broken(case: Evidence) -> told.Break | None:
    """Return where the path of a file ends before a root; None if it does not."""
    return None if case.path is None or case.path.whole else break_at(case.path.top)


def break_at(top: Certificate) -> told.Break:
    """Return what the highest certificate of a path wants."""
    return told.Break(
        wanted_by=top.position,
        wanted_by_name=cut(top.subject.short),
        name=cut(top.issuer.short),
        key_identifier=key_identifier(top),
        address=cut(found, TEXT) if (found := address(top)) else None,
    )


def moment(time: dt.datetime) -> str:
    """Return a time as certificates have it."""
    return f"{time.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0).isoformat()}Z"

"""Mails of reports made by hand, for the tests."""

import datetime as dt
import email
import email.policy
from collections.abc import Callable
from email.message import EmailMessage
from types import MappingProxyType
from typing import Any

import msgspec
import pytest
import reports

from omelog.causes import load
from omelog.mail.address import Mailbox
from omelog.mail.message import Mail, Order, mail
from omelog.model.cause import Cause
from omelog.model.report import Pair, Report

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SENDER = Mailbox("Support", "support@example.com")
TO = (Mailbox("", "anna@example.com"), Mailbox("Bert", "bert@example.com"))
NOTE = "Hello Anna,\n\nas promised.\nCall me if anything is unclear."


def made(report: Report, **changes: object) -> Mail:
    """Make a mail."""
    base: dict[str, Any] = {"report": report, "to": TO, "sender": SENDER, "attach": "none"}
    return mail(Order(**(base | changes)), NOW)


def read(report: Report, **changes: object) -> EmailMessage:
    """Make a mail, and read its bytes back as a recipient would."""
    data = made(report, **changes).letter.data
    return email.message_from_bytes(data, policy=email.policy.default)


def html(report: Report, **changes: object) -> str:
    """Return the HTML part."""
    part = read(report, **changes).get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def text(report: Report, **changes: object) -> str:
    """Return the text part."""
    part = read(report, **changes).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def wide() -> Report:
    """Return a report of one endless word everywhere."""
    word = "w" * 3000
    finding = reports.finding(message_args=[word], thread=word, log=word, raw=word)
    said = reports.diagnosis(headline=word, ask_for=[word])
    return reports.report(reports.bundle(name=word, case=word, findings=[finding], diagnosis=said))


def pair() -> Report:
    """Return a report of one migration: the chain of the source is broken, and the target refuses it."""
    source = reports.bundle(
        id="a", name="source.zip", role="source", case="4711",
        diagnosis=reports.diagnosis(blocker="invalid-chain", paths=[reports.path(blocker="invalid-chain")]),
        findings=[reports.finding(cause="invalid-chain")], incidents=[reports.incident(cause="invalid-chain")],
    )  # fmt: skip
    refused = "mutual-authentication"
    target = reports.bundle(
        id="b", name="target.zip", role="target", case="4711",
        diagnosis=reports.diagnosis(
            blocker=refused, certainty="documented", paths=[reports.path(blocker=refused, operation=None)]
        ),
        findings=[reports.finding(cause=refused, operation=None)],
        incidents=[reports.incident(cause=refused, operation=None)],
    )  # fmt: skip
    both = Pair(
        case="4711", source="source.zip", target="target.zip", source_id="a", target_id="b", page="pairs/x.html"
    )
    return msgspec.structs.replace(reports.report(source, target), pairs=[both])


KINDS: MappingProxyType[str, Callable[[], Report]] = MappingProxyType({
    "certain": lambda: reports.report(reports.bundle()),
    "full": lambda: reports.report(reports.full()),
    "ambiguous": lambda: reports.report(reports.ambiguous()),
    "unknown": lambda: reports.report(reports.unknown()),
    "clean": lambda: reports.report(reports.clean()),
    "rejected": lambda: reports.report(reports.rejected()),
    "pair": pair,
    "digest": reports.several,
})  # fmt: skip

KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def real(cause: Cause) -> Report:
    """Return a report of a built-in cause."""
    catalogue = load()
    bundle = reports.bundle(
        diagnosis=reports.diagnosis(
            blocker=cause.slug, candidates=list(cause.candidates), paths=[reports.path(blocker=cause.slug)]
        ),
        findings=[reports.finding(cause=cause.slug)],
        incidents=[reports.incident(cause=cause.slug)],
    )
    report = reports.report(bundle)
    used = msgspec.structs.replace(report.catalogue, causes=catalogue.causes, reference=catalogue.reference)
    return msgspec.structs.replace(report, catalogue=used)


CAUSES = list(load().causes.values())
CAUSE = pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.slug)

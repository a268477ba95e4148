"""A report as a message: subject, ids, both texts, the report itself."""

import datetime as dt
from email import policy, utils
from email.headerregistry import Address
from email.message import EmailMessage
from hashlib import sha256
from typing import NamedTuple

import msgspec
from msgspec import Struct, structs

from omelog.mail import head
from omelog.mail.address import Mailbox
from omelog.mail.attachment import Attach, Attachment, attachment
from omelog.mail.body import Body, body, encoded
from omelog.mail.letter import Letter
from omelog.mail.style import PLAIN, Style
from omelog.model.report import Report

_LONGEST_ID = 76  # longer ones get encoded in In-Reply-To, and the thread breaks
_NOWHERE = "omelog.invalid"


class Order(Struct, frozen=True, kw_only=True):
    """What is to be mailed, and how. The report is mailed as it is: redact it before.

    `automatic` is a mail that no person sends; `draft` one that a person will send from a mail program.
    """

    report: Report
    to: tuple[Mailbox, ...]
    sender: Mailbox | None
    case: str | None = None
    note: str = ""
    audience: str | None = None
    attach: Attach = "html"
    automatic: bool = False
    draft: bool = False
    style: Style = PLAIN


class Mail(NamedTuple):
    """A finished message: as an object to look at, and as a letter to send."""

    message: EmailMessage
    letter: Letter
    attached: Attachment
    assumes: bool


def mail(order: Order, now: dt.datetime) -> Mail:
    """Make the message. Raises MailError if its texts cannot be made short enough."""
    report = structs.replace(order.report, audience=order.audience) if order.audience else order.report
    attached = attachment(report, order.attach, order.case)
    texts = body(
        report,
        case=order.case,
        note=order.note,
        attached=attached.kind,
        attachment_note=attached.told,
        style=order.style,
    )
    rules = policy.SMTP if _ascii(order) else policy.SMTPUTF8
    message = EmailMessage(policy=rules)
    _put_headers(message, order, now)
    _put_texts(message, texts)
    if attached.kind != "none":
        subtype = "html" if attached.kind == "html" else "zip"
        maintype = "text" if attached.kind == "html" else "application"
        message.add_attachment(attached.data, maintype=maintype, subtype=subtype, filename=attached.name)
    letter = Letter(
        sender=order.sender.address if order.sender else None,
        recipients=tuple(one.address for one in order.to),
        data=message.as_bytes(),
    )
    return Mail(message=message, letter=letter, attached=attached, assumes=texts.assumes)


def case_of(report: Report) -> str | None:
    """Return the case that all bundles of a report belong to, if they do."""
    cases = {bundle.case for bundle in report.bundles}
    return cases.pop() if len(cases) == 1 else None


def message_id(order: Order) -> str:
    """Derive the id from report, recipients and note: the same mail sent twice is one mail to its readers."""
    parts = [msgspec.json.encode(order.report), *sorted(one.address.encode() for one in order.to)]
    return _id("report", [*parts, order.note.encode("utf-8", "backslashreplace")], order)


def thread_id(order: Order) -> str | None:
    """Derive the id that all mails of a case answer to; none without a case."""
    return _id("case", [order.case.encode("utf-8", "backslashreplace")], order) if order.case else None


def _id(kind: str, parts: list[bytes], order: Order) -> str:
    digest = sha256(b"\0".join(sha256(part).digest() for part in parts)).hexdigest()[:32]
    domain = order.sender.address.rpartition("@")[2] if order.sender else _NOWHERE
    made = f"<{kind}.{digest}@{domain}>"
    return made if len(made) <= _LONGEST_ID else f"<{kind}.{digest}@{_NOWHERE}>"


def _put_headers(message: EmailMessage, order: Order, now: dt.datetime) -> None:
    message["Subject"] = head.subject(order.report, order.case, keep=order.style.keep_subject)
    if order.sender:
        message["From"] = _address(order.sender)
    message["To"] = [_address(one) for one in order.to]
    message["Date"] = utils.format_datetime(now)
    message["Message-ID"] = message_id(order)
    if thread := thread_id(order):
        message["In-Reply-To"] = thread
        message["References"] = thread
    if order.draft:
        message["X-Unsent"] = "1"
    if order.automatic:
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"


def _put_texts(message: EmailMessage, texts: Body) -> None:
    message.set_content(texts.text, cte=encoded(texts.text)[0])
    message.add_alternative(texts.html, subtype="html", cte=encoded(texts.html)[0])


def _address(one: Mailbox) -> Address:
    local, _, domain = one.address.rpartition("@")
    return Address(one.name, local, domain)


def _ascii(order: Order) -> bool:
    named = [*order.to, *([order.sender] if order.sender else [])]
    return all(one.address.isascii() for one in named)

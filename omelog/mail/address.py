"""Mail addresses: checked before anything is built or sent, and without asking the network."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from omelog.text.visible import one_line

# Commas, semicolons and line breaks part addresses, but not within quotes or angle brackets.
_ONE = re.compile(r'(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,;\r\n])+')
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
# Mail within a company goes to such domains; the library's documented way to admit them is to take them off its list.
for _name in ("local", "localhost"):
    if _name in SPECIAL_USE_DOMAIN_NAMES:
        SPECIAL_USE_DOMAIN_NAMES.remove(_name)


class AddressError(ValueError):
    """What was given is not a mail address; the text says which one and why."""


class Mailbox(NamedTuple):
    """A name (or nothing) and an address; the address is ASCII where it can be, its domain always."""

    name: str
    address: str


def mailboxes(given: Iterable[str]) -> tuple[Mailbox, ...]:
    """Read addresses, several in a text if it has them, each with a name or without; equal ones once.

    Raises AddressError for the first that is none.

    >>> mailboxes(["Jane Doe <jane@example.com>; ops@example.com"])
    (Mailbox(name='Jane Doe', address='jane@example.com'), Mailbox(name='', address='ops@example.com'))
    """
    parts = [part.strip() for text in given for part in _ONE.findall(text)]
    found = [mailbox(part) for part in parts if part]
    return tuple({one.address: one for one in reversed(found)}.values())[::-1]


def mailbox(text: str) -> Mailbox:
    """Read one address, with a name before it in angle brackets or without. Raises AddressError."""
    named = _NAMED.fullmatch(text)
    name = named["name"].strip().strip('"').replace('\\"', '"') if named else ""
    try:
        read = validate_email(
            named["address"].strip() if named else text,
            check_deliverability=False,
            globally_deliverable=False,
            allow_smtputf8=True,
        )
    except EmailNotValidError as error:
        raise AddressError(f"{one_line(text)!r} is not a mail address: {one_line(str(error))}") from error
    return Mailbox(one_line(name), read.ascii_email or f"{read.local_part}@{read.ascii_domain}")

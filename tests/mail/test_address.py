"""Mail addresses: which are taken, and what is said about others."""

import mails
import pytest

from omelog.mail.address import AddressError, mailboxes


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["a@example.com, b@example.com"], ["a@example.com", "b@example.com"]),
        (["a@example.com; b@example.com;"], ["a@example.com", "b@example.com"]),
        (["a@example.com", "a@EXAMPLE.com"], ["a@example.com"]),
        (['"Doe, Jane; PKI" <jane@example.com>'], ["jane@example.com"]),
        (["root@localhost, x@host.local"], ["root@localhost", "x@host.local"]),
        (["j@bücher.example"], ["j@xn--bcher-kva.example"]),
        (["jörg@bücher.example"], ["jörg@xn--bcher-kva.example"]),
    ],
)
def test_addresses(given: list[str], found: list[str]) -> None:
    assert [one.address for one in mailboxes(given)] == found


@pytest.mark.parametrize(
    "given",
    ["a@example.com b@example.com", "anna", "a@@example.com", "a@example..com", "a\u202e@example.com",
     "a@b\r\nBcc: c@d", "<a@example.com", "a@" + "x" * 300 + ".com", "a b@example.com"],
)  # fmt: skip
def test_what_is_no_address_is_named(given: str) -> None:
    with pytest.raises(AddressError, match="is not a mail address") as caught:
        mailboxes([given])
    assert str(caught.value).isprintable()


def test_a_name_is_kept_and_quoted() -> None:
    message = mails.read(
        mails.KINDS["certain"](), to=mailboxes(['"Doe, Jane" <jane@example.com>; Jörg <j@example.com>'])
    )
    assert [(one.display_name, one.addr_spec) for one in message["To"].addresses] == [
        ("Doe, Jane", "jane@example.com"),
        ("Jörg", "j@example.com"),
    ]
    assert message["To"].defects == ()

"""Every requirement with a chain that meets it and twins that differ in one thing."""

import datetime as dt
import itertools

import pytest
from checking import answer, checked, detail, statuses
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from issuing import (
    ANY,
    CLIENT,
    HOST,
    SERVER,
    block,
    ca_extensions,
    changed,
    csr,
    ec_key,
    good,
    inter,
    issue,
    leaf,
    leaf_extensions,
    name,
    pem,
    root,
    rsa_key,
)

from omelog.chain.structures import Inner
from omelog.model.chain import Chain

LEAF, INTER, ROOT = good()
OTHER = inter("Inter-CA2")
FAR = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
OLD = dt.datetime(1950, 1, 1, tzinfo=dt.UTC)


def test_the_good_chain_passes_without_a_warning() -> None:
    made = checked(pem(*good()), csr=csr().public_bytes(Encoding.PEM))
    assert made.ok
    assert statuses(made) == {}
    assert [one.status for one in made.checks] == ["pass"] * 9
    assert [one.role for one in made.certificates] == ["leaf", "intermediate", "root"]
    assert made.certificates[2].sha256 in detail(made, "full-chain")


def chain_with(**more: object) -> bytes:
    return pem(leaf(**more), INTER, ROOT)  # type: ignore[arg-type]  # what issue takes


@pytest.mark.parametrize(
    ("data", "requirement"),
    [
        (chain_with(extensions=leaf_extensions(extended=(SERVER,))), "extended-key-usage"),
        (chain_with(extensions=leaf_extensions(extended=(CLIENT,))), "extended-key-usage"),
        (chain_with(extensions=leaf_extensions(extended=(ANY,))), "extended-key-usage"),
        (chain_with(extensions=leaf_extensions(extended=())), "extended-key-usage"),
        (chain_with(extensions=leaf_extensions(usages=("digital_signature",))), "key-encipherment"),
        (chain_with(extensions=leaf_extensions(usages=())), "key-encipherment"),
        (pem(LEAF, INTER), "full-chain"),
        (pem(LEAF, ROOT), "full-chain"),
        (pem(LEAF, OTHER, ROOT), "full-chain"),
        (pem(LEAF), "full-chain"),
        (chain_with(signer=ec_key("stranger")), "full-chain"),
        (pem(INTER, LEAF, ROOT), "issuer-links"),
        (pem(LEAF, ROOT, INTER), "issuer-links"),
        (pem(LEAF, INTER, ROOT, ROOT), "issuer-links"),
        (pem(LEAF, INTER, OTHER, ROOT), "issuer-links"),
        (pem(LEAF, INTER, ROOT, leaf("ome-400.example.com", key=rsa_key("other"))), "issuer-links"),
        (chain_with(common=None), "common-name"),
        (chain_with(common="*.example.com"), "common-name"),
        (chain_with(common=" "), "common-name"),
        (chain_with(end=dt.datetime(2026, 11, 27, tzinfo=dt.UTC)), "validity"),
        (chain_with(start=dt.datetime(2026, 11, 29, tzinfo=dt.UTC)), "validity"),
    ],
)
def test_one_fault_fails_one_requirement(data: bytes, requirement: str) -> None:
    made = checked(data, csr=csr().public_bytes(Encoding.PEM))
    assert {slug: status for slug, status in statuses(made).items() if status == "fail"} == {requirement: "fail"}
    assert not made.ok
    failed = next(one for one in made.checks if one.status == "fail")
    assert failed.cause
    assert failed.fix


def test_another_key_than_that_of_the_csr() -> None:
    made = checked(pem(*good()), csr=csr(rsa_key("other")).public_bytes(Encoding.PEM))
    assert statuses(made) == {"csr-key": "fail"}


def test_of_two_csrs_the_first_counts_and_the_other_is_told() -> None:
    own, others = (csr(key).public_bytes(Encoding.PEM) for key in (rsa_key(), rsa_key("other")))
    for first, second, status, says in ((own, others, "pass", "has the key"), (others, own, "fail", "another key")):
        made = checked(pem(*good()), csr=first + second)
        assert answer(made, "csr-key") == status
        assert says in detail(made, "csr-key")
        assert "1 more" in detail(made, "csr-key")


def test_the_leaf_is_the_certificate_of_the_csr() -> None:
    other = leaf("ome-400.example.com", key=rsa_key("other"))
    made = checked(pem(LEAF, other, INTER, ROOT), csr=csr(rsa_key("other")).public_bytes(Encoding.PEM))
    assert made.path[0] == 2
    assert answer(made, "csr-key") == "pass"
    assert "ome-310" in detail(made, "issuer-links")


@pytest.mark.parametrize("count", [10, 11])
def test_ten_certificates_pass_and_eleven_do_not(count: int) -> None:
    names = ["Root-CA", *(f"Level-{number}" for number in range(count - 2))]
    made = [root()]
    for above, common in itertools.pairwise(names):
        signer = ec_key(above if above != "Root-CA" else "root")
        made.append(issue(name(common), name(above), ec_key(common), signer, ca_extensions()))
    made.append(leaf(issuer=name(names[-1]), signer=ec_key(names[-1])))
    answered = checked(pem(*reversed(made)))
    assert answer(answered, "depth") == ("pass" if count == 10 else "fail")
    assert f"{count} " in detail(answered, "depth")
    assert answer(answered, "full-chain") == "pass"


def test_a_self_signed_certificate_vouches_for_itself() -> None:
    own = issue(name(HOST), name(HOST), rsa_key(), rsa_key(), leaf_extensions())
    made = checked(pem(own))
    assert statuses(made) == {"full-chain": "fail"}
    assert "vouches for itself" in detail(made, "full-chain")


def test_a_self_issued_certificate_of_another_key_is_no_root() -> None:
    false = issue(name("Root-CA"), name("Root-CA"), ec_key("root"), ec_key("elsewhere"), ca_extensions())
    made = checked(pem(LEAF, INTER, false))
    assert answer(made, "full-chain") == "fail"
    assert "another certificate of the same name" in detail(made, "full-chain")


def test_names_are_compared_as_rfc_5280_says() -> None:
    made = checked(pem(leaf(issuer=name("INTER-ca1 ")), INTER, ROOT))
    assert answer(made, "full-chain") == "pass"


def test_a_valid_path_goes_before_a_shorter_one_and_that_before_one_that_ends_earlier() -> None:
    late = inter(end=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert checked(pem(LEAF, late, INTER, ROOT)).path == [1, 3, 4]
    early = inter(end=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    assert checked(pem(LEAF, early, INTER, ROOT)).path == [1, 3, 4]
    cross = issue(name("Root-CA"), name("Old-Root"), ec_key("root"), ec_key("old"), ca_extensions())
    old = issue(name("Old-Root"), name("Old-Root"), ec_key("old"), ec_key("old"), ca_extensions())
    assert checked(pem(LEAF, INTER, cross, old, ROOT)).path == [1, 2, 5]


def test_dates_from_1950_to_9999_are_ordinary() -> None:
    made = checked(pem(leaf(start=OLD, end=FAR), inter(start=OLD, end=FAR), root(start=OLD, end=FAR)), at=FAR)
    assert answer(made, "validity") == "pass"
    assert answer(checked(pem(*good()), at=FAR), "validity") == "fail"


def test_single_asks_for_less() -> None:
    server = leaf(extensions=leaf_extensions(extended=(SERVER,)))
    made = checked(pem(server), single=True)
    assert made.ok
    assert statuses(made) == {}
    skipped = {one.requirement for one in made.checks if one.status == "skip"}
    assert skipped == {"csr-key", "full-chain", "issuer-links", "depth"}
    assert statuses(checked(pem(*good()), single=True)) == {"full-chain": "warn"}


@pytest.mark.parametrize(
    ("made", "raised"),
    [
        (checked(pem(leaf(extensions=leaf_extensions(usages=("digital_signature",)))), single=True), True),
        (checked(pem(leaf(extensions=leaf_extensions(extended=(CLIENT,)))), single=True), False),
    ],
)
def test_single_names_the_error_of_the_single_upload(made: Chain, raised: bool) -> None:
    failed = [one for one in made.checks if one.status == "fail"]
    assert [bool(one.raises and one.raises.startswith("CSEC9002")) for one in failed] == [raised]


def test_chain_faults_name_the_message_of_the_article() -> None:
    made = checked(pem(LEAF, INTER))
    assert next(one.raises for one in made.checks if one.status == "fail") == "Invalid certificate chain provided."


def test_an_ec_key_with_key_encipherment_passes_with_a_remark() -> None:
    made = checked(pem(leaf(key=ec_key("leaf")), INTER, ROOT))
    assert made.ok
    assert statuses(made) == {"ec-key": "warn"}


def test_an_extension_that_is_there_twice_fails_what_needs_it() -> None:
    def twice(inner: Inner) -> None:
        extensions = inner.extensions or []
        inner.extensions = [*extensions, extensions[2]]

    made = checked(block(changed(LEAF, twice)) + pem(INTER, ROOT))
    assert statuses(made) == {"extended-key-usage": "fail"}
    assert "twice" in detail(made, "extended-key-usage")


@pytest.mark.parametrize(("place", "slug"), [(1, "key-encipherment"), (2, "extended-key-usage")])
def test_an_extension_that_cannot_be_read_fails_what_needs_it_and_nothing_else(place: int, slug: str) -> None:
    def spoilt(inner: Inner) -> None:
        extensions = list(inner.extensions or [])
        made = bytearray(asn1.encode_der(extensions[place]))
        made[-2:] = b"\xff\xff"
        made[made.rindex(b"\x04", 0, 20) + 2] ^= 0x20  # the kind of the value
        extensions[place] = asn1.decode_der(asn1.TLV, bytes(made))
        inner.extensions = extensions

    made = checked(block(changed(LEAF, spoilt)) + pem(INTER, ROOT))
    assert statuses(made) == {slug: "fail"}
    assert "cannot be read" in detail(made, slug)

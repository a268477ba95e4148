"""Scenarios of x509-limbo that apply here, rebuilt: each test bears limbo's id in its name.

What limbo calls invalid fails here only where a requirement of OME covers it. Else it is a warning, because OME is not
known to look; or nothing at all, and then the scenario says why.
"""

import dataclasses
import datetime as dt
import ipaddress
from collections.abc import Callable

import pytest
from checking import checked, statuses
from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from issuing import (
    ANY,
    HOST,
    block,
    ca_extensions,
    changed,
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
    usage,
)

from omelog.chain.structures import Inner

LEAF, INTER, ROOT = good()
UNKNOWN = (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.55738.666.1"), b"\5\0"), True)
EMPTY = x509.Name([])
Extensions = list[tuple[x509.ExtensionType, bool]]


def authority(
    subject: str,
    issuer: str,
    length: int | None = None,
    *,
    key: str = "",
    signer: str = "",
    more: Extensions | None = None,
) -> x509.Certificate:
    """Issue an authority whose key has its name."""
    extensions = [*ca_extensions(length), *(more or [])]
    return issue(name(subject), name(issuer), ec_key(key or subject), ec_key(signer or issuer), extensions)


def below(issuer: str, *, key: str = "", extensions: Extensions | None = None, host: str = HOST) -> x509.Certificate:
    """Issue an appliance's certificate by an authority."""
    more = extensions or leaf_extensions(host=host)
    return issue(name(HOST), name(issuer), rsa_key(), ec_key(key or issuer), more)


def with_leaf(*extensions: tuple[x509.ExtensionType, bool]) -> bytes:
    return pem(leaf(extensions=list(extensions)), INTER, ROOT)


def with_inter(*extensions: tuple[x509.ExtensionType, bool]) -> bytes:
    return pem(LEAF, inter(extensions=list(extensions)), ROOT)


def with_root(*extensions: tuple[x509.ExtensionType, bool]) -> bytes:
    return pem(LEAF, INTER, root(extensions=list(extensions)))


def constrained(
    *,
    permitted: list[x509.GeneralName] | None = None,
    excluded: list[x509.GeneralName] | None = None,
    host: str = HOST,
) -> bytes:
    top = root(extensions=[*ca_extensions(), (x509.NameConstraints(permitted, excluded), True)])
    return pem(leaf(extensions=leaf_extensions(host=host)), INTER, top)


def with_address(address: str, **trees: str) -> bytes:
    """Issue a certificate for an address under constraints on networks."""
    networks = {kind: [x509.IPAddress(ipaddress.ip_network(tree))] for kind, tree in trees.items()}
    top = root(
        extensions=[
            *ca_extensions(),
            (x509.NameConstraints(networks.get("permitted"), networks.get("excluded")), True),
        ]
    )
    san = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    return pem(leaf(extensions=[*leaf_extensions(host=""), (san, False)]), INTER, top)


def directory(common: str) -> list[x509.GeneralName]:
    return [x509.DirectoryName(name(common))]


def mismatching() -> bytes:
    """Change the algorithm inside, so that it is not the one outside."""

    def other(inner: Inner) -> None:
        inner.algorithm = asn1.decode_der(asn1.TLV, bytes.fromhex("300a06082a8648ce3d040303"))

    return block(changed(LEAF, other)) + pem(INTER, ROOT)


def twice() -> bytes:
    """Repeat an extension that a requirement needs."""

    def repeat(inner: Inner) -> None:
        inner.extensions = [*(inner.extensions or []), *(inner.extensions or [])[1:2]]

    return block(changed(LEAF, repeat)) + pem(INTER, ROOT)


def serial(octets: bytes) -> bytes:
    def put(inner: Inner) -> None:
        inner.serial = asn1.decode_der(asn1.TLV, bytes([2, len(octets)]) + octets)

    return block(changed(LEAF, put)) + pem(INTER, ROOT)


def chained(lengths: list[int | None]) -> bytes:
    """Put authorities of these path lengths between the root, which allows any, and the leaf."""
    names = ["Root-CA", *(f"A{number}" for number in range(len(lengths)))]
    above = [
        authority(own, issuer, length, signer="root" if issuer == "Root-CA" else "")
        for issuer, own, length in zip(names, names[1:], lengths, strict=False)
    ]
    return pem(below(names[-1]), *above[::-1], ROOT)


def cycle(first: str, second: str, keys: tuple[str, str]) -> bytes:
    one = authority(first, second, key=keys[0], signer=keys[1])
    two = authority(second, first, key=keys[1], signer=keys[0])
    return pem(below(first, key=keys[0]), one, two, ROOT)


def unrooted(*, same_subject: bool, same_key: bool, count: int = 100) -> bytes:
    """Issue a hundred authorities one below the other; here the first of them is the root of the file."""
    subjects = ["P" if same_subject else f"P{number}" for number in range(count)]
    keys = ["p" if same_key else f"p{number}" for number in range(count)]
    made = [
        authority(subjects[at], subjects[max(at - 1, 0)], key=keys[at], signer=keys[max(at - 1, 0)])
        for at in range(count)
    ]
    return pem(below(subjects[-1], key=keys[-1]), *made[::-1])


def signed_by(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    top = issue(name("Root-CA"), name("Root-CA"), key, key, ca_extensions())
    middle = issue(name("Inter-CA1"), name("Root-CA"), ec_key("inter"), key, ca_extensions(0))
    return pem(LEAF, middle, top)


def expired_intermediate() -> bytes:
    """Offer two ways: by an intermediate that is out of date, and by one that is not."""
    old = inter(end=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    return pem(LEAF, old, INTER, ROOT)


@dataclasses.dataclass(frozen=True)
class Scenario:
    """What limbo's chain is here, what it comes to, and why, where limbo calls it invalid and nothing fails."""

    data: Callable[[], bytes]
    found: dict[str, str]
    why: str = ""


WARNED = "OME is not known to look: a warning"
DNS = x509.DNSName
SCENARIOS = {
    "rfc5280::ee-empty-issuer": Scenario(
        lambda: pem(issue(name(HOST), EMPTY, rsa_key(), ec_key("inter"), leaf_extensions()), INTER, ROOT),
        {"full-chain": "fail"},
    ),
    "rfc5280::ca-empty-subject": Scenario(
        lambda: pem(
            issue(name(HOST), EMPTY, rsa_key(), ec_key("inter"), leaf_extensions()),
            issue(EMPTY, name("Root-CA"), ec_key("inter"), ec_key("root"), ca_extensions(0)),
            ROOT,
        ),
        {"ca-common-name": "warn"},
        WARNED,
    ),
    "rfc5280::unknown-critical-extension-ee": Scenario(
        lambda: with_leaf(*leaf_extensions(), UNKNOWN), {"unknown-critical-extension": "warn"}, WARNED
    ),
    "rfc5280::unknown-critical-extension-intermediate": Scenario(
        lambda: with_inter(*ca_extensions(0), UNKNOWN), {"unknown-critical-extension": "warn"}, WARNED
    ),
    "rfc5280::unknown-critical-extension-root": Scenario(
        lambda: with_root(*ca_extensions(), UNKNOWN), {"unknown-critical-extension": "warn"}, WARNED
    ),
    "rfc5280::unknown-critical-extension-unrelated-root": Scenario(
        lambda: pem(*good(), authority("Other", "Other", more=[UNKNOWN])),
        {"issuer-links": "fail"},
    ),
    "rfc5280::chain-untrusted-root": Scenario(
        lambda: pem(*good()), {}, "there is no trust store: the root's SHA-256 is told, to be compared"
    ),
    "rfc5280::intermediate-ca-without-ca-bit": Scenario(
        lambda: with_inter((x509.BasicConstraints(ca=False, path_length=None), True), (usage("key_cert_sign"), True)),
        {"issuer-not-ca": "warn"},
        WARNED,
    ),
    "rfc5280::intermediate-ca-missing-basic-constraints": Scenario(
        lambda: with_inter((usage("key_cert_sign"), True)), {"issuer-not-ca": "warn"}, WARNED
    ),
    "rfc5280::root-missing-basic-constraints": Scenario(
        lambda: with_root((usage("key_cert_sign"), True)), {"issuer-not-ca": "warn"}, WARNED
    ),
    "rfc5280::root-non-critical-basic-constraints": Scenario(
        lambda: with_root((x509.BasicConstraints(ca=True, path_length=None), False), (usage("key_cert_sign"), True)),
        {},
        "whether it is marked critical changes nothing about what it says",
    ),
    "rfc5280::root-inconsistent-ca-extensions": Scenario(
        lambda: with_root(ca_extensions()[0], (usage("crl_sign"), False)), {"issuer-may-not-sign": "warn"}, WARNED
    ),
    "rfc5280::ica-ku-keycertsign": Scenario(
        lambda: with_inter(ca_extensions(0)[0], (usage("crl_sign"), False)), {"issuer-may-not-sign": "warn"}, WARNED
    ),
    "rfc5280::leaf-ku-keycertsign": Scenario(
        lambda: with_leaf(*leaf_extensions(("digital_signature", "key_encipherment", "key_cert_sign"))),
        {},
        "it signs nothing here",
    ),
    "rfc5280::duplicate-extensions": Scenario(twice, {"key-encipherment": "fail"}),
    "rfc5280::no-keyusage": Scenario(lambda: with_leaf(*leaf_extensions(())), {"key-encipherment": "fail"}),
    "rfc5280::no-basicconstraints": Scenario(lambda: with_leaf(*leaf_extensions()[1:]), {}),
    "rfc5280::mismatching-signature-algorithm": Scenario(mismatching, {"full-chain": "fail"}),
    "rfc5280::ca-as-leaf": Scenario(
        lambda: with_leaf((x509.BasicConstraints(ca=True, path_length=None), True), *leaf_extensions()[1:]),
        {"leaf-is-ca": "warn"},
        WARNED,
    ),
    "rfc5280::root-and-intermediate-swapped": Scenario(lambda: pem(LEAF, ROOT, INTER), {"issuer-links": "fail"}),
    "rfc5280::serial::too-long": Scenario(lambda: serial(b"\1" * 21), {"serial": "warn"}, WARNED),
    "rfc5280::serial::zero": Scenario(lambda: serial(b"\0"), {"serial": "warn"}, WARNED),
    "rfc5280::serial::negative": Scenario(lambda: serial(b"\x80"), {"serial": "warn"}, WARNED),
    "rfc5280::nc::permitted-dns-mismatch": Scenario(
        lambda: constrained(permitted=[DNS("example.net")]), {"name-constraints": "warn"}, WARNED
    ),
    "rfc5280::nc::excluded-dns-match": Scenario(
        lambda: constrained(excluded=[DNS("example.com")]), {"name-constraints": "warn"}, WARNED
    ),
    "rfc5280::nc::permitted-dns-match": Scenario(lambda: constrained(permitted=[DNS(HOST)]), {}),
    "rfc5280::nc::permitted-dns-match-more": Scenario(
        lambda: constrained(permitted=[DNS("example.com")], host=f"more.{HOST}"), {}
    ),
    "rfc5280::nc::permitted-ip-mismatch": Scenario(
        lambda: with_address("192.0.2.1", permitted="198.51.100.0/24"), {"name-constraints": "warn"}, WARNED
    ),
    "rfc5280::nc::excluded-ipv4-match": Scenario(
        lambda: with_address("192.0.2.1", excluded="192.0.2.0/24"), {"name-constraints": "warn"}, WARNED
    ),
    "rfc5280::nc::excluded-ipv6-match": Scenario(
        lambda: with_address("2001:db8::1", excluded="2001:db8::/64"), {"name-constraints": "warn"}, WARNED
    ),
    "rfc5280::nc::permitted-ipv4-match": Scenario(lambda: with_address("192.0.2.1", permitted="192.0.2.0/24"), {}),
    "rfc5280::nc::permitted-ipv6-match": Scenario(lambda: with_address("2001:db8::1", permitted="2001:db8::/64"), {}),
    "rfc5280::nc::permitted-dn-mismatch": Scenario(
        lambda: constrained(permitted=directory("Elsewhere")),
        {"name-constraints": "warn"},
        "names of directories are not checked, which is told",
    ),
    "rfc5280::nc::permitted-different-constraint-type": Scenario(
        lambda: with_address("192.0.2.1", permitted="192.0.2.0/24"), {}
    ),
    "rfc5280::nc::excluded-match-permitted-and-excluded": Scenario(
        lambda: constrained(permitted=[DNS("example.com")], excluded=[DNS("example.com")]),
        {"name-constraints": "warn"},
        WARNED,
    ),
    "pathlen::ee-with-intermediate-pathlen-0": Scenario(lambda: chained([0]), {}),
    "pathlen::ee-with-intermediate-pathlen-1": Scenario(lambda: chained([1]), {}),
    "pathlen::ee-with-intermediate-pathlen-2": Scenario(lambda: chained([2]), {}),
    "pathlen::intermediate-violates-pathlen-0": Scenario(lambda: chained([0, 0]), {"path-length": "warn"}, WARNED),
    "pathlen::intermediate-pathlen-may-increase": Scenario(lambda: chained([1, 2]), {}),
    "pathlen::intermediate-pathlen-too-long": Scenario(
        lambda: chained([1, None, None]), {"path-length": "warn"}, WARNED
    ),
    "pathlen::self-issued-certs-pathlen": Scenario(
        lambda: pem(
            below("A", key="a2"),
            authority("A", "A", key="a2", signer="a1"),
            authority("A", "Root-CA", 0, key="a1", signer="root"),
            ROOT,
        ),
        {},
    ),
    "webpki::ee-basicconstraints-ca": Scenario(
        lambda: with_leaf((x509.BasicConstraints(ca=True, path_length=None), True), *leaf_extensions()[1:]),
        {"leaf-is-ca": "warn"},
        WARNED,
    ),
    "webpki::forbidden-weak-rsa-in-leaf": Scenario(
        lambda: pem(leaf(key=rsa_key("weak", 1024)), INTER, ROOT), {"weak-key": "warn"}, WARNED
    ),
    "webpki::forbidden-weak-rsa-key-in-root": Scenario(
        lambda: signed_by(rsa_key("weak", 1024)), {"weak-key": "warn"}, WARNED
    ),
    "webpki::eku::ee-anyeku": Scenario(
        lambda: with_leaf(*leaf_extensions(extended=(ANY,))),
        {"extended-key-usage": "fail"},
    ),
    "webpki::eku::ee-without-eku": Scenario(
        lambda: with_leaf(*leaf_extensions(extended=())), {"extended-key-usage": "fail"}
    ),
    "pathological::multiple-chains-expired-intermediate": Scenario(expired_intermediate, {"issuer-links": "fail"}),
    "pathological::intermediate-cycle-distinct-cas": Scenario(
        lambda: cycle("C1", "C2", ("c1", "c2")), {"full-chain": "fail"}
    ),
    "pathological::intermediate-cycle-same-logical-ca": Scenario(
        lambda: cycle("C", "C", ("c1", "c2")), {"full-chain": "fail"}
    ),
    "pathological::pathological-chain-distinct-subject-distinct-key": Scenario(
        lambda: unrooted(same_subject=False, same_key=False), {"depth": "fail"}
    ),
    "pathological::pathological-chain-distinct-subject-same-key": Scenario(
        lambda: unrooted(same_subject=False, same_key=True), {"depth": "fail"}
    ),
}


@pytest.mark.parametrize("limbo", SCENARIOS)
def test_limbo(limbo: str) -> None:
    scenario = SCENARIOS[limbo]
    made = checked(scenario.data())
    assert statuses(made) == scenario.found, [one.detail for one in made.checks if one.status in {"fail", "warn"}]
    assert made.ok == ("fail" not in scenario.found.values())


@pytest.mark.parametrize("same_key", [False, True], ids=["same-subject-distinct-key", "same-subject-same-key"])
def test_limbo_pathological_pathological_chain(same_key: bool) -> None:
    """A hundred namesakes: whoever signed is looked for within the bound, and a bound that is hit is no verdict."""
    made = checked(unrooted(same_subject=True, same_key=same_key))
    assert not made.ok
    assert {problem.limit for problem in made.problems} <= {"chain_tries"}
    assert made.problems or statuses(made)["depth"] == "fail"

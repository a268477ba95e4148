"""Every point of hygiene with a chain that has it; its twin that has not is the good chain. Never more than a warning.

Names of tests that end in an id of x509-limbo rebuild its case. Where limbo says that the chain is invalid and this
warns, it is because OME is not known to look: the article names what it refuses, and this is not among it.
"""

import datetime as dt
import ipaddress
import subprocess
import tempfile
from pathlib import Path

import pytest
from checking import checked, detail, statuses
from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from issuing import (
    AT,
    HOST,
    SERVER,
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
from programs import needed

from omelog.causes import rules
from omelog.chain.structures import Inner

LEAF, INTER, ROOT = good()
SOON = AT + dt.timedelta(days=10)
NEXT = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(days=400)
FAR_ROOT = root(end=dt.datetime(2150, 1, 1, tzinfo=dt.UTC))
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\5\0")
BAD_SAN = x509.UnrecognizedExtension(x509.SubjectAlternativeName.oid, b"\x30\x03\xff\xff\xff")
OTHER_KEY = x509.AuthorityKeyIdentifier(b"\1" * 20, None, None)
NAMED = x509.SubjectKeyIdentifier(b"\2" * 20)
OTHER_SERIAL = x509.AuthorityKeyIdentifier(None, [x509.DirectoryName(name("Root-CA"))], 4711)
OTHER_ISSUER = x509.AuthorityKeyIdentifier(None, [x509.DirectoryName(name("Root-CB"))], INTER.serial_number)


def with_leaf(**more: object) -> bytes:
    return pem(leaf(**more), INTER, ROOT)  # type: ignore[arg-type]  # what issue takes


def with_inter(*extensions: tuple[x509.ExtensionType, bool], **more: object) -> bytes:
    made = inter(extensions=list(extensions) or ca_extensions(0), **more)  # type: ignore[arg-type]  # of any field
    return pem(LEAF, made, ROOT)


def constrained(*, permitted: list[x509.GeneralName] | None, excluded: list[x509.GeneralName] | None = None) -> bytes:
    return with_inter(*ca_extensions(0), (x509.NameConstraints(permitted, excluded), True))


def by_openssl(*how: str) -> x509.Certificate:
    """Issue a root with the openssl command line: the library writes neither version 1 nor old hashes."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "root.key").write_bytes(_private(ec_key("root")))
        _openssl(folder, "req -new -key root.key -subj /CN=Root-CA -out root.csr")
        _openssl(folder, f"x509 -req -in root.csr -signkey root.key -days 20000 -out root.pem {' '.join(how)}")
        return x509.load_pem_x509_certificate((folder / "root.pem").read_bytes())


def inter_by_openssl(digest: str) -> x509.Certificate:
    """Issue an intermediate of an RSA key by the root's name and key, signed with an old hash."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "root.key").write_bytes(_private(ec_key("root")))
        (folder / "root.pem").write_bytes(pem(FAR_ROOT))
        (folder / "inter.key").write_bytes(_private(ec_key("inter")))
        (folder / "ca.cnf").write_text(
            "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n"
        )
        _openssl(folder, "req -new -key inter.key -subj /CN=Inter-CA1 -out inter.csr")
        _openssl(
            folder,
            "x509 -req -in inter.csr -CA root.pem -CAkey root.key -CAcreateserial -extfile ca.cnf -days 3000"
            f" -{digest} -out inter.pem",
        )
        return x509.load_pem_x509_certificate((folder / "inter.pem").read_bytes())


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _openssl(folder: Path, arguments: str) -> None:
    subprocess.run([needed("openssl"), *arguments.split()], cwd=folder, check=True, timeout=60, capture_output=True)


def deeper(path_length: int, common: str = "Sub-CA") -> bytes:
    """Put an authority between the intermediate, which allows some below it, and the leaf."""
    sub = issue(name(common), name("Inter-CA1"), ec_key("sub"), ec_key("inter"), ca_extensions())
    last = leaf(issuer=name(common), signer=ec_key("sub"))
    return pem(last, sub, inter(extensions=ca_extensions(path_length)), ROOT)


FAULTS: dict[str, list[bytes]] = {
    "ec-key": [with_leaf(key=ec_key("leaf"))],
    "no-digital-signature": [with_leaf(extensions=leaf_extensions(usages=("key_encipherment",)))],
    "san-missing": [with_leaf(extensions=leaf_extensions(host=""))],
    "san-wildcard": [with_leaf(extensions=leaf_extensions(host="*.example.com"))],
    "ca-common-name": [
        pem(leaf(issuer=name(None)), inter(None), ROOT),
        pem(leaf(issuer=name("Inter *")), inter("Inter *"), ROOT),
    ],
    "leaf-is-ca": [
        with_leaf(extensions=[(x509.BasicConstraints(ca=True, path_length=None), True), *leaf_extensions()[1:]])
    ],
    "issuer-not-ca": [
        with_inter((x509.BasicConstraints(ca=False, path_length=None), True), (usage("key_cert_sign"), True)),
        with_inter((usage("key_cert_sign"), True)),
    ],
    "issuer-may-not-sign": [with_inter(ca_extensions(0)[0], (usage("crl_sign"), True))],
    "path-length": [deeper(0)],
    "ca-eku": [with_inter(*ca_extensions(0), (x509.ExtendedKeyUsage([SERVER]), False))],
    "name-constraints": [
        constrained(permitted=[x509.DNSName("example.org")]),
        constrained(permitted=None, excluded=[x509.DNSName("example.com")]),
        constrained(permitted=[x509.DirectoryName(name("x"))]),
    ],
    "unknown-critical-extension": [with_leaf(extensions=[*leaf_extensions(), (UNKNOWN, True)])],
    "unreadable-extension": [with_leaf(extensions=[*leaf_extensions(host=""), (BAD_SAN, False)])],
    "key-identifier": [
        pem(
            leaf(extensions=[*leaf_extensions(), (OTHER_KEY, False)]),
            inter(extensions=[*ca_extensions(0), (NAMED, False)]),
            ROOT,
        ),
        with_leaf(extensions=[*leaf_extensions(), (OTHER_SERIAL, False)]),
        with_leaf(extensions=[*leaf_extensions(), (OTHER_ISSUER, False)]),
    ],
    "weak-key": [with_leaf(key=rsa_key("weak", 1024))],
    "weak-hash": [pem(leaf(end=NEXT), inter_by_openssl("sha1"), FAR_ROOT)],
    "version-1": [pem(LEAF, INTER, by_openssl())],
    "expires-soon": [with_leaf(end=SOON)],
    "outlives-issuer": [with_leaf(end=dt.datetime(2037, 1, 1, tzinfo=dt.UTC))],
    "pss": [
        pem(
            leaf(
                signer=rsa_key("rsa-inter"),
                padding=padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32),
            ),
            issue(name("Inter-CA1"), name("Root-CA"), rsa_key("rsa-inter"), ec_key("root"), ca_extensions(0)),
            ROOT,
        )
    ],
}


@pytest.mark.parametrize(("slug", "data"), [(slug, data) for slug, chains in FAULTS.items() for data in chains])
def test_each_point_is_a_warning_and_nothing_else(slug: str, data: bytes) -> None:
    # What openssl issues begins when it is issued.
    at = dt.datetime.now(dt.UTC) if slug in {"weak-hash", "version-1"} else AT
    made = checked(data, at=at)
    assert made.ok
    assert statuses(made) == {slug: "warn"}
    told = next(one for one in made.checks if one.requirement == slug)
    assert (told.basis, told.cause) == ("hygiene", None)
    assert told.fix


def test_every_point_of_the_catalogue_is_tried() -> None:
    tried = {*FAULTS, "serial"}
    assert tried == {point.slug for point in rules().hygiene}


@pytest.mark.parametrize(("octets", "warned"), [(b"\x7f" * 20, False), (b"\x01" * 21, True), (b"\0", True)])
def test_serial_numbers_rfc5280_serial(octets: bytes, warned: bool) -> None:
    """limbo: rfc5280::serial::too-long and ::zero are invalid; OME is not known to look."""
    made = checked(with_serial(octets) + pem(INTER, ROOT))
    assert made.ok
    assert statuses(made) == ({"serial": "warn"} if warned else {})


def with_serial(octets: bytes) -> bytes:
    """Return a leaf a serial number that the library would not write."""

    def serial(inner: Inner) -> None:
        inner.serial = asn1.decode_der(asn1.TLV, bytes([2, len(octets)]) + octets)

    return block(changed(LEAF, serial))


def test_a_self_issued_authority_does_not_count_pathlen_self_issued_certs_pathlen() -> None:
    assert statuses(checked(deeper(1))) == {}
    assert statuses(checked(deeper(0, "Inter-CA1"))) == {}


def test_names_within_the_constraints_pass_nc_permitted_dns_match() -> None:
    assert statuses(checked(constrained(permitted=[x509.DNSName("example.com")]))) == {}
    network = ipaddress.ip_network("192.0.2.0/24")
    assert statuses(checked(constrained(permitted=[x509.IPAddress(network)]))) == {}


def test_what_is_not_checked_is_told() -> None:
    made = checked(constrained(permitted=[x509.DirectoryName(name("x"))]))
    assert "not checked" in detail(made, "name-constraints")


def test_a_root_may_sign_itself_with_an_old_hash() -> None:
    assert statuses(checked(pem(LEAF, INTER, by_openssl("-sha1")), at=dt.datetime.now(dt.UTC))) == {"version-1": "warn"}


def test_the_days_of_the_warning_can_be_set() -> None:
    data = with_leaf(end=SOON)
    assert statuses(checked(data, within=9)) == {}
    assert statuses(checked(data, within=3_000_000)) == {
        "expires-soon": "warn",
    }


def test_a_name_that_cannot_be_decoded_is_shown_escaped_and_is_no_missing_one() -> None:
    teletex = x509.Name(
        [x509.NameAttribute(x509.NameOID.COMMON_NAME, "caf\xe9.example.com", x509.name._ASN1Type.T61String)]  # noqa: SLF001 - the library has no other way to write one
    )
    certificate = issue(teletex, name("Inter-CA1"), rsa_key(), ec_key("inter"), leaf_extensions(host=HOST))
    made = checked(pem(certificate, INTER, ROOT))
    assert made.ok
    assert "\\xc3\\xa9" in made.certificates[0].subject

"""Certificates made with `cryptography`: a chain that meets every requirement, and variants that differ in one thing.

Those made by the real openssl are in `certificates`.
"""

import base64
import datetime as dt
import functools
from collections.abc import Callable, Sequence
from typing import Any  # the options of `issue`, handed on

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PSS
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from omelog.chain.structures import Inner, Outer

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
AT = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)
HOST = "ome-310.example.com"
SERVER, CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
ANY = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE
USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@functools.cache
def rsa_key(name: str = "leaf", size: int = 2048) -> rsa.RSAPrivateKey:
    """Make an RSA key once for a name."""
    del name
    return rsa.generate_private_key(65537, size)


@functools.cache
def ec_key(name: str) -> ec.EllipticCurvePrivateKey:
    """Make an EC key once for a name."""
    del name
    return ec.generate_private_key(ec.SECP256R1())


def name(common: str | None) -> x509.Name:
    """Make a name; with None one without a common name."""
    if common is None:
        return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example")])
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def usage(*names: str) -> x509.KeyUsage:
    """Make a key usage of the named bits."""
    return x509.KeyUsage(**{one: one in names for one in USAGES})


def ca_extensions(path_length: int | None = None) -> list[tuple[x509.ExtensionType, bool]]:
    """Make the extensions of an authority."""
    return [(x509.BasicConstraints(ca=True, path_length=path_length), True), (usage("key_cert_sign", "crl_sign"), True)]


def leaf_extensions(
    usages: Sequence[str] = ("digital_signature", "key_encipherment"),
    extended: Sequence[x509.ObjectIdentifier] = (SERVER, CLIENT),
    host: str = HOST,
) -> list[tuple[x509.ExtensionType, bool]]:
    """Make the extensions of an appliance's certificate; without usages or host those are left out."""
    made: list[tuple[x509.ExtensionType, bool]] = [(x509.BasicConstraints(ca=False, path_length=None), True)]
    made += [(usage(*usages), True)] if usages else []
    made += [(x509.ExtendedKeyUsage(list(extended)), False)] if extended else []
    made += [(x509.SubjectAlternativeName([x509.DNSName(host)]), False)] if host else []
    return made


def issue(  # noqa: PLR0913 - what a certificate has
    subject: x509.Name,
    issuer: x509.Name,
    key: PrivateKey,
    signer: PrivateKey,
    extensions: Sequence[tuple[x509.ExtensionType, bool]],
    *,
    start: dt.datetime = dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    end: dt.datetime = dt.datetime(2036, 1, 1, tzinfo=dt.UTC),
    serial: int | None = None,
    algorithm: hashes.SHA256 = hashes.SHA256(),  # noqa: B008 - has no state
    padding: PSS | None = None,
) -> x509.Certificate:
    """Issue a certificate: `key` is certified, `signer` signs."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(signer, algorithm, rsa_padding=padding)


def root(common: str | None = "Root-CA", **more: Any) -> x509.Certificate:  # noqa: ANN401 - options of issue
    """Issue a root with the key of its name."""
    subject = name(common)
    return issue(subject, subject, ec_key("root"), ec_key("root"), more.pop("extensions", ca_extensions()), **more)


def inter(common: str | None = "Inter-CA1", **more: Any) -> x509.Certificate:  # noqa: ANN401 - options of issue
    """Issue an intermediate of the root."""
    extensions = more.pop("extensions", ca_extensions(0))
    return issue(name(common), name("Root-CA"), ec_key("inter"), ec_key("root"), extensions, **more)


def leaf(common: str | None = HOST, **more: Any) -> x509.Certificate:  # noqa: ANN401 - options of issue
    """Issue an appliance's certificate of the intermediate."""
    extensions = more.pop("extensions", leaf_extensions())
    key, issuer = more.pop("key", rsa_key()), more.pop("issuer", name("Inter-CA1"))
    return issue(name(common), issuer, key, more.pop("signer", ec_key("inter")), extensions, **more)


def pem(*certificates: x509.Certificate) -> bytes:
    """Write certificates as Base64 blocks."""
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def der(certificate: x509.Certificate) -> bytes:
    """Write a certificate as DER."""
    return certificate.public_bytes(Encoding.DER)


@functools.cache
def good() -> tuple[x509.Certificate, ...]:
    """Issue the chain that meets every requirement and raises no warning."""
    return leaf(), inter(), root()


def csr(key: PrivateKey | None = None, common: str | None = HOST) -> x509.CertificateSigningRequest:
    """Make a CSR for the leaf's key."""
    return x509.CertificateSigningRequestBuilder().subject_name(name(common)).sign(key or rsa_key(), hashes.SHA256())


def changed(certificate: x509.Certificate, change: Callable[[Inner], None]) -> bytes:
    """Change what the library would not write, and sign it again with the intermediate's key."""
    outer = asn1.decode_der(Outer, der(certificate))
    inner = asn1.decode_der(Inner, certificate.tbs_certificate_bytes)
    change(inner)
    tbs = asn1.encode_der(inner)
    signature = asn1.BitString(ec_key("inter").sign(tbs, ec.ECDSA(hashes.SHA256())), 0)
    return asn1.encode_der(Outer(tbs=asn1.decode_der(asn1.TLV, tbs), algorithm=outer.algorithm, signature=signature))


def block(data: bytes) -> bytes:
    """Write DER as a Base64 block."""
    return b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(data) + b"-----END CERTIFICATE-----\n"

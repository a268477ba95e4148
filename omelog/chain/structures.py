"""The outer structure of a certificate (RFC 5280 4.1), for what the library reads only as a whole, or not at all."""

from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1


@asn1.sequence
class Outer:
    """Certificate."""

    tbs: asn1.TLV
    algorithm: asn1.TLV
    signature: asn1.BitString


@asn1.sequence
class Inner:
    """TBSCertificate, each extension as it stands."""

    version: Annotated[int | None, asn1.Explicit(0)]
    serial: asn1.TLV
    algorithm: asn1.TLV
    issuer: asn1.TLV
    validity: asn1.TLV
    subject: asn1.TLV
    public_key: asn1.TLV
    issuer_id: Annotated[asn1.BitString | None, asn1.Implicit(1)]
    subject_id: Annotated[asn1.BitString | None, asn1.Implicit(2)]
    extensions: Annotated[list[asn1.TLV] | None, asn1.Explicit(3)]


@asn1.sequence
class Extension:
    """Extension, also one that says FALSE where it should say nothing."""

    oid: x509.ObjectIdentifier
    critical: bool | None
    value: bytes


@asn1.sequence
class Attribute:
    """AttributeTypeAndValue."""

    oid: x509.ObjectIdentifier
    value: asn1.TLV

"""What no requirement asks for and other software may mind: a warning at most, each slug once a certificate."""

import datetime as dt
import ipaddress
import itertools
from collections.abc import Callable, Iterator, Sequence

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from omelog.chain.certificate import Certificate
from omelog.chain.extensions import ANY
from omelog.chain.outcome import Evidence, Outcome

_RSA, _EC = 2048, 256
_WEAK_HASHES = {"md5", "sha1", "md4", "md2"}
_SERIAL_OCTETS = 20
_NEEDED = {x509.KeyUsage.oid.dotted_string, x509.ExtendedKeyUsage.oid.dotted_string}
_AUTHENTICATION = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH}


def check(case: Evidence) -> Iterator[Outcome]:
    """Yield what is to be warned of: about the appliance's certificate, then up the path."""
    path = case.path.certificates if case.path else ()
    if case.leaf is not None:
        yield from _of_leaf(case.leaf)
    for level, certificate in enumerate(path):
        yield from _of_any(case, certificate)
        if level:
            yield from _of_authority(certificate, path[:level])
    for below, above in itertools.pairwise(path):
        yield from _of_link(below, above)


def _warn(slug: str, certificate: Certificate, reason: str = "is", **facts: str) -> Outcome:
    return Outcome(requirement=slug, status="warn", reason=reason, certificate=certificate, facts=facts)


def _of_leaf(leaf: Certificate) -> Iterator[Outcome]:
    usage, names = leaf.extensions.get(x509.KeyUsage), leaf.extensions.get(x509.SubjectAlternativeName)
    basic = leaf.extensions.get(x509.BasicConstraints)
    if leaf.public_key is not None and not isinstance(leaf.public_key, rsa.RSAPublicKey):
        yield _warn("ec-key", leaf, key=leaf.key)
    if usage is not None and not usage.digital_signature:
        yield _warn("no-digital-signature", leaf)
    if not names and not leaf.extensions.fault(x509.SubjectAlternativeName):
        yield _warn("san-missing", leaf)
    if wild := [name for name in _dns_names(names) if "*" in name]:
        yield _warn("san-wildcard", leaf, name=wild[0])
    if basic is not None and basic.ca:
        yield _warn("leaf-is-ca", leaf)


def _of_any(case: Evidence, one: Certificate) -> Iterator[Outcome]:
    for oid, why in one.extensions.faults.items():
        if oid == ANY or oid not in _NEEDED or one is not case.leaf:
            yield _warn("unreadable-extension", one, oid=_oid_name(oid), why=why)
    for extension in one.extensions.critical():
        if isinstance(extension.value, x509.UnrecognizedExtension):
            yield _warn("unknown-critical-extension", one, oid=extension.oid.dotted_string)
    if one.version is not x509.Version.v3:
        yield _warn("version-1", one)
    if one.serial <= 0 or (one.serial.bit_length() + 8) // 8 > _SERIAL_OCTETS:
        yield _warn("serial", one, "long" if one.serial > 0 else "not-positive")
    if one.is_valid_at(case.question.at) and _ends_soon(case, one):
        yield _warn("expires-soon", one, date=f"{one.not_after:%Y-%m-%d}")
    yield from _of_strength(case, one)


def _of_strength(case: Evidence, one: Certificate) -> Iterator[Outcome]:
    key = one.public_key
    if isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        least = _RSA if isinstance(key, rsa.RSAPublicKey) else _EC
        if key.key_size < least:
            yield _warn("weak-key", one, key=one.key)
    if (name := _hash(one)) in _WEAK_HASHES and not case.graph.is_root(one):
        yield _warn("weak-hash", one, hash=name.upper())
    if _is_pss(one):
        yield _warn("pss", one)


def _ends_soon(case: Evidence, one: Certificate) -> bool:
    return one.not_after - case.question.at <= dt.timedelta(days=case.question.within)


def _of_authority(authority: Certificate, below: Sequence[Certificate]) -> Iterator[Outcome]:
    extensions = authority.extensions
    basic, usage = extensions.get(x509.BasicConstraints), extensions.get(x509.KeyUsage)
    extended = extensions.get(x509.ExtendedKeyUsage)
    if fault := _name_fault(authority):
        yield _warn("ca-common-name", authority, fault)
    may_sign = basic is not None and basic.ca
    if authority.version is x509.Version.v3 and not may_sign and not extensions.fault(x509.BasicConstraints):
        yield _warn("issuer-not-ca", authority, "absent" if basic is None else "false")
    if usage is not None and not usage.key_cert_sign:
        yield _warn("issuer-may-not-sign", authority)
    allowed = basic.path_length if basic is not None and basic.ca else None
    length = sum(not one.is_self_issued for one in below[1:])
    if allowed is not None and length > allowed:
        yield _warn("path-length", authority, allowed=str(allowed), found=str(length))
    if extended is not None and not _allows_both(extended):
        yield _warn("ca-eku", authority)
    if constraints := extensions.get(x509.NameConstraints):
        yield from _constrained(authority, constraints, below)


def _name_fault(authority: Certificate) -> str | None:
    names = authority.subject.common_names
    if any("*" in name for name in names):
        return "wildcard"
    return None if any(name.strip() for name in names) else "missing"


def _allows_both(extended: x509.ExtendedKeyUsage) -> bool:
    return ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in extended or {*extended} >= _AUTHENTICATION


def _of_link(below: Certificate, above: Certificate) -> Iterator[Outcome]:
    if below.not_after > above.not_after:
        yield _warn("outlives-issuer", below, date=f"{above.not_after:%Y-%m-%d}", name=above.subject.short)
    said = below.extensions.get(x509.AuthorityKeyIdentifier)
    if said is None:
        return
    if said.key_identifier is not None and above.subject_key not in (None, said.key_identifier):
        yield _warn("key-identifier", below, "key", name=above.subject.short)
    elif said.authority_cert_serial_number not in (None, above.serial):
        yield _warn("key-identifier", below, "serial", name=above.subject.short)
    elif said.authority_cert_issuer and not _names_issuer(said, above):
        yield _warn("key-identifier", below, "issuer", name=above.subject.short)


def _names_issuer(said: x509.AuthorityKeyIdentifier, above: Certificate) -> bool:
    """Return whether an authority key identifier names the issuer of the certificate that signed."""
    directories = [name.value for name in said.authority_cert_issuer or [] if isinstance(name, x509.DirectoryName)]
    return not directories or any(_same(name, above.x509) for name in directories)


def _same(name: x509.Name, above: x509.Certificate) -> bool:
    try:
        issuer = above.issuer
    except ValueError:
        return True  # nothing to compare with
    fold = [[(one.oid, " ".join(str(one.value).casefold().split())) for one in part] for part in name.rdns]
    return fold == [[(one.oid, " ".join(str(one.value).casefold().split())) for one in part] for part in issuer.rdns]


def _constrained(
    authority: Certificate, constraints: x509.NameConstraints, below: Sequence[Certificate]
) -> Iterator[Outcome]:
    permitted, excluded = constraints.permitted_subtrees or [], constraints.excluded_subtrees or []
    kinds: tuple[tuple[type[x509.GeneralName], Callable[[str, x509.GeneralName], bool]], ...]
    kinds = ((x509.DNSName, _dns_within), (x509.IPAddress, _ip_within))
    for one in below:
        names = one.extensions.get(x509.SubjectAlternativeName)
        for kind, within in kinds:
            allowed = [tree for tree in permitted if isinstance(tree, kind)]
            barred = [tree for tree in excluded if isinstance(tree, kind)]
            for name in (str(name.value) for name in names or [] if isinstance(name, kind)):
                out = allowed and not any(within(name, tree) for tree in allowed)
                if out or any(within(name, tree) for tree in barred):
                    yield _warn("name-constraints", one, "outside", name=name, authority=authority.subject.short)
                    break
    others = {type(tree).__name__ for tree in [*permitted, *excluded]} - {"DNSName", "IPAddress"}
    if others:
        yield _warn("name-constraints", authority, "not-checked", kinds=", ".join(sorted(others)))


def _dns_within(name: str, tree: x509.GeneralName) -> bool:
    """RFC 5280 4.2.1.10: equal to it, or with further labels to its left."""
    base, own = str(tree.value).casefold().strip("."), name.casefold().rstrip(".")
    return not base or own == base or own.endswith(f".{base}")


def _ip_within(name: str, tree: x509.GeneralName) -> bool:
    try:
        return ipaddress.ip_address(name) in ipaddress.ip_network(str(tree.value))
    except ValueError:
        return False


def _dns_names(names: x509.SubjectAlternativeName | None) -> list[str]:
    return [str(name.value) for name in names or [] if isinstance(name, x509.DNSName)]


def _hash(one: Certificate) -> str:
    try:
        algorithm = one.x509.signature_hash_algorithm
    except (UnsupportedAlgorithm, ValueError, TypeError):
        name = getattr(one.x509.signature_algorithm_oid, "_name", "").lower()
        return next((weak for weak in _WEAK_HASHES if weak in name), "")
    return algorithm.name if algorithm is not None else ""


def _is_pss(one: Certificate) -> bool:
    try:
        return isinstance(one.x509.signature_algorithm_parameters, padding.PSS)
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return one.x509.signature_algorithm_oid == x509.SignatureAlgorithmOID.RSASSA_PSS


def _oid_name(oid: str) -> str:
    return "any" if oid == ANY else oid

"""Who issued whom: edges by name and by signature, found when they are asked for, and never more than a bound."""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from omelog.chain.certificate import Certificate
from omelog.chain.signature import Signed, verify
from omelog.limits import Limits


class Issuers(Struct, frozen=True, kw_only=True):
    """Who issued a certificate: `found` by name and signature; else how far the search came.

    `named` counts the certificates of the issuer's name, `unknown` those of them whose key or algorithm this program
    cannot verify with; `limit` names the limit that ended the search.
    """

    found: tuple[Certificate, ...] = ()
    named: int = 0
    unknown: int = 0
    limit: str | None = None


class Graph:
    """The different certificates of a file, and the edges between them."""

    def __init__(self, certificates: Iterable[Certificate], limits: Limits) -> None:
        """Take certificates in the order of the file; of equal ones the first counts."""
        self._limits, self._checks = limits, 0
        unique: dict[bytes, Certificate] = {}
        for certificate in certificates:
            unique.setdefault(certificate.der, certificate)
        self.certificates = list(unique.values())
        self._by_subject: defaultdict[object, list[Certificate]] = defaultdict(list)
        self._by_issuer: defaultdict[object, list[Certificate]] = defaultdict(list)
        for certificate in self.certificates:
            self._by_subject[certificate.subject.folded].append(certificate)
            self._by_issuer[certificate.issuer.folded].append(certificate)
        self._known: dict[int, Issuers] = {}

    def issuers(self, certificate: Certificate) -> Issuers:
        """Return who issued a certificate; itself among them if it signed itself."""
        known = self._known.get(certificate.position)
        if known is None:
            known = self._known[certificate.position] = self._search(certificate)
        return known

    def is_root(self, certificate: Certificate) -> bool:
        """Return whether a certificate signed itself."""
        return certificate.is_self_issued and certificate in self.issuers(certificate).found

    def has_issued(self, certificate: Certificate) -> bool:
        """Return whether a certificate issued another one."""
        return any(
            certificate in self.issuers(other).found
            for other in self._by_issuer[certificate.subject.folded]
            if other is not certificate and other.public_key_der != certificate.public_key_der
        )

    def _search(self, certificate: Certificate) -> Issuers:
        """Try the keys of the certificates of the issuer's name, the most likely ones first: each key once."""
        named = self._by_subject.get(certificate.issuer.folded, [])
        by_key: dict[bytes, list[Certificate]] = {}
        for candidate in sorted(named, key=lambda one: _likelihood(certificate, one)):
            by_key.setdefault(candidate.public_key_der, []).append(candidate)
        unknown = 0
        for tried, same_key in enumerate(by_key.values()):
            if tried >= self._limits.chain_tries or self._checks >= self._limits.chain_signatures:
                name = "chain_tries" if tried >= self._limits.chain_tries else "chain_signatures"
                return Issuers(named=len(named), unknown=unknown, limit=name)
            self._checks += 1
            verdict = verify(certificate, same_key[0])
            if verdict is Signed.RIGHT:
                return Issuers(found=tuple(sorted(same_key, key=lambda one: one.position)), named=len(named))
            unknown += verdict is Signed.UNKNOWN
        return Issuers(named=len(named), unknown=unknown)


def _likelihood(certificate: Certificate, candidate: Certificate) -> tuple[int, int, int]:
    """Sort issuers by what the certificate says of its issuer's key, then by whether their key fits its signature."""
    wanted, own = certificate.authority_key, candidate.subject_key
    said = 1 if wanted is None or own is None else 0 if wanted == own else 2
    size = getattr(candidate.public_key, "key_size", 0)
    fits = candidate.key.startswith("RSA") and (size + 7) // 8 == len(certificate.x509.signature)
    return said, 0 if fits else 1, candidate.position

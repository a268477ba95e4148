"""The appliance's certificate, and the way from it to a root: each certificate is looked at once, no path is listed."""

import datetime as dt

from msgspec import Struct

from omelog.chain.certificate import Certificate
from omelog.chain.graph import Graph


class Path(Struct, frozen=True, kw_only=True):
    """From the leaf upwards, as far as it goes; `whole` if its last certificate signed itself.

    `circle`: the certificates issued one another, without a beginning.
    """

    certificates: tuple[Certificate, ...]
    whole: bool
    circle: bool = False

    @property
    def top(self) -> Certificate:
        """The highest certificate reached."""
        return self.certificates[-1]


class Leaf(Struct, frozen=True, kw_only=True):
    """The appliance's certificate, and others of the file that could be one too."""

    certificate: Certificate
    others: tuple[Certificate, ...] = ()


def leaf(graph: Graph, csr_key: bytes | None) -> Leaf | None:
    """Choose the appliance's certificate: that of the CSR's key, else the first that issued none and may issue none.

    Where there are only authorities it is the lowest of them. None where there is no certificate.
    """
    if csr_key is not None:
        own = [one for one in graph.certificates if one.public_key_der == csr_key]
        if own:
            return Leaf(certificate=own[0], others=tuple(own[1:]))
    plain = [one for one in graph.certificates if not one.is_authority and not graph.has_issued(one)]
    if plain:
        return Leaf(certificate=plain[0], others=tuple(plain[1:]))
    lowest = [one for one in graph.certificates if not graph.has_issued(one)] or graph.certificates
    return Leaf(certificate=lowest[0]) if lowest else None


def find(graph: Graph, start: Certificate, at: dt.datetime) -> Path:
    """Find the way to a root: one that is valid at a time, then the shortest, then the one that ends last."""
    valid = _search(graph, start, at)
    return valid if valid.whole else _better(valid, _search(graph, start, None))


def _better(valid: Path, other: Path) -> Path:
    return other if other.whole or len(other.certificates) > len(valid.certificates) else valid


def ends(graph: Graph, start: Certificate) -> tuple[Certificate, ...]:
    """Return the highest certificates reached on each way that ends before a root."""
    seen, waiting, found = {start.position}, [start], []
    while waiting:
        certificate = waiting.pop()
        issuers = graph.issuers(certificate).found
        if not issuers:
            found.append(certificate)
        for issuer in issuers:
            if issuer.position not in seen:
                seen.add(issuer.position)
                waiting.append(issuer)
    return tuple(sorted(found, key=lambda one: one.position))


def _search(graph: Graph, start: Certificate, at: dt.datetime | None) -> Path:
    """Go up level by level; of the ways to a certificate the one that ends last counts, then the order of the file."""
    below: dict[int, Certificate | None] = {start.position: None}
    ends = {start.position: start.not_after}
    level, last = [start], [start]
    while level:
        roots = [one for one in level if graph.is_root(one)]
        if roots:
            best = min(roots, key=lambda one: (-ends[one.position].timestamp(), one.position))
            return Path(certificates=_way(best, below), whole=True)
        last, above = level, {}
        for certificate in level:
            for issuer in graph.issuers(certificate).found:
                if issuer.position in below and issuer.position not in above:
                    continue
                if at is not None and not issuer.is_valid_at(at):
                    continue
                end = min(ends[certificate.position], issuer.not_after)
                if issuer.position not in above or end > ends[issuer.position]:
                    below[issuer.position], ends[issuer.position] = certificate, end
                    above[issuer.position] = issuer
        level = sorted(above.values(), key=lambda one: one.position)
    top = min(last, key=lambda one: (bool(graph.issuers(one).found), -ends[one.position].timestamp(), one.position))
    return Path(certificates=_way(top, below), whole=False, circle=bool(graph.issuers(top).found))


def _way(top: Certificate, below: dict[int, Certificate | None]) -> tuple[Certificate, ...]:
    way: list[Certificate] = []
    one: Certificate | None = top
    while one is not None:
        way.append(one)
        one = below[one.position]
    return tuple(reversed(way))

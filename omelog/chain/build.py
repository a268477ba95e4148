"""Builds the chain file of an appliance from pieces in any form and order, and says what is left out or missing.

The pieces are sorted by their bytes first, so that the answer depends neither on their order nor on their names.
"""

from collections.abc import Iterable

from msgspec import Struct

from omelog.chain import path, reader
from omelog.chain.certificate import Certificate
from omelog.chain.check import check
from omelog.chain.content import Content
from omelog.chain.der import Password
from omelog.chain.graph import Graph
from omelog.chain.outcome import Checked, Question

_TRIED = 50  # certificates of one key, the most promising first


class Piece(Struct, frozen=True, kw_only=True):
    """One file that was read, by the name that it was given or found under."""

    name: str
    content: Content


class Built(Struct, frozen=True, kw_only=True):
    """What came of the pieces. `data` is the chain file, only if it `passes` every requirement.

    `leaves` are the appliances' certificates if there are several, `ends` the highest certificates reached where no
    way leads to a root. `strangers` are certificates that are not in the path, by the name of their piece.
    """

    data: bytes | None = None
    checked: Checked | None = None
    leaves: tuple[Certificate, ...] = ()
    ends: tuple[Certificate, ...] = ()
    strangers: tuple[tuple[str, Certificate], ...] = ()


def read_piece(name: str, data: bytes, question: Question, password: Password) -> Piece:
    """Read one piece, whatever its form."""
    return Piece(name=name, content=reader.read_quietly(name, data, question.limits, password))


def build(name: str, pieces: Iterable[Piece], question: Question) -> Built:
    """Build the chain; `name` is that of the file to be made."""
    found: dict[bytes, str] = {}
    unique: dict[bytes, Certificate] = {}
    for piece in pieces:
        for certificate in piece.content.certificates:
            found.setdefault(certificate.der, piece.name)
            unique.setdefault(certificate.der, certificate)
    graph = Graph((unique[der].at(place) for place, der in enumerate(sorted(unique), 1)), question.limits)
    key = question.csr.public_key if question.csr else None
    leaf = path.leaf(graph, key)
    if leaf is None:
        return Built()
    candidates = (leaf.certificate, *leaf.others)
    if leaf.others and key is None:
        return Built(leaves=candidates)
    ranked = sorted(candidates, key=lambda one: (one.is_valid_at(question.at), one.not_after, one.sha256), reverse=True)
    best: Built | None = None
    for start in ranked[:_TRIED]:
        made = _from(start, graph, name, question, found)
        if made.data is not None:
            return made
        best = best or made
    return best or Built()


def _from(start: Certificate, graph: Graph, name: str, question: Question, found: dict[bytes, str]) -> Built:
    """Build the chain of one certificate."""
    way = path.find(graph, start, question.at)
    members = {one.der for one in way.certificates}
    strangers = tuple((found[one.der], one) for one in graph.certificates if one.der not in members)
    checked = _check(name, way, question)
    if not way.whole:
        return Built(ends=path.ends(graph, start), strangers=strangers, checked=checked)
    passes = not any(one.status == "fail" for one in checked.outcomes) and not checked.case.content.problems
    return Built(data=_written(way) if passes else None, checked=checked, strangers=strangers)


def _check(name: str, way: path.Path, question: Question) -> Checked:
    return check(name, _written(way), question)


def _written(way: path.Path) -> bytes:
    """Write leaf to root in Base64: 64 columns, line feeds, nothing else."""
    return b"".join(one.pem for one in way.certificates)

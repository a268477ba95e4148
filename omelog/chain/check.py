"""Checks one certificate file: reads it, finds the appliance's certificate and its path, asks every rule."""

from omelog.chain import hygiene, path, reader, requirements
from omelog.chain.content import Content
from omelog.chain.der import Password
from omelog.chain.graph import Graph
from omelog.chain.outcome import Checked, Evidence, Outcome, Question


def check(name: str, data: bytes, question: Question, password: Password = lambda: None) -> Checked:
    """Check the bytes of a certificate file. `password` is asked at most once, for PKCS#12."""
    return _checked(reader.read_quietly(name, data, question.limits, password), question)


def _checked(content: Content, question: Question) -> Checked:
    graph = Graph(content.certificates, question.limits)
    key = question.csr.public_key if question.csr else None
    found = path.leaf(graph, key)
    start = found.certificate if found else None
    is_lost = content.lost > 0 or not content.certificates
    unsure = is_lost and start is not None and start.is_authority and start.public_key_der != key
    case = Evidence(
        question=question,
        content=content,
        graph=graph,
        leaf=None if unsure else start,
        other_leaves=found.others if found else (),
        path=path.find(graph, start, question.at) if start else None,
        is_lost=is_lost,
    )
    if case.path is not None and (limit := graph.issuers(case.path.top).limit):
        content.hit(limit, "keys tried in the search for an issuer")
    outcomes: list[Outcome] = [*requirements.check(case), *hygiene.check(case)]
    return Checked(case=case, outcomes=tuple(outcomes))

"""The requirements of a certificate chain, in the order of `causes/requirements.toml`. Each answers at least once."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from omelog.chain.certificate import Certificate
from omelog.chain.outcome import Evidence, Outcome
from omelog.model.chain import Answer

MOST = 10
_SINGLE = {"csr-key", "encoding", "extended-key-usage", "key-encipherment", "common-name", "validity"}
_BOTH = {ExtendedKeyUsageOID.SERVER_AUTH: "server", ExtendedKeyUsageOID.CLIENT_AUTH: "client"}


def check(case: Evidence) -> Iterator[Outcome]:
    """Yield what every requirement has to say, in order."""
    for slug, rule in _RULES.items():
        if case.question.single and slug not in _SINGLE:
            yield _single(case, slug)
        else:
            yield from rule(case, slug)


def _single(case: Evidence, slug: str) -> Outcome:
    """Skip what a single certificate need not meet; that it is not alone is told where a chain would be judged."""
    if slug == "full-chain" and case.content.blocks > 1:
        return _answer(slug, "warn", "several", count=str(case.content.blocks))
    return _answer(slug, "skip", "single")


def _answer(slug: str, status: Answer, reason: str, certificate: Certificate | None = None, /, **facts: str) -> Outcome:
    return Outcome(requirement=slug, status=status, reason=reason, certificate=certificate, facts=facts)


def _csr_key(case: Evidence, slug: str) -> Iterator[Outcome]:
    csr = case.question.csr
    if csr is None:
        yield _answer(slug, "skip", "no-csr")
    elif csr.public_key is None:
        yield _answer(slug, "fail", csr.reason or "csr-damaged", None, **csr.facts)
    elif case.leaf is not None and case.leaf.public_key_der == csr.public_key:
        yield _answer(slug, "pass", "match-first" if csr.more else "match", case.leaf, more=str(csr.more))
    elif case.is_lost or case.leaf is None:
        yield _answer(slug, "skip", "lost")
    else:
        yield _answer(slug, "fail", "other-key-first" if csr.more else "other-key", case.leaf, more=str(csr.more))


def _encoding(case: Evidence, slug: str) -> Iterator[Outcome]:
    for fault in case.content.faults:
        where = ", ".join(str(position) for position in fault.positions[:5])
        more = f" and {len(fault.positions) - 5} more" if len(fault.positions) > 5 else ""  # noqa: PLR2004 - of the same
        yield _answer(slug, fault.status, fault.reason, None, **fault.facts, where=where + more)
    if not any(fault.status == "fail" for fault in case.content.faults):
        yield _answer(slug, "pass", "base64")


def _extended_key_usage(case: Evidence, slug: str) -> Iterator[Outcome]:
    if case.leaf is None:
        yield _answer(slug, "skip", "lost")
        return
    extensions = case.leaf.extensions
    wanted = {"server"} if case.question.single else {"server", "client"}
    if why := extensions.fault(x509.ExtendedKeyUsage):
        yield _answer(slug, "fail", "unreadable", case.leaf, why=why)
        return
    usage = extensions.get(x509.ExtendedKeyUsage)
    if usage is None:
        yield _answer(slug, "fail", "absent", case.leaf)
        return
    listed = {_BOTH[oid] for oid in usage if oid in _BOTH}
    if wanted <= listed:
        yield _answer(slug, "pass", "single" if case.question.single else "both", case.leaf)
    elif not listed and ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usage:
        yield _answer(slug, "fail", "any", case.leaf)
    else:
        yield _answer(slug, "fail", f"{next(iter(listed))}-only" if listed else "neither", case.leaf)


def _key_encipherment(case: Evidence, slug: str) -> Iterator[Outcome]:
    if case.leaf is None:
        yield _answer(slug, "skip", "lost")
        return
    extensions = case.leaf.extensions
    usage = extensions.get(x509.KeyUsage)
    if why := extensions.fault(x509.KeyUsage):
        yield _answer(slug, "fail", "unreadable", case.leaf, why=why)
    elif usage is None:
        yield _answer(slug, "fail", "absent", case.leaf)
    elif usage.key_encipherment:
        yield _answer(slug, "pass", "listed", case.leaf)
    else:
        yield _answer(slug, "fail", "missing" if case.leaf.key.startswith("RSA") else "missing-ec", case.leaf)


def _full_chain(case: Evidence, slug: str) -> Iterator[Outcome]:
    path = case.path
    if path is None or case.leaf is None:
        yield _answer(slug, "skip", "lost")
        return
    issuers = case.graph.issuers(path.top)
    if path.whole and len(path.certificates) > 1:
        yield _answer(slug, "pass", "root", path.top, sha256=path.top.sha256, name=path.top.subject.short)
    elif path.whole:
        yield _answer(slug, "fail", "self-signed", path.top)
    elif case.is_lost:
        yield _answer(slug, "skip", "lost")
    else:
        yield _answer(slug, "fail", _end(case), path.top, name=path.top.issuer.short, limit=issuers.limit or "")


def _end(case: Evidence) -> str:
    """Name the reason why a path ends before a root."""
    path = case.path
    issuers = case.graph.issuers(path.top) if path else None
    if path is None or issuers is None or path.circle:
        return "circle"
    if issuers.limit:
        return "limit"
    if issuers.unknown:
        return "cannot-verify"
    return ("own-signature" if path.top.is_self_issued else "wrong-signature") if issuers.named else "missing"


def _issuer_links(case: Evidence, slug: str) -> Iterator[Outcome]:
    path = case.path
    if path is None or case.leaf is None:
        yield _answer(slug, "skip", "lost")
    elif not case.content.is_ordered:
        yield _answer(slug, "skip", "set")
    else:
        faults = list(_link_faults(case, slug))
        yield from faults
        if not faults and case.is_lost:
            yield _answer(slug, "skip", "lost")
        elif not faults:
            yield _answer(slug, "pass", "in-order" if path.whole else "as-far")


def _link_faults(case: Evidence, slug: str) -> Iterator[Outcome]:
    """Compare the file with the path; where the path is not whole nobody knows who is a stranger."""
    path = case.path.certificates if case.path else ()
    members = {one.der for one in path}
    seen: set[bytes] = set()
    twice: list[Certificate] = []
    for one in case.content.certificates:
        twice += [one] if one.der in seen else []
        seen.add(one.der)
    if twice:
        yield _answer(slug, "fail", "twice", twice[0], **_several(twice))
    order = [one for one in case.graph.certificates if one.der in members]
    if order != list(path):
        yield _answer(slug, "fail", "order", order[0], order=" ".join(str(one.position) for one in path))
    if case.path is None or not case.path.whole or len(path) == 1:
        return
    strangers = [one for one in case.graph.certificates if one.der not in members]
    leaves = [one for one in strangers if one in case.other_leaves]
    if leaves:
        yield _answer(slug, "fail", "two-chains", leaves[0], **_several(leaves))
    others = [one for one in strangers if one not in case.other_leaves]
    if others:
        late = [one for one in others if not one.is_valid_at(case.question.at)]
        namesakes = {one.subject.folded for one in path}
        facts = _several(others, namesakes)
        yield _answer(slug, "fail", "strangers", others[0], **facts, late=_several(late)["names"])


def _several(certificates: list[Certificate], namesakes: AbstractSet[object] = frozenset()) -> dict[str, str]:
    """Name the first of them; namesakes of others with their issuers."""
    names = ", ".join(
        f"{one.subject.short} issued by {one.issuer.short}" if one.subject.folded in namesakes else one.subject.short
        for one in certificates[:3]
    )
    more = f" and {len(certificates) - 3} more" if len(certificates) > 3 else ""  # noqa: PLR2004 - of the same
    return {"names": names + more}


def _common_name(case: Evidence, slug: str) -> Iterator[Outcome]:
    if case.leaf is None:
        yield _answer(slug, "skip", "lost")
        return
    names, csr = case.leaf.subject.common_names, case.question.csr
    if any("*" in name for name in names):
        reason = "wildcard-csr" if csr is not None and csr.has_wildcard else "wildcard"
        yield _answer(slug, "fail", reason, case.leaf, name=next(name for name in names if "*" in name))
    elif not any(name.strip("\0").strip() for name in names):
        reason = "missing-csr" if csr is not None and csr.public_key and not csr.has_name else "missing"
        yield _answer(slug, "fail", reason, case.leaf)
    else:
        yield _answer(slug, "pass", "named", case.leaf, name=case.leaf.subject.short)


def _depth(case: Evidence, slug: str) -> Iterator[Outcome]:
    count, path = case.content.blocks, case.path
    facts = {"count": str(count), "path": str(len(path.certificates) if path else 0)}
    if not count or (not case.content.certificates and not case.content.is_ordered):
        yield _answer(slug, "skip", "lost")
    elif count > MOST:
        yield _answer(slug, "fail", "too-many", None, **facts)
    else:
        yield _answer(slug, "pass", "most" if count == MOST else "fine", None, **facts)


def _validity(case: Evidence, slug: str) -> Iterator[Outcome]:
    path = case.path.certificates if case.path else ()
    judged = [one for one in path if not case.question.single or one is case.leaf]
    early = [one for one in judged if case.question.at < one.not_before]
    late = [one for one in judged if case.question.at > one.not_after]
    for one in early:
        yield _answer(slug, "fail", "early", one, date=f"{one.not_before:%Y-%m-%d %H:%M} UTC")
    for one in late:
        yield _answer(slug, "fail", "late", one, date=f"{one.not_after:%Y-%m-%d %H:%M} UTC")
    if early or late:
        return
    whole = case.path is not None and (case.path.whole or case.question.single)
    if case.leaf is None or (case.is_lost and not whole):
        yield _answer(slug, "skip", "lost")
    else:
        first = min(judged, key=lambda one: one.not_after)
        yield _answer(slug, "pass", "valid", date=f"{first.not_after:%Y-%m-%d}")


_RULES: dict[str, Callable[[Evidence, str], Iterator[Outcome]]] = {
    "csr-key": _csr_key,
    "encoding": _encoding,
    "extended-key-usage": _extended_key_usage,
    "key-encipherment": _key_encipherment,
    "full-chain": _full_chain,
    "issuer-links": _issuer_links,
    "common-name": _common_name,
    "depth": _depth,
    "validity": _validity,
}

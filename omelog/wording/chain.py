"""A checked certificate file as data with sentences: what `omelog chain` prints in each of its formats."""

import datetime as dt
import shlex
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

from msgspec import structs

from omelog.causes import own_cause, rules
from omelog.chain.build import Built, Piece
from omelog.chain.certificate import Certificate
from omelog.chain.compare import compare
from omelog.chain.content import Content
from omelog.chain.outcome import Case, Checked, Outcome
from omelog.chain.place import address, key_identifier
from omelog.model import chain as told
from omelog.model.cause import Basis, Hygiene, Requirement
from omelog.problems import damage
from omelog.text.visible import one_line
from omelog.wording.chain_sentences import ENCODING, FORMS, HYGIENE, PAIR, REQUIREMENTS
from omelog.wording.chain_verdict import UNREAD

_RANK = ("fail", "warn", "pass", "skip")
_INFERRED = {
    ("extended-key-usage", "absent"),
    ("extended-key-usage", "any"),
    ("full-chain", "wrong-signature"),
    ("full-chain", "own-signature"),
    ("issuer-links", "order"),
    ("issuer-links", "twice"),
    ("issuer-links", "strangers"),
    ("issuer-links", "two-chains"),
}
_KEYS = {"renewed-key", "other-key"}
_NO_CAUSE = {"unreadable", "too-large", "too-many", "pkcs12-closed", "pkcs12-password", "missing-file"}
_WILDCARD_IN_CSR = "wildcard-csr"
_NAME, _TEXT, _SHOWN, _NAMES = 64, 200, 6, 20
_SINGLE_MESSAGE = {"encoding", "key-encipherment"}
_SINGLE_RAISES = "CSEC9002 Unable to upload the certificate because the certificate file provided is invalid."
_CONNECTION = {"depth", "validity"}
CONNECTION_RAISES = "Unable to mutually authenticate and connect to the remote appliance."


def chain(checked: Checked) -> told.Chain:
    """Write what the check of a file came to."""
    case, catalogue = checked.case, rules()
    required = {rule.slug: rule for rule in catalogue.requirement}
    points = {point.slug: point for point in catalogue.hygiene}
    checks = [_requirement(list(group), required[slug], case) for slug, group in _grouped(checked.outcomes, required)]
    checks += [_hygiene(one, points[one.requirement], case) for one in checked.outcomes if one.requirement in points]
    failed = any(check.status == "fail" for check in checks)
    path = case.path.certificates if case.path else ()
    members = {one.position for one in path}
    return told.Chain(
        ok=not failed and not case.content.problems,
        file=told.File(name=one_line(case.content.name), encoding=FORMS[case.content.form]),
        certificates=[_certificate(one, case, members) for one in case.content.certificates],
        checks=checks,
        at=_time(case.question.at),
        path=[one.position for one in path],
        broken=_broken(case),
        private_key=case.content.has_private_key,
        notices=[],
        problems=case.content.problems,
    )


def cut(text: str, most: int = _NAME) -> str:
    """Make a text of a certificate fit to be shown: visible, on one line, no longer than a line."""
    shown = one_line(text)
    return shown if len(shown) <= most else f"{shown[: most - 3]}..."


def _grouped(outcomes: Iterable[Outcome], required: dict[str, Requirement]) -> Iterable[tuple[str, list[Outcome]]]:
    groups: dict[str, list[Outcome]] = {}
    for one in outcomes:
        if one.requirement in required:
            groups.setdefault(one.requirement, []).append(one)
    return groups.items()


def _requirement(group: list[Outcome], rule: Requirement, case: Case) -> told.Check:
    """Make one check of all that was found about a requirement; the worst decides."""
    status = min((one.status for one in group), key=_RANK.index)
    first = next(one for one in group if one.status == status)
    ordered = sorted(group, key=lambda one: _RANK.index(one.status))
    sentences = [(_filled(one, REQUIREMENTS[rule.slug][one.reason], case)) for one in ordered]
    details = list(dict.fromkeys(detail for detail, _ in sentences))
    fixes = list(
        dict.fromkeys(fix for (_, fix), one in zip(sentences, ordered, strict=True) if fix and one.status == status)
    )
    more = f"; and {len(details) - _SHOWN} more" if len(details) > _SHOWN else ""
    cause = _cause(group, rule) if status == "fail" else None
    return told.Check(
        requirement=rule.slug,
        status=status,
        basis=_basis(first, rule),
        certificate=first.certificate.position if first.certificate else None,
        cause=cause,
        detail="; ".join(details[:_SHOWN]) + more,
        fix="; ".join(fixes[:_SHOWN]) if status in {"fail", "warn"} and fixes else None,
        raises=_raises(rule.slug, cause, single=case.question.single) if status == "fail" else None,
    )


def _basis(one: Outcome, rule: Requirement) -> Basis:
    return "inferred" if (one.requirement, one.reason) in _INFERRED else rule.basis


def _cause(group: list[Outcome], rule: Requirement) -> str | None:
    reasons = {one.reason for one in group if one.status == "fail"}
    if (
        rule.slug == "encoding"
        and reasons <= _NO_CAUSE | {"pkcs12"}
        and reasons & _NO_CAUSE
        and "pkcs12" not in reasons
    ):
        return None
    if rule.slug == "full-chain" and reasons & {"cannot-verify", "limit"}:
        return None
    if any(reason.startswith("csr-") for reason in reasons) and rule.slug == "csr-key":
        return None
    return "wildcard-dn" if _WILDCARD_IN_CSR in reasons else rule.cause


def _raises(slug: str, cause: str | None, *, single: bool) -> str | None:
    """Name the message that OME is known to show: of the single upload, the chain upload or the connection check."""
    if cause is None:
        return None
    if single:
        return _SINGLE_RAISES if slug in _SINGLE_MESSAGE else None
    if slug in _CONNECTION:
        return CONNECTION_RAISES
    match = own_cause(cause).match
    return match.argument if match.operation or match.message_id == "CGEN1008" else None


def _hygiene(one: Outcome, point: Hygiene, case: Case) -> told.Check:
    detail, _ = _filled(one, (HYGIENE[one.requirement][one.reason], ""), case)
    return told.Check(
        requirement=one.requirement,
        status=one.status,
        basis="hygiene",
        certificate=one.certificate.position if one.certificate else None,
        cause=None,
        detail=detail,
        fix=point.advice,
    )


def _filled(one: Outcome, sentence: tuple[str, str], case: Case) -> tuple[str, str]:
    facts = {name: cut(fact, _TEXT) for name, fact in one.facts.items()} | _command(case)
    if one.certificate is not None:
        facts["subject"] = cut(one.certificate.subject.short)
    if one.requirement == "issuer-links":
        facts["late"] = f" (out of date: {facts['late']})" if facts.get("late") else ""
    if one.requirement == "full-chain":
        facts["what"] = _what_is_missing(case)
        facts["piece"] = "root.cer" if facts["what"] == "the root" else "issuer.cer"
    if one.requirement == "encoding":
        facts["form"] = FORMS[case.content.form]
        facts["kind"] = FORMS.get(facts.get("kind", ""), "")
    return sentence[0].format_map(facts), sentence[1].format_map(facts)


def _command(case: Case) -> dict[str, str]:
    """Name the file, and another beside it, as a shell takes them: what is read is never written."""
    name = case.content.name
    file = "-" if name == "standard input" else one_line(shlex.quote(name))
    out = "new-chain.pem" if PurePath(name).name == "chain.pem" else "chain.pem"
    return {"file": file if len(file) <= _TEXT else "FILE", "out": out}


def _what_is_missing(case: Case) -> str:
    """Name the level that is missing: nobody knows how many are, but above an authority it is mostly the root."""
    path = case.path
    return "the root" if path is not None and len(path.certificates) > 1 else "the issuer"


def _certificate(one: Certificate, case: Case, path: set[int]) -> told.Certificate:
    first = case.path.certificates[0] if case.path else None
    role: told.Place = "intermediate" if one.is_authority else "leaf"
    is_root = case.graph.is_root(one)
    if is_root:
        role = "root"
    if one is first and not (is_root and one.is_authority):
        role = "leaf"
    return told.Certificate(
        position=one.position,
        role=role,
        subject=one_line(one.subject.text),
        issuer=one_line(one.issuer.text),
        serial=f"{one.serial:X}",
        not_before=_time(one.not_before),
        not_after=_time(one.not_after),
        key=one.key,
        sha256=one.sha256,
        name=cut(one.subject.short),
        in_path=one.position in path,
        self_signed=is_root,
        names=[cut(name) for name in one.names[:_NAMES]],
    )


def _broken(case: Case) -> told.Break | None:
    return None if case.path is None or case.path.whole else _break(case.path.top)


def _break(top: Certificate) -> told.Break:
    return told.Break(
        wanted_by=top.position,
        wanted_by_name=cut(top.subject.short),
        name=cut(top.issuer.short),
        key_identifier=key_identifier(top),
        address=cut(found, _TEXT) if (found := address(top)) else None,
    )


def _time(time: dt.datetime) -> str:
    return f"{time.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0).isoformat()}Z"


def unread(name: str, why: str, at: dt.datetime) -> told.Chain:
    """Write that a file cannot be read at all."""
    catalogue = rules()
    checks = []
    for rule in catalogue.requirement:
        if rule.slug == "same-authorities":
            continue
        is_first = rule.slug == "encoding"
        detail, fix = ENCODING["missing-file"] if is_first else REQUIREMENTS[rule.slug]["lost"]
        checks.append(
            told.Check(
                requirement=rule.slug,
                status="fail" if is_first else "skip",
                basis=rule.basis,
                certificate=None,
                cause=None,
                detail=detail.format(why=one_line(why)),
                fix=fix or None,
            )
        )
    return told.Chain(
        ok=False,
        file=told.File(name=one_line(name), encoding=FORMS["other"]),
        certificates=[],
        checks=checks,
        at=_time(at),
        path=[],
        broken=None,
        private_key=False,
        notices=[],
        problems=[damage(UNREAD, f"cannot be read: {one_line(why)}", "nothing was checked", where=one_line(name))],
    )


def pair(source: Checked, target: Checked) -> told.Pair:
    """Write what the comparison of two files came to."""
    compared, ours, theirs = compare(source.case, target.case), chain(source), chain(target)
    required = {rule.slug: rule for rule in rules().requirement}
    groups = _grouped(compared.outcomes, required)
    checks = [_of_pair(list(group), required[slug]) for slug, group in groups]
    failed = any(check.status == "fail" for check in checks)
    return told.Pair(
        ok=ours.ok and theirs.ok and not failed,
        source=ours,
        target=theirs,
        levels=[
            told.Level(position=number, source=_shown(step.source), target=_shown(step.target), same=step.same)
            for number, step in enumerate(compared.steps, 1)
        ],
        checks=[*checks, *_of_side(ours.checks, "source"), *_of_side(theirs.checks, "target")],
    )


def _shown(one: Certificate | None) -> str | None:
    return cut(one.subject.short) if one else None


def _of_pair(group: list[Outcome], rule: Requirement) -> told.Check:
    status = min((one.status for one in group), key=_RANK.index)
    ordered = sorted(group, key=lambda one: _RANK.index(one.status))
    facts = [{name: cut(fact) for name, fact in one.facts.items()} for one in ordered]
    sentences = [PAIR[one.reason] for one in ordered]
    details = [detail.format_map(fact) for (detail, _), fact in zip(sentences, facts, strict=True)]
    fixes = list(dict.fromkeys(fix for _, fix in sentences if fix))
    failed = status == "fail"
    return told.Check(
        requirement=rule.slug,
        status=status,
        basis=rule.basis if rule.slug == "same-authorities" and ordered[0].reason not in _KEYS else "inferred",
        certificate=None,
        cause=rule.cause if failed else None,
        detail="; ".join(details),
        fix="; ".join(fixes) or None,
        raises=CONNECTION_RAISES if failed else None,
        side="pair",
    )


def _of_side(checks: list[told.Check], side: told.Side) -> list[told.Check]:
    return [structs.replace(check, side=side) for check in checks]


def build(built: Built, pieces: Iterable[Piece], folders: frozenset[str], written: str | None) -> told.Build:
    """Write what came of pieces; those found in `folders` that hold no certificate are counted by kind."""
    left_out, counted, pieces = [], Counter[str](), list(pieces)
    for piece in pieces:
        content, kind = piece.content, FORMS[piece.content.form]
        if not content.blocks and piece.name in folders:
            counted[kind] += 1
        elif not content.blocks:
            left_out.append(told.LeftOut(file=one_line(piece.name), name=None, why=f"no certificate in it: {kind}"))
        left_out += [told.LeftOut(file=one_line(piece.name), name=None, why=why) for why in _lost(content)]
    for file, stranger in built.strangers:
        left_out.append(
            told.LeftOut(file=one_line(file), name=cut(stranger.subject.short), why="not in the path of this chain")
        )
    return told.Build(
        ok=built.data is not None,
        written=written,
        reason=_reason(built),
        chain=chain(built.checked) if built.checked else None,
        missing=[_break(top) for top in built.ends],
        leaves=[cut(one.subject.short) for one in built.leaves],
        left_out=left_out,
        counted=dict(sorted(counted.items())),
        private_keys=[one_line(piece.name) for piece in pieces if piece.content.has_private_key],
    )


def _lost(content: Content) -> list[str]:
    """Name what could not be read of a piece."""
    lost = [fault for fault in content.faults if fault.positions]
    return [
        ENCODING[fault.reason][0].format_map(fault.facts | {"where": ", ".join(map(str, fault.positions[:_SHOWN]))})
        for fault in lost
    ]


def _reason(built: Built) -> str:
    if built.data is not None:
        return "the chain passes every requirement that was asked for"
    if built.leaves:
        return "there are certificates of several appliances; --csr picks one"
    if built.ends:
        return "a certificate is missing"
    return "there is no certificate in the pieces" if built.checked is None else "the chain would not pass"

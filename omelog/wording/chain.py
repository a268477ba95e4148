"""A checked certificate file as data with sentences: what `omelog chain` prints in each of its formats."""

import datetime as dt
import shlex
from collections.abc import Iterable
from pathlib import PurePath

from omelog.causes import own_cause, rules
from omelog.chain.outcome import Checked, Evidence, Outcome
from omelog.model import chain as told
from omelog.model.cause import Basis, Hygiene, Requirement
from omelog.problems import damage
from omelog.text.visible import one_line
from omelog.wording.chain_certificate import TEXT, broken, certificate, cut, moment
from omelog.wording.chain_forms import ENCODING, FORMS
from omelog.wording.chain_sentences import HYGIENE, REQUIREMENTS
from omelog.wording.chain_verdict import UNREAD

RANK = ("fail", "warn", "pass", "skip")
SHOWN = 6  # details of one kind
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
_NO_CAUSE = {"unreadable", "too-large", "too-many", "pkcs12-closed", "pkcs12-password", "missing-file"}
_WILDCARD_IN_CSR = "wildcard-csr"
_SINGLE_MESSAGE = {"encoding", "key-encipherment"}
_SINGLE_RAISES = "CSEC9002 Unable to upload the certificate because the certificate file provided is invalid."
_CONNECTION = {"depth", "validity"}
CONNECTION_RAISES = "Unable to mutually authenticate and connect to the remote appliance."


def chain(checked: Checked) -> told.Chain:
    """Write what the check of a file came to."""
    case, catalogue = checked.case, rules()
    required = {rule.slug: rule for rule in catalogue.requirement}
    points = {point.slug: point for point in catalogue.hygiene}
    checks = [_requirement(list(group), required[slug], case) for slug, group in grouped(checked.outcomes, required)]
    checks += [_hygiene(one, points[one.requirement], case) for one in checked.outcomes if one.requirement in points]
    failed = any(check.status == "fail" for check in checks)
    path = case.path.certificates if case.path else ()
    members = {one.position for one in path}
    return told.Chain(
        ok=not failed and not case.content.problems,
        file=told.File(name=one_line(case.content.name), encoding=FORMS[case.content.form]),
        certificates=[certificate(one, case, members) for one in case.content.certificates],
        checks=checks,
        at=moment(case.question.at),
        path=[one.position for one in path],
        broken=broken(case),
        private_key=case.content.has_private_key,
        notices=[],
        problems=case.content.problems,
    )


def grouped(outcomes: Iterable[Outcome], required: dict[str, Requirement]) -> Iterable[tuple[str, list[Outcome]]]:
    """Yield what was found about each requirement."""
    groups: dict[str, list[Outcome]] = {}
    for one in outcomes:
        if one.requirement in required:
            groups.setdefault(one.requirement, []).append(one)
    return groups.items()


def _requirement(group: list[Outcome], rule: Requirement, case: Evidence) -> told.Check:
    """Make one check of all that was found about a requirement; the worst decides."""
    status = min((one.status for one in group), key=RANK.index)
    first = next(one for one in group if one.status == status)
    ordered = sorted(group, key=lambda one: RANK.index(one.status))
    sentences = [(_filled(one, REQUIREMENTS[rule.slug][one.reason], case)) for one in ordered]
    details = list(dict.fromkeys(detail for detail, _ in sentences))
    fixes = list(
        dict.fromkeys(fix for (_, fix), one in zip(sentences, ordered, strict=True) if fix and one.status == status)
    )
    more = f"; and {len(details) - SHOWN} more" if len(details) > SHOWN else ""
    cause = _cause(group, rule) if status == "fail" else None
    return told.Check(
        requirement=rule.slug,
        status=status,
        basis=_basis(first, rule),
        certificate=first.certificate.position if first.certificate else None,
        cause=cause,
        detail="; ".join(details[:SHOWN]) + more,
        fix="; ".join(fixes[:SHOWN]) if status in {"fail", "warn"} and fixes else None,
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


def _hygiene(one: Outcome, point: Hygiene, case: Evidence) -> told.Check:
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


def _filled(one: Outcome, sentence: tuple[str, str], case: Evidence) -> tuple[str, str]:
    facts = {name: cut(fact, TEXT) for name, fact in one.facts.items()} | _command(case)
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


def _command(case: Evidence) -> dict[str, str]:
    """Name the file, and another beside it, as a shell takes them: what is read is never written."""
    name = case.content.name
    file = "-" if name == "standard input" else one_line(shlex.quote(name))
    out = "new-chain.pem" if PurePath(name).name == "chain.pem" else "chain.pem"
    return {"file": file if len(file) <= TEXT else "FILE", "out": out}


def _what_is_missing(case: Evidence) -> str:
    """Name the level that is missing: nobody knows how many are, but above an authority it is mostly the root."""
    path = case.path
    return "the root" if path is not None and len(path.certificates) > 1 else "the issuer"


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
        at=moment(at),
        path=[],
        broken=None,
        private_key=False,
        notices=[],
        problems=[damage(UNREAD, f"cannot be read: {one_line(why)}", "nothing was checked", where=one_line(name))],
    )

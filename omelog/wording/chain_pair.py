"""Two checked certificate files side by side, as data with sentences."""

from msgspec import structs

from omelog.causes import rules
from omelog.chain.certificate import Certificate
from omelog.chain.compare import compare
from omelog.chain.outcome import Checked, Outcome
from omelog.model import chain as told
from omelog.model.cause import Requirement
from omelog.wording.chain import CONNECTION_RAISES, RANK, chain, grouped
from omelog.wording.chain_certificate import cut

_KEYS = {"renewed-key", "other-key"}


def pair(source: Checked, target: Checked) -> told.Pair:
    """Write what the comparison of two files came to."""
    compared, ours, theirs = compare(source.case, target.case), chain(source), chain(target)
    required = {rule.slug: rule for rule in rules().requirement}
    groups = grouped(compared.outcomes, required)
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
    status = min((one.status for one in group), key=RANK.index)
    ordered = sorted(group, key=lambda one: RANK.index(one.status))
    facts = [{name: cut(fact) for name, fact in one.facts.items()} for one in ordered]
    sentences = [_SENTENCES[one.reason] for one in ordered]
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


_SENTENCES: dict[str, tuple[str, str]] = {
    "same": ("the same authorities on both sides, by name and key", ""),
    "renewed-key": (
        "{level} has the same name and another key under a root that both share",
        "use the same certificate of this authority on both sides",
    ),
    "other-key": (
        "{level} has the same name and another key, and the roots differ",
        "have both certificates issued by the same authorities",
    ),
    "other-intermediate": (
        "another intermediate under the same root: {source}, {target}; the article fails this, ordinary TLS does not",
        "have both certificates issued by the same intermediate",
    ),
    "other-intermediate-open": (
        "the certificates were issued by different authorities: {source} and {target}",
        "have both certificates issued by the same intermediate",
    ),
    "one-more": (
        "the {side} has one level more under the same root: {names}",
        "have both certificates issued by the same intermediate",
    ),
    "other-root": (
        "the roots differ: {source} and {target}",
        "have both certificates issued by the same authorities",
    ),
    "one-self-signed": (
        "the certificate of the {side} vouches for itself, the other was signed by an authority",
        "have both certificates issued by the same authorities",
    ),
    "both-self-signed": (
        "both certificates vouch for themselves; migration needs the same authorities on both sides",
        "have both certificates issued by the same authorities",
    ),
    "incomplete": (
        "the chain of the {side} does not reach a root: what is above {name} cannot be compared",
        "complete that chain first",
    ),
    "unread": ("a certificate that cannot be read leaves nothing to compare", ""),
    "same-certificate": (
        "the same certificate on both sides: each appliance needs one of its own, from a CSR of its own",
        "make a CSR on the other appliance and have that one signed",
    ),
    "same-key": (
        "the same key on both sides: each appliance needs a CSR of its own",
        "make a CSR on the other appliance and have that one signed",
    ),
}

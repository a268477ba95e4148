"""Compares the chains of two appliances, level by level: the article's two tables, and what they come to."""

from itertools import zip_longest
from typing import Literal

from msgspec import Struct

from omelog.chain.certificate import Certificate
from omelog.chain.outcome import Evidence, Outcome
from omelog.model.chain import Answer

SLUG = "same-authorities"
Same = Literal["key", "name", "no"]


class Step(Struct, frozen=True, kw_only=True):
    """One level of both sides; None where a side has none."""

    source: Certificate | None
    target: Certificate | None
    same: Same


class Compared(Struct, frozen=True, kw_only=True):
    """The levels, from the appliances' certificates to the roots, and what is to be said about the pair."""

    steps: tuple[Step, ...]
    outcomes: tuple[Outcome, ...]


def compare(source: Evidence, target: Evidence) -> Compared:
    """Compare two checked files."""
    steps = _steps(source, target)
    return Compared(steps=steps, outcomes=(*_authorities(source, target, steps), *_leaves(source, target)))


def _steps(source: Evidence, target: Evidence) -> tuple[Step, ...]:
    """Put the authorities side by side from the root down, where both have one; else from the bottom up."""
    ours, theirs = _path(source), _path(target)
    heads = zip_longest(ours[:1], theirs[:1])
    if _is_whole(source) and _is_whole(target):
        pairs = [*zip_longest(ours[:0:-1], theirs[:0:-1])][::-1]
    else:
        pairs = list(zip_longest(ours[1:], theirs[1:]))
    return tuple(Step(source=one, target=other, same=_same(one, other)) for one, other in [*heads, *pairs])


def _path(case: Evidence) -> tuple[Certificate, ...]:
    return case.path.certificates if case.path else ()


def _is_whole(case: Evidence) -> bool:
    return case.path is not None and case.path.whole


def _same(one: Certificate | None, other: Certificate | None) -> Same:
    if one is None or other is None or one.subject.folded != other.subject.folded:
        return "no"
    return "key" if one.public_key_der == other.public_key_der else "name"


def _answer(status: Answer, reason: str, **facts: str) -> Outcome:
    return Outcome(requirement=SLUG, status=status, reason=reason, facts=facts)


def _authorities(source: Evidence, target: Evidence, steps: tuple[Step, ...]) -> list[Outcome]:
    if source.leaf is None or target.leaf is None:
        return [_answer("skip", "unread")]
    alone = [side for side, case in _sides(source, target) if _is_whole(case) and len(_path(case)) == 1]
    if alone:
        return [_answer("fail", "both-self-signed" if len(alone) > 1 else "one-self-signed", side=alone[0])]
    differing = [
        step for step in steps[1:] if step.source is not None and step.target is not None and step.same != "key"
    ]
    short = [(side, case) for side, case in _sides(source, target) if not _is_whole(case)]
    if short:
        return [_incomplete(source, target, differing, *short[0])]
    if not _share_root(steps):
        return [_root(steps[-1])]
    return _below_root(steps, differing)


def _sides(source: Evidence, target: Evidence) -> tuple[tuple[str, Evidence], tuple[str, Evidence]]:
    return ("source", source), ("target", target)


def _incomplete(source: Evidence, target: Evidence, differing: list[Step], side: str, case: Evidence) -> Outcome:
    """Compare as far as it goes: other issuers of the appliances' certificates differ, whatever is above."""
    ours, theirs = _path(source)[0].issuer, _path(target)[0].issuer
    if ours.folded != theirs.folded:
        return _answer("fail", "other-intermediate-open", source=ours.short, target=theirs.short)
    if case.is_lost:
        return _answer("skip", "unread")
    other = next((step for step in differing if step.same == "no"), None)
    if other is not None and other.source is not None and other.target is not None:
        names = {"source": other.source.subject.short, "target": other.target.subject.short}
        return _answer("fail", "other-intermediate-open", **names)
    return _answer("skip", "incomplete", side=side, name=_path(case)[-1].subject.short)


def _share_root(steps: tuple[Step, ...]) -> bool:
    return steps[-1].same == "key"


def _root(step: Step) -> Outcome:
    source, target = (one.subject.short if one else "" for one in (step.source, step.target))
    if step.same == "name":
        return _answer("fail", "other-key", level=source)
    return _answer("fail", "other-root", source=source, target=target)


def _below_root(steps: tuple[Step, ...], differing: list[Step]) -> list[Outcome]:
    """Judge the levels under a root that both share."""
    made = [_answer("warn", "renewed-key", level=_name(step.source)) for step in differing if step.same == "name"]
    other = [step for step in differing if step.same == "no"]
    more = [step for step in steps[1:] if step.source is None or step.target is None]
    if other:
        made.append(
            _answer("fail", "other-intermediate", source=_name(other[-1].source), target=_name(other[-1].target))
        )
    elif more:
        side = "source" if more[0].target is None else "target"
        names = ", ".join(_name(step.source or step.target) for step in more)
        made.append(_answer("fail", "one-more", side=side, names=names))
    return made or [_answer("pass", "same")]


def _name(one: Certificate | None) -> str:
    return one.subject.short if one else ""


def _leaves(source: Evidence, target: Evidence) -> list[Outcome]:
    """Warn of one certificate, or one key, on both appliances."""
    ours, theirs = source.leaf, target.leaf
    if ours is None or theirs is None or ours.public_key_der != theirs.public_key_der:
        return []
    reason = "same-certificate" if ours.der == theirs.der else "same-key"
    return [Outcome(requirement="csr-key", status="warn", reason=reason)]

"""The chain as a ladder in words: what stands on each rung, from the root down, and where it broke.

Without a file the rungs are those that OME wants; with one they bear its names. What the log says nothing about is
"no error logged", never "ok".
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from omelog.model.chain import Certificate, Chain
from omelog.model.chain import Pair as ChainPair
from omelog.model.report import ChecklistItem
from omelog.text.visible import one_line
from omelog.wording.scene import Scene
from omelog.wording.text import Foreign, foreign

Tone = Literal["bad", "open", "quiet"]

_WANTED = (
    ("root", "Root CA", "issued to and by itself; in the file"),
    ("intermediate", "Intermediate CA, if any", "issued by the one above; in the file"),
    ("leaf", "Appliance certificate (leaf)", "made from this appliance's own CSR"),
)
_EACH, _ABOVE, _LEAF = ("root", "intermediate", "leaf"), ("root", "intermediate"), ("leaf",)
_OF = {  # on which rungs a requirement is met, and what it is called there
    "csr-key": (_LEAF, "the key of the CSR"),
    "extended-key-usage": (_LEAF, "server and client authentication"),
    "key-encipherment": (_LEAF, "key encipherment"),
    "common-name": (_LEAF, "common name"),
    "full-chain": (_ABOVE, "complete chain"),
    "issuer-links": (_ABOVE, "order and signatures"),
    "same-authorities": (_ABOVE, "same authorities"),
    "validity": (_EACH, "validity"),
    "encoding": ((), "Base 64 (PEM)"),
    "depth": ((), "at most 10 certificates"),
}
_SAME: dict[str, tuple[str, Tone]] = {
    "key": ("= the same on both sides", "quiet"),
    "name": ("≠ the same name, another key", "open"),
    "no": ("≠ another one on the other side", "bad"),
}
_RUNGS = 11  # that are drawn: the documented limit, and one that is too many


class Rung(Struct, frozen=True):
    """One certificate: its name, what is known about it, and what the log or a file says of it."""

    name: str
    lines: tuple[str, ...]
    mark: str
    tone: Tone


class Ladder(Struct, frozen=True):
    """A chain from the root down; `says` is the same in sentences."""

    title: str
    rungs: tuple[Rung, ...]
    says: Foreign


def ladder(scene: Scene) -> Ladder | None:
    """Draw up the chain of a bundle; None where neither its log nor a file says anything of it."""
    bundle = scene.bundle
    if bundle.chain is not None and bundle.chain.path:
        return of_file(bundle.chain, "The chain in the file")
    told = [one for one in bundle.checklist if one.requirement in _OF and one.status in ("broken", "fail", "suspected")]
    if bundle.status == "rejected" or bundle.diagnosis.blocker is None or not told:
        return None
    return _ladder("What the appliance wants", tuple(_wanted(told)), _whole(told))


def ladders(pair: ChainPair | None) -> tuple[Ladder, ...]:
    """Draw up both chains of a pair, each rung with what is the same on the other side."""
    if pair is None:
        return ()
    same = {level.position: level.same for level in pair.levels}
    return tuple(
        of_file(chain, title, same) for chain, title in ((pair.source, "Source"), (pair.target, "Target")) if chain.path
    )


def of_file(chain: Chain, title: str, same: Mapping[int, str] | None = None) -> Ladder:
    """Draw up the certificates of a file along the way from the root to the appliance's."""
    known = {one.position: one for one in chain.certificates}
    path = [known[position] for position in chain.path if position in known]
    rungs = [_rung(one, chain, level, same) for level, one in enumerate(path, start=1)]
    if chain.broken is not None:
        rungs.append(
            Rung(one_line(chain.broken.name), ("the chain ends here because it is missing",), "missing", "bad")
        )
    hidden = len(rungs) - _RUNGS
    if hidden > 0:
        rungs = [*rungs[:_RUNGS], Rung(f"and {hidden} more", (), "", "quiet")]
    strangers = sum(not one.in_path for one in chain.certificates)
    also = f"In the file, but not on the way to the root: {strangers}." if strangers else ""
    return _ladder(title, tuple(reversed(rungs)), also)


def _ladder(title: str, rungs: tuple[Rung, ...], also: str) -> Ladder:
    said = (f"{rung.name}: {'; '.join(filter(None, (*rung.lines, rung.mark)))}." for rung in rungs)
    return Ladder(title, rungs, foreign(" ".join(filter(None, ("From the root down.", *said, also)))))


def _wanted(told: list[ChecklistItem]) -> Iterator[Rung]:
    for place, name, line in _WANTED:
        here = [item for item in told if place in _OF[item.requirement][0]]
        sure = [item for item in here if item.status != "suspected"]
        if any(len(_OF[item.requirement][0]) > 1 for item in sure):
            yield Rung(name, (line,), f"the error is on one of these: {_words(sure)}", "bad")
        elif sure:
            yield Rung(name, (line,), f"the error: {_words(sure)}", "bad")
        elif here:
            yield Rung(name, (line,), f"may be the error: {_words(here)}", "open")
        else:
            yield Rung(name, (line,), "no error logged", "quiet")


def _whole(told: list[ChecklistItem]) -> str:
    """Write what is about the file as a whole and stands on no rung."""
    whole = [item for item in told if not _OF[item.requirement][0]]
    if not whole:
        return ""
    sure = any(item.status != "suspected" for item in whole)
    return f"About the file as a whole, {'the error' if sure else 'may be the error'}: {_words(whole)}."


def _words(items: Iterable[ChecklistItem]) -> str:
    return ", ".join(_OF[item.requirement][1] for item in items)


def _rung(one: Certificate, chain: Chain, level: int, same: Mapping[int, str] | None) -> Rung:
    failed = [check for check in chain.checks if check.status == "fail" and check.certificate == one.position]
    tone: Tone
    if failed:
        mark = "fails: " + ", ".join(
            dict.fromkeys(_OF.get(check.requirement, ((), check.requirement))[1] for check in failed)
        )
        tone = "bad"
    elif same is not None and level > 1:
        mark, tone = _SAME[same.get(level, "no")]
    else:
        mark, tone = "no failed check", "quiet"
    return Rung(
        name=one_line(one.name),
        lines=(
            f"{one.role}, issued by {'itself' if one.self_signed else one_line(one.issuer)}",
            one_line(f"{one.key}, {one.not_before[:10]} to {one.not_after[:10]}"),
        ),
        mark=one_line(mark),
        tone=tone,
    )

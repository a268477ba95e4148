"""What came of the pieces of a chain, as data with sentences."""

from collections import Counter
from collections.abc import Iterable

from omelog.chain.build import Built, Piece
from omelog.chain.content import Content
from omelog.model import chain as told
from omelog.text.visible import one_line
from omelog.wording.chain import SHOWN, chain
from omelog.wording.chain_certificate import break_at, cut
from omelog.wording.chain_forms import ENCODING, FORMS


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
        missing=[break_at(top) for top in built.ends],
        leaves=[cut(one.subject.short) for one in built.leaves],
        left_out=left_out,
        counted=dict(sorted(counted.items())),
        private_keys=[one_line(piece.name) for piece in pieces if piece.content.has_private_key],
    )


def _lost(content: Content) -> list[str]:
    """Name what could not be read of a piece."""
    lost = [fault for fault in content.faults if fault.positions]
    return [
        ENCODING[fault.reason][0].format_map(fault.facts | {"where": ", ".join(map(str, fault.positions[:SHOWN]))})
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

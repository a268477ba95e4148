"""Base64 blocks in text: found by their BEGIN and END lines, however these are written, and counted.

A block is decoded only if it is written as it should be, or in a way that changes no letter of its Base64.
"""

import base64
import re
from collections.abc import Iterator

from msgspec import Struct

from omelog.chain.marks import Mark, is_mark
from omelog.chain.marks import marks as find_marks

_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_CONTROLS = bytes({*range(32)} - {*b"\0\t\n\v\f\r\x1a\x1b"})  # which DER has, and no text
_TEXT = bytes({*range(256)} - {*_CONTROLS})
_OTHER_WIDTH = ("-\0-", "\u2d2d")  # dashes of UTF-16 in a text of bytes, and of bytes in UTF-16
# Two lines of Base64, or a long one, as no prose has them.
_LOOSE = re.compile(r"\n[A-Za-z0-9+/]{60,}(?:={0,2}[ \t]*\n[A-Za-z0-9+/]{60}|(?<=[A-Za-z0-9+/]{200}))")
_OPEN = {"cut-off", "stray-end"}
_PROSE = 40  # letters, blanks aside: what stands between a BEGIN and an END in a sentence is shorter than a block
_BLANKS = " \t"


class Block(Struct, frozen=True, kw_only=True):
    """One block: what it says it is, its bytes (None if it was not read, with the reason), and how it is written."""

    label: str
    data: bytes | None
    reason: str | None
    facts: dict[str, str]
    quirks: tuple[str, ...]


class Blocks(Struct, frozen=True):
    """The blocks of a text, and whether there is other text between or around them.

    `lost` says why a certificate may be among that: it is no text (`binary`), or Base64 (`no-marks`).
    """

    blocks: tuple[Block, ...]
    has_text: bool
    lost: str | None


def find(text: str) -> Blocks:
    """Find the blocks of a text whose lines end in line feeds."""
    marks, blocks, covered = list(find_marks(text)), [], [0]
    index = 0
    while index < len(marks):
        mark = marks[index]
        after = marks[index + 1] if index + 1 < len(marks) else None
        index += 1
        if mark.word == "END":
            blocks += [_stray(mark)] if _ends_block(_before(text, mark)) else []
            continue
        closes = after if after is not None and after.word == "END" else None
        follows = _follows(text, marks, index - 1)
        if not follows and _before(text, mark).strip(_BLANKS) and not _is_block(text, mark, closes):
            index += closes is not None
            continue
        blocks.append(_block(text, mark, closes, glued=follows))
        covered += [mark.start, closes.end if closes else mark.end]
        index += closes is not None
    covered.append(len(text))
    gaps = [text[start:end] for start, end in zip(covered[::2], covered[1::2], strict=True)]
    return Blocks(
        tuple(blocks),
        has_text=any(gap.strip(" \t\n\f\x1a") for gap in gaps),
        lost=_lost(gaps, blocks),
    )


def _lost(gaps: list[str], blocks: list[Block]) -> str | None:
    if any(map(_is_binary, gaps)):
        return "binary"
    if any(block.reason in _OPEN for block in blocks):
        return None  # of which it is the Base64
    return "no-marks" if any(_LOOSE.search(f"\n{gap}") for gap in gaps) else None


def _is_binary(gap: str) -> bool:
    return any(sign in gap for sign in _OTHER_WIDTH) or bool(gap.encode("utf-8", "replace").translate(None, _TEXT))


def _before(text: str, mark: Mark) -> str:
    return text[text.rfind("\n", 0, mark.start) + 1 : mark.start]


def _after(text: str, mark: Mark) -> str:
    end = text.find("\n", mark.end)
    return text[mark.end : end if end >= 0 else len(text)]


def _follows(text: str, marks: list[Mark], index: int) -> bool:
    """Return whether an END stands before a BEGIN on its line, blanks aside."""
    last = marks[index - 1] if index else None
    return last is not None and last.word == "END" and not text[last.end : marks[index].start].strip(_BLANKS)


def _is_block(text: str, mark: Mark, closes: Mark | None) -> bool:
    """Return whether a BEGIN in the middle of a line begins a block, and is not spoken of in a sentence."""
    return closes is not None and len("".join(text[mark.end : closes.start].split())) > _PROSE


def _ends_block(before: str) -> bool:
    """Return whether an END stands where a block ends, and is not spoken of in a sentence."""
    return " " not in before.strip(_BLANKS) or len(before) > _PROSE


def _stray(mark: Mark) -> Block:
    return Block(label=mark.label, data=None, reason="stray-end", facts={}, quirks=())


def _block(text: str, mark: Mark, closes: Mark | None, *, glued: bool) -> Block:
    quirks = list(_quirks_of_begin(text, mark, glued=glued))

    def lost(reason: str, **facts: str) -> Block:
        return Block(label=mark.label, data=None, reason=reason, facts=facts, quirks=tuple(quirks))

    if closes is None:
        return lost("cut-off")
    if wrong := _wrong_mark(text, mark, closes):
        return lost("marks", line=wrong)
    if closes.label != mark.label:
        return lost("other-end", label=mark.label, end=closes.label)
    if mark.label.endswith("PRIVATE KEY"):  # which is not decoded at all
        return Block(label=mark.label, data=b"", reason=None, facts={}, quirks=tuple(quirks))
    body = text[mark.end : closes.start]
    quirks += _quirks_of_body(body)
    quirks += ["trailing"] if (rest := _after(text, closes)) and not rest.strip(_BLANKS) else []
    letters = "".join(re.split(r"[ \t\n]+", body))
    if reason := _damage(body, letters):
        return lost(reason, character=_strange(letters))
    data = base64.b64decode(letters)  # which is in order: `_damage` has looked
    return Block(label=mark.label, data=data, reason=None, facts={}, quirks=tuple(dict.fromkeys(quirks)))


def _wrong_mark(text: str, mark: Mark, closes: Mark) -> str | None:
    """Return a BEGIN or END that is not written as it should be."""
    if not mark.is_exact:
        return text[mark.start : mark.end]
    runs_on = text[closes.end : closes.end + 1] == "-" and not is_mark(text, closes.end)
    return text[closes.start : closes.end + 1] if runs_on or not closes.is_exact else None


def _quirks_of_begin(text: str, mark: Mark, *, glued: bool) -> Iterator[str]:
    before, after = _before(text, mark), _after(text, mark)
    if glued and before.strip(_BLANKS):
        yield "glued" if text[mark.start - 1] == "-" else "one-line"
    elif before.strip(_BLANKS):
        yield "in-line"
    elif before:
        yield "indented"
    if after.strip(_BLANKS):
        yield "one-line"
    elif after:
        yield "trailing"


def _quirks_of_body(body: str) -> Iterator[str]:
    lines = body.split("\n")
    inner = lines[1:-1]
    if len(lines) > 1 and lines[-1]:
        yield "one-line" if lines[-1].strip(_BLANKS) else "indented"
    if any(not line.strip(_BLANKS) for line in inner):
        yield "blank-lines"
    filled = [line for line in inner if line.strip(_BLANKS)]
    if any(line[0] in _BLANKS for line in filled):
        yield "indented"
    if any(line[-1] in _BLANKS for line in filled):
        yield "trailing"
    if any(len(line.split()) > 1 for line in filled):
        yield "blanks"


def _damage(body: str, letters: str) -> str | None:
    """Name what is wrong with the letters of a block; None if they are Base64."""
    if _BASE64.fullmatch(letters) and len(letters) % 4 == 0:
        return None
    low = body.casefold()
    if "<br" in low or "&nbsp;" in low or "</" in low:
        return "html-tags"
    if "\\par" in low:
        return "rtf-tags"
    if re.search(r"=(3d|20|0a|0d)|=\n[a-z0-9+/]", low):
        return "quoted-printable"
    if _strange(letters):
        return "character"
    return "damaged" if letters else "empty-block"


def _strange(letters: str) -> str:
    """Name the first character that has no place in Base64."""
    found = re.search(r"[^A-Za-z0-9+/=]", letters)
    if found is None:
        return ""
    return "NO-BREAK SPACE" if found[0] == "\xa0" else found[0] if "!" <= found[0] <= "~" else f"U+{ord(found[0]):04X}"

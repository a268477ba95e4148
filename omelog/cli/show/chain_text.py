"""A checked certificate file, or two side by side, as the terminal shows them: 80 columns, no table drawn."""

import os
import sys
from collections.abc import Iterator

from msgspec import Struct

from omelog.model.chain import Build, Certificate, Chain, Chains, Check, Pair
from omelog.text.visible import one_line
from omelog.text.wrap import columns, wrapped
from omelog.wording.chain_verdict import KEY_WARNING, next_steps, pair_verdict, verdict

_WIDTH, _NAME, _SLUG = 80, 30, 26
_SHOWN = 40  # certificates of a file that are listed
_COLOURS = {"fail": "31", "warn": "33", "pass": "32"}


class Signs(Struct, frozen=True):
    """The few signs beyond letters, as far as the terminal has them."""

    bar: str = "│"
    right: str = "✓"
    wrong: str = "✗"
    equal: str = "="
    differs: str = "≠"


def signs(encoding: str | None) -> Signs:
    """Choose the signs that an output can show."""
    try:
        "│✓✗≠".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return Signs("|", "yes", "no", "=", "x")
    return Signs()


def text(noun: Chain | Chains | Pair | Build, audience: str | None, sign: Signs) -> str:
    """Arrange whatever `omelog chain` answers."""
    match noun:
        case Pair():
            return pair_text(noun, sign)
        case Build():
            return build_text(noun, sign)
        case Chains():
            return "\n".join(chain_text(chain, audience, sign) for chain in noun.files)
    return chain_text(noun, audience, sign)


def chain_text(chain: Chain, audience: str | None, sign: Signs) -> str:
    """Arrange one file."""
    parts = [*([KEY_WARNING, ""] if chain.private_key else []), _head(chain), *_path(chain, sign), ""]
    parts += _checks(chain.checks)
    parts += [f"  {line}" for root in _roots(chain) for line in _root(root)]
    parts += [""] if chain.ok else []
    parts += [str(wrapped(step)) for step in next_steps(chain, audience)]
    return "\n".join(parts) + "\n"


def pair_text(pair: Pair, sign: Signs) -> str:
    """Arrange two files: the article's two tables, what they come to, then each file."""
    keys = [KEY_WARNING, ""] if pair.source.private_key or pair.target.private_key else []
    parts = [*keys, pair_verdict(pair), "", f"     {'source':<34}target"]
    for level in pair.levels:
        mark = sign.differs if level.same == "no" and level.position > 1 else sign.equal if level.position > 1 else " "
        note = "another key" if level.same == "name" and level.position > 1 else ""
        row = f"  {level.position:<3}{_cell(level.source, 31)} {mark} {_cell(level.target, 31)} {note}"
        parts.append(row.rstrip())
    parts += ["", *_checks([check for check in pair.checks if check.side == "pair"])]
    for name, chain in (("source", pair.source), ("target", pair.target)):
        parts += ["", f"{name}:", chain_text(chain, None, sign).rstrip("\n")]
    return "\n".join(parts) + "\n"


def build_text(build: Build, sign: Signs) -> str:
    """Arrange what came of pieces."""
    head = f"{build.written}: written" if build.written else "nothing was written"
    keys = [str(wrapped(KEY_WARNING.replace("this file", name))) for name in build.private_keys[:_SHOWN]]
    parts = [*keys, str(wrapped(f"{head}: {build.reason}"))]
    parts += [f"  appliance  {one}" for one in build.leaves]
    for want in build.missing:
        key = f", key id {want.key_identifier}" if want.key_identifier else ""
        address = f", perhaps {want.address}" if want.address else ""
        parts.append(str(wrapped(f"{want.name}{key}{address}, wanted by {want.wanted_by_name}", "  missing    ")))
    for left in build.left_out[:_SHOWN]:
        name = f"{left.name}: " if left.name else ""
        parts.append(str(wrapped(f"{left.file}: {name}{left.why}", "  left out   ")))
    if len(build.left_out) > _SHOWN:
        parts.append(f"             and {len(build.left_out) - _SHOWN} more")
    if build.counted:
        told = ", ".join(f"{kind} {count}" for kind, count in build.counted.items())
        parts.append(str(wrapped(f"files without a certificate: {told}", "  left out   ")))
    if build.chain is not None:
        parts += ["", chain_text(build.chain, None, sign).rstrip("\n")]
    return "\n".join(parts) + "\n"


def coloured(text: str) -> str:
    """Colour the answers, if standard output is a terminal that wants it."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    for answer, colour in _COLOURS.items():
        text = text.replace(f"\n  {answer}  ", f"\n  \x1b[{colour}m{answer}\x1b[0m  ")
    return text


def _head(chain: Chain) -> str:
    count = len(chain.certificates)
    told = f"{count} certificate{'' if count == 1 else 's'}, {chain.file.encoding}"
    says = verdict(chain)
    line = f"{_cut(chain.file.name, _WIDTH - len(says) - 2)}: {says}"
    gap = _WIDTH - columns(line) - len(told)
    return f"{line}{' ' * gap}{told}" if gap > 0 else f"{line}\n  {told}"


def _path(chain: Chain, sign: Signs) -> Iterator[str]:
    """Yield the path, what breaks it, and what does not belong to it."""
    by_position = {one.position: one for one in chain.certificates}
    path = [by_position[position] for position in chain.path]
    for number, one in enumerate(path):
        if number:
            yield f"  {sign.bar}  signed by {sign.right}"
        yield _row(str(one.position), one)
    if chain.broken is not None:
        yield from _break(chain, sign)
    strangers = [one for one in chain.certificates if not one.in_path]
    if strangers:
        yield "  not in the path:"
        yield from (_row(str(one.position), one) for one in strangers[:_SHOWN])
    if len(strangers) > _SHOWN:
        yield f"     and {len(strangers) - _SHOWN} more"


def _break(chain: Chain, sign: Signs) -> Iterator[str]:
    broken = chain.broken
    if broken is None:
        return
    why = next((check.detail for check in chain.checks if check.requirement == "full-chain"), "")
    lines = wrapped(why, f"  {sign.bar}  signed by {sign.wrong}   ", f"  {sign.bar}     ")
    yield str(lines)
    key = broken.key_identifier or ""
    key = f"key id {key[:5]}:...:{key[-2:]}" if len(key) > 14 else f"key id {key}" if key else ""  # noqa: PLR2004 - fits
    address = f"perhaps {broken.address}" if broken.address else ""
    hints = ", ".join(filter(None, (key, address)))
    role = "root" if len(chain.path) > 1 else "issuer"
    yield f"  ?  {role:<13} {_cell(broken.name, _NAME)} {_cut(hints, _WIDTH)}".rstrip()


def _row(place: str, one: Certificate) -> str:
    told = f"{one.key}, until {one.not_after[:10]}"
    return f"  {_cut(place, 3):<2} {one.role:<13} {_cell(one.name, _NAME)} {told}"


def _checks(checks: list[Check]) -> Iterator[str]:
    """Yield what fails, then what is to be warned of, then what was skipped; what passes in one line."""
    for answer in ("fail", "warn"):
        for check in checks:
            if check.status == answer:
                yield from _check(check)
    for answer in ("skip", "pass"):
        named = [check.requirement for check in checks if check.status == answer]
        if named:
            yield str(wrapped(", ".join(named), f"  {answer}  "))


def _check(check: Check) -> Iterator[str]:
    yield str(wrapped(check.detail, f"  {check.status}  {check.requirement:<{_SLUG}} "[: 9 + _SLUG], "        "))
    if check.raises:
        yield str(wrapped(f"raises: {check.raises}", "        "))
    yield from _fix(check.fix or "")


def _fix(fix: str) -> Iterator[str]:
    """Yield what to do; a command stands on a line of its own, as long as it is, to be copied."""
    words: list[str] = []
    for part in fix.split("; ") if fix else ():
        told, mark, command = part.partition(": omelog ")
        words.append(told)
        if mark:
            yield str(wrapped(f"{'; '.join(words)}:", "        "))
            yield f"        omelog {command}"
            words = []
    if words:
        yield str(wrapped(f"{'; '.join(words).rstrip('.')}.", "        "))


def _roots(chain: Chain) -> list[Certificate]:
    return [one for one in chain.certificates if one.self_signed and one.in_path]


def _root(root: Certificate) -> Iterator[str]:
    yield f"SHA-256 of {_cut(root.name, _NAME)}, to be compared with the owner of the CA:"
    yield root.sha256


def _cell(text: str | None, width: int) -> str:
    shown = _cut(text or "-", width)
    return shown + " " * (width - columns(shown))


def _cut(text: str, width: int) -> str:
    shown = one_line(text)
    if columns(shown) <= width:
        return shown
    while columns(shown) > width - 3:
        shown = shown[:-1]
    return f"{shown}..."

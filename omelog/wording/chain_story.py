"""What a certificate file adds to a bundle or a pair, as sentences and lines that every output lays out."""

from msgspec import Struct

from omelog.model.chain import Certificate, Chain
from omelog.model.chain import Pair as ChainPair
from omelog.model.report import Bundle
from omelog.wording.chain_verdict import verdict
from omelog.wording.text import Foreign, counted, foreign

_SHOWN = 20  # certificates that are listed
_SIGNS = {"key": "=", "name": "≠ (same name, another key)", "no": "≠"}


class FileStory(Struct, frozen=True, kw_only=True):
    """The file beside a bundle: what it is, what it says about the log, its certificates, and what else of it fails."""

    title: str
    brief: str
    says: tuple[str, ...]
    certificates: tuple[str, ...]
    breaks: str
    next_errors: tuple[str, ...]
    all_pass: str


class FilesStory(Struct, frozen=True, kw_only=True):
    """The article's two tables from the real files: level, source, sign, target; and what they come to."""

    title: str
    levels: tuple[tuple[str, Foreign, str, Foreign], ...]
    says: tuple[str, ...]


def file_story(bundle: Bundle) -> FileStory | None:
    """Write what the certificate file of a bundle adds; None where none was given."""
    chain = bundle.chain
    if chain is None:
        if not bundle.file_says:
            return None
        said = _lines(bundle)
        return FileStory(
            title="The certificate files",
            brief=" ".join(said),
            says=said,
            certificates=(),
            breaks="",
            next_errors=(),
            all_pass="",
        )
    more = len(chain.certificates) - _SHOWN
    rows = [_row(one) for one in chain.certificates[:_SHOWN]]
    return FileStory(
        title=foreign(f"The certificate file {chain.file.name} ({chain.file.encoding})"),
        brief=_brief(chain, bundle),
        says=_lines(bundle),
        certificates=(*rows, *([f"and {more} more"] if more > 0 else [])),
        breaks=_breaks(chain),
        next_errors=tuple(map(_next_error, bundle.next_errors)),
        all_pass="Every requirement that was asked for passes for this file." if chain.ok else "",
    )


def files_story(pair: ChainPair | None) -> FilesStory | None:
    """Write the comparison of two files; None where there are not two."""
    if pair is None:
        return None
    levels = tuple(
        (
            str(level.position),
            foreign(level.source or "none"),
            _SIGNS[level.same] if level.position > 1 else "",
            foreign(level.target or "none"),
        )
        for level in pair.levels
    )
    told = [check for check in pair.checks if check.side == "pair"]
    fixes = {
        check.detail: f"; {check.fix.rstrip('.')}" if check.fix and check.status != "pass" else "" for check in told
    }
    return FilesStory(
        title="The certificate files of source and target, level by level",
        levels=levels,
        says=tuple(foreign(f"{check.detail[:1].upper()}{check.detail[1:]}{fixes[check.detail]}.") for check in told),
    )


def _brief(chain: Chain, bundle: Bundle) -> str:
    """Write in one line that a file was checked, and what that came to."""
    first = bundle.file_says[:1] or [
        f"{counted(len(bundle.next_errors), 'fault')} beside that of the log." if bundle.next_errors else ""
    ]
    return foreign(f"Certificate file {chain.file.name}: {verdict(chain)}. {first[0]}".strip())


def _lines(bundle: Bundle) -> tuple[str, ...]:
    return tuple(map(foreign, bundle.file_says))


def _row(one: Certificate) -> str:
    place = "" if one.in_path else ", not in the path"
    names = f", also named {', '.join(one.names[:4])}" if one.names else ""
    dates = f"{one.not_before[:10]} to {one.not_after[:10]}"
    return foreign(
        f"{one.position}. {one.role}{place}: {one.name}, issued by {one.issuer}, {one.key}, {dates}, "
        f"SHA-256 {one.sha256}{names}"
    )


def _next_error(text: str) -> str:
    return foreign(text if text.startswith("For migration: ") else f"The next upload's error: {text}")


def _breaks(chain: Chain) -> str:
    """Write where the way to the root ends."""
    if chain.broken is None:
        return ""
    why = next((one.detail for one in chain.checks if one.requirement == "full-chain"), "")
    address = f"; look at {chain.broken.address}" if chain.broken.address else ""
    return foreign(f"The chain breaks above {chain.broken.wanted_by_name}: {why}{address}.")

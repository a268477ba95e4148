"""Checked certificate files as one page in the style of the reports."""

from msgspec import Struct

from omelog import __version__
from omelog.model.chain import Chain, Chains, Pair
from omelog.report.html.environment import pages
from omelog.wording.chain_verdict import next_steps, pair_verdict, verdict


class FilePart(Struct, frozen=True):
    """One file on the page: its check, what that came to, and what to do next."""

    chain: Chain
    verdict: str
    next_steps: list[str]


class ChainPage(Struct, frozen=True, kw_only=True):
    """What the page shows: files, and for a pair its levels."""

    title: str
    generated: str
    files: list[FilePart]
    pair: Pair | None = None
    verdict: str = ""
    version: str = __version__
    redacted: str = ""


def page(noun: Chain | Chains | Pair, audience: str | None, redacted: str) -> bytes:
    """Return the page of checked files; `redacted` says what was left out."""
    pair = noun if isinstance(noun, Pair) else None
    chains = _chains(noun)
    made = ChainPage(
        title="Certificate files of source and target" if pair else "Certificate files",
        generated=_time(chains[0].at),
        files=[FilePart(chain, verdict(chain), list(next_steps(chain, audience))) for chain in chains],
        pair=pair,
        verdict=pair_verdict(pair).capitalize() if pair else "",
        redacted=redacted,
    )
    return pages().get_template("chain.html.j2").render(page=made).encode()


def _chains(noun: Chain | Chains | Pair) -> list[Chain]:
    if isinstance(noun, Pair):
        return [noun.source, noun.target]
    return noun.files if isinstance(noun, Chains) else [noun]


def _time(at: str) -> str:
    return f"{at[:10]} {at[11:16]} UTC"

"""Checked certificate files as one page in the style of the reports."""

from msgspec import Struct

from omelog import __version__
from omelog.model.chain import Chain, Level, Pair
from omelog.report.html.environment import pages


class ChainPage(Struct, frozen=True, kw_only=True):
    """What the page shows: files, and for a pair its levels."""

    title: str
    generated: str
    chains: list[Chain]
    pair: Pair | None = None
    levels: list[Level] = []
    audience: str | None = None
    version: str = __version__
    redacted: str = ""


def chains_page(chains: list[Chain], audience: str | None) -> bytes:
    """Return the page of checked files."""
    return _rendered(
        ChainPage(title="Certificate files", generated=_time(chains[0].at), chains=chains, audience=audience)
    )


def pair_page(pair: Pair) -> bytes:
    """Return the page of two files side by side."""
    return _rendered(
        ChainPage(
            title="Certificate files of source and target",
            generated=_time(pair.source.at),
            chains=[pair.source, pair.target],
            pair=pair,
            levels=pair.levels,
        )
    )


def _rendered(page: ChainPage) -> bytes:
    return pages().get_template("chain.html.j2").render(page=page).encode()


def _time(at: str) -> str:
    return f"{at[:10]} {at[11:16]} UTC"

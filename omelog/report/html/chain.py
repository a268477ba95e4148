"""Checked certificate files as one page in the style of the reports."""

from msgspec import Struct, structs

from omelog import __version__
from omelog.causes import rules
from omelog.model.chain import Chain, Chains, Check, Pair
from omelog.report.html.environment import pages
from omelog.wording.chain_story import FilesStory, files_story
from omelog.wording.chain_verdict import next_steps, pair_verdict, verdict


class CheckRow(Struct, frozen=True):
    """One check, by its title."""

    title: str
    check: Check


class FilePart(Struct, frozen=True):
    """One file on the page: its check, what that came to, and what to do next."""

    chain: Chain
    verdict: str
    checks: list[CheckRow]
    next_steps: list[str]


class ChainPage(Struct, frozen=True, kw_only=True):
    """What the page shows: files, and for a pair its levels."""

    title: str
    generated: str
    files: list[FilePart]
    verdict: str = ""
    pair: FilesStory | None = None
    checks: list[CheckRow] = []
    version: str = __version__
    redacted: str = ""


def page(noun: Chain | Chains | Pair, audience: str | None, redacted: str) -> bytes:
    """Return the page of checked files; `redacted` says what was left out."""
    chains = _chains(noun)
    made = ChainPage(
        title="Certificate files",
        generated=_time(chains[0].at),
        files=[
            FilePart(chain, verdict(chain), _rows(chain.checks), list(next_steps(chain, audience))) for chain in chains
        ],
        redacted=redacted,
    )
    if isinstance(noun, Pair):
        said = pair_verdict(noun)
        made = structs.replace(
            made,
            title="Certificate files of source and target",
            verdict=said[:1].upper() + said[1:],
            pair=files_story(noun),
            checks=_rows([check for check in noun.checks if check.side == "pair"]),
        )
    return pages().get_template("chain.html.j2").render(page=made).encode()


def _rows(checks: list[Check]) -> list[CheckRow]:
    """Return what fails, then what is to be warned of, then the rest."""
    catalogue = rules()
    titles = {rule.slug: rule.title for rule in catalogue.requirement}
    titles |= {point.slug: point.title for point in catalogue.hygiene}
    ordered = sorted(checks, key=lambda check: _ORDER.index(check.status))
    return [CheckRow(titles.get(check.requirement, check.requirement), check) for check in ordered]


_ORDER = ("fail", "warn", "skip", "pass")


def _chains(noun: Chain | Chains | Pair) -> list[Chain]:
    if isinstance(noun, Pair):
        return [noun.source, noun.target]
    return noun.files if isinstance(noun, Chains) else [noun]


def _time(at: str) -> str:
    return f"{at[:10]} {at[11:16]} UTC"

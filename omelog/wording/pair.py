"""The page of one migration: what the logs of both sides say, side by side."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from omelog.causes import UNKNOWN
from omelog.model.report import Pair, Report, Row
from omelog.text.visible import visible
from omelog.wording.chain_story import FilesStory, files_story
from omelog.wording.fix import first_step
from omelog.wording.ladder import Ladder, ladders
from omelog.wording.paths import BACK, link_from_below, pair_paths
from omelog.wording.steps import Turn, turns
from omelog.wording.text import Foreign, foreign, number, to_second
from omelog.wording.together import SIDES, Together, together
from omelog.wording.verdict import Trouble, troubles
from omelog.wording.words import STATUS, certainty, redacted, verdict_of


class Side(Struct, frozen=True, kw_only=True):
    """What the bundle of one side says."""

    name: Foreign
    href: str
    verdict: str
    headline: Foreign
    certainty: str
    status: str
    tone: str
    findings: str
    last: str
    ends: str
    first_step: str
    turns: tuple[Turn, ...]
    forward: str
    troubles: tuple[Trouble, ...]


class PairStory(Struct, frozen=True, kw_only=True):
    """Everything that the page of a migration shows."""

    title: str
    version: str
    generated: str = ""  # as the pages of several bundles: it does not change with every run
    redacted: str
    back: str
    case: str
    together: Together
    files: FilesStory | None
    source: Side
    target: Side
    forward: tuple[str, ...]
    questions: tuple[str, ...]
    ladders: tuple[Ladder, ...]
    in_order: tuple[tuple[str, Side], ...]


def pair_stories(report: Report, rows: Sequence[Row], paths: Sequence[str]) -> Iterator[tuple[str, PairStory]]:
    """Write the story of each migration with both sides, by its path; `paths` are those of the bundles."""
    sides = {row.id: (row, path) for row, path in reversed(list(zip(rows, paths, strict=True)))}
    for pair, place in zip(report.pairs, pair_paths(report.pairs, rows), strict=True):
        if place:
            yield place, _story(pair, sides[pair.source_id], sides[pair.target_id], report)


def pair_of(report: Report, rows: Sequence[Row]) -> PairStory | None:
    """Write the story of a report that is about one migration and nothing else; None if it is about other things."""
    by_id = {row.id: row for row in rows}
    if len(rows) != len(SIDES) or [{pair.source_id, pair.target_id} for pair in report.pairs] != [{*by_id}]:
        return None
    [pair] = report.pairs
    return _story(pair, (by_id[pair.source_id], ""), (by_id[pair.target_id], ""), report)


def _story(pair: Pair, source: tuple[Row, str], target: tuple[Row, str], report: Report) -> PairStory:
    case = foreign(pair.case) if pair.case else ""
    said = together(source[0], target[0], report)
    sides = _side(*source, report), _side(*target, report)
    return PairStory(
        title=f"{said.verdict} - migration{f' of {case}' if case else ''} - omelog",
        version=visible(report.omelog),
        redacted=redacted(report.redaction),
        back=BACK,
        case=case,
        together=said,
        files=files_story(pair.chain),
        source=sides[0],
        target=sides[1],
        forward=tuple(dict.fromkeys(side.forward for side in sides if side.forward)),
        questions=report.catalogue.reference.ask_for,
        ladders=ladders(pair.chain),
        in_order=tuple(_in_order(sides, said.first)),
    )


def _in_order(sides: tuple[Side, Side], first: tuple[str, ...]) -> Iterator[tuple[str, Side]]:
    """Yield the sides that have steps, those first that have to be seen to first."""
    named = sorted(zip(SIDES, sides, strict=True), key=lambda one: one[0] not in first)
    return ((name, side) for name, side in named if side.turns)


def _side(row: Row, path: str, report: Report) -> Side:
    cause = report.catalogue.causes.get(row.blocker or "")
    return Side(
        name=foreign(row.name),
        href=link_from_below(path),
        verdict=verdict_of(row, report.catalogue.causes),
        headline=foreign(row.headline),
        certainty=certainty(row.certainty, len(row.candidates), row.status, by_file=row.by_file),
        status=STATUS[row.status],
        tone=row.status,
        findings=number(sum(row.by_cause.values())),
        last=to_second(row.last_seen) if row.last_seen else "none",
        ends=to_second(row.log_ends),
        first_step=_first_step(row, report),
        turns=turns(cause, report.audience) if cause else (),
        forward=(cause.forward or "") if cause else "",
        troubles=troubles(row.problems),
    )


def _first_step(row: Row, report: Report) -> str:
    """Name what to do first on one side; nothing where its log records no error and was read."""
    if row.status == "rejected":
        return "Get a bundle that can be read: the reason why this one could not is given below."
    cause = report.catalogue.causes.get(row.blocker or (UNKNOWN if row.by_cause else ""))
    return first_step(cause) if cause else ""

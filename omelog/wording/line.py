"""One bundle of the overview's table."""

from collections.abc import Sequence

from msgspec import Struct, structs

from omelog.model.report import Report, Row
from omelog.wording.cases import Cases
from omelog.wording.copies import Copy, copies
from omelog.wording.names import names
from omelog.wording.paths import link, pair_paths
from omelog.wording.text import Foreign, anchor, foreign, moment, number
from omelog.wording.verdict import Trouble, troubles
from omelog.wording.words import STATUS, sure, verdict_of

_DOTS: dict[str | None, str] = {
    "certain": "broken",
    "ambiguous": "suspected",
    "documented": "suspected",
    "unknown": "suspected",
}


class Line(Struct, frozen=True, kw_only=True):
    """One bundle. `inside` and `short` are its name, cut behind the case where it begins with it.

    `causes` are the keys of what it records, for filters; `dot` is how its verdict is marked, `code` that of its first
    problem. `first` is the first bundle of its case; `newest` the last word of a case that has older ones; `new` has a
    cause that the last run did not find; `pair` leads to the page of its migration.
    """

    href: str
    name: Foreign
    inside: str
    short: Foreign
    case: str
    role: str
    status: str
    tone: str
    verdict: str
    certainty: str
    findings: str
    last: str
    troubles: tuple[Trouble, ...]
    causes: str
    dot: str
    code: str
    pair: str = ""
    first: bool = False
    newest: bool = False
    new: bool = False
    same: Copy | None = None


def lines(report: Report, rows: Sequence[Row], paths: Sequence[str], cases: Cases) -> tuple[Line, ...]:
    """Write each bundle, in the order of the cases."""
    shown = names(rows)
    same = copies(rows, paths, shown)
    pairs = _pairs(report, rows)
    first = {row.case: at for at, row in reversed([(at, rows[at]) for at in cases.order])}
    new = {change.id for change in report.changes.new if change.in_case != "known"} if report.changes else set()
    return tuple(
        structs.replace(
            _line(rows[at], shown[at], report, link(paths[at])),
            **pairs.get(rows[at].id, {}),
            first=first[rows[at].case] == at,
            newest=at in cases.contested,
            new=rows[at].id in new,
            same=same.get(at),
        )
        for at in cases.order
    )


def _line(row: Row, name: str, report: Report, href: str) -> Line:
    """Write what a row says by itself."""
    inside = f"{row.case}/" if row.case and name.startswith(f"{row.case}/") else ""
    return Line(
        href=href,
        name=foreign(name),
        inside=foreign(inside),
        short=foreign(name.removeprefix(inside)),
        case=foreign(row.case) if row.case else "",
        role=row.role or "",
        status=STATUS[row.status],
        tone=row.status,
        verdict=verdict_of(row, report.catalogue.causes),
        certainty=sure(row.certainty, row.status) if row.certainty else "",
        findings=number(sum(row.by_cause.values())),
        last=_to_the_second(moment(row.last_seen)) if row.last_seen else "",
        troubles=troubles(row.problems),
        causes=" ".join(map(cause_key, row.by_cause)),
        dot=_DOTS.get(row.certainty, ""),
        code=next((one.code for one in sorted(row.problems, key=lambda one: one.severity != "damage")), ""),
    )


def cause_key(slug: str) -> str:
    """Return the word by which a filter names a cause: its slug, or a digest where that is no plain word."""
    return anchor("cause", slug).removeprefix("cause-")


def _to_the_second(time: str) -> str:
    """Cut what no overview needs; what is no time stays as it is."""
    return time if isinstance(time, Foreign) else time.partition(".")[0]


def _pairs(report: Report, rows: Sequence[Row]) -> dict[str, dict[str, str]]:
    """Return the side of each migration's bundles, and the address of its page, by their ids."""
    found: dict[str, dict[str, str]] = {}
    for pair, path in zip(report.pairs, pair_paths(report.pairs, rows), strict=True):
        if path:
            found[pair.source_id] = {"role": "source", "pair": link(path)}
            found[pair.target_id] = {"role": "target", "pair": link(path)}
    return found

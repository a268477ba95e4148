"""One bundle of the overview's table."""

from collections.abc import Sequence

from msgspec import Struct

from omelog.model.report import Report, Row
from omelog.report.page.cases import Cases
from omelog.report.page.copies import Copy, copies
from omelog.report.page.paths import link, pair_paths
from omelog.report.page.text import Foreign, foreign, moment, number
from omelog.report.page.verdict import Trouble, troubles
from omelog.report.page.words import STATUS, SURE, title


class Line(Struct, frozen=True, kw_only=True):
    """One bundle. `inside` and `short` are its name, cut behind the case where it begins with it.

    `first` is the first bundle of its case; `newest` the last word of a case that has older ones; `pair` leads to the
    page of its migration.
    """

    href: str
    name: Foreign
    inside: str
    short: Foreign
    case: str
    role: str
    pair: str
    first: bool
    newest: bool
    same: Copy | None
    status: str
    tone: str
    verdict: str
    certainty: str
    findings: str
    last: str
    troubles: tuple[Trouble, ...]


def lines(report: Report, rows: Sequence[Row], paths: Sequence[str], cases: Cases) -> tuple[Line, ...]:
    """Word each bundle, in the order of the cases."""
    same = copies(rows, paths)
    pairs = _pairs(report, rows)
    first = {row.case: at for at, row in reversed([(at, rows[at]) for at in cases.order])}
    return tuple(
        _line(
            rows[at],
            report,
            href=link(paths[at]),
            pair=pairs.get(rows[at].name, ""),
            first=first[rows[at].case] == at,
            newest=at in cases.contested,
            same=same.get(at),
        )
        for at in cases.order
    )


def verdict_of(row: Row, report: Report) -> str:
    """Name the verdict of a bundle."""
    if row.status == "rejected":
        return "Could not be read"
    if row.blocker:
        return title(row.blocker, report.catalogue.causes)
    return "An error that is not known" if row.by_cause else "No certificate error recorded"


def _line(row: Row, report: Report, *, href: str, pair: str, first: bool, newest: bool, same: Copy | None) -> Line:
    inside = f"{row.case}/" if row.case and row.name.startswith(f"{row.case}/") else ""
    return Line(
        href=href,
        name=foreign(row.name),
        inside=foreign(inside),
        short=foreign(row.name.removeprefix(inside)),
        case=foreign(row.case) if row.case else "",
        role=row.role or "",
        pair=pair,
        first=first,
        newest=newest,
        same=same,
        status=STATUS[row.status],
        tone=row.status,
        verdict=verdict_of(row, report),
        certainty=SURE[row.certainty] if row.certainty else "",
        findings=number(sum(row.by_cause.values())),
        last=_to_the_second(moment(row.last_seen)) if row.last_seen else "",
        troubles=troubles(row.problems),
    )


def _to_the_second(time: str) -> str:
    """Cut what no overview needs; what is no time stays as it is."""
    return time if isinstance(time, Foreign) else time.partition(".")[0]


def _pairs(report: Report, rows: Sequence[Row]) -> dict[str, str]:
    """Give the address of the migration's page by the name of each side."""
    found: dict[str, str] = {}
    for pair, path in zip(report.pairs, pair_paths(report.pairs, rows), strict=True):
        if path:
            found |= {pair.source: link(path), pair.target: link(path)}
    return found

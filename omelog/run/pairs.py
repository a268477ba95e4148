"""Migrations: the source and the target of one case."""

from collections import defaultdict
from collections.abc import Sequence

from omelog.model.report import Pair, Role, Row
from omelog.pages import pair_path


def pairs(rows: Sequence[Row]) -> list[Pair]:
    """Find the cases with bundles of both sides, in the order of their sources.

    Of several bundles of one side the newest counts: the one whose log ends last, then the one whose name is last.
    Bundles without a case are a pair only where a run has just the two: nothing else says that they belong together.
    """
    sides: dict[str | None, dict[Role, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.role:
            sides[row.case][row.role].append(row)
    newest = [
        (case, max(found["source"], key=_newest), max(found["target"], key=_newest))
        for case, found in sides.items()
        if len(found) == len(("source", "target")) and (case is not None or len(rows) == len(found))
    ]
    order = {row.id: position for position, row in enumerate(rows)}
    newest.sort(key=lambda pair: order[pair[1].id])
    return [
        Pair(
            case=case,
            source=source.name,
            target=target.name,
            source_id=source.id,
            target_id=target.id,
            page=pair_path((source.name, source.id), (target.name, target.id)),
        )
        for case, source, target in newest
    ]


def _newest(row: Row) -> tuple[str, str]:
    return row.log_ends or "", row.name

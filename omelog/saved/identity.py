"""Ids for the bundles of a report that has none, or equal ones."""

from msgspec import structs

from omelog.model.report import Bundle, Changes, Report
from omelog.pages import bundle_id


def identified(report: Report) -> Report:
    """Assign every bundle an id of its own: older reports have none, and one from elsewhere may have equal ones."""
    bundles, taken = [], {""}
    for bundle in report.bundles:
        number, identity = 0, bundle.id
        while identity in taken:
            identity, number = bundle_id(bundle.source, bundle.name, number), number + 1
        taken.add(identity)
        bundles.append(bundle if identity == bundle.id else structs.replace(bundle, id=identity))
    ids = {bundle.name: bundle.id for bundle in reversed(bundles)}
    pairs = [
        pair
        if pair.source_id
        else structs.replace(pair, source_id=ids.get(pair.source, ""), target_id=ids.get(pair.target, ""))
        for pair in report.pairs
    ]
    return structs.replace(report, bundles=bundles, pairs=pairs, changes=_identified_changes(report.changes, bundles))


def _identified_changes(changes: Changes | None, bundles: list[Bundle]) -> Changes | None:
    if changes is None:
        return None
    ids = {(bundle.case, bundle.name): bundle.id for bundle in reversed(bundles)}
    lists = {
        name: [
            change if change.id else structs.replace(change, id=ids.get((change.case, change.bundle), ""))
            for change in getattr(changes, name)
        ]
        for name in ("new", "gone", "changed", "not_read")
    }
    return structs.replace(changes, **lists)

"""What bundles are called beside one another."""

from collections import Counter
from collections.abc import Sequence

from omelog.model.report import Bundle, Row


def names(bundles: Sequence[Row | Bundle]) -> list[str]:
    """Return one name a bundle, in order; with its source where names are equal."""
    count = Counter(bundle.name for bundle in bundles)
    return [
        bundle.name if count[bundle.name] == 1 or bundle.name == bundle.source else f"{bundle.name} ({bundle.source})"
        for bundle in bundles
    ]

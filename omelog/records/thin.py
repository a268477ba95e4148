"""Too many records to keep each: equal ones are taken together, the older the more; each is still counted."""

from array import array
from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from omelog.records.hits import Hits
from omelog.records.moments import filled, moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.int64]"
Counts: TypeAlias = "NDArray[np.uint32]"


def thinned(hits: Hits, most: int) -> Hits:
    """Return hits in at most so many rows, in the order of their lines.

    The latest half of these rows, by time, stays as it is, and so does the last row of the log. Before them every
    second row of each text is counted in the one before it, and again: down to the first and the last of each text,
    then to the first alone. Where that is not enough the earliest are left out.
    """
    if len(hits) <= most:
        return hits
    order = _in_time_order(hits)
    text, count = np.asarray(hits.text)[order], np.asarray(hits.count)[order]
    latest = (most + 1) // 2
    old = np.arange(len(order) - latest)
    for with_last in (True, False):
        while len(old) > most - latest and len(fewer := _halved(old, text, count, with_last=with_last)) < len(old):
            old = fewer
    gone, old = np.split(old, [max(0, len(old) - (most - latest))])
    kept = np.concatenate((old, np.arange(len(order) - latest, len(order))))
    kept = kept[np.argsort(order[kept])]
    rows = order[kept]
    made = Hits(left_out=hits.left_out + _records(text[gone], count[gone]))
    for column, old_column in zip(made.columns, hits.columns, strict=True):
        column.frombytes(np.asarray(old_column)[rows].tobytes())
    made.count = array("I", count[kept].tobytes())
    return made


def _records(text: Numbers, count: Counts) -> Counter[int]:
    """Count the records of each text."""
    found: Counter[int] = Counter()
    for number, records in zip(text.tolist(), count.tolist(), strict=True):
        found[number] += records
    return found


def _in_time_order(hits: Hits) -> Numbers:
    """Return the rows oldest first; one without a readable time stands behind the one before it, the last row last."""
    when = filled(moments(np.asarray(hits.second), np.asarray(hits.fraction)))
    when[-1] = np.iinfo(np.int64).max
    return np.argsort(when, kind="stable")


def _halved(rows: Numbers, text: Numbers, count: Counts, *, with_last: bool) -> Numbers:
    """Count every second row of a text in the one before it; give the rows that stay, `with_last` its last one too."""
    by_text = rows[np.argsort(text[rows], kind="stable")]
    begins = np.ones(len(by_text) + 1, np.bool_)
    begins[1:-1] = np.diff(text[by_text]) != 0
    starts = np.flatnonzero(begins)
    place = np.arange(len(by_text)) - np.repeat(starts[:-1], np.diff(starts))
    stay = np.flatnonzero((place % 2 == 0) | (begins[1:] & with_last))
    count[by_text[stay]] = np.add.reduceat(count[by_text], stay)
    return np.sort(by_text[stay])

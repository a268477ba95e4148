"""Storms: findings that differ in time, thread and digits of prose or trace alone are one."""

import re
from collections.abc import Iterable

import pandas as pd

from omelog.model.record import Entry, Occurrences, Parsed
from omelog.records.moments import UNKNOWN

_FOLD_ABOVE = 1000
_DIGITS = re.compile(r"[0-9]+")


def folded(findings: pd.DataFrame, parsed: Parsed) -> pd.DataFrame:
    """Fold the findings of a bundle, in incidents of more than 1,000 of them. They stay in reading order.

    `findings` is the frame of `numbered`. Each row gets `repeats`, for how many records it stands, and `until`, the
    occurrence of the last one that has a time (its own, where none has).
    """
    is_many = findings.groupby("incident")["incident"].transform("size") > _FOLD_ABOVE
    few = findings[~is_many]
    few = few.assign(repeats=few["count"].astype("int64"), until=few["occurrence"])
    if not is_many.any():
        return few
    return pd.concat([few, _once(findings[is_many], parsed)]).sort_values(["occurrence", "position"])


def _once(many: pd.DataFrame, parsed: Parsed) -> pd.DataFrame:
    """Return the first of each shape, message and incident."""
    shapes = _shapes(many["text"].unique().tolist(), parsed)
    key = ["incident", "position", "shape"]
    many = many.assign(
        repeats=many["count"].astype("int64"),
        until=many["occurrence"].where(_is_timed(many, parsed.occurrences), -1),
        shape=many["text"].map(shapes).astype("int32"),
    )
    first = many.drop_duplicates(key).set_index(key)
    together = many.groupby(key).agg(repeats=("repeats", "sum"), until=("until", "max"))
    first = first.assign(repeats=together["repeats"], until=together["until"].astype("int32"))
    return first.assign(until=first["until"].where(first["until"] >= 0, first["occurrence"])).reset_index()


def _is_timed(findings: pd.DataFrame, occurrences: Occurrences) -> "pd.Series[bool]":
    timed = occurrences.moment[findings["occurrence"].to_numpy()] != UNKNOWN
    return pd.Series(timed, index=findings.index)


def _shapes(texts: Iterable[int], parsed: Parsed) -> dict[int, int]:
    """Give texts of one shape the same number: what is left where the digits of prose and trace are taken out."""
    numbers: dict[bytes, int] = {}
    return {text: numbers.setdefault(_shape(text, parsed), len(numbers)) for text in texts}


def _shape(number: int, parsed: Parsed) -> bytes:
    text = parsed.texts[number]
    body = text.body.decode("utf-8", "replace")
    return b"\0".join((text.before, text.between, text.after, _without_digits(body, parsed.entries[number]).encode()))


def _without_digits(body: str, entry: Entry) -> str:
    pieces, end = [], 0
    for start, behind in entry.payload_places:
        pieces += [_DIGITS.sub("0", body[end:start]), body[start:behind]]
        end = behind
    return "".join((*pieces, _DIGITS.sub("0", body[end:])))

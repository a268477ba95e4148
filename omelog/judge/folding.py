"""Storms: findings that differ in time, thread and digits of prose or trace alone are one."""

import re
from collections.abc import Sequence

import pandas as pd

from omelog.model.record import Entry, Parsed

_FOLD_ABOVE = 1000
_ENTRY = ["bundle", "text"]
_DIGITS = re.compile(r"[0-9]+")


def folded(findings: pd.DataFrame, parsed: Sequence[Parsed]) -> pd.DataFrame:
    """Fold the findings of bundles, in incidents of more than 1,000 of them. They stay in reading order.

    `findings` is the frame of `numbered`. Each row gets `repeats`, for how many records it stands, and `until`, the
    occurrence of the last one that has a time (its own, where none has).
    """
    few = findings.assign(repeats=findings["count"].astype("int64"), until=findings["occurrence"])
    sizes = findings["incident"].value_counts()
    storms = sizes.index[sizes > _FOLD_ABOVE]
    if not len(storms):
        return few
    is_many = findings["incident"].isin(storms)
    return pd.concat([few[~is_many], _once(few[is_many], parsed)]).sort_values(["bundle", "occurrence", "position"])


def _once(many: pd.DataFrame, parsed: Sequence[Parsed]) -> pd.DataFrame:
    """Return the first of each shape, message and incident."""
    key = ["incident", "position", "shape"]
    many = many.assign(until=many["occurrence"].where(many["timed"], -1)).merge(_shapes(many, parsed), on=_ENTRY)
    first = many.drop_duplicates(key).set_index(key)
    together = many.groupby(key).agg(repeats=("repeats", "sum"), until=("until", "max"))
    first = first.assign(repeats=together["repeats"], until=together["until"].astype("int32"))
    return first.assign(until=first["until"].where(first["until"] >= 0, first["occurrence"])).reset_index()


def _shapes(many: pd.DataFrame, parsed: Sequence[Parsed]) -> pd.DataFrame:
    """Assign texts of one shape the same number: what is left where the digits of prose and trace are taken out."""
    texts = many[_ENTRY].drop_duplicates()
    numbers: dict[bytes, int] = {}
    shapes = [_shape(text, parsed[bundle]) for bundle, text in zip(texts["bundle"], texts["text"], strict=True)]
    numbered = [numbers.setdefault(shape, len(numbers)) for shape in shapes]
    return texts.assign(shape=pd.Series(numbered, index=texts.index, dtype="int32"))


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

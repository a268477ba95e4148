"""Messages and catalogue to findings: a pipeline in pandas, one step a line."""

from collections.abc import Sequence
from functools import cache, partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from omelog.causes import UNKNOWN, certainty, names
from omelog.judge.messages import messages
from omelog.judge.rules import NO_ARGUMENT, Rules
from omelog.model.cause import Catalogue
from omelog.model.record import Occurrences, Parsed
from omelog.model.report import Certainty
from omelog.records.moments import UNKNOWN as NO_MOMENT

_ENTRY = ["bundle", "text"]
_NONE = (NO_ARGUMENT,)


class Kind(NamedTuple):
    """What findings have in common. `unknown_key` tells unknown errors apart, and is empty for known ones.

    `path` names the path that they belong to: their operation, or the cause where that is no upload.
    """

    cause: str
    certainty: Certainty
    operation: str | None
    path: str
    unknown_key: str


class Findings(NamedTuple):
    """The findings of bundles as a frame of numbers, and what the number of a kind stands for.

    One row for each finding in reading order. Columns, all int32: `bundle`; `occurrence` and `position` (which record
    of the bundle, which message of it); `text` (the number of the record's entry); `kind`; `path` (of equal paths the
    same number); `count` (uint32: how many records the row stands for); `timed` (bool: its time names a moment).
    """

    frame: pd.DataFrame
    kinds: list[Kind]


def classify(parsed: Sequence[Parsed], rules: Rules) -> Findings:
    """Assign each message of each entry its cause, and return those that are findings, where they occur."""
    told = messages(parsed)
    by_argument = _by_argument(told, rules)
    told["cause"] = by_argument.where(by_argument.notna(), _by_text(told, rules))
    told = told[_is_finding(told, rules)]
    told, kinds = _with_kinds(told, rules)
    occurring = pd.concat([_occurring(number, one.occurrences) for number, one in enumerate(parsed)], ignore_index=True)
    findings = occurring.merge(told[[*_ENTRY, "position", "kind", "path"]], on=_ENTRY)
    unknown = [number for number, kind in enumerate(kinds) if kind.cause == UNKNOWN]
    # Where the log breaks off inside a record, an unknown error is none: it is told as damage.
    findings = findings[~(findings["cut"] & findings["kind"].isin(unknown))]
    return Findings(findings.drop(columns="cut"), kinds)


def _by_argument(told: pd.DataFrame, rules: Rules) -> pd.Series:
    """Return the cause of each message by its id and arguments; two arguments that name two causes decide nothing."""
    columns = ["logger", "operation", "id", "arguments", "folded"]
    clear = told.loc[told["clear"] & (told["logger"] != ""), columns].rename(columns={"folded": "argument"})
    asked = clear.rename_axis("message").reset_index().explode(["arguments", "argument"], ignore_index=True)
    asked = asked.rename_axis("row").reset_index()
    exact = asked.merge(rules.exact, on=["logger", "id", "argument"])
    left = asked[~asked["row"].isin(exact["row"])]
    likely = left.merge(rules.patterns, on=["logger", "id"])
    fitting = [
        names(rules.match(cause), shown) for cause, shown in zip(likely["cause"], likely["arguments"], strict=True)
    ]
    found = pd.concat([exact, likely[np.array(fitting, dtype=bool)]])
    found = found[(found["only"] == "") | (found["only"] == found["operation"])]
    found = found[["message", "cause"]].drop_duplicates().drop_duplicates("message", keep=False)
    return found.set_index("message")["cause"].reindex(told.index)


def _by_text(told: pd.DataFrame, rules: Rules) -> pd.Series:
    """Return the cause of each message by a needle: in the prose, or under a wanted logger in its own sentence."""
    causes = pd.Series(None, index=told.index, dtype="object")
    for cause, needle in rules.needles.items():
        may_say = (told["logger"] != "") & told["clear"]
        if not rules.may_say(cause, has_arguments=True):
            may_say &= told["folded"].map(_NONE.__eq__)
        in_prose = told["prose"].str.contains(needle, regex=False)
        in_sentence = may_say & told["said"].str.contains(needle, regex=False)
        causes[causes.isna() & (in_prose | in_sentence)] = cause
    return causes


def _is_finding(told: pd.DataFrame, rules: Rules) -> pd.Series:
    """Report which messages are findings.

    An entry of a certificate logger is an error by level and payload, or by a known cause, and then all its messages
    count. Of a logger that only a team's own cause names a message counts that a cause matches. An entry of any other
    logger counts once, and by its text alone.
    """
    known = told["cause"].notna()
    of_error = told["is_error"] | known.groupby([told[name] for name in _ENTRY]).transform("any")
    of_others = known & ((told["logger"] != "") | (told["position"] == 0))
    return of_error.where(told["logger"].isin(rules.certificate_loggers), of_others)


def _with_kinds(told: pd.DataFrame, rules: Rules) -> tuple[pd.DataFrame, list[Kind]]:
    """Add columns of numbers: for what findings have in common, and for their paths."""
    kinds: dict[Kind, int] = {}
    paths: dict[str, int] = {}
    columns = (told[name] for name in ("cause", "operation", "id", "folded"))
    kind_of = cache(partial(_kind, catalogue=rules.catalogue))  # a log says the same in thousands of records
    each = [kind_of(*row) for row in zip(*columns, strict=True)]
    told = told.assign(
        kind=np.array([kinds.setdefault(kind, len(kinds)) for kind in each], np.int32),
        path=np.array([paths.setdefault(kind.path, len(paths)) for kind in each], np.int32),
    )
    return told, list(kinds)


def _kind(slug: object, operation: str, message_id: str, folded: tuple[str, ...], *, catalogue: Catalogue) -> Kind:
    known = isinstance(slug, str)
    cause = catalogue.causes[slug if isinstance(slug, str) else UNKNOWN]
    own = cause.path == "own"
    return Kind(
        cause=cause.slug,
        certainty=certainty(cause),
        operation=None if own else operation or None,
        path=cause.slug if own else operation,
        unknown_key="" if known else f"{message_id}:{'|'.join(folded)}",
    )


def _occurring(bundle: int, occurrences: Occurrences) -> pd.DataFrame:
    """Return the records of a bundle: which one, its text, how many it stands for, and whether the log ends in it."""
    size = len(occurrences.text)
    cut = np.zeros(size, dtype=bool)
    cut[list(occurrences.cut)] = True
    columns = {
        "bundle": np.full(size, bundle, np.int32),
        "occurrence": np.arange(size, dtype=np.int32),
        "text": occurrences.text.astype(np.int32),
        "count": occurrences.count,
        "timed": occurrences.moment != NO_MOMENT,
        "cut": cut,
    }
    return pd.DataFrame(columns, copy=False)

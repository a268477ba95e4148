"""Messages and catalogue to findings, in pandas."""

import pandas as pd

from omelog.causes import UNKNOWN, certainty, fold
from omelog.model.cause import Catalogue
from omelog.model.record import Parsed
from omelog.records import iso_time

_ERROR_LEVELS = ("ERROR", "FATAL")
_WARNING_LEVEL = "WARN"
_NO_ARGUMENT = ""
_KEY = ["logger_name", "id_key", "argument_key"]


def classify(parsed: Parsed, catalogue: Catalogue) -> pd.DataFrame:
    """Return one row for each finding, in reading order (log, line, message).

    Columns: `log` `line` `entry` `position` (int64: where it stands, which distinct entry, which message of it),
    `time` (str or NA, as logged), `moment` (datetime64[us], NaT where the time is none), `thread`
    and `logged` (object: bytes, as logged), `operation` `cause` `certainty` `path` (str; `operation` may be NA),
    `unknown_key` (str: tells unknown errors apart, empty for known ones).
    `path` names the path that a finding belongs to: its operation, or the cause where that is no upload.
    """
    messages = _messages(parsed)
    causes = _by_argument(messages, catalogue).combine_first(_by_text(messages, catalogue))
    messages["cause"] = causes.reindex(messages.index).fillna(UNKNOWN)
    findings = _occurrences(parsed).merge(messages[_is_finding(messages)], on="entry", how="inner")
    findings = findings[~(findings["cut"] & (findings["cause"] == UNKNOWN))]
    findings = findings.sort_values(["log", "line", "position"], kind="stable", ignore_index=True)
    findings["certainty"] = findings["cause"].map({slug: certainty(cause) for slug, cause in catalogue.causes.items()})
    own = [slug for slug, cause in catalogue.causes.items() if cause.path == "own"]
    findings["path"] = findings["cause"].where(findings["cause"].isin(own), findings["operation"].fillna(""))
    findings["operation"] = findings["operation"].mask(findings["cause"].isin(own))
    return findings


def _occurrences(parsed: Parsed) -> pd.DataFrame:
    occurrences = parsed.occurrences
    times = [iso_time(time.decode()) for time in occurrences.time]
    return pd.DataFrame(
        {
            "log": pd.Series(occurrences.log, dtype="int64"),
            "line": pd.Series(occurrences.line, dtype="int64"),
            "entry": pd.Series(occurrences.text, dtype="int64"),
            "cut": pd.Series(occurrences.cut, dtype="bool"),
            "time": pd.Series(times, dtype="str"),
            "moment": pd.to_datetime(pd.Series(times), format="ISO8601", errors="coerce").astype("datetime64[us]"),
            "logged": pd.Series(occurrences.time, dtype="object"),
            "thread": pd.Series(occurrences.thread, dtype="object"),
        }
    )


def _messages(parsed: Parsed) -> pd.DataFrame:
    """Give one row for each message of each distinct entry; an entry without messages has one row without an id."""
    rows = [
        (
            number,
            position,
            entry.level,
            entry.logger.rpartition(".")[2] if parsed.texts[number].wanted else "",
            entry.operation,
            fold(entry.text),
            entry.payload != "none",
            fold(message.message_id or "") if message else "",
            fold(message.message or "") if message else "",
            [fold(argument) for argument in message.arguments if fold(argument)] if message else [],
            message.whole if message else False,
        )
        for number, entry in parsed.entries.items()
        for position, message in enumerate(entry.messages or (None,))
    ]
    columns = ["entry", "position", "level", "logger_name", "operation", "text_key", "payload", "id_key", "message_key"]
    frame = pd.DataFrame(rows, columns=[*columns, "argument_keys", "whole"])
    frame["unknown_key"] = [
        f"{key}:{'|'.join(keys)}" for key, keys in zip(frame["id_key"], frame["argument_keys"], strict=True)
    ]
    return frame.astype({"operation": "str", "level": "str", "logger_name": "str"})


def _by_argument(messages: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """Cause by message id and folded argument: a merge, then patterns on the distinct rest. Index as `messages`."""
    keys = messages.loc[messages["whole"], ["logger_name", "operation", "id_key", "argument_keys"]]
    keys = keys.explode("argument_keys").rename(columns={"argument_keys": "argument_key"})
    keys["argument_key"] = keys["argument_key"].fillna(_NO_ARGUMENT).astype("str")
    merged = keys.reset_index().merge(_exact(catalogue), on=_KEY, how="left")
    merged = merged.merge(
        _patterns(merged.loc[merged["cause"].isna(), _KEY].drop_duplicates(), catalogue), on=_KEY, how="left"
    )
    merged["cause"] = merged["cause"].fillna(merged["cause_by_pattern"])
    fits = merged["only_operation"].isna() | (merged["only_operation"] == merged["operation"])
    causes = merged[merged["cause"].notna() & fits].groupby("index")["cause"]
    # Two arguments that name two causes decide nothing.
    return causes.min().where(causes.min() == causes.max())


def _exact(catalogue: Catalogue) -> pd.DataFrame:
    rows = [
        (logger, fold(cause.match.message_id), fold(cause.match.argument), cause.match.operation, slug)
        for slug, cause in catalogue.causes.items()
        for logger in cause.match.loggers
        if cause.match.message_id is not None and cause.match.argument is not None
    ]
    return pd.DataFrame(rows, columns=[*_KEY, "only_operation", "cause"]).astype("str")


def _patterns(rest: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Match the distinct keys that no exact cause has against `argument_contains`."""
    matched = rest.assign(cause_by_pattern=pd.Series(pd.NA, index=rest.index, dtype="str"))
    for slug, cause in catalogue.causes.items():
        if cause.match.message_id is None or cause.match.argument_contains is None:
            continue
        hits = (
            rest["logger_name"].isin(cause.match.loggers)
            & (rest["id_key"] == fold(cause.match.message_id))
            & rest["argument_key"].str.contains(fold(cause.match.argument_contains), regex=False)
        )
        matched.loc[hits & matched["cause_by_pattern"].isna(), "cause_by_pattern"] = slug
    return matched


def _by_text(messages: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """Cause by a needle in the text before the payload; under a wanted logger a message's own text counts too."""
    causes = pd.Series(pd.NA, index=messages.index, dtype="str")
    for slug, cause in catalogue.causes.items():
        if cause.match.text is None:
            continue
        needle = fold(cause.match.text)
        hits = messages["text_key"].str.contains(needle, regex=False)
        hits |= (messages["logger_name"] != "") & messages["message_key"].str.contains(needle, regex=False)
        causes[hits & causes.isna()] = slug
    return causes.dropna()


def _is_finding(messages: pd.DataFrame) -> pd.Series:
    """Tell which rows are findings.

    An entry of a wanted logger is an error by level and payload, or by a known cause, and then all its messages
    count. One of another logger counts once, and by its text alone.
    """
    known = messages["cause"] != UNKNOWN
    wanted = messages["logger_name"] != ""
    by_level = messages["level"].isin(_ERROR_LEVELS) | ((messages["level"] == _WARNING_LEVEL) & messages["payload"])
    by_cause = known.groupby(messages["entry"]).transform("any")
    return (wanted & (by_level | by_cause)) | (~wanted & known & (messages["position"] == 0))

"""The truth of a played quarter (`quarter.py`): what its runs must say, counted from what was put on the share."""

import csv
import datetime as dt
import html.parser
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple


class Error(NamedTuple):
    """A record of an error in a log."""

    time: dt.datetime
    cause: str


class Upload(NamedTuple):
    """A file on the share. `identity` stays when it grows, breaks, is renamed or archived.

    `carried` are the errors of the last copy that could be read, of one that cannot be read now.
    """

    identity: int
    case: str
    errors: tuple[Error, ...]
    ends: dt.datetime | None
    status: str = "analyzed"
    carried: tuple[Error, ...] = ()

    @property
    def known(self) -> tuple[Error, ...]:
        """Return the errors that it has, or is known to have had."""
        return self.carried if self.status == "rejected" else self.errors


Share = Mapping[str, Upload]


def faults_of_report(out: Path, past: Sequence[Share]) -> Iterator[str]:
    """Yield what is wrong in the report of the last of some weeks."""
    now = past[-1]
    report = json.loads((out / "report.json").read_bytes())
    yield from _differing("totals", report["totals"], _totals(now))
    yield from _differing("bundles", _bundles(report), {path: (one.case, one.status) for path, one in now.items()})
    yield from _differing("cases", _cases(report), _records(now))
    yield from _differing("changes", _changes(report["changes"]), _expected_changes(past[:-1], now))
    yield from _faults_of_page((out / "report.html").read_text(), now)
    rows = list(csv.DictReader((out / "findings.csv").read_text("utf-8-sig").splitlines()))
    yield from _differing("CSV", _sums(rows), _row_sums(now))
    if (out / "findings.parquet").exists():
        import pyarrow.parquet  # noqa: PLC0415 - an extra

        table = pyarrow.parquet.read_table(out / "findings.parquet").to_pylist()
        yield from _differing("Parquet", _sums(table), _row_sums(now))


def faults_of_history(data: bytes, past: Sequence[Share]) -> Iterator[str]:
    """Yield what is wrong in the history after some weeks."""
    found = json.loads(data)
    seen: dict[object, list[tuple[int, str]]] = defaultdict(list)  # by what is the same content
    weeks: Counter[tuple[str, str]] = Counter()
    for week, share in enumerate(past):
        for path, one in share.items():
            if one.status == "rejected":
                continue
            content = one.case, one.ends, one.errors, one.status
            if content not in seen:
                for cause, last in _last(one.errors).items():
                    year, number, _ = last.isocalendar()
                    weeks[f"{year}-W{number:02}", cause] += 1
            seen[content].append((week, path))
    told = {(one["week"], one["cause"]): one["bundles"] for one in found["weeks"]}
    yield from _differing("weeks", told, dict(weeks))
    yield from _differing("runs", found["runs"], len(past))
    names = sorted(sorted(n) for r in seen.values() if len(n := {path for _, path in r}) > 1)
    told_names = sorted(one["names"] for one in found["repeated"])
    rejected = {path for share in past for path, one in share.items() if one.status == "rejected"}
    yield from _differing("repeated", [one for one in told_names if not rejected.issuperset(one)], names)
    failing = {one["case"]: (one["state"], one["causes"], one["last_error"]) for one in found["failing"]}
    yield from _differing("failing", failing, dict(_failing(past[-1])))
    numbers = {one["case"]: (one["errors"], one["records"]) for one in found["failing"]}
    yield from _differing("records", numbers, {case: n for case, n in _records(past[-1], known=True).items() if n[0]})


def _failing(now: Share) -> Iterator[tuple[str, tuple[str, list[str], str]]]:
    for case, bundles in _by_case(now).items():
        errors = [error for one in bundles for error in one.known]
        if not errors:
            continue
        unread = any(one.status == "rejected" for one in bundles)
        newest = max((one for one in bundles if one.ends), key=lambda one: str(one.ends), default=bundles[0])
        state = "quiet" if not newest.errors and not unread else "open"
        last = max(error.time for error in errors).isoformat(timespec="milliseconds")
        yield case, (state, sorted({error.cause for error in errors}), last)


def _totals(now: Share) -> dict[str, Any]:
    causes = Counter(error.cause for one in now.values() for error in one.errors)
    statuses = Counter(one.status for one in now.values())
    return {
        "bundles": len(now),
        **{status: statuses[status] for status in ("analyzed", "partial", "rejected")},
        "findings": causes.total(),
        "by_cause": dict(causes),
    }


def _bundles(report: Any) -> dict[str, tuple[str, str]]:  # noqa: ANN401 - decoded JSON
    return {one["name"]: (one["case"], one["status"]) for one in report["bundles"]}


def _cases(report: Any) -> dict[str, tuple[int, int]]:  # noqa: ANN401 - decoded JSON
    return {one["case"]: (one["findings"], one["records"]) for one in report["cases"]}


def _records(now: Share, *, known: bool = False) -> dict[str, tuple[int, int]]:
    """Count the errors of each case, and how many of them are different records."""
    found = {}
    for case, bundles in _by_case(now).items():
        errors = [error for one in bundles for error in (one.known if known else one.errors)]
        found[case] = (len(errors), len(set(errors)))
    return found


def _by_case(now: Share) -> dict[str, list[Upload]]:
    found: dict[str, list[Upload]] = defaultdict(list)
    for one in now.values():
        found[one.case].append(one)
    return found


def _last(errors: Sequence[Error]) -> dict[str, dt.datetime]:
    """Return the time of the last error of each cause."""
    return {error.cause: error.time for error in sorted(errors)}


Told = dict[str, Any]


def _changes(changes: Any) -> Told | None:  # noqa: ANN401 - decoded JSON
    if changes is None:
        return None
    told: Told = {
        name: sorted((one["case"], one["cause"], one["in_case"]) for one in changes.get(name, []))
        for name in ("new", "again", "gone", "not_read")
    }
    return told | {name: changes.get(name, 0) for name in ("same", "new_bundles", "nothing_new")}


def _expected_changes(past: Sequence[Share], now: Share) -> Told | None:
    """Compare with the week before: a cause of a bundle is new, logged again, gone; and for its case new or known.

    Known to a case is what it had in any week before.
    """
    if not past:
        return None
    old = {one.identity: one for one in past[-1].values()}
    had = _of_cases(one for share in past for one in share.values())
    has = {(one.case, error.cause) for one in now.values() for error in one.errors}
    told: Told = {name: [] for name in ("new", "again", "gone", "not_read")}
    told |= {"same": 0, "new_bundles": 0, "nothing_new": 0}
    for one in now.values():
        then = old.pop(one.identity, None)
        was = _last(then.known) if then else {}
        known, news = _last(one.errors), 0
        for cause in {*known, *was}:
            key = one.case, cause
            if cause not in known:
                told["not_read" if one.status == "rejected" else "gone"].append((*key, "known" if key in has else None))
                continue
            in_case = "new" if key not in had else "again" if known[cause] > had[key] else "known"
            if cause not in was:
                told["new"].append((*key, in_case))
                news += in_case != "known"
            else:
                told["same"] += 1
                told["again"] += [(*key, in_case)] if in_case == "again" else []
        told["new_bundles"] += then is None
        told["nothing_new"] += then is None and not news and one.status == "analyzed"
    for one in old.values():
        told["gone"] += [(one.case, cause, "known" if (one.case, cause) in has else None) for cause in _last(one.known)]
    return {name: sorted(value, key=str) if isinstance(value, list) else value for name, value in told.items()}


def _of_cases(uploads: Iterable[Upload]) -> dict[tuple[str, str], dt.datetime]:
    found: dict[tuple[str, str], dt.datetime] = {}
    for one in uploads:
        for cause, last in _last(one.known).items():
            found[one.case, cause] = max(last, found.get((one.case, cause), last))
    return found


class _Page(html.parser.HTMLParser):
    """Takes the terms with their numbers, and the cells of the rows of each table, out of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.cells: list[list[str]] = []
        self.terms: list[str] = []
        self._into: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin a row, a cell or a term."""
        del attrs
        if tag == "tr":
            self.cells.append([])
        if tag in ("td", "th", "dt", "dd"):
            self._into = self.cells[-1] if tag in ("td", "th") and self.cells else self.terms
            self._into.append("")

    def handle_endtag(self, tag: str) -> None:
        """End a cell or a term."""
        if tag in ("td", "th", "dt", "dd"):
            self._into = None

    def handle_data(self, data: str) -> None:
        """Take text."""
        if self._into is not None:
            self._into[-1] += data.strip()


def _faults_of_page(text: str, now: Share) -> Iterator[str]:
    """Yield what the overview's counts and its table of causes have wrong."""
    page, totals = _Page(text), _totals(now)
    told = dict(zip(page.terms[::2], page.terms[1::2], strict=False))
    expected = {
        "Cases": len(_by_case(now)),
        "Bundles given": totals["bundles"],
        "Read in full": totals["analyzed"],
        "Read in part": totals["partial"],
        "Not read": totals["rejected"],
        "Errors found": totals["findings"],
        "Different errors": sum(different for _, different in _records(now).values()),
    }
    yield from _differing(
        "counts", {name: told.get(name) for name in expected}, {n: str(v) for n, v in expected.items()}
    )
    begin = next((at for at, row in enumerate(page.cells) if row[:4] == ["Cause", "Cases", "Bundles", "Errors"]), None)
    rows = [] if begin is None else page.cells[begin + 1 : begin + 1 + len(totals["by_cause"])]
    causes = []
    for cause, errors in totals["by_cause"].items():
        having = [one for one in now.values() if any(error.cause == cause for error in one.errors)]
        causes.append([str(len({one.case for one in having})), str(len(having)), str(errors)])
    yield from _differing("causes", sorted(row[1:4] for row in rows), sorted(causes))


def _sums(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str, str], int]:
    found: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        if row["row"] != "problem":
            found[row["row"], row["case"], row["cause"] or ""] += int(row["count"] or 1)
    return dict(found)


def _row_sums(now: Share) -> dict[tuple[str, str, str], int]:
    found: Counter[tuple[str, str, str]] = Counter()
    for one in now.values():
        for error in one.errors:
            found["finding", one.case, error.cause] += 1
        if not one.errors:
            found["no-finding", one.case, ""] += 1
    return dict(found)


def _differing(what: str, told: object, expected: object) -> Iterator[str]:
    if told == expected:
        return
    if isinstance(told, dict) and isinstance(expected, dict):
        for key in sorted({*told, *expected}, key=str):
            yield from _differing(f"{what} {key}", told.get(key), expected.get(key))
    else:
        yield f"{what}: {told!r} and not {expected!r}"

"""A history that is built again from saved reports, by whoever asks: of a team that shares no store."""

import re
from contextlib import closing
from hashlib import sha256

from msgspec import structs

from omelog.model.report import Report
from omelog.redact import covers
from omelog.report.rows.row import row
from omelog.run.changes import seen
from omelog.store import History, Seen, complete, history, in_memory
from omelog.store.errors import packed

_NUMBERED = re.compile(r"case-[0-9]{1,9}")


class MixedError(ValueError):
    """Reports do not go together; the text says why and what to do."""


class Committed:
    """What a history takes from reports, each of which counts once however often it is given."""

    def __init__(self) -> None:
        self.titles: dict[str, str] = {}
        self._runs: list[tuple[str, list[Seen]]] = []
        self._known: set[bytes] = set()
        self._profiles: set[str] = set()
        self._numbered = 0  # reports whose cases have numbers that they alone give

    def add(self, data: bytes, report: Report) -> None:
        """Take the bundles of a report; `data` is what it was read from. Raises MixedError."""
        digest = sha256(data).digest()
        if digest in self._known:
            return
        self._known.add(digest)
        self._check(report)
        self._runs.append((report.generated, [seen(row(bundle), "", packed(bundle)) for bundle in report.bundles]))
        self.titles |= {slug: cause.title for slug, cause in report.catalogue.causes.items()}

    def _check(self, report: Report) -> None:
        self._profiles.add(report.redaction)
        if len(self._profiles) > 1:
            profiles = " and ".join(sorted(self._profiles))
            raise MixedError(
                f"the reports are redacted in different ways ({profiles}): names differ; give reports of one profile"
            )
        self._numbered += covers(report.redaction, "share") and any(
            _NUMBERED.fullmatch(bundle.case or "") for bundle in report.bundles
        )
        if self._numbered > 1:
            raise MixedError(
                "each of the reports numbers its cases by itself (case-1): they cannot be told apart; "
                "make the reports with one --redact-key"
            )

    def history(self) -> History:
        """Answer as the store of one who made all these runs would, in the order in which the reports were made.

        Of each name in a case the newest report that has it counts for how the case stands.
        """
        runs = sorted(self._runs, key=lambda run: run[0])
        with closing(in_memory()) as store:
            for generated, bundles in runs:
                named: dict[tuple[str, str], list[Seen]] = {}
                for one in bundles:
                    named.setdefault((one.case, one.name), []).append(one)
                for (case, name), same in named.items():
                    complete(store, f"{case}\0{name}", generated, same)
            found = history(store)
        return structs.replace(
            found,
            redaction=next(iter(self._profiles), "none"),
            runs=len(runs),
            since=runs[0][0] if runs else None,
        )

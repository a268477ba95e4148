"""What a certificate file adds to what a log says: rows of the checklist, the next upload's errors, its clock."""

import datetime as dt
from collections.abc import Iterator

from msgspec import Struct, structs

from omelog.model.cause import Catalogue
from omelog.model.chain import Chain, Check
from omelog.model.report import Bundle, ChecklistItem, CheckStatus, Path
from omelog.text.visible import ended

IF_UPLOADED = "if this is the file that was uploaded"
_NEAR = dt.timedelta(hours=24)
_NO_UPLOAD = {"mutual-authentication", "wildcard-dn"}


class Beside(Struct, frozen=True, kw_only=True):
    """The checks of the file beside a bundle, by the rules of the chain upload.

    `now`: by the clock of the run; `then`: by that of the last attempt; `single_now` and `single`: likewise, by the
    rules of the single upload. `pair` are the checks of this file against the peer's. `csr`: a CSR was given;
    `peer_has_key`: the file of the peer has the key of it.
    """

    now: Chain
    then: Chain
    single_now: Chain
    single: Chain
    pair: tuple[Check, ...] = ()
    csr: bool = False
    peer_has_key: bool = False


def is_single(path: Path) -> bool:
    """Return whether a path is, by inference, that of the upload of a single certificate."""
    return path.operation is None and path.blocker not in _NO_UPLOAD


def for_migration(beside: Beside) -> dict[str, Check]:
    """Return what the chain upload asks of the file and the single upload does not, or not as much."""
    single = {check.requirement: check.status for check in beside.single_now.checks}
    return {
        check.requirement: check
        for check in beside.now.checks
        if check.basis != "hygiene" and single.get(check.requirement) != check.status
    }


def next_errors(beside: Beside, named: set[str], extra: dict[str, Check], catalogue: Catalogue) -> Iterator[str]:
    """Yield the next upload's errors in the article's order, then what is `extra` for migration."""
    failing = [check for check in beside.now.checks if check.status == "fail" and check.requirement not in named]
    for check in sorted(failing, key=lambda one: one.requirement in extra):
        rule = catalogue.requirements.get(check.requirement)
        title = rule.title if rule else check.requirement
        start = f"For migration: {title[:1].lower()}{title[1:]}" if check.requirement in extra else title
        raises = f" (message: {check.raises.rstrip('.')})" if check.raises else ""
        yield ended(f"{start}: {check.detail}{raises}" + (f"; {check.fix}" if check.fix else ""))


def item_with(
    item: ChecklistItem, beside: Beside, settled: set[str], extra: dict[str, Check], *, early: bool
) -> ChecklistItem:
    """Return a row of the checklist with the word of the file, where it has one.

    Of `settled` requirements it has the last; `extra` ones are for migration; `early`: a certificate begins close to
    the end of the log.
    """
    checks = (*beside.pair, *beside.now.checks)
    check = next((one for one in checks if one.requirement == item.requirement), None)
    if check is None or item.status == "skip":
        return item
    status: CheckStatus = check.status
    detail = f"for migration: {check.detail}" if item.requirement in extra else check.detail
    if early and item.requirement == "validity" and status == "pass":
        status, detail = "warn", f"{detail}; it begins close to the end of the log: check clock and NTP"
    if item.status == "not-seen":
        return structs.replace(item, status=status, by="file", detail=detail)
    if item.requirement in settled:
        return structs.replace(item, status=status, by="file", detail=f"{detail}; {IF_UPLOADED}, it settles the log")
    if status == "fail":
        return structs.replace(item, status="fail", by="file", detail=f"{item.detail}; the file given: {detail}")
    if status in {"pass", "warn"}:
        return structs.replace(item, detail=f"{item.detail}; the file given passes")
    return item


def clock(bundle: Bundle, now: Chain) -> list[str]:
    """Warn where a certificate begins close to the end of the log: the log has no zone, and a clock may be wrong."""
    last = max((log.last_time for log in bundle.logs if log.last_time), default=None)
    if last is None:
        return []
    ends = dt.datetime.fromisoformat(last)
    for one in now.certificates:
        if one.in_path and abs(dt.datetime.fromisoformat(one.not_before[:19]) - ends) <= _NEAR:
            told = (
                f"{one.name} begins on {one.not_before.replace('T', ' ').rstrip('Z')} UTC, within 24 hours of the last "
                f"time in the log ({last[:19].replace('T', ' ')}, whose zone is not known): check the clock, the time "
                "zone and NTP of the appliance."
            )
            return [told]
    return []

"""What a certificate file adds to what a log says: it settles what the log leaves open, and completes the checklist.

A file is never taken to be the one that was uploaded: what it settles is worded as such (IF_UPLOADED).
"""

from collections.abc import Iterator

from msgspec import Struct, structs

from omelog.judge.additions import IF_UPLOADED, Beside, clock, for_migration, is_single, item_with, next_errors
from omelog.judge.paths import leading
from omelog.model.cause import Catalogue, Cause
from omelog.model.chain import Check
from omelog.model.report import Bundle, Diagnosis, Finding, Path

_LOOKED_AT = {"pass", "fail", "warn"}


class Settled(Struct, frozen=True):
    """The bundle as the file leaves it; `moved` findings count for cause `new` and no more for `old`."""

    bundle: Bundle
    moved: tuple[tuple[str, str, int], ...] = ()


def settle(bundle: Bundle, beside: Beside, catalogue: Catalogue) -> Settled:
    """Settle what a log leaves open by a certificate file."""
    if bundle.status == "rejected":
        return Settled(structs.replace(bundle, chain=beside.now))
    says: list[str] = []
    paths, findings, moved = [], bundle.findings, []
    settled: set[str] = set()  # requirements of which the file has the last word
    headline = bundle.diagnosis.headline
    for path in bundle.diagnosis.paths:
        cause = catalogue.causes.get(path.blocker or "")
        new = path
        if cause is not None and cause.candidates:
            found = _failing(cause, path, beside, catalogue)
            says += _of_candidates(cause, found, path, beside, catalogue)
            if len(found) == 1 and _all_looked_at(cause, path, beside, catalogue):
                (one,) = found
                new = structs.replace(path, blocker=one.slug, candidates=[], certainty="certain", by_file=True)
                headline = _reworded(headline, cause, one)
                settled |= {catalogue.causes[slug].requirement or "" for slug in cause.candidates}
                incident = _blocking(bundle, path)
                findings = [_renamed(finding, incident, one) for finding in findings]
                count = sum(finding.count for finding in findings if finding.incident == incident)
                moved.append((cause.slug, one.slug, count))
        elif cause is not None and cause.requirement is not None:
            says += _of_certain(cause, cause.requirement, beside)
        paths.append(new)
    first = leading(paths)
    tried = leading(bundle.diagnosis.paths)
    extra = for_migration(beside) if tried is not None and is_single(tried) else {}
    diagnosis = bundle.diagnosis
    if first is not None:
        diagnosis = _diagnosis(diagnosis, paths, first, headline, catalogue)
    named = _requirements(first, beside, catalogue)
    causes = {finding.incident: finding.cause for finding in findings}
    incidents = [
        structs.replace(one, cause=causes[one.id], candidates=[]) if causes.get(one.id, one.cause) != one.cause else one
        for one in bundle.incidents
    ]
    late = clock(bundle, beside.now)
    return Settled(
        structs.replace(
            bundle,
            diagnosis=diagnosis,
            checklist=[item_with(item, beside, settled, extra, early=bool(late)) for item in bundle.checklist],
            chain=beside.now,
            file_says=[*says, *late],
            next_errors=list(next_errors(beside, named, extra, catalogue)),
            incidents=incidents,
            findings=findings,
        ),
        tuple(moved),
    )


def _check(requirement: str | None, path: Path, beside: Beside) -> Check | None:
    """Return what the file said about a requirement when the attempt of a path was made."""
    if requirement == "same-authorities":
        return next((check for check in beside.pair if check.requirement == requirement), None)
    checks = (beside.single if is_single(path) else beside.then).checks
    return next((check for check in checks if check.requirement == requirement), None)


def _failing(cause: Cause, path: Path, beside: Beside, catalogue: Catalogue) -> list[Cause]:
    candidates = [catalogue.causes[slug] for slug in cause.candidates]
    checks = [(one, _check(one.requirement, path, beside)) for one in candidates]
    return [one for one, check in checks if check is not None and check.status == "fail" and check.cause is not None]


def _all_looked_at(cause: Cause, path: Path, beside: Beside, catalogue: Catalogue) -> bool:
    checks = [_check(catalogue.causes[slug].requirement, path, beside) for slug in cause.candidates]
    return all(check is not None and check.status in _LOOKED_AT for check in checks)


def _of_candidates(cause: Cause, found: list[Cause], path: Path, beside: Beside, catalogue: Catalogue) -> Iterator[str]:
    name = beside.now.file.name
    details = [f"{one.title[:1].lower()}{one.title[1:]}" for one in found]
    if len(found) > 1:
        yield f"{name} has {len(found)} of the documented faults: {'; '.join(details)}. {_IF}, each may be the reason."
        return
    looked = _all_looked_at(cause, path, beside, catalogue)
    if found and looked:
        check = _check(found[0].requirement, path, beside)
        detail = f" ({check.detail})" if check else ""
        yield f"{name} has exactly one of the documented faults: {details[0]}{detail}. {_IF}, that is the reason."
    elif found:
        yield f"{name} has a documented fault: {details[0]}. Not every documented reason could be looked at."
    elif looked:
        yield (
            f"{name} has none of the documented faults. Either another file than this one failed, or there was another "
            "reason."
        )
    else:
        yield f"{name} does not show whether it has the documented faults: not everything could be looked at."


_IF = IF_UPLOADED[0].upper() + IF_UPLOADED[1:]


def _of_certain(cause: Cause, requirement: str, beside: Beside) -> Iterator[str]:
    """Yield what a file says about a fault that the log names."""
    check = next((one for one in beside.then.checks if one.requirement == requirement), None)
    name = beside.now.file.name
    if cause.slug == "invalid-csr-key" and beside.csr and check is not None and check.status != "skip":
        yield from _of_csr(check, beside)
    elif check is not None and check.status == "fail":
        yield f"{name} has the fault that the log names: {check.detail}."
    elif check is not None and check.status in {"pass", "warn"}:
        yield f"{name} does not have the fault that the log names: what the log says is true of the file that failed."


def _of_csr(check: Check, beside: Beside) -> Iterator[str]:
    """Yield the branches of REMEDIATION 3: only the last one makes a new CSR."""
    if check.status == "fail" and check.cause is None:
        yield f"The CSR says nothing about the key: {check.detail}."
        return
    if check.status != "fail":
        yield (
            "The CSR and the certificate have the same key. So this appliance no longer uses that request (a newer CSR "
            "was made on it, or a snapshot was restored), or it is the other appliance that the request came from."
        )
    else:
        yield "The CSR and the certificate have different keys: the certificate was made from another request."
    if beside.peer_has_key:
        yield "The certificate file of the other appliance has the key of this CSR: the two may have been mixed up."
    yield "First: does the certificate belong to the other appliance? Then upload it there."
    yield "Second: is there another certificate that was made from the last CSR of this appliance? Then use that one."
    yield (
        "Only if neither is the case: make one new CSR on this appliance, save it, make no other until the upload has "
        "worked, and have that one signed."
    )


def _reworded(headline: str, cause: Cause, found: Cause) -> str:
    made = headline.replace(f"because {cause.because}", f"because {found.because} ({IF_UPLOADED})", 1)
    takes = f"What the fix takes: {found.takes[:1].lower()}{found.takes[1:]}"
    return made.replace(cause.settled_by, takes, 1) if cause.settled_by else made


def _blocking(bundle: Bundle, path: Path) -> str | None:
    of_path = (one for one in reversed(bundle.incidents) if one.operation == path.operation)
    return next((one.id for one in of_path if one.cause == path.blocker), None)


def _renamed(finding: Finding, incident: str | None, cause: Cause) -> Finding:
    if finding.incident != incident:
        return finding
    return structs.replace(finding, cause=cause.slug, candidates=[], certainty="certain")


def _diagnosis(was: Diagnosis, paths: list[Path], first: Path, headline: str, catalogue: Catalogue) -> Diagnosis:
    open_still = {slug for path in paths if path.candidates for slug in (path.blocker,) if slug}
    ask_for = was.ask_for
    if not open_still and all(path.certainty == "certain" for path in paths):
        given = {text for cause in catalogue.causes.values() if cause.candidates for text in cause.ask_for}
        ask_for = [text for text in was.ask_for if text not in given]
    return structs.replace(
        was,
        headline=headline,
        paths=paths,
        blocker=first.blocker,
        candidates=first.candidates,
        certainty=first.certainty,
        by_file=first.by_file,
        ask_for=ask_for,
    )


def _requirements(path: Path | None, beside: Beside, catalogue: Catalogue) -> set[str]:
    """Return what the headline names: requirements of its causes, and of its candidates those that failed then."""
    if path is None:
        return set()
    causes = [catalogue.causes[slug] for slug in (path.blocker, *path.beside) if slug in catalogue.causes]
    candidates = [catalogue.causes[slug] for slug in path.candidates if slug in catalogue.causes]
    failed = [one for one in candidates if (check := _check(one.requirement, path, beside)) and check.status == "fail"]
    return {one.requirement for one in (*causes, *failed) if one.requirement}


def attempted_at(bundle: Bundle) -> str | None:
    """Return when the last attempt was recorded, as logged."""
    first = leading(bundle.diagnosis.paths)
    return first.last_seen if first else None

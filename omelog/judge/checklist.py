"""The checklist of all requirements: one upload probably names one fault only, so the rest is checked too."""

from collections.abc import Iterator

from omelog.model.cause import Catalogue, Cause, Requirement
from omelog.model.report import ChecklistItem, CheckStatus, Path

_NOT_MET = "that does not show that it is met"
_SUREST_FIRST: tuple[CheckStatus, ...] = ("broken", "suspected", "seen-earlier", "not-seen")
_Said = tuple[CheckStatus, str]


def checklist(paths: list[Path], catalogue: Catalogue, *, whole: bool = True) -> list[ChecklistItem]:
    """Return every requirement with what the log says: broken, suspected, seen earlier, or not seen. Never met.

    Not `whole`: part of the input could not be read.
    """
    return [_item(rule, paths, catalogue, whole=whole) for rule in catalogue.requirements.values()]


def not_checked(catalogue: Catalogue) -> list[ChecklistItem]:
    """Return every requirement as not looked at, for a bundle of which nothing could be read."""
    detail = "nothing could be read, so nothing is known about it"
    return [ChecklistItem(requirement=slug, status="skip", by=None, detail=detail) for slug in catalogue.requirements]


def _item(rule: Requirement, paths: list[Path], catalogue: Catalogue, *, whole: bool) -> ChecklistItem:
    read = "" if whole else " in what could be read"
    nothing: _Said = ("not-seen", f"no error about it is recorded{read}; {_NOT_MET}")
    said = [one for path in paths for one in _said(rule, path, catalogue)] or [nothing]
    status, detail = min(said, key=lambda one: _SUREST_FIRST.index(one[0]))
    return ChecklistItem(requirement=rule.slug, status=status, by="log", detail=detail)


def _said(rule: Requirement, path: Path, catalogue: Catalogue) -> Iterator[_Said]:
    """Yield what a path says about a requirement."""
    at = f"the last error recorded ({(path.last_seen or 'time unreadable')[:19].replace('T', ' ')})"
    for slug in filter(None, (path.blocker, *path.beside)):
        cause = catalogue.causes[slug]
        if cause.requirement == rule.slug and cause.evidence == "sampled":
            yield "broken", f"{at} is about it"
        elif cause.requirement == rule.slug:
            yield "suspected", f"{at} is probably about it; its text is documented and was never seen in a sample"
        elif _may_break(cause, rule, catalogue):
            yield "suspected", f"{at} has several documented causes; this is one of them"
        elif rule.cause == slug:
            yield "suspected", f"{at} may be about it too: the same message is expected"
    for cause in map(catalogue.causes.__getitem__, path.not_seen_since):
        if cause.requirement == rule.slug or _may_break(cause, rule, catalogue):
            about = "about it" if cause.requirement == rule.slug else "that may be about it"
            yield "seen-earlier", f"an earlier error {about} is recorded, and none since; {_NOT_MET}"


def _may_break(cause: Cause, rule: Requirement, catalogue: Catalogue) -> bool:
    return any(catalogue.causes[candidate].requirement == rule.slug for candidate in cause.candidates)

"""The checklist of all requirements: one upload probably names one fault only, so the rest is checked too."""

from omelog.model.cause import Catalogue, Requirement
from omelog.model.report import ChecklistItem, CheckStatus, Path

_NOT_SEEN = "no error about it is recorded; that does not show that it is met"


def checklist(paths: list[Path], catalogue: Catalogue) -> list[ChecklistItem]:
    """Return every requirement with what the log says: broken, suspected, or not seen. Never that it is met."""
    return [_item(rule, paths, catalogue) for rule in catalogue.requirements.values()]


def not_checked(catalogue: Catalogue) -> list[ChecklistItem]:
    """Return every requirement as not looked at, for a bundle of which nothing could be read."""
    detail = "nothing could be read, so nothing is known about it"
    return [ChecklistItem(requirement=slug, status="skip", by=None, detail=detail) for slug in catalogue.requirements]


def _item(rule: Requirement, paths: list[Path], catalogue: Catalogue) -> ChecklistItem:
    verdicts = [verdict for path in paths if (verdict := _verdict(rule, path, catalogue))]
    if verdicts:
        status, detail = min(verdicts, key=lambda verdict: verdict[0] != "broken")
        return ChecklistItem(requirement=rule.slug, status=status, by="log", detail=detail)
    earlier = any(_breaks(slug, rule, catalogue) for path in paths for slug in path.not_seen_since)
    detail = "an earlier error about it is recorded, and none since; that does not show that it is met"
    return ChecklistItem(requirement=rule.slug, status="not-seen", by="log", detail=detail if earlier else _NOT_SEEN)


def _verdict(rule: Requirement, path: Path, catalogue: Catalogue) -> tuple[CheckStatus, str] | None:
    if path.blocker is None:
        return None
    at = f"the last error recorded ({(path.last_seen or 'time unreadable')[:19].replace('T', ' ')})"
    if _breaks(path.blocker, rule, catalogue):
        if path.certainty == "certain":
            return "broken", f"{at} is about it"
        return "suspected", f"{at} is probably about it; its text is documented and was never seen in a sample"
    if any(_breaks(slug, rule, catalogue) for slug in path.candidates):
        return "suspected", f"{at} has several documented causes; this is one of them"
    if rule.cause == path.blocker:
        return "suspected", f"{at} may be about it too: the same message is expected"
    return None


def _breaks(slug: str, rule: Requirement, catalogue: Catalogue) -> bool:
    return catalogue.causes[slug].requirement == rule.slug

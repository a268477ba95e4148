"""A bundle to its row."""

from collections import Counter

from msgspec import structs

from omelog.judge.changes import content, surest
from omelog.model.report import Bundle, Certainty, Problem, Row
from omelog.text.visible import visible

_PROBLEMS = 3
_LETTERS = 160


def row(bundle: Bundle) -> Row:
    """Shorten a bundle to what an overview says of it; the first three problems, damage before notices."""
    said = bundle.diagnosis
    by_cause: Counter[str] = Counter()
    certainties: dict[str, Certainty] = {}
    last_by_cause: dict[str, str] = {}
    for finding in bundle.findings:
        by_cause[finding.cause] += finding.count
        certainties[finding.cause] = surest(finding.certainty, certainties.get(finding.cause))
    for incident in bundle.incidents:
        last = max(filter(None, (last_by_cause.get(incident.cause), incident.last_seen)), default=None)
        if last:
            last_by_cause[incident.cause] = last
    damage = [problem for problem in bundle.problems if problem.severity == "damage"]
    return Row(
        id=bundle.id,
        content=content(bundle.sha256, bundle.logs),
        name=bundle.name,
        source=_short(bundle.source),
        case=bundle.case,
        role=bundle.role,
        page=bundle.page,
        sha256=bundle.sha256,
        bytes=bundle.bytes,
        status=bundle.status,
        headline=said.headline,
        blocker=said.blocker,
        candidates=said.candidates,
        certainty=said.certainty,
        by_cause=dict(sorted(by_cause.items())),
        certainty_by_cause=dict(sorted(certainties.items())),
        last_by_cause=dict(sorted(last_by_cause.items())),
        last_seen=max((path.last_seen for path in said.paths if path.last_seen), default=None),
        log_ends=max((log.last_time for log in bundle.logs if log.last_time), default=None),
        problems=[_shortened(problem) for problem in (damage or bundle.problems)[:_PROBLEMS]],
        by_file=said.by_file,
        more_problems=max(0, len(damage or bundle.problems) - _PROBLEMS),
    )


def _shortened(problem: Problem) -> Problem:
    return structs.replace(
        problem,
        message=_short(problem.message),
        resolution=_short(problem.resolution),
        where=problem.where and _short(problem.where),
        advice=problem.advice and _short(problem.advice),
    )


def _short(text: str) -> str:
    shown = visible(text)
    return text if len(shown) <= _LETTERS else f"{text[:_LETTERS]}…"

"""One cause as text for a terminal."""

from omelog.model.cause import Cause, Step
from omelog.wording.steps import full
from omelog.wording.words import WITH


def cause_text(cause: Cause) -> str:
    """Write out what a cause means, how it is fixed, and how to check it."""
    parts = [
        f"{cause.title} ({cause.slug})",
        " ".join(filter(None, (cause.what, cause.unnamed))),
        f"Why OME requires it: {cause.why}",
    ]
    if cause.candidates:
        parts.append(f"Either of: {', '.join(cause.candidates)}. {cause.settled_by}")
    if cause.takes:
        parts.append(f"What the fix takes: {cause.takes}")
    if cause.advice:
        parts.append(f"To the engineer: {cause.advice.engineer}\nTo the customer: {cause.advice.customer}")
    if cause.steps:
        parts.append("\n".join(["Steps:", *(_step(step) for step in cause.steps)]))
    parts += [f"{verify.what}\n  {verify.command}\n  {verify.good}" for verify in cause.verify]
    if cause.ask_for:
        parts.append("\n".join(["Ask for:", *(f"- {text}" for text in cause.ask_for)]))
    parts.append(f"Source: {cause.source.title}, {cause.source.section}\n{cause.source.url}")
    return "\n\n".join(parts)


def _step(step: Step) -> str:
    who = WITH[step.audience] if step.audience else step.when
    lines = [f"- {f'{who}: ' if who else ''}{full(step)}{f' {step.asks}' if step.asks else ''}"]
    lines += [f"  Check: {step.check}"] if step.check else []
    lines += [f"  Warning: {step.warning}"] if step.warning else []
    return "\n".join(lines)

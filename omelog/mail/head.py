"""What a mail says before anything else: the verdict in a few words, for subject, preheader and heading."""

from omelog.causes import UNKNOWN
from omelog.mail.words import TOPIC
from omelog.model.cause import Cause
from omelog.model.report import Bundle, Finding, Report
from omelog.text.visible import one_line
from omelog.wording.text import counted, number
from omelog.wording.words import UNMATCHED, title

_LONGEST_SUBJECT, _LONGEST_CASE, _LONGEST_PREHEADER = 150, 60, 200


def verdict(report: Report) -> str:
    """Name the verdict of a report: that of its bundle, or how many bundles have errors."""
    if len(report.bundles) == 1:
        return of_bundle(report.bundles[0], report.catalogue.causes)
    failing = sum(bundle.diagnosis.certainty is not None for bundle in report.bundles)
    return f"{number(failing)} of {counted(len(report.bundles), 'log bundle')} with certificate errors"


def named(slug: str | None, causes: dict[str, Cause]) -> str:
    """Name a cause in plain words."""
    return title(slug, causes) if slug and slug != UNKNOWN else UNMATCHED


def of_bundle(bundle: Bundle, causes: dict[str, Cause]) -> str:
    """Name the verdict of a bundle."""
    if bundle.status == "rejected":
        return "The log bundle could not be read"
    blocker = bundle.diagnosis.blocker
    if blocker and blocker != UNKNOWN:
        return one_line(named(blocker, causes))
    if bundle.findings or bundle.diagnosis.certainty:
        return f"{named(None, causes)}{_id(bundle.findings)}"
    return "No certificate error recorded"


def remarks(bundle: Bundle) -> str:
    """Describe what qualifies the verdict, in brackets; nothing for a certain one that was read in full."""
    words = []
    if bundle.diagnosis.certainty == "ambiguous":
        words.append("cause not settled")
    if bundle.status == "partial":
        words.append("log read in part")
    return f" ({', '.join(words)})" if words else ""


def subject(report: Report, case: str | None) -> str:
    """Write the subject: the verdict first; for a case always the same, so that its mails stay together."""
    if case:
        return f"[{one_line(case)[:_LONGEST_CASE]}] {TOPIC}"
    if len(report.bundles) != 1:
        return verdict(report)
    bundle = report.bundles[0]
    text = f"{verdict(report)}{remarks(bundle)}: {one_line(bundle.name)}"
    return text if len(text) <= _LONGEST_SUBJECT else text[: _LONGEST_SUBJECT - 1] + "…"


def preheader(report: Report) -> str:
    """Write what a list of mails shows behind the subject: the verdict first, then the sentence about it."""
    if len(report.bundles) != 1:
        return f"{verdict(report)}."
    bundle = report.bundles[0]
    return one_line(f"{verdict(report)}{remarks(bundle)}. {bundle.diagnosis.headline}"[:_LONGEST_PREHEADER])


def _id(findings: list[Finding]) -> str:
    known = [finding.message_id for finding in findings if finding.message_id]
    return f": {one_line(known[-1])}" if known else ""

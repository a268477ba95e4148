"""What a mail says before anything else: the verdict in a few words, for subject, preheader and heading."""

from omelog.causes import UNKNOWN
from omelog.judge.paths import leading
from omelog.mail.words import CERTIFICATES, UPLOAD
from omelog.model.report import Bundle, Finding, Report
from omelog.report import row
from omelog.text.visible import one_line
from omelog.wording.pair import pair_of
from omelog.wording.text import counted, number
from omelog.wording.words import blocking, verdict_of

_LONGEST_SUBJECT, _LONGEST_CASE, _LONGEST_PREHEADER = 150, 60, 200


def verdict(report: Report) -> str:
    """Name the verdict of a report: that of its bundle or migration, or how many bundles have errors."""
    if len(report.bundles) == 1:
        return _of_bundle(report.bundles[0], report)
    if pair := pair_of(report, [row(bundle) for bundle in report.bundles]):
        return one_line(pair.together.verdict)
    failing = sum(bundle.diagnosis.certainty is not None for bundle in report.bundles)
    return f"{number(failing)} of {counted(len(report.bundles), 'log bundle')} with certificate errors"


def topic(report: Report) -> str:
    """Name what a mail is about: an upload, unless the verdict is about something else or there are several."""
    if len(report.bundles) != 1:
        return CERTIFICATES
    path = leading(report.bundles[0].diagnosis.paths)
    cause = report.catalogue.causes.get((path.blocker if path else None) or "")
    return UPLOAD if cause is None or cause.path == "upload" else CERTIFICATES


def subject(report: Report, case: str | None, *, keep: bool) -> str:
    """Write the subject; the mails of a case stay together by their references, and with `keep` by it too."""
    if case:
        number = f"[{one_line(case)[:_LONGEST_CASE]}]"
        return f"{number} {UPLOAD}" if keep else _cut(f"{number} {topic(report)}: {verdict(report)}")
    if len(report.bundles) != 1:
        return _cut(verdict(report))
    bundle = report.bundles[0]
    return _cut(f"{verdict(report)}{_remarks(bundle)}: {one_line(bundle.name)}")


def preheader(report: Report) -> str:
    """Write what a list of mails shows behind the subject: the verdict first, then the sentence about it."""
    if len(report.bundles) != 1:
        return f"{verdict(report)}."
    bundle = report.bundles[0]
    return one_line(f"{verdict(report)}{_remarks(bundle)}. {bundle.diagnosis.headline}"[:_LONGEST_PREHEADER])


def _of_bundle(bundle: Bundle, report: Report) -> str:
    if bundle.status == "rejected":
        return "The log bundle could not be read"
    name = one_line(verdict_of(row(bundle), report.catalogue.causes))
    return f"{name}{_id(bundle.findings)}" if name == blocking(UNKNOWN, report.catalogue.causes) else name


def _remarks(bundle: Bundle) -> str:
    """Describe what qualifies the verdict, in brackets; nothing for a certain one that was read in full."""
    words = []
    if bundle.diagnosis.certainty == "ambiguous":
        words.append("cause not settled")
    if bundle.status == "partial":
        words.append("log read in part")
    return f" ({', '.join(words)})" if words else ""


def _id(findings: list[Finding]) -> str:
    known = [finding.message_id for finding in findings if finding.message_id]
    return f": {one_line(known[-1])}" if known else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SUBJECT else text[: _LONGEST_SUBJECT - 1] + "…"

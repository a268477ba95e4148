"""What a mail about several log bundles shows: counts, what stopped them and what to do first, bundle by bundle."""

from dataclasses import dataclass

from omelog.mail import head
from omelog.mail.bounds import Bounds
from omelog.model.report import Bundle, Report
from omelog.wording.authorities import Link
from omelog.wording.chain_story import FilesStory, files_story
from omelog.wording.common import bundles_by_cause
from omelog.wording.fix import first_step
from omelog.wording.names import names
from omelog.wording.record import Fact
from omelog.wording.text import Foreign, counted, foreign, moment, number, sentence, web
from omelog.wording.words import STATUS

_TABLE = 20  # rows; the Word engine of Outlook tears tall tables apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """A cause that is recorded in some of the bundles, in how many, and what to do first."""

    title: str
    bundles: str
    first_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One bundle."""

    name: Foreign
    verdict: str
    remark: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything in a mail about several bundles, in its order."""

    title: str
    facts: tuple[Fact, ...]
    stopped: tuple[Stopped, ...]
    tables: tuple[tuple[Line, ...], ...]
    more: str
    files: tuple[FilesStory, ...]
    troubles: tuple[Foreign, ...]
    source: Link
    source_note: str


def digest(report: Report, bounds: Bounds) -> Digest:
    """Write the mail about the report's bundles; those that are not certain to be read or failed lead."""
    totals, reference = report.totals, report.catalogue.reference
    called = zip(report.bundles, names(report.bundles), strict=True)
    shown = sorted(called, key=lambda pair: _rank(pair[0]))[: bounds.rows]
    lines = [_line(bundle, name, report) for bundle, name in shown]
    left = len(report.bundles) - len(lines)
    counts = (("Read in full", totals.analyzed), ("Read in part", totals.partial), ("Not read", totals.rejected))
    return Digest(
        title=head.verdict(report),
        facts=tuple(Fact(label, (number(count),)) for label, count in counts if count),
        stopped=tuple(_stopped(report)),
        tables=tuple(tuple(lines[start : start + _TABLE]) for start in range(0, len(lines), _TABLE)),
        more=f"And {counted(left, 'log bundle')} more." if left else "",
        files=tuple(files for pair in report.pairs if (files := files_story(pair.chain))),
        troubles=tuple(foreign(problem.message) for problem in report.problems if problem.severity == "damage"),
        source=Link(reference.source.title, web(reference.source.url)),
        source_note=reference.source_note,
    )


def _rank(bundle: Bundle) -> int:
    """Put what was not read first, then what failed, then what was read in part, then the rest."""
    if bundle.status == "rejected":
        return 0
    if bundle.diagnosis.certainty is not None:
        return 1
    return 2 if bundle.status == "partial" else 3


def _stopped(report: Report) -> list[Stopped]:
    causes = report.catalogue.causes
    counts = bundles_by_cause([finding.cause for finding in bundle.findings] for bundle in report.bundles)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = []
    for slug, count in ranked:
        cause = causes.get(slug)
        first = first_step(cause) if cause else "Look at its record in the full report."
        rows.append(Stopped(title=head.named(slug, causes), bundles=number(count), first_step=first))
    return rows


def _line(bundle: Bundle, name: str, report: Report) -> Line:
    last = max((path.last_seen for path in bundle.diagnosis.paths if path.last_seen), default=None)
    remark = [bundle.role or "", STATUS[bundle.status] if bundle.status == "partial" else ""]
    if bundle.diagnosis.certainty == "ambiguous":
        remark.append("cause not settled")
    if bundle.status == "rejected":
        remark += [foreign(problem.message) for problem in bundle.problems if problem.severity == "damage"][:1]
    return Line(
        name=foreign(name),
        verdict=head.of_bundle(bundle, report.catalogue.causes),
        remark=foreign(sentence("; ".join(part for part in remark if part))),
        last=moment(last)[:19] if last else "",
    )

"""Two reports side by side, as they were written: `omelog diff`."""

from typing import NamedTuple

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from omelog.judge.changes import Side, content, difference, surest
from omelog.model.report import SCHEMA, Certainty, Change, Log, Status
from omelog.redact import Frame, Redaction, covers, shared, source_name

_MAJOR = SCHEMA.rpartition("/")[2]


class ReportError(ValueError):
    """The file is no report; the text says what it is instead."""


class Compared(Struct, frozen=True, kw_only=True):
    """One of the two reports."""

    generated: str
    omelog: str
    catalogue: str
    redaction: str
    bundles: int


class Diff(Struct, frozen=True, kw_only=True):
    """Every cause of every bundle of two reports, by what became of it.

    `not_read` were found in the old report, and not in the new one, in bundles that were not read in full there.
    `notes` are reasons for a difference that lie in the reports themselves.
    """

    schema: str = "omelog.diff/1"
    before: Compared
    now: Compared
    notes: list[str]
    new: list[Change]
    gone: list[Change]
    changed: list[Change]
    not_read: list[Change]
    same: list[Change]
    titles: dict[str, str]


class _Finding(Struct):
    cause: str
    certainty: Certainty
    time: str | None = None
    last_time: str | None = None


class _Bundle(Struct):
    name: str
    status: Status
    findings: list[_Finding]
    id: str = ""
    logs: list[Log] = []
    source: str | None = None
    case: str | None = None
    role: str | None = None
    sha256: str | None = None


class _Cause(Struct):
    title: str


class _Catalogue(Struct):
    digest: str = ""
    causes: dict[str, _Cause] = {}


class _Report(Struct):
    """What a comparison needs of a report."""

    bundles: list[_Bundle]
    generated: str
    omelog: str = ""
    redaction: str = "none"
    catalogue: _Catalogue = field(default_factory=_Catalogue)


class _Schema(Struct):
    schema: str = ""


class Loaded(NamedTuple):
    """A report, read as far as a comparison needs it; `sources` are the names of what its bundles were read from."""

    compared: Compared
    sides: list[Side]
    titles: dict[str, str]
    sources: list[str]


class Redacted(NamedTuple):
    """A comparison as a profile shows it, and the original behind each name in it."""

    diff: Diff
    mapping: dict[str, str]


def load(data: bytes) -> Loaded:
    """Read a report. Raises ReportError."""
    try:
        name, _, major = msgspec.json.decode(data, type=_Schema).schema.partition("/")
        if name != SCHEMA.partition("/")[0]:
            raise ReportError("is not a report of omelog; give a report.json")
        if major != _MAJOR:
            raise ReportError(f"is a report of another form ({name}/{major}); this omelog knows {SCHEMA}")
        report = msgspec.json.decode(data, type=_Report)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ReportError(f"cannot be read as a report: {error}") from error
    compared = Compared(
        generated=report.generated,
        omelog=report.omelog,
        catalogue=report.catalogue.digest,
        redaction=report.redaction,
        bundles=len(report.bundles),
    )
    titles = {slug: cause.title for slug, cause in report.catalogue.causes.items()}
    sources = [source_name(bundle.name, bundle.source or bundle.name) for bundle in report.bundles]
    return Loaded(compared, [_side(bundle) for bundle in report.bundles], titles, sources)


def compare(old: Loaded, new: Loaded) -> Diff:
    """Compare two reports; see `omelog.judge.changes.difference`."""
    found = difference(old.sides, new.sides)
    return Diff(
        before=old.compared,
        now=new.compared,
        notes=_notes(old.compared, new.compared),
        new=found.new,
        gone=found.gone,
        changed=found.changed,
        not_read=found.not_read,
        same=found.same,
        titles=dict(sorted((old.titles | new.titles).items())),
    )


def redacted(found: Diff, old: Loaded, new: Loaded, how: Redaction) -> Redacted:
    """Redact a comparison: names of bundles and cases, the same one by the same word in both reports."""
    cases = [side.case for side in (*old.sides, *new.sides)]
    frame = Frame(how, shared(dict.fromkeys([*old.sources, *new.sources]), cases, how))

    def shown_of(changes: list[Change]) -> list[Change]:
        """Show changes; an id tells nothing only where the report itself was redacted."""
        kept = covers(new.compared.redaction, how.profile)
        pairs = zip(frame.shown(changes), changes, strict=True)
        return [replace(shown, id=change.id if kept else "") for shown, change in pairs]

    shown = replace(
        found,
        before=_redacted(found.before, how),
        now=_redacted(found.now, how),
        new=shown_of(found.new),
        gone=shown_of(found.gone),
        changed=shown_of(found.changed),
        not_read=shown_of(found.not_read),
        same=shown_of(found.same),
    )
    return Redacted(shown, frame.mapping)


def _redacted(compared: Compared, how: Redaction) -> Compared:
    return compared if covers(compared.redaction, how.profile) else replace(compared, redaction=how.profile)


def _side(bundle: _Bundle) -> Side:
    causes: dict[str, Certainty] = {}
    last: dict[str, str | None] = {}
    for finding in bundle.findings:
        last[finding.cause] = max(last.get(finding.cause) or "", finding.last_time or finding.time or "")
        causes[finding.cause] = surest(finding.certainty, causes.get(finding.cause))
    known = content(bundle.sha256, bundle.logs)
    return Side(bundle.case, bundle.name, known, bundle.status, causes, bundle.id, bundle.id, last, bundle.role)


def _notes(old: Compared, new: Compared) -> list[str]:
    notes = []
    if old.generated > new.generated:
        notes.append("the report given as the old one was made after the other")
    if old.catalogue != new.catalogue:
        notes.append("the reports were made with different causes: some of the difference may come from that")
    if old.redaction != new.redaction:
        notes.append("the reports are redacted in different ways: bundles may not be recognised by their names")
    return notes

"""The report: everything that one run has to say, as one object; every output format is a view of it.

The field names are the contract of report.json (`docs/report.schema.json` is generated from these types).
Times are as logged: ISO 8601 without a zone, because the log has none; `generated` alone is in UTC.
"""

from typing import Literal

from msgspec import Struct, field

from omelog.model.cause import Cause, Reference, Requirement
from omelog.model.chain import Chain
from omelog.model.chain import Pair as ChainPair
from omelog.model.problem import Problem as Problem  # noqa: PLC0414 - exported from here too: it is part of a report
from omelog.model.problem import Severity as Severity  # noqa: PLC0414 - likewise

Certainty = Literal["certain", "ambiguous", "documented", "unknown"]
Status = Literal["analyzed", "partial", "rejected"]
Role = Literal["source", "target"]
CheckStatus = Literal["broken", "suspected", "seen-earlier", "not-seen", "pass", "fail", "warn", "skip"]

SCHEMA = "omelog.report/1"


class Mentions(Struct, frozen=True, kw_only=True):
    """What became of the mention lines of a log: those that hold a wanted logger, message id, operation or needle.

    Each is counted once, as the first that fits: of a copy of another log (`copy`); left out by a limit (`limit`); not
    read as a record although it looks like one, or in no record at all (`unread`); in a record of a wanted logger
    (`wanted`) or of another one (`elsewhere`); in the text before the first header (`before`). The sum is their number.
    """

    wanted: int = 0
    elsewhere: int = 0
    before: int = 0
    copy: int = 0
    limit: int = 0
    unread: int = 0


class Log(Struct, frozen=True, kw_only=True):
    """One physical log: how much was read of it (bytes decompressed), and which time it spans.

    `records` is exact around mention lines; in stretches without any it counts the lines that begin as a header does.
    """

    path: str
    bytes: int
    lines: int
    records: int
    ssl_records: int
    mentions: Mentions = Mentions()
    first_time: str | None
    last_time: str | None


class Path(Struct, frozen=True, kw_only=True):
    """What the incidents of one operation say together: the blocker is the latest known cause.

    `beside` are other causes that the record of the last error holds, in the article's order. `by_file`: a certificate
    file settled it, if that is the one that was uploaded.
    """

    operation: str | None
    blocker: str | None
    candidates: list[str]
    certainty: Certainty
    since: str | None
    last_seen: str | None
    not_seen_since: list[str]
    beside: list[str] = field(default_factory=list)
    by_file: bool = False


class Diagnosis(Struct, frozen=True, kw_only=True):
    """What a bundle's incidents say together. `certainty` is None when there is no finding.

    `caveat` is what the headline does not claim, in a sentence of its own: it stands once, below the headline.
    """

    headline: str
    blocker: str | None
    candidates: list[str]
    certainty: Certainty | None
    ask_for: list[str]
    paths: list[Path]
    caveat: str = ""
    by_file: bool = False


class ChecklistItem(Struct, frozen=True, kw_only=True):
    """One requirement, and what the log or a file says about it."""

    requirement: str
    status: CheckStatus
    by: Literal["log", "file"] | None
    detail: str


class Incident(Struct, frozen=True, kw_only=True):
    """Findings of one cause and operation in reading order, not interrupted by an error of it without the cause.

    `errors` counts entries, not messages and not uploads. `times` has (time, count) in at most 200 bins;
    findings without a readable time are not in it.
    """

    id: str
    cause: str
    candidates: list[str]
    operation: str | None
    errors: int
    first_seen: str | None
    last_seen: str | None
    times: list[tuple[str, int]]


class ContextRecord(Struct, frozen=True, kw_only=True):
    """A record beside a finding."""

    log: str
    line: int
    raw: str


class Finding(Struct, frozen=True, kw_only=True):
    """One message of one entry (or an entry without one), with the cause that it was classified to.

    `line` is the 1-based line of the record's header in its log. `count` is 1 except for storms, where findings
    that differ in time, thread and digits of prose or trace alone are folded (`time` and `raw` are the first's,
    `last_time` the last's).
    """

    id: str
    incident: str
    cause: str
    candidates: list[str]
    certainty: Certainty
    message_id: str | None
    message: str | None
    message_args: list[str]
    related_properties: list[str]
    severity: str | None
    resolution: str | None
    operation: str | None
    level: str | None
    time: str | None
    thread: str | None
    logger: str | None
    log: str
    line: int | None
    raw: str
    raw_cut: int = 0
    count: int = 1
    last_time: str | None = None
    context: list[ContextRecord] | None = None


class Bundle(Struct, frozen=True, kw_only=True):
    """One appliance's bundle: what was read of it, what went wrong, what it says.

    `id` tells it from the others of its report, whose names may be equal: pages, pairs and changes go by it. It is a
    digest of source and name as they are shown here. `chain` is the check of the certificate file that was given
    beside it; `file_says` is what that adds to the log, in sentences, `next_errors` what else of it fails, in order.
    """

    id: str = ""
    name: str
    source: str
    case: str | None
    role: Role | None
    page: str | None
    sha256: str | None
    bytes: int
    status: Status
    problems: list[Problem]
    logs: list[Log]
    diagnosis: Diagnosis
    checklist: list[ChecklistItem]
    chain: Chain | None
    file_says: list[str] = field(default_factory=list)
    next_errors: list[str] = field(default_factory=list)
    incidents: list[Incident]
    findings: list[Finding]


class Row(Struct, frozen=True, kw_only=True):
    """What an overview says of one bundle: made of it, and never in report.json.

    `by_cause` counts findings as folded ones count, `last_by_cause` has the time of the last error. `log_ends` is the
    last time that any log of the bundle has. `problems` are the first few, shortened; `more_problems` counts the rest.
    `content` is equal for the same logs: the digest of the file, or of what is known of the logs in a folder.
    """

    id: str
    content: str | None
    name: str
    source: str
    case: str | None
    role: Role | None
    page: str | None
    sha256: str | None
    bytes: int
    status: Status
    headline: str
    blocker: str | None
    candidates: list[str]
    certainty: Certainty | None
    by_cause: dict[str, int]
    certainty_by_cause: dict[str, Certainty]
    last_by_cause: dict[str, str]
    last_seen: str | None
    log_ends: str | None
    problems: list[Problem]
    more_problems: int
    by_file: bool = False


class Pair(Struct, frozen=True, kw_only=True):
    """Source and target of one migration: names of bundles, and their ids; `chain` compares their certificate files."""

    case: str | None
    source: str
    target: str
    source_id: str = ""
    target_id: str = ""
    page: str | None
    chain: ChainPair | None = None


InCase = Literal["new", "again", "known"]


class Change(Struct, frozen=True, kw_only=True):
    """A cause in a bundle, in two runs; `before` or `now` is None where the cause was not found.

    `whole_bundle` says that the bundle itself was not among the inputs of that run: it came or went with its causes.
    `id` is that of the bundle in the later report, empty where it is not in it. `in_case` says what it is for the case,
    whatever bundle of it had the cause: `new`, logged `again` after the last error known then, or `known`: nothing that
    the case did not have, or, of a cause that is gone, that another bundle of the case still has.
    """

    case: str | None
    bundle: str
    id: str = ""
    cause: str
    before: Certainty | None
    now: Certainty | None
    whole_bundle: bool = False
    in_case: InCase | None = None


class Changes(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is different from the last completed run over the same inputs, which ended at `since` (UTC).

    `changed`: found in both runs with another certainty. `not_read`: found before, and not now in a bundle that was
    not read in full this time, so nobody knows. `same` counts what is still there; `again` are those of it of which
    errors were logged since. Of `new_bundles`, so many have `nothing_new` for their cases. `causes_changed`: other
    causes were looked for then. `moved`: the inputs lay elsewhere then; `chosen`: it is not the last run, but one that
    was asked for.
    """

    since: str
    new: list[Change]
    gone: list[Change]
    changed: list[Change]
    not_read: list[Change]
    same: int
    causes_changed: bool = False
    again: list[Change] = field(default_factory=list)
    new_bundles: int = 0
    nothing_new: int = 0
    moved: bool = False
    chosen: bool = False


class Totals(Struct, frozen=True, kw_only=True):
    """True numbers over all bundles, folded or left-out findings included."""

    bundles: int
    analyzed: int
    partial: int
    rejected: int
    findings: int
    by_cause: dict[str, int]


class CaseCount(Struct, frozen=True, kw_only=True):
    """The errors of a case: `findings` in all of its bundles, of which `records` are different.

    Errors that are equal in content and time are one, whatever bundle holds them.
    """

    case: str
    findings: int
    records: int


class CatalogueUsed(Struct, frozen=True, kw_only=True):
    """What this report uses of the catalogue, so that it can be rendered without it.

    `folder` and `commit`: the name of the folder of causes that were given, and what of it is checked out of git.
    """

    digest: str
    folder: str | None = None
    commit: str | None = None
    causes: dict[str, Cause]
    requirements: dict[str, Requirement]
    reference: Reference


class Report(Struct, frozen=True, kw_only=True):
    """Everything that one run has to say. `problems` are about the inputs, not about one bundle.

    Whoever made it states with `clock` by how much the appliance's is ahead (+) or behind (-), such as +00:05. `brand`
    and `footer` are words of theirs, for the frame of its pages.
    """

    schema: str = SCHEMA
    generated: str
    omelog: str
    redaction: str
    audience: str | None
    around: str | None
    clock: str | None = None
    brand: str | None = None
    footer: str | None = None
    totals: Totals
    problems: list[Problem] = field(default_factory=list)
    catalogue: CatalogueUsed
    changes: Changes | None = None
    pairs: list[Pair] = field(default_factory=list)
    cases: list[CaseCount] = field(default_factory=list)
    bundles: list[Bundle]

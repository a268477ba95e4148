"""The columns of the table of findings; `docs/findings.md` is made from this."""

from typing import Literal, NamedTuple, TypeAlias

Kind = Literal["text", "texts", "number", "moment"]
Value: TypeAlias = "str | int | list[str] | None"


class Column(NamedTuple):
    """One column: its name, what its cells are, and what they say."""

    name: str
    kind: Kind
    says: str


# New columns go to the end: by the first ones an earlier table is known as ours.
COLUMNS = (
    Column("row", "text", "`finding`; `problem`: something that was not read; `no-finding`: a bundle without findings"),
    Column("bundle", "text", "name of the bundle; empty for a problem of the run"),
    Column("case", "text", "case number, if one is known"),
    Column("role", "text", "`source` or `target` of a migration, if known"),
    Column("status", "text", "`analyzed`, `partial` (content is missing) or `rejected` (not read)"),
    Column("cause", "text", "slug of the cause; `unknown` if no documented cause matches"),
    Column("cause_title", "text", "the cause for readers"),
    Column("candidates", "texts", "causes that would log the same line, where it has several"),
    Column("certainty", "text", "`certain`, `ambiguous`, `documented` or `unknown`"),
    Column("operation", "text", "operation that the log names, if it names one"),
    Column("time", "moment", "time as logged, on the appliance's clock; the log has no zone"),
    Column("last_time", "moment", "time of the last one, where equal findings are folded into this row"),
    Column("count", "number", "how many findings this row stands for; above 1 only in storms"),
    Column("message_id", "text", "such as `CGEN1008`"),
    Column("message", "text", "message as logged; of a problem: what could not be read; else: the headline"),
    Column("message_args", "texts", "arguments of the message: they decide"),
    Column("related_properties", "texts", "related properties of the message"),
    Column("severity", "text", "severity as logged; of a problem: `damage` (content is missing) or `notice`"),
    Column("resolution", "text", "what the appliance advises; of a problem: what was done about it"),
    Column("advice", "text", "of a problem: what to do"),
    Column("problem", "text", "code of the problem"),
    Column("limit", "text", "limit that was reached, if that is the problem"),
    Column("level", "text", "level of the record"),
    Column("thread", "text", "thread of the record"),
    Column("logger", "text", "logger of the record"),
    Column("log", "text", "log in the bundle; of a problem: where it is"),
    Column("line", "number", "line of the record's header in its log, from 1"),
    Column("raw", "text", "the record as it stands in the log"),
    Column("raw_cut", "number", "bytes of the record that were left out of `raw`"),
    Column("finding", "text", "id of the finding"),
    Column("incident", "text", "id of the group of errors that it belongs to"),
    Column("bundle_sha256", "text", "SHA-256 of the bundle, if it is a file"),
    Column("bundle_source", "text", "the bundle as it was given: names may be equal"),
    Column("bundle_id", "text", "id of the bundle: tells it from the others of its report"),
    Column("verdict", "text", "slug of the cause that the bundle's last recorded attempt failed of, if one is known"),
    Column("generated", "moment", "when the run began, in UTC"),
)
OF_BUNDLES, OF_RUN = COLUMNS[:-1], COLUMNS[-1]  # what is made of a bundle may be kept from an earlier run

"""Writes the parts of docs/ that are made from the code, or with `--check` tells which are out of date."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from typer import Context
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from omelog.causes import load, rules
from omelog.cli import app
from omelog.limits import Limits
from omelog.model.cause import Cause
from omelog.model.chain import Build, Chain, Chains, Pair
from omelog.redact.profiles import PROFILES, table
from omelog.report import Format, format_named, format_names
from omelog.report.formats.json import schema
from omelog.report.table import COLUMNS
from omelog.report.table.cell import MOST

DOCS = Path(__file__).parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT / "bench"))
from redaction import rows as corpus_rows  # noqa: E402 - it lies beside this folder


def pages() -> Iterator[tuple[str, str]]:
    """Yield each generated file: its name in docs/, and its text."""
    yield "report.schema.json", json.dumps(schema(), indent=1) + "\n"
    yield "chain.schema.json", json.dumps(_chain_schema(), indent=1) + "\n"
    yield "causes.md", _causes()
    for point in rules().hygiene:
        yield (
            f"hygiene/{point.slug}.md",
            f"# {point.title} (`{point.slug}`)\n\n{point.rule}\n\nA warning at most: {point.advice}\n",
        )
    yield "commands.md", _commands()
    yield "limits.md", _limits()
    yield "findings.md", _findings()
    yield "redaction.md", _redaction()
    yield "../README.md", _readme()


def _chain_schema() -> dict[str, object]:
    """Return the JSON Schema of what `omelog chain` writes with -f json: one of four objects, by `schema`."""
    _, components = msgspec.json.schema_components((Chain, Chains, Pair, Build), ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "omelog chain",
        "oneOf": [{"$ref": f"#/$defs/{kind.__name__}"} for kind in (Chain, Chains, Pair, Build)],
        "$defs": components,
    }


def _causes() -> str:
    catalogue = load()
    parts = ["# Causes\n\nMade from `omelog/causes/*.toml` by `docs/generate.py`.\n"]
    parts += [_cause(cause) for cause in catalogue.causes.values()]
    parts.append("# Requirements\n\n| requirement | rule | basis | cause when broken |\n|---|---|---|---|\n")
    parts += [
        f"| {rule.title} (`{rule.slug}`) | {rule.rule} | {rule.basis}: {rule.basis_detail} | `{rule.cause}` |\n"
        for rule in catalogue.requirements.values()
    ]
    return "\n".join(parts[: -len(catalogue.requirements)]) + "".join(parts[-len(catalogue.requirements) :])


def _cause(cause: Cause) -> str:
    match = cause.match
    argument = match.argument or match.argument_contains or match.argument_pattern or "without arguments"
    by_message = f"{match.message_id} `{argument}`".replace("|", r"\|")
    recognised = [by_message if match.message_id else "", f"text `{match.text}`" if match.text else ""]
    rows = {
        "Recognised by": " or ".join(filter(None, recognised)) or "never from a log alone",
        "Evidence": cause.evidence,
        "Breaks": f"`{cause.requirement}`" if cause.requirement else "",
        "Candidates": ", ".join(f"`{slug}`" for slug in cause.candidates),
        "Reissue / new CSR / rebuild the file": f"{cause.reissue} / {cause.new_csr} / {cause.rebuild_file}",
        "Source": f"[{cause.source.title}]({cause.source.url}), {cause.source.section}",
    }
    table = "".join(f"| {name} | {value} |\n" for name, value in rows.items() if value)
    return f"## {cause.title} (`{cause.slug}`)\n\n| | |\n|---|---|\n{table}\n{cause.what}\n\n{cause.why}\n"


def _commands() -> str:
    runner = CliRunner()
    environment = {"COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1", "TERMINAL_WIDTH": "100"}
    names = [
        [],
        *([name] for name in _command_names()),
        *(["chain", name] for name in ("check", "build", "compare")),
        *(["causes", name] for name in ("list", "show", "lint", "test")),
    ]
    parts = [_COMMANDS + "".join(f"| `{name}` | {' | '.join(_STREAMS[name])} |\n" for name in _command_names())]
    for name in names:
        shown = runner.invoke(app, [*name, "--help"], env=environment, prog_name="omelog").stdout
        text = "\n".join(line.rstrip() for line in shown.strip().splitlines())
        parts.append(f"## {' '.join(['omelog', *name])}\n\n```\n{text}\n```\n")
    return "\n".join(parts)


def _command_names() -> list[str]:
    group = get_command(app)
    return sorted(group.list_commands(Context(group))) if isinstance(group, TyperGroup) else []


def _limits() -> str:
    lines = (ROOT / "omelog" / "limits.py").read_text(encoding="utf-8").splitlines()
    told = {line.split(":")[0].strip(): line.partition("#: ")[2] for line in lines if "#: " in line}
    rows = "".join(f"| `{name}` | {getattr(Limits(), name):,} | {told[name]} |\n" for name in Limits.__struct_fields__)
    return (
        "# Limits\n\nMade from `omelog/limits.py` by `docs/generate.py`. Raise one with `--limit NAME=VALUE` "
        "(units KiB, MiB, GiB) or in the settings file.\n\n| name | default | bounds |\n|---|---|---|\n" + rows
    )


def _redaction() -> str:
    """Put the tables between their marks, and leave the rest as it is written."""
    text = (DOCS / "redaction.md").read_text(encoding="utf-8")
    head = ["| class | " + " | ".join(f"`{name}`" for name in PROFILES) + " |", "|---|" + "---|" * len(PROFILES)]
    for row in table():
        cells = [cell if cell == "stays" else f"`{cell}`" for cell in row.becomes.values()]
        head.append(f"| {row.title} | {' | '.join(cells)} |")
    return _between(_between(text, "classes", head), "corpus", corpus_rows())


def _readme() -> str:
    """Put the table of formats between its marks, and leave the rest as it is written."""
    lines = ["| format | file | for |", "|---|---|---|"]
    for name in format_names():
        made = format_named(name)
        lines.append(f"| `{name}` | `{made.FILES[0]}` | {made.PURPOSE}{_wants(made)} |")
    return _between((ROOT / "README.md").read_text(encoding="utf-8"), "formats", lines)


def _wants(made: Format) -> str:
    extra = f"; wants `pip install 'omelog[{made.EXTRA[0]}]'`" if made.EXTRA else ""
    return extra if made.TEXT else f"{extra}; not with `-o -`"


def _between(text: str, mark: str, lines: Iterable[str]) -> str:
    """Put lines between the two comments of this name."""
    begin, end = f"<!-- {mark}: made by docs/generate.py -->\n", f"<!-- end of {mark} -->"
    before, _, rest = text.partition(begin)
    return f"{before}{begin}\n" + "\n".join(lines) + f"\n\n{end}{rest.partition(end)[2]}"


def _findings() -> str:
    kinds = {"text": "text", "texts": "list of texts", "number": "whole number", "moment": "time, no zone"}
    rows = "".join(f"| `{column.name}` | {kinds[column.kind]} | {column.says} |\n" for column in COLUMNS)
    return _TABLE.format(most=f"{MOST:,}") + rows + _JOINS


# Each command: what it reads, what it writes to standard output, and what makes it end with 1.
_STREAMS = {
    "triage": (
        "`-` as INPUT",
        "the answer; with `-o -` the report",
        "an input missing, unreadable or read in part; a mail that did not go out",
    ),
    "explain": (
        "`-`",
        "the answer",
        "a file that cannot be read; a text in which nothing is known; a cut record",
    ),
    "grep": (
        "`-` as BUNDLE",
        "the records",
        "an input missing, unreadable or read in part; never that nothing matches",
    ),
    "render": ("`-` as REPORT.json", "with `-o -` the format", "a report that cannot be read"),
    "mail": (
        "`-` as REPORT.json; a password",
        "who got it; with `--dry-run` the mail",
        "a report that cannot be read; a recipient who did not get it",
    ),
    "watch": ("nothing", "a line a bundle", "a second signal, before the bundles at hand were finished"),
    "diff": ("nothing", "what differs", "a report that cannot be read"),
    "history": (
        "`-` as REPORT.json",
        "the tables",
        "a store or report that cannot be read; reports whose redacted names differ; no store to delete from",
    ),
    "chain": (
        "`-` as FILE, PIECE or CSR; a password for PKCS#12, at a terminal",
        "the answer, unless `check` and `compare` have `-o`",
        "a requirement that fails; a file that is missing, unreadable or read in part; nothing written by `build`",
    ),
    "causes": ("nothing", "the causes", "`lint` and `test`: a cause that is not in order"),
}

_COMMANDS = """# Commands

Made by `docs/generate.py`: the streams and exit codes of each command, then what its `--help` prints.

## Exit codes and streams

**0** done; **1** something that was asked for was not done in full, or interrupted; **2** wrong usage; **3** errors
found, with `--fail-on-findings` (outranks 1). Notices alone are 0. Standard error has one line for each thing that is
missing, and nothing else; `--quiet` leaves these lines, `--verbose` adds notices.

What was asked for (report, mail, outbox) does not depend on whether somebody listens. A closed standard output or error
is as one that nobody reads, and so is a reader that leaves, as `| head` does; a standard output that cannot be written
(a full disk) ends with 1 and a line, after the work. A closed standard input is one line.

| command | reads standard input | writes to standard output | ends with 1 for |
|---|---|---|---|
"""

_JOINS = """
## Joins

A row stands for `count` findings: sum it, and count no rows. `bundle_id` joins what belongs to one bundle of a report;
names may be equal. `case` joins with whatever a team knows of its cases, here `cases.csv` with the columns `case` and
`owner`. In DuckDB:

```sql
SELECT owner, cause, sum("count")::BIGINT AS findings
FROM 'findings.parquet' JOIN read_csv('cases.csv', all_varchar = true) USING ("case")
WHERE "row" = 'finding'
GROUP BY owner, cause
ORDER BY findings DESC
```

In pandas, where whole numbers stay whole (`Int64`) though some are missing:

```python
import pandas as pd

findings = pd.read_parquet("findings.parquet").query("row == 'finding'")
cases = pd.read_csv("cases.csv", dtype=str)
by_owner = findings.merge(cases, on="case").groupby(["owner", "cause"])["count"].sum()
```

Of the CSV, `pd.read_csv("findings.csv", dtype_backend="numpy_nullable")` reads whole numbers as such.
"""
_TABLE = r"""# The table of findings

Made from `omelog/report/table/columns.py` by `docs/generate.py`.

`findings.csv` and `findings.parquet` hold all bundles of a run in one table: a row for each finding, for each bundle
without findings, and for each problem. What a kind of row does not have is empty (CSV) or null (Parquet).

**findings.csv** is for spreadsheets: UTF-8 with a byte order mark, every cell in quotes, commas, CRLF after each row.
Lists have one text a line. Times are ISO 8601 as logged; a spreadsheet takes them for text, which sorts rightly.
An apostrophe stands before what a spreadsheet could run: a cell that begins, behind blanks, with `=`, `+`, `-`, `@`,
`'` or their wide forms and is no number, or that begins with a blank, a tab or a line break; and, within a cell, such a
sign behind a semicolon, a tab or a line break, since some programs separate by these. What cannot be seen is written
out (`\x00`). A cell holds {most} characters at most, as in Excel, and says so where it was cut. report.json and Parquet
have the texts as they are.

**findings.parquet** needs `pip install 'omelog[parquet]'`. Texts are UTF-8 strings, lists are `list<string>`, whole
numbers `int64`, times `timestamp[us]` without a zone (null where a record's time names no moment). A row group has
10,000 rows or more, but for the last one.

| column | kind | what it says |
|---|---|---|
"""


def main(*, check: bool) -> int:
    """Write the files, or tell which differ. Returns the exit code."""
    stale = []
    for name, text in pages():
        path = DOCS / name
        path.parent.mkdir(exist_ok=True)
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(name)
        elif not check:
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"docs/{name} is out of date: run python docs/generate.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))

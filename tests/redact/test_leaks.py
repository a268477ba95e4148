"""No command lets out what was planted in a bundle: logs, archives, names, folders; in no file and on no stream."""

import email
import email.policy
import functools
import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import make_samples as make
import pytest
import re2
from bundles import LOG, written, zipped
from inside import omelog
from planted import FREE, GOES
from pyarrow import parquet
from running import Run

from omelog.redact import PROFILES, Profile
from omelog.report import format_names

FORMATS = [part for name in format_names() for part in ("-f", name)]
ALL = list(GOES["strict"])
# What can stand in the name of a file, of what is planted.
NAMED = [text for text in ALL if text not in FREE and not set(text) & set('/\\:"<>[]*=')]
AT_ONCE = 4
ONE = "all/source/bundle.zip"
MAIL: dict[str, Any] = {"OMELOG_MAIL_FROM": "s@example.org", "OMELOG_SMTP": "smtp+plaintext://127.0.0.1:1"}


def log(texts: list[str]) -> str:
    """Return a log with each text as an argument, in other fields of the error, as a thread, and beside an error."""
    time = (
        f"2024-01-25 {9 + number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}.000"
        for number in itertools.count()
    )
    records = []
    for text in texts:
        records.append(make.chain_error(next(time), text))
        element = {"MessageId": text, "RelatedProperties": [text], "Message": text, "Resolution": text, text: "x"}
        body = {"error": {"code": text, "message": text, "@Message.ExtendedInfo": [element | {"Severity": text}]}}
        records.append(f"{make.header(next(time))}{text}: {json.dumps(body)}\n")
        records.append(make.header(next(time)).replace("ajp-nio-0:0:0:0:0:0:0:1-8009-exec-3", text) + f"{text}\n")
        records.append(make.header(next(time), "INFO", "Other") + f"done {text}\n{text}\n")
    return "".join(records) + make.chain_error(next(time), make.EKU)


def lay_down(folder: Path) -> None:
    """Put down bundles whose names, and what lies in them, tell as much as their logs do."""
    there = folder / "in"
    for number, first in enumerate(range(0, len(NAMED), AT_ONCE)):
        texts = NAMED[first : first + AT_ONCE]
        name = " and ".join(texts)
        members = {f"{name}/{LOG}": log(texts).encode()}
        members |= {f"{text}.txt": b"" for text in texts} | {f"../{text}": b"" for text in texts}
        members |= {f"{text}/x.zip": b"PK\x03\x04" for text in texts}
        whole = zipped(members)
        written(there / f"SR {name}" / f"{number} {name}.zip", whole if number % 3 else whole[: len(whole) * 2 // 3])
    written(folder / ONE, zipped({LOG: log(ALL).encode()}))
    both = {f"source {text}/{LOG}": log([text]).encode() for text in NAMED[:2]}
    written(there / "both.zip", zipped(both))
    written(there / "nothing.zip", zipped({f"{text}.txt": b"x" for text in NAMED}))
    written(there / "broken.zip", b"PK\x03\x04" + " \n".join(ALL).encode())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of bundles, and reports of them that show everything."""
    folder = tmp_path_factory.mktemp("leaks")
    lay_down(folder)
    for out, given in (("plain", ["in", "all"]), ("several", ["in"]), ("alone", [ONE])):
        omelog("triage", *given, "-f", "json", "-o", out, cwd=folder)
    omelog("triage", "in", "--case", "SR zulu", "-f", "json", "-o", "second", cwd=folder)
    return folder


def commands(profile: Profile, out: Path, place: Path) -> Iterator[Run]:
    """Run all that writes."""
    run = functools.partial(omelog, cwd=place)
    hidden = ["--redact", profile]
    to = ["--to", "a@example.org", *hidden]
    missing = [f"missing {text}.zip" for text in NAMED]
    mailed: list[str | Path] = ["--mail-to", "a@example.org", "--outbox", out / "outbox"]
    for number, given in enumerate((["in", *missing], [ONE])):
        written_to: list[str | Path] = ["-o", out / f"triage-{number}", "--store", "none"]
        yield run("triage", *given, *hidden, *FORMATS, "-v", *written_to, *mailed, **MAIL)
    yield run("render", "plain/report.json", *hidden, *FORMATS, "-o", out / "render")
    yield run("render", "alone/report.json", *hidden, "-f", "handover", "-o", "-")
    for saved, attach in (("alone", "html"), ("several", "zip"), ("several", "none")):
        draft = out / f"{saved}-{attach}.eml"
        yield run("mail", f"{saved}/report.json", *to, "--attach", attach, "--draft", draft)
    yield run("mail", "alone/report.json", *to, "--dry-run", **MAIL)
    yield run("mail", "several/report.json", *to, "--dry-run", "--case", "7", **MAIL)
    yield run("explain", *hidden, stdin=log(ALL).encode())
    yield run(
        "explain", *hidden, stdin="".join(json.dumps({"MessageId": "X", "Message": text}) for text in ALL).encode()
    )
    yield run("grep", "-v", *hidden, "-C1", "Error|done|error", "in", ONE)
    yield run("grep", "-c", *hidden, "Error", "in", ONE)
    for kind in ("text", "json"):
        yield run("diff", "several/report.json", "second/report.json", *hidden, "-v", "-f", kind)
        yield run("history", *hidden, "-f", kind)
        yield run("history", "several/report.json", "second/report.json", *hidden, "-f", kind)


def texts(path: Path) -> Iterator[str]:
    """Return the name of a file and all that can be read in it: of a mail its parts, of an archive its members."""
    yield path.name
    yield from _texts(path.read_bytes(), path.suffix)


def _texts(data: bytes, suffix: str) -> Iterator[str]:
    if suffix == ".eml":
        yield from _of_mail(data)
    elif suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name
                yield archive.read(name).decode("utf-8", "replace")
    elif suffix == ".parquet":
        yield str(parquet.read_table(io.BytesIO(data)).to_pylist())
    else:
        yield data.decode("utf-8", "replace")


def _of_mail(data: bytes) -> Iterator[str]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    yield from (str(value) for value in message.values())
    for part in message.walk():
        if not part.is_multipart():
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            yield str(part.get_filename())
            yield from _texts(content, ".zip" if content.startswith(b"PK") else "")


@pytest.mark.parametrize("profile", PROFILES)
def test_no_command_lets_out_what_was_planted(tmp_path: Path, place: Path, profile: Profile) -> None:
    runs = list(commands(profile, tmp_path, place))
    seen = [(f"run {number}", text) for number, run in enumerate(runs) for text in (run.stdout, run.stderr)]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 60
    assert [run.stderr for run in runs if run.code not in (0, 1)] == []
    seen += [(str(path.relative_to(tmp_path)), text) for path in files for text in texts(path)]
    tells = re2.compile("|".join(re.escape(telling.casefold()) for telling in GOES[profile].values()))
    told = [
        (where, folded[max(0, match.start() - 60) : match.end() + 60])
        for where, folded in ((where, text.casefold()) for where, text in seen)
        for match in itertools.islice(tells.finditer(folded), 20)
    ]
    assert not told, told[:20]
    whole = "\n".join(text for _, text in seen)
    assert [text for text in ALL if text not in GOES[profile] and GOES["strict"][text] not in whole] == []

"""What is left out of a mail that goes out beside a report: what was told, and `customer` if nothing was."""

import email
import email.policy
import json
from pathlib import Path
from typing import Any

import make_samples as make
import pytest
from bundles import LOG, written, zipped
from running import Run, omelog

from omelog.redact import redacted
from omelog.saved import read

ADDRESS, HOST, NOBODY = "192.0.2.77", "ome-77.example.com", "smtp+plaintext://127.0.0.1:1"
KEY = "0123456789abcdef0123456789abcdef"


def mailed(folder: Path, *arguments: str | Path, **variables: Any) -> tuple[Run, str]:  # noqa: ANN401 - the environment
    """Triage a bundle, with a mail that nobody takes; give the mail as it lies in the outbox."""
    log = make.chain_error("2024-01-25 12:00:00.000", f"refused by {HOST} ({ADDRESS})")
    written(folder / "case.zip", zipped({LOG: log.encode()}))
    where: list[str | Path] = [
        "--mail-to",
        "a@example.org",
        "--smtp",
        NOBODY,
        "--from",
        "s@example.org",
        "--outbox",
        folder / "outbox",
    ]
    run = omelog("triage", "case.zip", "-q", "-o", "out", *where, *arguments, cwd=folder, **variables)
    letters = [path.read_bytes() for path in (folder / "outbox").glob("*.eml")]
    parts = [part for data in letters for part in email.message_from_bytes(data, policy=email.policy.default).walk()]
    return run, "".join(str(part.get_content()) for part in parts if not part.is_multipart())


@pytest.mark.parametrize(
    ("arguments", "variables", "address", "host"),
    [
        ([], {}, False, True),
        (["--redact", "none"], {}, True, True),
        (["--redact", "customer"], {}, False, True),
        (["--redact", "share"], {}, False, False),
        ([], {"OMELOG_REDACT": "none"}, True, True),
        ([], {"OMELOG_MAIL_REDACT": "share"}, False, False),
        (["--redact", "none"], {"OMELOG_MAIL_REDACT": "share"}, True, True),
        (["--config", "none.toml"], {}, True, True),
        (["--config", "none.toml"], {"OMELOG_MAIL_REDACT": "customer"}, False, True),
        (["--config", "share.toml"], {}, False, False),
        (["--redact", "share"], {"OMELOG_MAIL_REDACT": "none"}, False, False),
    ],
)
def test_a_mail_is_redacted_as_it_was_told(
    tmp_path: Path, arguments: list[str], variables: dict[str, Any], *, address: bool, host: bool
) -> None:
    for profile in ("none", "share"):
        written(tmp_path / f"{profile}.toml", f'redact = "{profile}"\n')
    run, text = mailed(tmp_path, *arguments, **variables)
    assert run.code == 1  # the server is not there
    assert (ADDRESS in text, HOST in text) == (address, host)


def test_the_report_beside_it_shows_what_it_shows_without_a_mail(tmp_path: Path) -> None:
    mailed(tmp_path)
    report = json.loads((tmp_path / "out" / "report.json").read_bytes())
    assert report["redaction"] == "none"
    assert ADDRESS in json.dumps(report)


def test_names_in_a_mail_are_those_of_the_key(tmp_path: Path) -> None:
    _, text = mailed(tmp_path, "--redact-key", written(tmp_path / "key", KEY))
    report = redacted(read((tmp_path / "out" / "report.json").read_bytes()), "customer", KEY.encode()).report
    (argument,) = report.bundles[0].findings[0].message_args
    assert argument.startswith(f"refused by {HOST} (address-")
    assert argument.partition("(")[2] in text


def test_a_wrong_profile_of_mails_is_told_where_something_is_mailed(tmp_path: Path) -> None:
    run, _ = mailed(tmp_path, OMELOG_MAIL_REDACT="some")
    assert (run.code, len(run.lines)) == (2, 1)
    assert "unknown profile 'some'" in run.stderr
    assert omelog("triage", "case.zip", "-q", cwd=tmp_path, OMELOG_MAIL_REDACT="some").code == 0

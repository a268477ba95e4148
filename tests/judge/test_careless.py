"""Bundles on which a careless tool would claim too much: what each output must say, and what none may say."""

import csv
import email
import email.policy
import gzip
import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from make_samples import CHAIN, CSR_KEY, EKU, chain_error, filler, header, peer_error, single_error
from running import omelog, report

from omelog.causes import load
from omelog.wording.words import CHECK

LOG = "tomcat/application.log"
FORMATS = ("html", "json", "text", "markdown", "handover", "csv")
QUIET = filler("2024-01-25 06:00:00", 9)  # to 06:56
LATER = filler("2024-01-25 12:00:00", 9)  # to 12:56
FAILED = chain_error("2024-01-25 10:00:00.000", EKU)
NONE_FOUND = "No certificate error is recorded between "
TITLES = {slug: requirement.title for slug, requirement in load().requirements.items()}
# What no output may claim, whatever the bundle.
NEVER = (
    r"\bis fixed\b",
    r"\bwas fixed\b",
    r"\bupload succeeded\b(?<!that an upload succeeded)(?<!that the upload succeeded)",
    r"\bcurrently\b",
    r"\bis now\b",
    r"\ball is well\b",
    r"\beverything is (?:ok|fine|in order)\b",
)


class Careless(NamedTuple):
    """A bundle by its members; what the headline says and does not say, what the checklist has, and the exit code."""

    members: dict[str, str | bytes]
    causes: list[str]
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    checklist: dict[str, str] = {}  # noqa: RUF012 - read only
    asks: str = ""
    code: int = 0


def info(time: str, text: str, logger: str = "SSLController") -> str:
    return f"{header(time, 'INFO', logger)}{text}\n"


BUNDLES = {
    "a success after the failure": Careless(
        {LOG: QUIET + FAILED + info("2024-01-25 11:00:00.000", "certificate chain uploaded successfully") + LATER},
        ["missing-eku"],
        says=("failed because", "at 10:00:00 on 2024-01-25", "2 h 56 min before the log ends"),
        checklist={"extended-key-usage": "broken"},
    ),
    "errors years old": Careless(
        {LOG: chain_error("2019-03-01 10:00:00.000", EKU) + LATER},
        ["missing-eku"],
        says=("at 10:00:00 on 2019-03-01", "days before the log ends"),
    ),
    "the general error of another controller, in the same words": Careless(
        {LOG: QUIET + FAILED.replace("SSLController", "BaselineController").replace(f'"{EKU}"', "") + LATER},
        [],
        says=(NONE_FOUND,),
        checklist={"extended-key-usage": "not-seen"},
        asks="message in the console",
    ),
    "the general error under the certificate logger, without arguments": Careless(
        {LOG: QUIET + FAILED.replace(f'"{EKU}"', "") + LATER},
        ["unknown"],
        says=("no documented cause matches", "What it means is not known"),
        never=("failed because", "What the fix takes"),
        checklist={"extended-key-usage": "not-seen"},
        asks="message in the console",
    ),
    "a payload that quotes a record": Careless(
        {LOG: QUIET + info("2024-01-25 10:00:00.000", json.dumps({"echo": FAILED}), "AuditController") + LATER},
        [],
        says=(NONE_FOUND,),
        checklist={"extended-key-usage": "not-seen"},
    ),
    "a trace that names the upload": Careless(
        {
            LOG: QUIET
            + f"{header('2024-01-25 10:00:00.000')}java.lang.IllegalStateException: closed\n"
            + "\tat com.example.SSLController.uploadNewCertificateChain(SSLController.java:212)\n"
            + LATER
        },
        ["unknown"],
        never=("chain upload",),
    ),
    "one side of a migration": Careless(
        {f"source/{LOG}": QUIET + peer_error("2024-01-25 10:00:00.000") + LATER},
        ["mutual-authentication"],
        says=("connection check between the two appliances", "of both appliances"),
        never=("certificate chain upload",),
        checklist={"same-authorities": "suspected", "validity": "suspected", "depth": "suspected"},
        asks="appliance",
    ),
    "a log that ends right after the error": Careless(
        {LOG: QUIET + FAILED},
        ["missing-eku"],
        says=("at the very end of the log",),
        never=("0 s before", "before the log ends"),
    ),
    "a clock set back": Careless(
        {LOG: FAILED + chain_error("2024-01-25 09:30:00.000", CSR_KEY) + filler("2024-01-25 08:00:00", 3)},
        ["missing-eku", "invalid-csr-key"],
        says=("at 09:30:00 on 2024-01-25",),
        never=("before the log ends", "the very end"),
        checklist={"csr-key": "broken", "extended-key-usage": "seen-earlier"},
    ),
    "a newest rotation that cannot be read": Careless(
        {f"{LOG}.1": QUIET + FAILED, f"{LOG}.gz": gzip.compress(LATER.encode(), mtime=0)[:40], LOG: "\0" * 50},
        ["missing-eku"],
        says=("For what was read, ", "failed because"),
        never=("before the log ends", "the very end"),
        checklist={"extended-key-usage": "broken"},
        code=1,
    ),
    "an oldest log that begins in mid-record": Careless(
        {LOG: FAILED[FAILED.index('"@Message.ExtendedInfo"') :] + LATER},
        [],
        says=("For what was read, no certificate error is recorded between ",),
        checklist={"extended-key-usage": "not-seen"},
        asks="message in the console",
        code=1,
    ),
    "rotations that are missing in the middle": Careless(
        {f"{LOG}.3": QUIET, LOG: LATER},
        [],
        says=("For the rotations that are here, no certificate error is recorded between ",),
        asks="message in the console",
    ),
    "rotations that are missing behind the error": Careless(
        {f"{LOG}.3": QUIET + FAILED, LOG: LATER},
        ["missing-eku"],
        says=("For the rotations that are here, the last certificate chain upload",),
        checklist={"extended-key-usage": "broken"},
    ),
    "an error that was logged twice in one second": Careless(
        {LOG: QUIET + FAILED * 2 + LATER},
        ["missing-eku", "missing-eku"],
        says=("2 errors at 10:00:00 on 2024-01-25",),
        never=("from 10:00:00 to 10:00:00",),
    ),
    "nothing found in what could be read": Careless(
        {f"{LOG}.1.gz": gzip.compress((QUIET + LATER * 30).encode(), mtime=0)[:-90], LOG: LATER},
        [],
        says=("For what was read, no certificate error is recorded between ",),
        checklist={"extended-key-usage": "not-seen"},
        asks="message in the console",
        code=1,
    ),
    "a record that breaks off in its arguments": Careless(
        {LOG: QUIET + single_error("2024-01-25 10:00:00.000").partition('],"Severity"')[0]},
        ["unknown"],
        says=("For what was read, an error that no documented cause matches",),
        never=("no key encipherment",),
        code=1,
    ),
    "arguments of two causes in one message": Careless(
        {LOG: QUIET + FAILED.replace(f'"{EKU}"', f'"{EKU}","{CHAIN}"') + LATER},
        ["unknown"],
        never=("failed because",),
        checklist={"extended-key-usage": "not-seen", "full-chain": "not-seen"},
    ),
    "a rejected file on the chain upload": Careless(
        {
            LOG: QUIET
            + single_error("2024-01-25 10:00:00.000").replace(" - ", " - uploadNewCertificateChain(): ")
            + LATER
        },
        ["invalid-certificate-file"],
        says=("certificate chain upload", "two reasons are documented"),
        never=("probably of", "single certificate"),
        checklist={"key-encipherment": "suspected", "encoding": "suspected"},
        asks="file that was uploaded",
    ),
}


def put(folder: Path, members: dict[str, str | bytes]) -> Path:
    for name, content in members.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def written(folder: Path) -> dict[str, str]:
    """Return the text of every output; of a page without its script and style."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}
    page = re.sub(r"<(script|style)[\s\S]*?</\1>", "", texts["report.html"])
    return texts | {"report.html": re.sub(r"<[^>]*>", " ", page)}


def mailed(folder: Path) -> str:
    """Return the text of the mail about the report in a folder."""
    omelog("mail", "out/report.json", "--to", "a@example.com", "--draft", "mail.eml", cwd=folder)
    mail = email.message_from_bytes((folder / "mail.eml").read_bytes(), policy=email.policy.default)
    plain = mail.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())


@pytest.mark.parametrize("case", BUNDLES.values(), ids=list(BUNDLES))
def test_no_output_claims_more_than_the_bundle_shows(case: Careless, tmp_path: Path) -> None:
    folder = put(tmp_path / "bundle", case.members)
    formats = [word for name in FORMATS for word in ("-f", name)]
    run = omelog("triage", folder, "-o", "out", *formats, cwd=tmp_path)
    [bundle] = report(tmp_path / "out")["bundles"]
    said = bundle["diagnosis"]
    assert [finding["cause"] for finding in bundle["findings"]] == case.causes
    assert run.code == case.code
    for words in case.says:
        assert words in said["headline"]
    for words in case.never:
        assert words not in said["headline"]
    status = {item["requirement"]: item["status"] for item in bundle["checklist"]}
    assert status | case.checklist == status
    assert case.asks in " ".join(said["ask_for"])
    outputs = written(tmp_path / "out") | {"terminal": run.stdout, "mail": mailed(tmp_path)}
    for name, text in outputs.items():
        flat = " ".join(text.replace("&#39;", "'").split())
        for claim in NEVER:
            assert not re.search(claim, flat, re.IGNORECASE), (name, claim)
        plain = re.sub(r"\s*\|\s*| {2,}", " ", re.sub(r"[*_`\\]|<[^>]*>", "", flat))
        for item in bundle["checklist"] if name in ("report.html", "report.md", "report.txt") else []:
            title = re.escape(TITLES[item["requirement"]])
            assert re.search(rf"{title}[ :]+{CHECK[item['status']]}\b", plain), (name, item)
        for ask in [] if name in ("findings.csv", "report.json") else said["ask_for"]:
            assert ask[:50] in plain, (name, ask)
        shows_headline = name != "report.json" and (name != "findings.csv" or not case.causes)
        assert not shows_headline or said["headline"][:60] in flat, name
    in_part = bundle["status"] == "partial"
    assert not in_part or "Certain: the log names" not in outputs["report.html"] + run.stdout


def test_two_appliances_in_one_folder_are_two_verdicts(tmp_path: Path) -> None:
    put(
        tmp_path / "both",
        {f"a/{LOG}": QUIET + FAILED, f"b/{LOG}": QUIET + chain_error("2024-01-25 11:00:00.000", CHAIN)},
    )
    run = omelog("triage", "both", "-o", "out", cwd=tmp_path)
    bundles = report(tmp_path / "out")["bundles"]
    assert run.code == 0
    assert [bundle["diagnosis"]["blocker"] for bundle in bundles] == ["missing-eku", "invalid-chain"]
    assert all(bundle["diagnosis"]["paths"][0]["not_seen_since"] == [] for bundle in bundles)


def test_the_mail_about_a_damaged_bundle_is_not_certain(tmp_path: Path) -> None:
    put(tmp_path / "bundle", BUNDLES["a newest rotation that cannot be read"].members)
    omelog("triage", "bundle", "-o", "out", cwd=tmp_path)
    said = " ".join(mailed(tmp_path).split())
    assert "For what was read, the last certificate chain upload" in said
    assert "Certain: the log names" not in said


def test_one_word_has_one_number_in_every_output(tmp_path: Path) -> None:
    """Two errors of one cause in one bundle, a superseded one in another: bundles are counted by what is recorded."""
    put(tmp_path / "in" / "1", {LOG: QUIET + FAILED + FAILED.replace("10:00", "10:05")})
    put(tmp_path / "in" / "2", {LOG: QUIET + FAILED + chain_error("2024-01-25 11:00:00.000", CSR_KEY)})
    for number in range(3, 55):
        put(tmp_path / "in" / str(number), {LOG: LATER})
    run = omelog("triage", "in", "-o", "out", "-f", "json", "-f", "html", "-f", "csv", cwd=tmp_path)
    assert report(tmp_path / "out")["totals"]["by_cause"] == {"invalid-csr-key": 1, "missing-eku": 3}
    assert "3 errors in 2 bundles: Server or client authentication is missing" in run.stdout
    overview = " ".join(written(tmp_path / "out")["report.html"].split())
    assert re.search(r"Server or client authentication is missing 2 3 ", overview)
    rows = list(csv.DictReader((tmp_path / "out" / "findings.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert sum(int(row["count"]) for row in rows if row["cause"] == "missing-eku") == 3
    assert "Server or client authentication is missing (log bundles: 2)" in " ".join(mailed(tmp_path).split())

"""Certificate files beside a log: what they settle, what they add, and what they never claim."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from beside import AT, ATTEMPT, bundle, log, no_encipherment, omelog, rows, told, triage
from bundles import zipped
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from issuing import HOST, SERVER, csr, der, good, inter, leaf, leaf_extensions, pem, root, rsa_key
from make_samples import CHAIN, CSR_KEY, chain_error, peer_error, single_error
from running import report

FILES: dict[str, Callable[[], bytes]] = {
    "missing-key-encipherment": no_encipherment,
    "wrong-encoding": lambda: der(good()[0]),
}


@pytest.mark.parametrize("slug", FILES)
def test_exactly_one_candidate_settles_it(tmp_path: Path, slug: str) -> None:
    (tmp_path / "up.pem").write_bytes(FILES[slug]())
    run = triage(tmp_path, bundle(tmp_path / "a.zip", single_error(ATTEMPT)), "--cert", "up.pem")
    made = told(tmp_path)
    said = made["diagnosis"]
    assert (said["blocker"], said["candidates"], said["certainty"], said["by_file"]) == (slug, [], "certain", True)
    assert "if this is the file that was uploaded" in said["headline"]
    assert {finding["cause"] for finding in made["findings"]} == {slug}
    assert report(tmp_path / "out")["totals"]["by_cause"] == {slug: 1}
    found = rows(made)
    assert found["key-encipherment"] == ("fail" if slug == "missing-key-encipherment" else "pass", "file")
    assert found["encoding"] == ("fail" if slug == "wrong-encoding" else "pass", "file")
    assert run.code == 1, "a check that was asked for fails"


@pytest.mark.parametrize("name", ["report.html", "report.md", "report.txt", "handover.md"])
def test_every_output_shows_the_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "up.pem").write_bytes(no_encipherment())
    run = triage(tmp_path, bundle(tmp_path / "a.zip", single_error(ATTEMPT)), "--cert", "up.pem")
    shown = (tmp_path / "out" / name).read_text(encoding="utf-8").replace("\\", "").replace("\n", " ")
    for text in ("up.pem", "Inter-CA1", "Root-CA", "RSA 2048", "exactly one of the documented faults"):
        assert text in " ".join(shown.split()), text
    assert "exactly one of the documented faults" in " ".join(run.stdout.split())


def test_both_candidates_fail_and_it_stays_open(tmp_path: Path) -> None:
    faulty = leaf(extensions=leaf_extensions(("digital_signature",)))
    (tmp_path / "up.pem").write_bytes(der(faulty))
    triage(tmp_path, bundle(tmp_path / "a.zip", single_error(ATTEMPT)), "--cert", "up.pem")
    made = told(tmp_path)
    assert made["diagnosis"]["certainty"] == "ambiguous"
    assert "2 of the documented faults" in made["file_says"][0]


@pytest.mark.parametrize("data", [pem(*good()), pem(*good()[:2])], ids=["good", "another-fault"])
def test_no_candidate_fails(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "up.pem").write_bytes(data)
    triage(tmp_path, bundle(tmp_path / "a.zip", single_error(ATTEMPT)), "--cert", "up.pem")
    made = told(tmp_path)
    assert made["diagnosis"]["certainty"] == "ambiguous"
    assert "another file than this one failed, or there was another reason" in made["file_says"][0]
    assert rows(made)["key-encipherment"][0] == "suspected", "the log's word stands"


def test_the_log_and_the_file_name_the_same_fault(tmp_path: Path) -> None:
    (tmp_path / "up.pem").write_bytes(pem(*good()[:2]))
    run = triage(tmp_path, bundle(tmp_path / "a.zip", chain_error(ATTEMPT, CHAIN)), "--cert", "up.pem")
    made = told(tmp_path)
    assert rows(made)["full-chain"] == ("fail", "file")
    detail = next(item["detail"] for item in made["checklist"] if item["requirement"] == "full-chain")
    assert "the last error recorded" in detail
    assert "no certificate named Root-CA" in detail
    assert made["next_errors"] == []
    assert run.code == 1


def test_what_passes_now_is_never_called_fixed(tmp_path: Path) -> None:
    (tmp_path / "up.pem").write_bytes(pem(*good()))
    run = triage(tmp_path, bundle(tmp_path / "a.zip", chain_error(ATTEMPT, CHAIN)), "--cert", "up.pem")
    made = told(tmp_path)
    assert rows(made)["full-chain"] == ("broken", "log")
    assert rows(made)["csr-key"] == ("skip", "file")
    assert rows(made)["depth"] == ("pass", "file")
    assert made["diagnosis"]["blocker"] == "invalid-chain"
    assert run.code == 0


def test_the_next_uploads_errors_stand_in_the_articles_order(tmp_path: Path) -> None:
    faulty = leaf(None, extensions=leaf_extensions(extended=(SERVER,)))
    (tmp_path / "up.pem").write_bytes(pem(faulty, inter()))
    triage(tmp_path, bundle(tmp_path / "a.zip", chain_error(ATTEMPT, CHAIN)), "--cert", "up.pem")
    found = [text.partition(":")[0] for text in told(tmp_path)["next_errors"]]
    assert found == ["Server and client authentication", "Common name"]


def test_what_migration_needs_beyond_a_single_upload_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "up.pem").write_bytes(pem(leaf(None, extensions=leaf_extensions(("digital_signature",), (SERVER,)))))
    run = triage(tmp_path, bundle(tmp_path / "a.zip", single_error(ATTEMPT)), "--cert", "up.pem")
    made = told(tmp_path)
    starts = [text.partition(": ")[0] for text in made["next_errors"]]
    assert starts == ["Common name", "For migration", "For migration"]
    details = {item["requirement"]: item["detail"].startswith("for migration: ") for item in made["checklist"]}
    single = {slug for slug, is_more in details.items() if not is_more}
    assert single == {"csr-key", "encoding", "key-encipherment", "common-name", "validity", "same-authorities"}
    assert "The next upload's error: Common name: there is no common name" in " ".join(run.stdout.split())
    assert "error: For migration" not in run.stdout


@pytest.mark.parametrize("name", ["report.html", "report.md", "report.txt", "handover.md"])
def test_no_output_shows_a_slug(tmp_path: Path, name: str) -> None:
    (tmp_path / "up.pem").write_bytes(pem(leaf(None, extensions=leaf_extensions(extended=(SERVER,))), inter()))
    triage(tmp_path, bundle(tmp_path / "a.zip", chain_error(ATTEMPT, CHAIN)), "--cert", "up.pem")
    shown = (tmp_path / "out" / name).read_text(encoding="utf-8").replace("\\", "")
    assert "Server and client authentication: server authentication only" in " ".join(shown.split())
    for slug in ("extended-key-usage", "common-name:", "full-chain"):
        assert f" {slug}" not in shown
        assert f">{slug}" not in shown


PKCS12 = serialize_key_and_certificates(
    b"x", rsa_key(), good()[0], good()[1:], PrivateFormat.PKCS12.encryption_builder().build(b"secret")
)


@pytest.mark.parametrize(("password", "rest"), [("secret", "pass"), ("wrong", "skip"), (None, "skip")])
def test_pkcs12_is_read_with_the_password_of_the_environment(tmp_path: Path, password: str | None, rest: str) -> None:
    (tmp_path / "up.p12").write_bytes(PKCS12)
    given = {"OMELOG_PASSWORD": password} if password else {}
    triage(tmp_path, bundle(tmp_path / "a.zip", single_error(ATTEMPT)), "--cert", "up.p12", **given)
    made = told(tmp_path)
    found = rows(made)
    assert found["encoding"][0] == "fail"
    assert found["common-name"] == (rest, "file")
    assert made["diagnosis"]["certainty"] == ("certain" if rest == "pass" else "ambiguous")
    for name in ("report.json", "report.md", "report.html"):
        assert "secret" not in (tmp_path / "out" / name).read_text(encoding="utf-8")


def test_the_attempts_clock_settles_and_the_other_names_the_next_errors(tmp_path: Path) -> None:
    """Valid when the connection was checked, out of date now: that is no reason for then, and one for the next time."""
    end = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
    (tmp_path / "up.pem").write_bytes(pem(leaf(end=end), inter(), root()))
    triage(tmp_path, bundle(tmp_path / "a.zip", peer_error(ATTEMPT)), "--cert", "up.pem")
    made = told(tmp_path)
    assert made["diagnosis"]["blocker"] == "mutual-authentication"
    assert [text.partition(":")[0] for text in made["next_errors"]] == ["Validity"]
    triage(tmp_path, tmp_path / "a.zip", "--cert", "up.pem", at="2026-11-24")
    assert told(tmp_path)["next_errors"] == []


def test_the_file_goes_into_no_mail(tmp_path: Path) -> None:
    (tmp_path / "up.pem").write_bytes(no_encipherment())
    triage(tmp_path, bundle(tmp_path / "a.zip", single_error(ATTEMPT)), "--cert", "up.pem")
    done = omelog(
        "mail",
        "out/report.json",
        "--to",
        "admin@example.com",
        "--from",
        "support@example.com",
        "--attach",
        "zip",
        "--draft",
        "m.eml",
        cwd=tmp_path,
    )
    assert done.code == 0, done.stderr
    mail = message_from_bytes((tmp_path / "m.eml").read_bytes(), policy=default)
    whole = b"".join(part.get_content().encode() for part in mail.walk() if part.get_content_maintype() == "text")
    names = [part.get_filename() or "" for part in mail.walk()]
    assert not [name for name in names if name.endswith((".pem", ".json"))]
    with zipfile.ZipFile(io.BytesIO(next(mail.iter_attachments()).get_content())) as archive:
        whole += b"".join(archive.read(name) for name in archive.namelist())
        assert not [name for name in archive.namelist() if name.endswith(".pem")]
    assert b"BEGIN CERTIFICATE-----\nMII" not in whole
    assert b"exactly one of the documented faults" in b" ".join(whole.split())


@pytest.mark.parametrize(("own", "says"), [(True, "have the same key"), (False, "different keys")])
def test_invalid_csr_key_has_three_branches(tmp_path: Path, own: bool, says: str) -> None:
    (tmp_path / "up.pem").write_bytes(pem(*good()))
    request = csr() if own else csr(rsa_key("other"))
    (tmp_path / "a.csr").write_bytes(request.public_bytes(Encoding.PEM))
    a = bundle(tmp_path / "a.zip", chain_error(ATTEMPT, CSR_KEY))
    triage(tmp_path, a, "--cert", "up.pem", "--csr", "a.csr")
    text = " ".join(told(tmp_path)["file_says"])
    assert says in text
    assert text.index("upload it there") < text.index("use that one") < text.index("make one new CSR")


def test_a_file_that_cannot_be_read_is_a_damage_of_the_run(tmp_path: Path) -> None:
    a = bundle(tmp_path / "a.zip", single_error(ATTEMPT))
    run = triage(tmp_path, a, "--cert", "none.pem")
    assert run.code == 1
    assert "none.pem" in run.stderr
    assert told(tmp_path)["chain"] is None
    assert [problem["code"] for problem in report(tmp_path / "out")["problems"]] == ["certificate-file"]


def test_a_certificate_that_begins_when_the_log_ends_warns_of_the_clock(tmp_path: Path) -> None:
    begins = dt.datetime(2026, 11, 20, 20, tzinfo=dt.UTC)
    (tmp_path / "up.pem").write_bytes(pem(leaf(start=begins), inter(), root()))
    triage(tmp_path, bundle(tmp_path / "a.zip", chain_error(ATTEMPT, CHAIN)), "--cert", "up.pem")
    made = told(tmp_path)
    assert "NTP" in made["file_says"][-1]
    assert rows(made)["validity"] == ("warn", "file")


def test_the_issuer_tells_the_audience_unless_one_was_given(tmp_path: Path) -> None:
    signer = inter("Let's Encrypt R99")
    (tmp_path / "up.pem").write_bytes(pem(leaf(issuer=signer.subject), signer, root()))
    a = bundle(tmp_path / "a.zip", chain_error(ATTEMPT, CHAIN))
    triage(tmp_path, a, "--cert", "up.pem")
    assert report(tmp_path / "out")["audience"] == "public-ca"
    triage(tmp_path, a, "--cert", "up.pem", "--audience", "private-ca")
    assert report(tmp_path / "out")["audience"] == "private-ca"


@pytest.mark.parametrize(
    "arguments",
    [
        ("a.zip", "b.zip", "--cert", "up.pem"),
        ("two.zip", "--cert", "up.pem"),
        ("a.zip", "--csr", "a.csr"),
        ("a.zip", "--peer-cert", "up.pem"),
        ("a.zip", "--cert", "up.pem", "--cert", "up.pem"),
        ("-", "--cert", "-"),
        ("a.zip", "--cert", "up.pem", "--peer", "./a.zip"),
    ],
)
def test_files_that_fit_no_bundle_are_wrong_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    for name in ("a.zip", "b.zip"):
        bundle(tmp_path / name, single_error(ATTEMPT))
    two = {f"{name}/tomcat/application.log": log(single_error(ATTEMPT)).encode() for name in ("one", "other")}
    (tmp_path / "two.zip").write_bytes(zipped(two))
    (tmp_path / "up.pem").write_bytes(pem(*good()))
    at = () if "--peer-cert" in arguments or "--csr" in arguments else ("--at", AT)
    assert omelog("triage", *arguments, *at, "-o", "out", cwd=tmp_path).code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("more", [("--csr", "none.csr"), ()])
def test_a_missing_input_beside_files_writes_nothing(tmp_path: Path, more: tuple[str, ...]) -> None:
    (tmp_path / "up.pem").write_bytes(pem(*good()))
    assert triage(tmp_path, "missing.zip", "--cert", "up.pem", *more).code == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("profile", ["share", "strict"])
def test_names_of_certificates_do_not_survive(tmp_path: Path, profile: str) -> None:
    """A twin with other names comes to the same, and no name of either stays."""
    shown = []
    for common in ("Zebra Appliance", "Okapi Appliance"):
        signer = inter(f"{common} Issuing")
        (tmp_path / "up.pem").write_bytes(pem(leaf(common, issuer=signer.subject), signer))
        a = bundle(tmp_path / "a.zip", chain_error(ATTEMPT, CHAIN))
        triage(tmp_path, a, "--cert", "up.pem", "--redact", profile)
        made = told(tmp_path)
        serials = [one["serial"] for one in made["chain"]["certificates"]]
        whole = (tmp_path / "out" / "report.json").read_text(encoding="utf-8")
        for name in ("Zebra", "Okapi", "Root-CA", HOST, "up.pem"):
            assert name not in whole, name
        shown.append((serials, made["file_says"], [check["detail"] for check in made["chain"]["checks"]]))
    assert json.dumps(shown[0]) == json.dumps(shown[1])


def test_rendering_is_byte_for_byte_what_triage_wrote(tmp_path: Path) -> None:
    (tmp_path / "up.pem").write_bytes(no_encipherment())
    triage(tmp_path, bundle(tmp_path / "a.zip", single_error(ATTEMPT)), "--cert", "up.pem")
    for name, file in (("html", "report.html"), ("markdown", "report.md"), ("text", "report.txt")):
        omelog("render", "out/report.json", "-f", name, "-o", f"again-{name}", cwd=tmp_path)
        assert (tmp_path / f"again-{name}" / file).read_bytes() == (tmp_path / "out" / file).read_bytes()


def test_names_in_files_make_no_markup_and_no_escape_anywhere(tmp_path: Path) -> None:
    evil = "\x1b[2J<img src=x onerror=alert(1)>|`*"
    signer = inter(evil)
    (tmp_path / "up.pem").write_bytes(pem(leaf(f"{evil}\u202e", issuer=signer.subject), signer))
    run = triage(tmp_path, bundle(tmp_path / "a.zip", chain_error(ATTEMPT, CHAIN)), "--cert", "up.pem")
    assert "\x1b" not in run.stdout + run.stderr
    for file in (tmp_path / "out").rglob("*.*"):
        shown = file.read_text(encoding="utf-8")
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        if file.suffix == ".html":
            assert "<img src=x" not in shown
        if file.suffix == ".md":
            assert "<img src=x onerror=alert(1)>" not in shown.replace("\\", "\0")

"""Private keys and passwords never reach any output, wherever in a record they stand."""

import subprocess
from pathlib import Path

import make_samples as make
import pytest
from bundles import LOG, written, zipped
from hypothesis import given
from hypothesis import strategies as st
from inside import omelog
from programs import needed

from omelog.redact import KEY_REMOVED, PASSWORD_REMOVED, without_secrets

SECRET = "hunter2"  # noqa: S105 - what must not be seen
BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"
KEYS = [
    "PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
    "PGP PRIVATE KEY BLOCK",
]
PASSWORDS = [
    "password=hunter2",
    "Password: hunter2",
    "keystorePassword = hunter2;x=1",
    "db.passwd=>hunter2",
    "pwd='abc hunter2'",
    '"passphrase" : "abc \\" hunter2"',
    '"password":["hunter2"]',
    '"password":"abc hunter2 and no end',
    r"{\"password\":\"abc hunter2\"}",
    r"{\\\"password\\\":\\\"hunter2\\\"}",
    "<ns:newPassword>hunter2 abc</ns:newPassword>",
    "<password>hunter2",
    "keytool --storepassword hunter2 -x",
    "https://root:hunter2@192.0.2.1/api",
    "Authorization: Basic hunter2==",
    '"Authorization":"Basic hunter2=="',
    "password=abc,hunter2",
    "{user=x, password=hunter2, role=y}",
    "keytool -storepass hunter2 -keypass hunter2",
    "openssl rsa -passin pass:hunter2",
    "https://root:abc@hunter2@192.0.2.1/api",
    "redis://:hunter2@192.0.2.1",
    "jdbc:oracle:thin:scott/hunter2@//192.0.2.1/db",
    "jdbc:postgresql://192.0.2.1/db?user=x&password=hunter2&ssl=true",
    "Server=x;User Id=sa;Pwd=hunter2;Encrypt=no",
    "curl -u root:hunter2 https://192.0.2.1",
    "sshpass -p hunter2 ssh x",
    '{"key":"db.password","value":"hunter2"}',
    r"{\"name\":\"db.password\",\"value\":\"hunter2\"}",
    '<entry key="password">hunter2</entry>',
    '"passwords":["abc","hunter2"]',
    "password 'hunter2' was refused",
    "Password [hunter2]",
    "password%3Dhunter2",
    "newPasswordConfirm: hunter2",
    "client_secret=hunter2",
    "db_pass=hunter2;",
    "password:\n  hunter2",
    "password:\\nhunter2",
    "first\\nauthorization: basic hunter2",
]
HARMLESS = [
    "Password is invalid.",
    '"password":null',
    "The passphrase is required",
    "see https://192.0.2.1:443/path@x",
    "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----",
    "bypass=true",
    "password:\nX-Header: x",
    "the secretary: x",
    "-----BEGIN PUBLIC KEY-----\nMIID\n-----END PUBLIC KEY-----",
]


@pytest.mark.parametrize("text", PASSWORDS)
def test_a_password_is_removed_and_what_stands_around_it_stays(text: str) -> None:
    shown = without_secrets(f"before {text}\nafter" if text.endswith("end") else f"before {text}")
    assert SECRET not in shown
    assert shown.startswith("before ")
    assert PASSWORD_REMOVED in shown
    assert without_secrets(shown) == shown


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays(text: str) -> None:
    assert without_secrets(text) == text


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("newline", ["\n", "\\n", "\r\n"])
def test_a_private_key_is_removed_whole_or_unfinished(kind: str, newline: str) -> None:
    key = newline.join([f"-----BEGIN {kind}-----", BODY, BODY, f"-----END {kind}-----"])
    assert without_secrets(f"a {key} b {key} c") == f"a {KEY_REMOVED} b {KEY_REMOVED} c"
    for cut in range(len(kind) + 20, len(key) - 1, 9):
        assert without_secrets(f"a {key[:cut]}") == f"a {KEY_REMOVED}"


MADE = [
    "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
    "genrsa -traditional 1024",
    "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
    "ecparam -genkey -name secp384r1 -noout",
    "genpkey -algorithm ED25519",
    "genpkey -algorithm RSA -aes256 -pass pass:x",
]


@pytest.mark.parametrize("arguments", MADE)
def test_a_key_without_its_first_line_is_known_by_its_structure(arguments: str) -> None:
    made = subprocess.run([needed("openssl"), *arguments.split()], capture_output=True, text=True, check=True).stdout
    body = "\n".join(line for line in made.splitlines() if not line.startswith("-"))
    for shown in (body, body.replace("\n", ""), body.replace("\n", "\\n"), body.replace("/", "\\/")):
        assert without_secrets(f"key: {shown}") == f"key: {KEY_REMOVED}"
    for begin in ("-----BEGIN PRIVATE KEY\n", "-----BEGIN PRIVATE KEY--\\n", "-----BEG\nIN PRIV\nATE KEY-----\n"):
        assert without_secrets(f"key: {begin}{body}") == f"key: {KEY_REMOVED}"


def test_a_certificate_and_a_public_key_stay() -> None:
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=ome-1.example.com"]
    certificate = subprocess.run([needed("openssl"), *made], capture_output=True, text=True, check=True).stdout
    public = subprocess.run(
        [needed("openssl"), "x509", "-noout", "-pubkey"], input=certificate, capture_output=True, text=True, check=True
    ).stdout
    assert without_secrets(certificate + public) == certificate + public


@given(st.text(alphabet="paswordPWD\"\\':=<>[]{}, -/@\nx", max_size=200))
def test_removing_twice_changes_nothing_more(text: str) -> None:
    once = without_secrets(f"{text} password={SECRET}")
    assert SECRET not in once
    assert without_secrets(once).count(PASSWORD_REMOVED) >= 1


def test_no_secret_reaches_any_output(tmp_path: Path) -> None:
    key = f"-----BEGIN RSA PRIVATE KEY-----\n{BODY}\n{BODY}\n"
    header = make.header("2024-01-25 12:00:00.000")
    error = make.chain_error
    texts = [
        *(error(f"2024-01-25 12:{number:02}:00.000", text) for number, text in enumerate(PASSWORDS)),
        error("2024-01-25 13:00:00.000", f"{key}-----END RSA PRIVATE KEY-----"),
        error("2024-01-25 13:01:00.000", key),
        error("2024-01-25 13:02:00.000", key)[:-200] + "\n",
        *(f"{header}{text}\n" for text in PASSWORDS),
        f'{header}uploadNewCertificateChain(): {{"error": password={SECRET}}}\n',
        f'{header}uploadNewCertificateChain(): {{"password": {SECRET}}}\n',
        make.chain_error("2024-01-25 14:00:00.000", make.EKU).rstrip() + f" password={SECRET}\n{key}",
        make.header("2024-01-25 15:00:00.000").replace("exec-3", f"password={SECRET}") + "an error\n",
    ]
    path = written(tmp_path / "case.zip", zipped({LOG: "".join(texts).encode()}))
    run = omelog("triage", path, "--verbose", "-o", "out", cwd=tmp_path)
    explained = omelog("explain", cwd=tmp_path, stdin="".join(texts).encode())
    written_out = [file.read_text(encoding="utf-8") for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert len(written_out) == 2
    for output in (run.stdout, run.stderr, explained.stdout, explained.stderr, *written_out):
        assert SECRET not in output
        assert BODY not in output
    assert all(PASSWORD_REMOVED in output for output in written_out)
    assert all(KEY_REMOVED in output for output in written_out)

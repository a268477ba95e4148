"""Links and dates are judged as `openssl verify` judges them, where the rules are the same."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from checking import answer, checked, detail
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from issuing import AT, ca_extensions, csr, ec_key, good, inter, issue, leaf, name, pem, root, rsa_key
from programs import needed

LEAF, INTER, ROOT = good()
PAST, FUTURE = AT - dt.timedelta(days=9), AT + dt.timedelta(days=9)
CHAINS: dict[str, tuple[x509.Certificate, ...]] = {
    "good": (LEAF, INTER, ROOT),
    "leaf out of date": (leaf(end=PAST), INTER, ROOT),
    "leaf not yet valid": (leaf(start=FUTURE), INTER, ROOT),
    "intermediate out of date": (LEAF, inter(end=PAST), ROOT),
    "root out of date": (LEAF, INTER, root(end=PAST)),
    "intermediate missing": (LEAF, ROOT),
    "signed by another key": (leaf(signer=ec_key("stray")), INTER, ROOT),
    "another root of the name": (
        LEAF,
        INTER,
        issue(name("Root-CA"), name("Root-CA"), ec_key("new"), ec_key("new"), ca_extensions()),
    ),
    "an intermediate of another name": (LEAF, inter("Inter-CA2"), ROOT),
    "signed by the root": (leaf(issuer=name("Root-CA"), signer=ec_key("root")), ROOT),
    "names that differ in case": (leaf(issuer=name("INTER-CA1")), INTER, ROOT),
}


def openssl(folder: Path, command: str) -> bool:
    """Run openssl; return whether it succeeded."""
    done = subprocess.run(
        [needed("openssl"), *command.split()], cwd=folder, capture_output=True, timeout=60, check=False
    )
    return done.returncode == 0


@pytest.mark.parametrize("which", CHAINS)
def test_links_and_dates_are_those_of_openssl(tmp_path: Path, which: str) -> None:
    first, *middle, last = CHAINS[which]
    for file, data in (("leaf.pem", pem(first)), ("inter.pem", pem(*middle)), ("root.pem", pem(last))):
        (tmp_path / file).write_bytes(data)
    untrusted = "-untrusted inter.pem" if middle else ""
    verify = f"verify -no-CApath -no-CAstore -CAfile root.pem {untrusted} -attime {int(AT.timestamp())}"
    theirs = [openssl(tmp_path, f"{verify} -purpose {purpose} leaf.pem") for purpose in ("sslserver", "sslclient")]
    made = checked(pem(*CHAINS[which]))
    ours = answer(made, "full-chain") == "pass" and answer(made, "validity") == "pass"
    assert theirs == [ours, ours]


def test_a_key_that_is_not_known_here_is_no_wrong_signature(tmp_path: Path) -> None:
    """SM2: openssl verifies it, `cryptography` has no such key."""
    (tmp_path / "leaf.csr").write_bytes(csr(rsa_key()).public_bytes(Encoding.PEM))
    (tmp_path / "usages").write_text(
        "keyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth,clientAuth\n"
    )
    for command in (
        "genpkey -algorithm SM2 -out root.key",
        "req -x509 -new -key root.key -sm3 -subj /CN=Root-CA -days 9000 -out root.pem",
        "x509 -req -in leaf.csr -CA root.pem -CAkey root.key -sm3 -CAcreateserial -extfile usages -out leaf.pem",
    ):
        assert openssl(tmp_path, command), command
    data = (tmp_path / "leaf.pem").read_bytes() + (tmp_path / "root.pem").read_bytes()
    made = checked(data, at=dt.datetime.now(dt.UTC))
    assert answer(made, "full-chain") == "fail"
    assert "cannot be verified here" in detail(made, "full-chain")
    assert next(one.cause for one in made.checks if one.requirement == "full-chain") is None

"""Every command that an answer prints does what it says: it is run here, as it stands."""

import json
import shlex
from pathlib import Path

import pytest
from checking import checked
from cryptography.hazmat.primitives.serialization import Encoding
from inside import inside
from issuing import csr, der, good, inter, leaf, pem, root, rsa_key

LEAF, INTER, ROOT = good()
AT = ("--at", "2026-11-28")
FILES = {
    "up.pem": b"\xef\xbb\xbf" + pem(*good()),
    "chain.pem": pem(ROOT, INTER, LEAF),
    "two words.der": b"".join(map(der, good())),
    "it's.pem": pem(LEAF, INTER, INTER, ROOT),
    "strangers.pem": pem(*good(), root("Other")),
    "glued.pem": pem(*good()).replace(b"-----END CERTIFICATE-----\n-----BEGIN", b"-----END CERTIFICATE----------BEGIN"),
    "wide.pem": pem(*good()).decode().encode("utf-16"),
    "two.pem": pem(LEAF, INTER, ROOT, leaf("ome-400.example.com", key=rsa_key("other"))),
    "short.pem": pem(LEAF, INTER),
    "-dash.pem": pem(ROOT, LEAF, INTER),
}


@pytest.mark.parametrize("name", FILES)
def test_the_command_of_a_fix_makes_a_file_that_passes(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(FILES[name])
    (tmp_path / "root.cer").write_bytes(der(ROOT))
    (tmp_path / "appliance.csr").write_bytes(csr().public_bytes(Encoding.PEM))
    told = inside("chain", "check", f"./{name}", *AT, cwd=tmp_path).text
    (command,) = dict.fromkeys(line.strip() for line in told.splitlines() if line.startswith("        omelog "))
    arguments = shlex.split(command)
    done = inside(*arguments[1:], *AT, cwd=tmp_path)
    assert done.code == 0, done.text
    made = tmp_path / arguments[arguments.index("-o") + 1]
    assert checked(made.read_bytes()).ok
    assert (tmp_path / name).read_bytes() == FILES[name]


def test_the_command_for_standard_input(tmp_path: Path) -> None:
    data = FILES["chain.pem"]
    told = json.loads(inside("chain", "check", "-", *AT, "-f", "json", cwd=tmp_path, data=data).stdout)
    fix = next(one["fix"] for one in told["checks"] if one["requirement"] == "issuer-links")
    arguments = shlex.split(fix.partition(": omelog ")[2])
    assert inside(*arguments, *AT, cwd=tmp_path, data=data).code == 0
    assert (tmp_path / "chain.pem").read_bytes() == pem(*good())


def test_a_name_that_is_no_text_reaches_no_terminal_raw(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31m.pem").write_bytes(pem(INTER, LEAF, inter("X")))
    assert "\x1b" not in inside("chain", "check", "a\x1b[31m.pem", *AT, cwd=tmp_path).text

"""`omelog chain` as a user runs it: exit codes, streams, formats, comparison, and files that are built."""

import datetime as dt
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import html5lib
import issuing
import jsonschema
import msgspec
import places
import pytest
from certificates import make_good
from checking import answer, checked, detail
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inside import Ended, inside
from issuing import (
    HOST,
    ca_extensions,
    csr,
    der,
    ec_key,
    good,
    inter,
    issue,
    leaf,
    leaf_extensions,
    name,
    pem,
    root,
    rsa_key,
)
from programs import needed
from running import environment

from omelog.chain.build import build, read_piece
from omelog.chain.outcome import Question
from omelog.model.chain import Chain, Pair

LEAF, INTER, ROOT = good()
OTHER = leaf("ome-400.example.com", key=rsa_key("other"))
AT = ("--at", "2026-11-28")
DAY = dt.timedelta(days=1)
SCHEMA = places.ROOT / "docs" / "chain.schema.json"


def omelog(*arguments: str, cwd: Path, data: bytes = b"", charset: str = "utf-8", **more: str) -> Ended:
    """Run `omelog chain`."""
    return inside("chain", *arguments, cwd=cwd, data=data, charset=charset, **more)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Fill a folder with files of a good chain and its pieces."""
    (tmp_path / "chain.pem").write_bytes(pem(*good()))
    (tmp_path / "short.pem").write_bytes(pem(LEAF, INTER))
    (tmp_path / "leaf.der").write_bytes(der(LEAF))
    (tmp_path / "inter.pem").write_bytes(pem(INTER))
    (tmp_path / "root.cer").write_bytes(pem(ROOT))
    (tmp_path / "other.pem").write_bytes(pem(OTHER, INTER, ROOT))
    (tmp_path / "a.csr").write_bytes(csr().public_bytes(Encoding.PEM))
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", "chain.pem"), 0),
        (("check", "chain.pem", "--csr", "a.csr"), 0),
        (("check", "short.pem"), 1),
        (("check", "none.pem"), 1),
        (("check", "chain.pem", "none.pem"), 1),
        (("check", "chain.pem", "--csr", "none.csr"), 1),
        (("check", "chain.pem", "--csr", "chain.pem"), 1),
        (("check",), 2),
        (("check", "."), 2),
        (("check", "chain.pem", "chain.pem", "--csr", "a.csr"), 2),
        (("check", "chain.pem", "--at", "tomorrow"), 2),
        (("check", "chain.pem", "--limit", "chain_bytes=10"), 1),
        (("compare", "chain.pem", "other.pem"), 0),
        (("compare", "chain.pem", "short.pem"), 1),
        (("compare", "chain.pem", "none.pem"), 1),
        (("compare", "chain.pem"), 2),
        (("build", "leaf.der", "inter.pem", "root.cer", "-o", "new.pem"), 0),
        (("build", "leaf.der", "inter.pem", "-o", "new.pem"), 1),
        (("build", "leaf.der", "-o", "chain.pem"), 2),
        (("build", "chain.pem", "-o", "chain.pem", "--force"), 2),
        (("build", "chain.pem"), 2),
        (("build", "leaf.der", "leaf.der", "-o", "."), 2),
        (("check", ""), 2),
        (("check", "chain.pem", "-o", "chain.pem"), 2),
        (("check", "chain.pem", "--csr", "a.csr", "-o", "./a.csr"), 2),
        (("check", "chain.pem", "-o", "."), 2),
        (("check", "chain.pem", "-o", "-"), 2),
        (("build", "leaf.der", "inter.pem", "root.cer", "-o", "-"), 2),
        (("check", "chain.pem", "--csr", "-", "-"), 2),
        (("check", "-", "-"), 2),
        (("check", "chain.pem", "--redact", "all"), 2),
        (("check", "chain.pem", "--redact-map", "map.json"), 2),
        (("compare", "chain.pem", "other.pem", "-o", "other.pem"), 2),
        (("compare", "chain.pem", "."), 2),
        (("compare", "chain.pem", "chain.pem"), 0),
    ],
)
def test_exit_codes(folder: Path, arguments: tuple[str, ...], code: int) -> None:
    at = AT if arguments[1:] and "--at" not in arguments else ()
    done = omelog(*arguments, *at, cwd=folder)
    assert done.code == code, done.stderr
    assert bool(done.stderr) == (
        code == 2 or "none.pem" in arguments or "none.csr" in arguments or "--limit" in arguments
    )
    assert (folder / "new.pem").exists() == (arguments[0] == "build" and code == 0)
    assert (folder / "chain.pem").read_bytes() == pem(*good()), "what is read is never written"


def test_json_is_as_its_schema_says(folder: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for arguments, kind in (
        (("check", "chain.pem"), "omelog.chain/1"),
        (("check", "short.pem"), "omelog.chain/1"),
        (("check", "none.pem"), "omelog.chain/1"),
        (("check", "chain.pem", "short.pem"), "omelog.chains/1"),
        (("compare", "chain.pem", "other.pem"), "omelog.pair/1"),
        (("build", "leaf.der", "inter.pem", "-o", "new.pem"), "omelog.build/1"),
    ):
        made = json.loads(omelog(*arguments, *AT, "-f", "json", cwd=folder).stdout)
        assert made["schema"] == kind
        jsonschema.validate(made, schema)


def test_text_has_80_columns_and_ascii_where_the_terminal_has_no_more(folder: Path) -> None:
    for arguments in (("check", "chain.pem"), ("check", "short.pem"), ("compare", "chain.pem", "other.pem")):
        for encoding in ("utf-8", "ascii"):
            text = omelog(*arguments, *AT, cwd=folder, charset=encoding).stdout.decode(encoding)
            assert max(map(len, text.splitlines())) <= 80
            assert "\\u" not in text
            assert "\x1b" not in text


def test_names_are_never_raw(folder: Path) -> None:
    evil = leaf("\x1b[2J<script>alert(1)</script>\u202e" + "x" * 20)
    (folder / "evil.pem").write_bytes(pem(evil, INTER, ROOT))
    text = omelog("check", "evil.pem", *AT, cwd=folder).stdout.decode()
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert max(map(len, text.splitlines())) <= 80
    omelog("check", "evil.pem", *AT, "-f", "html", "-o", "page.html", cwd=folder)
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    html5lib.HTMLParser(strict=True).parse(page)


def test_standard_input_and_the_private_key(folder: Path) -> None:
    key = rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    done = omelog("check", "-", *AT, cwd=folder, data=pem(*good()) + key)
    assert done.code == 0
    assert done.stdout.splitlines()[0] == b"this file holds a private key: do not send it to anyone"
    assert key.splitlines()[3] not in done.stdout


@pytest.mark.parametrize("format", ["text", "html"])
def test_a_missing_file_is_not_said_to_be_refused(folder: Path, format: str) -> None:  # noqa: A002 - as the option
    told = omelog("check", "none.pem", *AT, "-f", format, cwd=folder).text
    assert "none.pem: cannot be read" in told
    assert "would refuse" not in told


def test_a_page_of_a_single_certificate_names_its_own_upload(folder: Path) -> None:
    (folder / "leaf.pem").write_bytes(pem(LEAF))
    told = omelog("check", "leaf.pem", "--single", *AT, "-f", "html", cwd=folder).text
    assert "there the upload of a Certificate. For migration" in told


def test_a_page_has_titles_and_signs(folder: Path) -> None:
    page = omelog("compare", "chain.pem", "short.pem", *AT, "-f", "html", cwd=folder).text
    assert '<h2 id="pair-title">OME would refuse these two, or one of them</h2>' in page
    assert "Complete chain" in page
    assert "full-chain" not in page
    assert ">≠</td>" in page
    second = page[page.index('id="file-2"') :]
    assert second.index(">fail<") < second.index(">skip<") < second.index(">pass<")
    html5lib.HTMLParser(strict=True).parse(page)


def test_an_answer_in_a_file_is_plain_utf_8(folder: Path) -> None:
    omelog("check", "chain.pem", *AT, "-o", "answer.txt", cwd=folder, charset="ascii")
    text = (folder / "answer.txt").read_text(encoding="utf-8")
    assert "\N{CHECK MARK}" in text
    assert "\x1b" not in text


def test_when_all_pass_the_next_step_is_told(folder: Path) -> None:
    text = omelog("check", "chain.pem", *AT, "--audience", "ansible", cwd=folder).stdout
    assert b"Application Settings > Security > Certificates" in text
    assert b"upload_cert_chain" in text
    assert b"Next:" not in omelog("check", "short.pem", *AT, cwd=folder).stdout


def test_every_form_of_a_csr_is_read(folder: Path) -> None:
    text = csr().public_bytes(Encoding.PEM).decode()
    for data in (
        text.encode(),
        text.replace("BEGIN CERT", "BEGIN NEW CERT").replace("END CERT", "END NEW CERT").encode(),
        text.replace("\n", "").encode(),
        text.encode("utf-16"),
        csr().public_bytes(Encoding.DER),
        json.dumps({"CertificateData": text.replace("\n", "")}).encode(),
        json.dumps({"CertificateData": text}).encode(),
        text.encode() + csr(rsa_key("other")).public_bytes(Encoding.PEM),
    ):
        (folder / "a.csr").write_bytes(data)
        made = json.loads(omelog("check", "chain.pem", *AT, "--csr", "a.csr", "-f", "json", cwd=folder).stdout)
        assert made["checks"][0]["status"] == "pass"


def compared(folder: Path, source: bytes, target: bytes) -> Pair:
    """Compare two files."""
    (folder / "source.pem").write_bytes(source)
    (folder / "target.pem").write_bytes(target)
    done = omelog("compare", "source.pem", "target.pem", *AT, "-f", "json", cwd=folder)
    made = msgspec.json.decode(done.stdout, type=Pair)
    assert done.code == (0 if made.ok else 1)
    return made


def pair_of(made: Pair) -> dict[str, tuple[str, str]]:
    return {one.requirement: (one.status, one.detail) for one in made.checks if one.side == "pair"}


def other_chain(inter_name: str = "Inter-CA1", root_name: str = "Root-CA", key: str = "other") -> bytes:
    """Make the chain of another appliance under authorities with keys of their own."""
    top = issue(name(root_name), name(root_name), ec_key(f"root {key}"), ec_key(f"root {key}"), ca_extensions())
    below = issue(name(inter_name), name(root_name), ec_key(f"inter {key}"), ec_key(f"root {key}"), ca_extensions(0))
    own = leaf("ome-400.example.com", key=rsa_key("other"), issuer=name(inter_name), signer=ec_key(f"inter {key}"))
    return pem(own, below, top)


def test_comparisons(tmp_path: Path) -> None:
    ours = pem(*good())
    same = compared(tmp_path, ours, pem(OTHER, INTER, ROOT))
    assert pair_of(same)["same-authorities"][0] == "pass"
    assert [level.same for level in same.levels] == ["no", "key", "key"]
    renewed = compared(tmp_path, ours, pem(OTHER, inter(), ROOT))
    assert pair_of(renewed)["same-authorities"][0] == "pass"
    rekeyed = issue(name("Inter-CA1"), name("Root-CA"), ec_key("new"), ec_key("root"), ca_extensions(0))
    own = leaf("ome-400.example.com", key=rsa_key("other"), signer=ec_key("new"))
    new = compared(tmp_path, ours, pem(own, rekeyed, ROOT))
    assert pair_of(new)["same-authorities"][0] == "warn"
    assert new.levels[1].same == "name"
    assert pair_of(compared(tmp_path, ours, other_chain()))["same-authorities"][0] == "fail"
    elsewhere = pair_of(compared(tmp_path, ours, other_chain("Inter-CB1", "Root-CB")))["same-authorities"]
    assert elsewhere[0] == "fail"
    assert "Root-CB" in elsewhere[1]
    second = issue(name("Inter-CA2"), name("Root-CA"), ec_key("two"), ec_key("root"), ca_extensions(0))
    own = leaf("ome-400.example.com", key=rsa_key("other"), issuer=name("Inter-CA2"), signer=ec_key("two"))
    another = pair_of(compared(tmp_path, ours, pem(own, second, ROOT)))["same-authorities"]
    assert another[0] == "fail"
    assert "TLS" in another[1]
    wide = inter(extensions=ca_extensions(1))
    sub = issue(name("Sub-CA"), name("Inter-CA1"), ec_key("sub"), ec_key("inter"), ca_extensions(0))
    own = leaf("ome-400.example.com", key=rsa_key("other"), issuer=name("Sub-CA"), signer=ec_key("sub"))
    more = pair_of(compared(tmp_path, ours, pem(own, sub, wide, ROOT)))["same-authorities"]
    assert more[0] == "fail"
    assert "one level more" in more[1]
    alone = pem(issue(name(HOST), name(HOST), rsa_key(), rsa_key(), leaf_extensions()))
    assert "vouches for itself" in pair_of(compared(tmp_path, ours, alone))["same-authorities"][1]
    assert "vouch for themselves" in pair_of(compared(tmp_path, alone, alone))["same-authorities"][1]
    equal = pair_of(compared(tmp_path, ours, ours))
    assert equal["same-authorities"][0] == "pass"
    assert equal["csr-key"][0] == "warn"
    assert "same certificate" in equal["csr-key"][1]
    assert "same key" in pair_of(compared(tmp_path, ours, pem(leaf("other.example.com"), INTER, ROOT)))["csr-key"][1]


def strangers() -> list[x509.Certificate]:
    return [root("Other-Root", serial=7), inter("Inter-CA9", serial=8)]


@given(st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_built_passes_whatever_the_order_of_the_pieces(
    tmp_path: Path, shuffle: random.Random, with_strangers: bool
) -> None:
    pieces = [pem(LEAF), der(INTER), pem(ROOT), pem(ROOT), *([pem(*strangers())] if with_strangers else [])]
    shuffle.shuffle(pieces)
    question = Question(at=issuing.AT)
    read = [read_piece(str(number), data, question, lambda: None) for number, data in enumerate(pieces)]
    built = build("chain.pem", read, question)
    assert built.data == pem(*good())
    assert checked(built.data).ok
    _verified(tmp_path)


def _verified(folder: Path) -> None:
    for file, data in (("leaf.pem", pem(LEAF)), ("inter.pem", pem(INTER)), ("root.pem", pem(ROOT))):
        (folder / file).write_bytes(data)
    for purpose in ("sslserver", "sslclient"):
        subprocess.run(
            f"{needed('openssl')} verify -no-CApath -no-CAstore -CAfile root.pem -untrusted inter.pem "
            f"-purpose {purpose} leaf.pem".split(),
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=60,
        )


def test_two_appliances_are_named_unless_a_csr_picks_one(folder: Path) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "all.pem").write_bytes(pem(OTHER, LEAF, INTER, ROOT))
    (folder / "in" / "notes.txt").write_bytes(b"see the ticket")
    done = omelog("build", "in", "-o", "new.pem", *AT, cwd=folder)
    assert done.code == 1
    assert b"ome-400.example.com" in done.stdout
    assert not (folder / "new.pem").exists()
    done = omelog("build", "in", "-o", "new.pem", "--csr", "a.csr", *AT, cwd=folder)
    assert done.code == 0
    assert (folder / "new.pem").read_bytes() == pem(*good())
    assert b"not in the path" in done.stdout


def test_a_piece_with_a_private_key_is_told_first_and_the_key_is_not_written(folder: Path) -> None:
    key = rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "all.pem").write_bytes(pem(*good()) + key)
    done = omelog("build", "all.pem", "-o", "new.pem", *AT, cwd=folder)
    assert done.code == 0
    assert done.text.splitlines()[0] == "all.pem holds a private key: do not send it to anyone"
    assert (folder / "new.pem").read_bytes() == pem(*good())


def test_of_several_certificates_of_the_key_one_that_passes_is_taken(folder: Path) -> None:
    """Whatever their order and dates: a later one with a fault stands behind."""
    faulty = [
        leaf(extensions=leaf_extensions(("digital_signature",)), serial=at, end=issuing.AT + (at + 9000) * DAY)
        for at in range(1, 6)
    ]
    (folder / "all.pem").write_bytes(pem(*faulty, LEAF, INTER, ROOT))
    assert omelog("build", "all.pem", "-o", "new.pem", "--csr", "a.csr", *AT, cwd=folder).code == 0
    assert (folder / "new.pem").read_bytes() == pem(*good())


def test_a_missing_piece_is_named(folder: Path) -> None:
    made = json.loads(omelog("build", "short.pem", "-o", "new.pem", *AT, "-f", "json", cwd=folder).stdout)
    assert [(one["name"], one["wanted_by_name"]) for one in made["missing"]] == [("Root-CA", "Inter-CA1")]
    assert made["written"] is None


def test_a_chain_of_the_real_openssl_passes(tmp_path: Path) -> None:
    make_good(tmp_path)
    done = omelog("check", "chain.pem", "--csr", "appliance.csr", "-f", "json", cwd=tmp_path)
    made = msgspec.json.decode(done.stdout, type=Chain)
    assert made.ok
    assert {one.status for one in made.checks if one.basis != "hygiene"} == {"pass"}


def cross_signed(layers: int, width: int) -> Iterator[x509.Certificate]:
    """Issue layers of authorities, each signed by all of the layer above, without a root."""
    for layer in range(layers):
        for one in range(width):
            for above in range(width):
                subject, issuer = f"L{layer}-{one}", f"L{layer + 1}-{above}"
                yield issue(name(subject), name(issuer), ec_key(subject), ec_key(issuer), ca_extensions())


def test_meshes_and_cycles_end_limbo_pathological() -> None:
    """limbo: pathological::multiple-chains and cycles; paths are never listed, each certificate is looked at once."""
    first = leaf(issuer=name("L0-0"), signer=ec_key("L0-0"))
    made = checked(pem(first, *cross_signed(3, 4)))
    assert answer(made, "full-chain") == "fail"
    one = issue(name("A"), name("B"), ec_key("A"), ec_key("B"), ca_extensions())
    two = issue(name("B"), name("A"), ec_key("B"), ec_key("A"), ca_extensions())
    made = checked(pem(leaf(issuer=name("A"), signer=ec_key("A")), one, two))
    assert "circle" in detail(made, "full-chain")
    many = [issue(name("N"), name("N"), ec_key(f"n{at}"), ec_key(f"n{at}"), ca_extensions()) for at in range(30)]
    made = checked(pem(leaf(issuer=name("N"), signer=ec_key("n29")), *many))
    assert "chain_tries" in detail(made, "full-chain")
    assert [problem.limit for problem in made.problems] == ["chain_tries"]
    assert not made.ok


def test_a_kill_in_mid_write_leaves_the_old_file_or_the_new_one(folder: Path) -> None:
    """The process is killed as soon as the file that it begins can be seen."""
    target, before = folder / "new.pem", b"the old one\n"
    command = [sys.executable, "-m", "omelog", "chain", "build", "leaf.der", "inter.pem", "root.cer", "-o", "new.pem"]
    for _ in range(3):
        target.write_bytes(before)
        running = subprocess.Popen(
            [*command, "--force", *AT], cwd=folder, stdout=subprocess.DEVNULL, env=environment(folder)
        )
        while running.poll() is None and not list(folder.glob(".omelog-*")):
            pass
        running.kill()
        running.wait(timeout=60)
        assert target.read_bytes() in {before, pem(*good())}
    assert omelog("build", "leaf.der", "inter.pem", "root.cer", "-o", "new.pem", "--force", *AT, cwd=folder).code == 0
    assert target.read_bytes() == pem(*good())
    assert list(folder.glob(".omelog-*")) == [], "what was begun is taken away by the next run"

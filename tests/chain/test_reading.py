"""Every row of the table of forms: what a file is, whether OME takes it, and what of it is checked."""

import base64
import gzip
import itertools
import json
import os
import subprocess
from pathlib import Path

import msgspec
import pytest
from checking import answer, checked, detail, statuses
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
    pkcs12,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from issuing import block, csr, der, good, pem, rsa_key
from programs import needed

from omelog.limits import Limits

GOOD = pem(*good())
TEXT = GOOD.decode()
LINES = TEXT.splitlines()
DERS = [der(one) for one in good()]
KEY = rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
CSR = csr().public_bytes(Encoding.PEM)
P7 = pkcs7.serialize_certificates(list(good()), Encoding.DER)


def blocks(label: str = "CERTIFICATE", width: int = 64, end: str = "\n") -> str:
    """Write the chain in blocks of another kind."""
    made = []
    for data in DERS:
        text = base64.b64encode(data).decode()
        lines = [text[at : at + width] for at in range(0, len(text), width)]
        made += [f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"]
    return end.join(made) + end


PASS = {
    "plain": GOOD,
    "crlf": blocks(end="\r\n").encode(),
    "one line of Base64": blocks(width=10**6).encode(),
    "width 76": blocks(width=76).encode(),
    "text between": b"subject=CN = x\n" + GOOD.replace(b"-----BEGIN", b"issuer=CN = y\n\n-----BEGIN"),
    "no final line break": GOOD.rstrip(),
}
WARN = {
    "bom": b"\xef\xbb\xbf" + GOOD,
    "blanks at line ends": GOOD.replace(b"\n", b" \n"),
    "tabs at line ends": GOOD.replace(b"\n", b"\t\n"),
    "cr only": GOOD.replace(b"\n", b"\r"),
    "x509 label": blocks("X509 CERTIFICATE").encode(),
    "indented": b"".join(b"  " + line + b"\n" for line in GOOD.splitlines()),
    "nuls": GOOD + b"\0" * 30,
    "bom before every block": GOOD.replace(b"-----BEGIN", b"\xef\xbb\xbf-----BEGIN"),
    "a csr among them": GOOD + CSR,
    "ec parameters": b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + GOOD,
}
FAIL_READ = {
    "glued": TEXT.replace("-----END CERTIFICATE-----\n-----BEGIN", "-----END CERTIFICATE----------BEGIN").encode(),
    "one line for the file": TEXT.replace("\n", "").encode(),
    "one line, blanks": TEXT.replace("\n", " ").encode(),
    "blank lines": TEXT.replace("\n", "\n\n").encode(),
    "trusted": blocks("TRUSTED CERTIFICATE").encode(),
    "json string": json.dumps(TEXT).encode(),
    "json string, crlf": json.dumps(TEXT.replace("\n", "\r\n")).encode(),
    "json object": json.dumps({"chain": TEXT}).encode(),
    "label with a dot": blocks("X.509 CERTIFICATE").encode(),
    "label of a chain": blocks("CERTIFICATE CHAIN").encode(),
    "PGP signature among them": b"-----BEGIN PGP SIGNATURE-----\n\niQ\n=x\n-----END PGP SIGNATURE-----\n" + GOOD,
}
FAIL_BINARY = {
    "ders in a row": b"".join(DERS),
    "pkcs7 der": P7,
    "pkcs7 pem": pkcs7.serialize_certificates(list(good()), Encoding.PEM),
    "pkcs7 under CERTIFICATE": b"-----BEGIN CERTIFICATE-----\n"
    + base64.encodebytes(P7)
    + b"-----END CERTIFICATE-----\n",
    "utf-16 with BOM": TEXT.encode("utf-16"),
    "utf-16 le": TEXT.encode("utf-16-le"),
    "utf-16 be": TEXT.encode("utf-16-be"),
    "utf-32 with BOM": TEXT.encode("utf-32"),
    "utf-32 be": TEXT.encode("utf-32-be"),
    "base64 of DERs": base64.encodebytes(b"".join(DERS)),
    "base64 of PKCS7": base64.b64encode(P7),
    "base64 of each der, joined": b"".join(map(base64.encodebytes, DERS)),
    "base64 of each der, blank lines": b"\n".join(map(base64.encodebytes, DERS)),
    "base64 of the blocks": base64.encodebytes(GOOD),
    "gzip": gzip.compress(GOOD),
    "gzip of each block": b"".join(gzip.compress(pem(one)) for one in good()),
}
MIDDLE = LINES[len(LINES) // 2]
DAMAGED = {
    "cut off": GOOD[: -len(GOOD) // 6],
    "end of another label": TEXT[::-1].replace("-----ETACIFITREC DNE", "-----TSEUQER DNE", 1)[::-1].encode(),
    "nbsp": TEXT.replace(MIDDLE, MIDDLE[:9] + "\xa0" + MIDDLE[9:]).encode(),
    "nbsp in windows-1252": TEXT.replace(MIDDLE, MIDDLE[:9] + "\xa0" + MIDDLE[9:]).encode("cp1252"),
    "exclamation": TEXT.replace(MIDDLE, MIDDLE[:9] + "!" + MIDDLE[10:]).encode(),
    "a letter missing": TEXT.replace(MIDDLE, MIDDLE[:-1]).encode(),
    "a line missing": TEXT.replace(MIDDLE + "\n", "").encode(),
    "quoted-printable": TEXT.replace(MIDDLE, MIDDLE + "=20").encode(),
    "br": TEXT.replace("\n", "<br>\n").encode(),
    "rtf": ("{\\rtf1 " + TEXT.replace("\n", "\\par\n") + "}").encode(),
    "typographic dashes": TEXT.replace("-----", "\u2014\u2014\u2013").encode(),
    "typographic dashes in windows-1252": TEXT.replace("-----", "\u2014\u2014\u2013").encode("cp1252"),
    "four dashes": TEXT.replace("-----BEGIN", "----BEGIN").encode(),
    "lower-case begin": TEXT.replace("BEGIN CERTIFICATE", "begin certificate").encode(),
    "mixed case": TEXT.replace("BEGIN CERTIFICATE", "Begin Certificate").encode(),
    "der cut off": b"".join(DERS)[:-9],
    "something behind the der": DERS[0] + DERS[1] + b"something",
    "a BEGIN missing": GOOD.replace(b"-----BEGIN CERTIFICATE-----\n", b"", 1),
    "BEGIN and END missing": pem(good()[0]) + pem(good()[1]).replace(b"-----", b"") + pem(good()[2]),
    "Base64 behind the blocks": pem(*good()[:2]) + base64.encodebytes(DERS[2]),
    "DER behind the blocks": pem(*good()[:2]) + DERS[2],
    "DER between the blocks": pem(good()[0]) + DERS[1] + pem(good()[2]),
    "UTF-16 behind the blocks": pem(*good()[:2]) + pem(good()[2]).decode().encode("utf-16-le"),
    "blocks behind UTF-16": pem(good()[0]).decode().encode("utf-16") + pem(*good()[1:]),
    "blocks behind DER": DERS[0] + pem(*good()[1:]),
    "quoted mail": "".join(f"> {line}\n" for line in LINES).encode(),
}
NAMED = {
    "java key store": b"\xfe\xed\xfe\xed\0\0\0\2" + bytes(90),
    "sst": b"\0\0\0\0CERT" + bytes(90),
    "ssh key": b"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ user@example.com\n",
    "ssh key of its own form": b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n",
    "zip": b"PK\x03\x04" + bytes(90),
    "tar": b"chain.pem".ljust(257, b"\0") + b"ustar\x0000" + bytes(248) + GOOD,
    "csr under CERTIFICATE": block(csr().public_bytes(Encoding.DER)),
    "word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90),
    "html": b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "dump": b"X509 Certificate:\nVersion: 3\nSerial Number: 01\n",
    "key alone": KEY,
    "key alone, der": rsa_key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
    "csr alone": CSR,
    "csr alone, der": csr().public_bytes(Encoding.DER),
    "empty": b"",
    "blanks": b" \r\n\r\n",
    "prose": b"please find the chain attached\n",
}


@pytest.mark.parametrize("form", PASS)
def test_what_passes(form: str) -> None:
    made = checked(PASS[form])
    assert made.ok
    assert statuses(made) == {}


@pytest.mark.parametrize("form", WARN)
def test_what_is_doubtful_is_read_and_warned_of(form: str) -> None:
    made = checked(WARN[form])
    assert made.ok
    assert statuses(made) == {"encoding": "warn"}
    assert "omelog chain build" in next(one.fix or "" for one in made.checks if one.requirement == "encoding")


@pytest.mark.parametrize("form", [*FAIL_READ, *FAIL_BINARY])
def test_what_ome_does_not_take_is_read_and_the_rest_checked(form: str) -> None:
    made = checked((FAIL_READ | FAIL_BINARY)[form])
    assert statuses(made) == {"encoding": "fail"}
    assert len(made.certificates) == 3
    assert next(one.cause for one in made.checks if one.requirement == "encoding") == "wrong-encoding"
    assert (answer(made, "issuer-links") == "skip") == ("pkcs7" in form.casefold())
    assert answer(made, "full-chain") == "pass"


@pytest.mark.parametrize("form", DAMAGED)
def test_what_is_damaged_fails_and_what_needs_it_is_skipped(form: str) -> None:
    made = checked(DAMAGED[form])
    assert statuses(made) == {"encoding": "fail"}
    assert len(made.certificates) < 3
    assert answer(made, "issuer-links") == "skip"


@pytest.mark.parametrize("form", NAMED)
def test_what_is_something_else_is_named(form: str) -> None:
    made = checked(NAMED[form])
    assert statuses(made) == {"encoding": "fail"}
    assert made.certificates == []
    fix = next(one.fix for one in made.checks if one.requirement == "encoding")
    assert fix
    assert {one.status for one in made.checks if one.requirement != "encoding"} == {"skip"}


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_all_forms_of_a_row_are_answered_alike(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 200))
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    before = data.draw(st.text(st.characters(codec="utf-8", exclude_characters="-\0", categories=["L", "N"])))
    text = before + end + blocks(width=width, end=end)
    assert statuses(checked(text.encode())) == {}
    assert statuses(checked(text.encode("utf-16"))) == {"encoding": "fail"}


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_lines_that_are_lost_cut_or_moved_make_no_shorter_chain(data: st.DataObject) -> None:
    """What is not read is told as such: nothing is called absent, and no other certificate is judged in its place."""
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        at, other = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        match data.draw(st.sampled_from(["drop", "cut", "add", "swap", "insert"])):
            case "drop":
                del lines[at]
            case "cut":
                lines[at] = lines[at][: data.draw(st.integers(0, len(lines[at])))]
            case "add":
                lines[at] += data.draw(st.sampled_from([" ", "=", "!", "-", "\xa0"]))
            case "swap":
                lines[at], lines[other] = lines[other], lines[at]
            case "insert":
                lines.insert(
                    at, data.draw(st.sampled_from(["", "AAAA", "> ", LINES[0], LINES[-1], "-----BEGIN X-----"]))
                )
    made = checked("\n".join(lines).encode())
    if len(made.certificates) < 3:
        assert answer(made, "encoding") == "fail"
        assert {answer(made, slug) for slug in ("full-chain", "extended-key-usage", "common-name")} <= {"pass", "skip"}


def test_ber_as_microsoft_writes_it(tmp_path: Path) -> None:
    """AD CS writes BER; version 50 of the library reads it with a warning: this test fails on the day it does not."""
    inner = P7[P7.index(bytes.fromhex("06092a864886f70d010702")) :]
    content = inner[11:]
    head = 2 if content[1] < 0x80 else 2 + (content[1] & 0x7F)
    assert content[0] == 0xA0
    ber = b"\x30\x80" + inner[:11] + b"\xa0\x80" + content[head:] + b"\0\0\0\0"
    (tmp_path / "chain.p7b").write_bytes(ber)
    listed = subprocess.run(
        [needed("openssl"), "pkcs7", "-inform", "DER", "-in", str(tmp_path / "chain.p7b"), "-print_certs", "-noout"],
        capture_output=True,
        check=True,
    )
    assert listed.stdout.count(b"subject=") == 3
    made = checked(ber)
    assert len(made.certificates) == 3
    assert statuses(made) == {"encoding": "fail"}
    assert "BER" in detail(made, "encoding")


@pytest.mark.parametrize("password", [None, b"secret"])
def test_pkcs12_is_read_with_its_password(password: bytes | None) -> None:
    how = BestAvailableEncryption(b"secret") if password else NoEncryption()
    data = pkcs12.serialize_key_and_certificates(b"x", rsa_key(), good()[0], list(good()[1:]), how)
    made = checked(data, password=password)
    assert statuses(made) == {"encoding": "fail"}
    assert made.private_key
    assert len(made.certificates) == 3
    if password:
        for given in (None, b"wrong"):
            closed = checked(data, password=given)
            assert closed.certificates == []
            assert {one.status for one in closed.checks if one.requirement != "encoding"} == {"skip"}


def test_a_private_key_is_told_and_never_shown() -> None:
    made = checked(GOOD + KEY)
    assert made.private_key
    assert made.ok
    assert KEY.splitlines()[2] not in msgspec.json.encode(made)
    assert checked(GOOD).private_key is False


def test_a_private_key_under_another_label_is_told() -> None:
    for data in (
        block(rsa_key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        b"PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 14\n",
    ):
        made = checked(data)
        assert made.private_key
        assert statuses(made) == {"encoding": "fail"}


@pytest.mark.parametrize("label", ["PKCS12", "CERTIFICATE"])
def test_pkcs12_in_a_block_is_read(label: str) -> None:
    leaf, *others = good()
    data = pkcs12.serialize_key_and_certificates(b"x", rsa_key(), leaf, others, NoEncryption())
    made = checked(block(data).replace(b"CERTIFICATE", label.encode()))
    assert statuses(made) == {"encoding": "fail"}
    assert made.private_key
    assert len(made.certificates) == 3


def test_a_printed_certificate_is_told_once() -> None:
    assert "beside the blocks" not in detail(checked(NAMED["dump"]), "encoding")


def test_a_certificate_that_this_program_cannot_read_has_no_cause() -> None:
    data = bytearray(DERS[1])
    place = data.index(b"\x17\x0d") + 2
    data[place : place + 13] = b"240101000000X"  # a time that is none
    broken = base64.encodebytes(bytes(data)).decode()
    block = f"-----BEGIN CERTIFICATE-----\n{broken}-----END CERTIFICATE-----\n".encode()
    made = checked(pem(good()[0]) + block + pem(good()[2]))
    assert statuses(made) == {"encoding": "fail"}
    failed = next(one for one in made.checks if one.requirement == "encoding")
    assert failed.cause is None
    assert "others may read it" in failed.detail
    assert answer(made, "full-chain") == "skip"


@pytest.mark.parametrize("limit", ["chain_bytes", "certificate_bytes", "certificates"])
def test_each_limit_is_named_when_hit(limit: str) -> None:
    made = checked(GOOD, limits=Limits(**{limit: 600 if limit.endswith("bytes") else 2}))
    assert not made.ok
    assert [problem.limit for problem in made.problems] == [limit]
    assert f"--limit {limit}=" in (made.problems[0].advice or "")


# Every byte of the file is flipped; each eighth of the bits takes its turn with the position, so that all are tried.
@pytest.mark.parametrize("bit", range(8))
def test_a_flipped_bit_changes_no_certificate_unseen(bit: int) -> None:
    step = int(os.environ.get("OMELOG_FLIP_STEP", "9"))
    before = [one.sha256 for one in checked(GOOD).certificates]
    for place in itertools.islice(range(bit, len(GOOD)), 0, None, step):
        flipped = bytearray(GOOD)
        flipped[place] ^= 1 << bit
        made = checked(bytes(flipped))
        assert [one.sha256 for one in made.certificates] == before or not made.ok, (place, bit)


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_get_an_answer(data: bytes) -> None:
    assert not checked(data).ok
    assert not checked(b"\x30\x82" + data).ok
    assert not checked(b"-----BEGIN CERTIFICATE-----\n" + data + b"\n-----END CERTIFICATE-----\n").ok

"""What `omelog chain` answers under a profile: no name, serial number or file name of the customer stays."""

import json
import re
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from inside import inside
from issuing import ca_extensions, der, ec_key, issue, leaf_extensions, pem, rsa_key

AT = ("--at", "2026-11-28")
SERIAL = 0x51AB1E5EC2E7
KINDS = (NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.LOCALITY_NAME)
PLANTED = (
    *("Zebra", "Okapi", "Quagga", "Bongo", "Kudu", "Sitatunga", "Impala", "zoo.test", "192.0.2.77", "51AB1E5EC2E7"),
    *("secret-folder", "appliance-zoo"),
)


def name(common: str, organization: str = "Impala, Ltd") -> x509.Name:
    """Make a name with an organization that has to be escaped."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def long() -> x509.Name:
    """Make a name without a common name that is cut in every sentence, because no line is that long."""
    return x509.Name([x509.NameAttribute(kind, f"Quagga {kind.dotted_string} of a long name") for kind in KINDS])


def appliance(common: str, key: str = "leaf") -> x509.Certificate:
    """Issue a certificate with names of several kinds that fails, so that sentences name them."""
    names = [x509.DNSName("*.zoo.test"), x509.RFC822Name("bongo@zoo.test"), x509.DNSName("Kudu")]
    extensions = [
        *leaf_extensions(host="", extended=()),
        (x509.SubjectAlternativeName([*names, x509.UniformResourceIdentifier("https://zoo.test/Sitatunga")]), False),
    ]
    return issue(name(common), name("QZ"), rsa_key(key), ec_key("QZ"), extensions, serial=SERIAL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Fill a folder with chains that have faults, so that every sentence with a name in it is told."""
    issuer = issue(name("QZ"), long(), ec_key("QZ"), ec_key("long"), ca_extensions(0), serial=SERIAL + 1)
    top = issue(long(), long(), ec_key("long"), ec_key("long"), ca_extensions(), serial=SERIAL + 2)
    other = issue(name("Okapi CA"), name("Okapi CA"), ec_key("okapi"), ec_key("okapi"), ca_extensions())
    zebra, two = appliance("Zebra One"), appliance("*.zebra2.zoo.test", "other")
    inner = tmp_path / "secret-folder"
    inner.mkdir()
    (inner / "appliance-zoo.pem").write_bytes(pem(zebra, issuer, other, top, issuer))
    (inner / "short-zoo.pem").write_bytes(pem(two, issuer))
    (inner / "one.der").write_bytes(der(zebra))
    (inner / "two.der").write_bytes(der(two))
    (inner / "inter.pem").write_bytes(pem(issuer))
    (inner / "okapi.pem").write_bytes(pem(other))
    return tmp_path


ASKED = {
    "check": ("check", "secret-folder/appliance-zoo.pem"),
    "check several": ("check", "secret-folder/appliance-zoo.pem", "secret-folder/short-zoo.pem"),
    "check missing": ("check", "secret-folder/none.pem"),
    "compare": ("compare", "secret-folder/appliance-zoo.pem", "secret-folder/short-zoo.pem"),
    "build of two": ("build", "secret-folder", "-o", "new.pem"),
    "build without root": (
        *("build", "secret-folder/one.der", "secret-folder/inter.pem", "secret-folder/okapi.pem"),
        *("-o", "appliance-zoo-new.pem"),
    ),
}


@pytest.mark.parametrize("profile", ["share", "strict"])
@pytest.mark.parametrize("format", ["text", "json", "html"])
@pytest.mark.parametrize("asked", ASKED)
def test_no_name_survives(folder: Path, asked: str, format: str, profile: str) -> None:  # noqa: A002 - the option's name
    if format == "html" and asked.startswith("build"):
        return
    arguments = ("chain", *ASKED[asked], *AT, "-f", format)
    plain = inside(*arguments, cwd=folder).text
    shown = inside(*arguments, "--redact", profile, "--redact-map", "map.json", cwd=folder).text
    assert any(planted in plain for planted in PLANTED), "the names are told without a profile"
    assert [planted for planted in PLANTED if re.search(rf"(?i)(?<!\w){re.escape(planted)}", shown)] == []
    assert re.search(r"(?<![\w:#])QZ(?!\w)", shown) is None, "a name of two letters goes too"
    if format != "json":
        assert "Redact" in shown
    originals = json.loads((folder / "map.json").read_text(encoding="utf-8"))["bundles"][""]
    assert any(planted in one for one in originals.values() for planted in PLANTED)
    for replaced in ("leaf", "RSA 2048"):
        assert (replaced in shown) == (replaced in plain)


def test_one_name_is_one_name_in_all_files(folder: Path) -> None:
    done = inside("chain", *ASKED["check several"], *AT, "-f", "json", "--redact", "share", cwd=folder)
    one, two = json.loads(done.stdout)["files"]
    assert one["certificates"][0]["issuer"] == two["certificates"][0]["issuer"]
    assert one["certificates"][0]["subject"] != two["certificates"][0]["subject"]


def test_a_key_makes_names_equal_in_all_answers(folder: Path) -> None:
    (folder / "key").write_bytes(b"k" * 40)
    keyed = ("--redact", "share", "--redact-key", "key", "-f", "json", *AT)
    one, two = (
        json.loads(inside("chain", "check", f"secret-folder/{file}", *keyed, cwd=folder).stdout)
        for file in ("appliance-zoo.pem", "short-zoo.pem")
    )
    assert one["certificates"][0]["issuer"] == two["certificates"][0]["issuer"]


def test_the_file_that_is_built_keeps_its_names(folder: Path) -> None:
    """Only the answer is redacted."""
    top = issue(name("Okapi CA"), name("Okapi CA"), ec_key("okapi"), ec_key("okapi"), ca_extensions())
    own = issue(name("Zebra Two"), name("Okapi CA"), rsa_key(), ec_key("okapi"), leaf_extensions())
    (folder / "pieces.pem").write_bytes(pem(top, own))
    done = inside("chain", "build", "pieces.pem", "-o", "new.pem", *AT, "--redact", "share", cwd=folder)
    assert done.code == 0
    assert "Zebra" not in done.text
    assert (folder / "new.pem").read_bytes() == pem(own, top)

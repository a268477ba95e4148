"""Certificates made with the openssl command line: one good set, and one faulty set for each cause.

A set is a folder with the fixed names that the commands of the catalogue use: `leaf.pem inter.pem root.pem
chain.pem appliance.csr`. Its keys lie in the same folder and go with it.
"""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from programs import needed

HOST = "ome-310.example.com"

_SETTINGS = f"""\
[req]
distinguished_name = names
[names]
[authority]
database = index.txt
new_certs_dir = .
default_md = sha256
rand_serial = yes
unique_subject = no
policy = any
[any]
organizationName = optional
commonName = optional
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = DNS:{HOST}
[server_only]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
[no_encipherment]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
"""


def make_good(folder: Path) -> None:
    """Fill the empty `folder` with a chain of three that meets every requirement, and its CSR."""
    (folder / "openssl.cnf").write_text(_SETTINGS, encoding="ascii")
    (folder / "index.txt").touch()
    for name in ("root", "inter"):
        _openssl(folder, f"genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {name}.key")
    _openssl(folder, "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out leaf.key")
    _openssl(
        folder, "req -x509 -config openssl.cnf -extensions ca -days 3650 -key root.key -out root.pem", "/CN=Root-CA"
    )
    _request(folder, "/CN=Inter-CA1", key="inter.key", out="inter.csr")
    _sign(folder, ca="root", request="inter.csr", out="inter.pem", usage="ca")
    _request(folder, f"/CN={HOST}")
    _sign(folder)
    join(folder, "leaf.pem", "inter.pem", "root.pem")


def make_faulty(good: Path, folder: Path, slug: str) -> None:
    """Copy the good set to `folder`, which must not exist, and give it the fault of the cause `slug`."""
    shutil.copytree(good, folder)
    FAULTS[slug](folder)


def join(folder: Path, *names: str) -> None:
    """Write `chain.pem` from the named files, in this order."""
    (folder / "chain.pem").write_bytes(b"".join((folder / name).read_bytes() for name in names))


def to_der(folder: Path) -> None:
    """Save the appliance's certificate in binary form as the file to upload."""
    _openssl(folder, "x509 -in leaf.pem -outform DER -out chain.pem")


def to_pkcs7(folder: Path) -> None:
    """Save the chain as PKCS#7, in Base 64 as the web pages of a CA hand it out."""
    _openssl(folder, "crl2pkcs7 -nocrl -certfile chain.pem -out chain.p7b")
    (folder / "chain.p7b").replace(folder / "chain.pem")


def to_utf16(folder: Path) -> None:
    """Save the chain as an old PowerShell does."""
    chain = folder / "chain.pem"
    chain.write_text(chain.read_text(encoding="ascii"), encoding="utf-16")


def _other_key(folder: Path) -> None:
    """Make a newer CSR, so that the certificate is that of an earlier one."""
    _openssl(folder, "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out leaf.key")
    _request(folder, f"/CN={HOST}")


def _foreign_intermediate(folder: Path) -> None:
    """Put another intermediate of the same root in the place of the one that signed."""
    _other_intermediate(folder)
    (folder / "inter2.pem").replace(folder / "inter.pem")
    join(folder, "leaf.pem", "inter.pem", "root.pem")


def _other_issuer(folder: Path) -> None:
    """Have the appliance signed by an intermediate that the other appliance does not have."""
    _other_intermediate(folder)
    _sign(folder, ca="inter2")
    join(folder, "leaf.pem", "inter2.pem", "root.pem")


def _other_intermediate(folder: Path) -> None:
    _openssl(folder, "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out inter2.key")
    _request(folder, "/CN=Inter-CA2", key="inter2.key", out="inter2.csr")
    _sign(folder, ca="root", request="inter2.csr", out="inter2.pem", usage="ca")


def _usage(usage: str) -> Callable[[Path], None]:
    def fault(folder: Path) -> None:
        _sign(folder, usage=usage)
        join(folder, "leaf.pem", "inter.pem", "root.pem")

    return fault


def _subject(subject: str) -> Callable[[Path], None]:
    def fault(folder: Path) -> None:
        _request(folder, subject)
        _sign(folder)
        join(folder, "leaf.pem", "inter.pem", "root.pem")

    return fault


def _rejected_file(folder: Path) -> None:
    """Put into the file every fault that the single upload is known to refuse."""
    _usage("no_encipherment")(folder)
    to_der(folder)
    _other_key(folder)


def _expired(folder: Path) -> None:
    _sign(folder, start="20200101000000Z", end="20210101000000Z")
    join(folder, "leaf.pem", "inter.pem", "root.pem")


def _deep(folder: Path) -> None:
    """Put ten intermediates between the appliance and the root; they share one key, to be made quickly."""
    above = "root"
    names = [f"level{number}" for number in range(1, 11)]
    for name in names:
        shutil.copy(folder / "inter.key", folder / f"{name}.key")
        _request(folder, f"/CN={name}", key=f"{name}.key", out=f"{name}.csr")
        _sign(folder, ca=above, request=f"{name}.csr", out=f"{name}.pem", usage="ca")
        above = name
    _sign(folder, ca=above)
    join(folder, "leaf.pem", *(f"{name}.pem" for name in reversed(names)), "root.pem")


FAULTS: Mapping[str, Callable[[Path], None]] = MappingProxyType(
    {
        "authority-mismatch": _other_issuer,
        "chain-too-deep": _deep,
        "invalid-certificate-file": _rejected_file,
        "invalid-chain": _foreign_intermediate,
        "invalid-csr-key": _other_key,
        "missing-common-name": _subject("/O=Example"),
        "missing-eku": _usage("server_only"),
        "missing-key-encipherment": _usage("no_encipherment"),
        "mutual-authentication": _deep,  # its issuer is not among the authorities in inter.pem either
        "outside-validity": _expired,
        "wildcard-dn": _subject("/O=Example/CN=*.example.com"),
        "wrong-encoding": to_der,
    }
)


def _request(folder: Path, subject: str, *, key: str = "leaf.key", out: str = "appliance.csr") -> None:
    _openssl(folder, f"req -new -config openssl.cnf -key {key} -out {out}", subject)


def _sign(
    folder: Path,
    *,
    ca: str = "inter",
    request: str = "appliance.csr",
    out: str = "leaf.pem",
    usage: str = "leaf",
    start: str = "20240101000000Z",
    end: str = "20990101000000Z",
) -> None:
    _openssl(
        folder,
        f"ca -batch -notext -config openssl.cnf -name authority -cert {ca}.pem -keyfile {ca}.key -in {request}"
        f" -out {out} -extensions {usage} -startdate {start} -enddate {end} -preserveDN",
    )


def _openssl(folder: Path, arguments: str, subject: str | None = None) -> None:
    command = [needed("openssl"), *arguments.split(), *(["-subj", subject] if subject else [])]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr}"

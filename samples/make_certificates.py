"""Makes the certificate files that fit the logs of the samples, the same ones each time.

All names are made up, and the keys are made of them: whoever reads this has them, so they protect nothing.
"""

import datetime as dt
import functools
import hashlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_BEGIN, _END = dt.datetime(2023, 1, 1), dt.datetime(2050, 1, 1)  # noqa: DTZ001 - UTC, as certificates have it
_EXPONENT = 65537
_SMALL = [
    number for number in range(3, 5000, 2) if all(number % divisor for divisor in range(3, int(number**0.5) + 1, 2))
]
_SERVER, _CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH


def certificates() -> dict[str, bytes]:
    """Return the files by their path: what was uploaded when the errors of the logs of these names were recorded."""
    root = _issue("Root-CA", "Root-CA", is_authority=True)
    first, second = (_issue(name, "Root-CA", is_authority=True) for name in ("Inter-CA1", "Inter-CA2"))
    source, target = _issue("OMENT-310", "Inter-CA1"), _issue("OMENT-400", "Inter-CA2")
    made = {
        "one-blocker.pem": _pem(_issue("OMENT-310", "Inter-CA1", extended=(_SERVER,)), first, root),
        "ambiguous.pem": _pem(_issue("OMENT-310", "Inter-CA1", encipherment=False)),
        "source-first.pem": _pem(source, first),
        "source.pem": _pem(source, first, root),
        "target.pem": _pem(target, second, root),
        "history.pem": _pem(_issue("OMENT-310", "Inter-CA1", key="OMENT-310 of an earlier request"), first, root),
        "appliance.csr": _request("OMENT-310"),
    }
    return {f"certificates/{name}": data for name, data in made.items()}


def _pem(*chain: x509.Certificate) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in chain)


def _request(name: str) -> bytes:
    request = x509.CertificateSigningRequestBuilder().subject_name(_name(name)).sign(_key(name), hashes.SHA256())
    return request.public_bytes(Encoding.PEM)


def _issue(
    name: str,
    issuer: str,
    *,
    key: str | None = None,
    is_authority: bool = False,
    extended: tuple[x509.ObjectIdentifier, ...] = (_SERVER, _CLIENT),
    encipherment: bool = True,
) -> x509.Certificate:
    own = _key(key or name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(own.public_key())
        .serial_number(_number(f"serial of {name}", 120))
        .not_valid_before(_BEGIN)
        .not_valid_after(_END)
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(_usage(is_authority=is_authority, encipherment=encipherment and not is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(_key(issuer).public_key()), critical=False)
    )
    if not is_authority:
        names = x509.SubjectAlternativeName([x509.DNSName(f"{name.lower()}.example.com")])
        builder = builder.add_extension(x509.ExtendedKeyUsage(extended), critical=False)
        builder = builder.add_extension(names, critical=False)
    return builder.sign(_key(issuer), hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(*, is_authority: bool, encipherment: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=encipherment,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


@functools.cache
def _key(name: str) -> rsa.RSAPrivateKey:
    """Make the RSA key of a name."""
    p, q = _prime(f"{name}, p"), _prime(f"{name}, q")
    d = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(_EXPONENT, p * q)
    numbers = (rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q))
    return rsa.RSAPrivateNumbers(p, q, d, *numbers, public).private_key()


def _prime(seed: str, bits: int = 1024) -> int:
    """Return the first prime above a number that is made of a text; both its highest bits are set."""
    number = _number(seed, bits) | 3 << (bits - 2) | 1
    while any(number % small == 0 for small in _SMALL) or pow(2, number - 1, number) != 1:
        number += 2
    return number


def _number(seed: str, bits: int) -> int:
    return int.from_bytes(hashlib.shake_256(seed.encode()).digest(bits // 8), "big")

"""What the blocks of a file hold: by their labels, and by what is found under them."""

from omelog.chain import der
from omelog.chain.blocks import Block
from omelog.chain.content import Content

_CERTIFICATES = {"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"}
_SETS = {"PKCS7", "PKCS #7 SIGNED DATA", "CMS"}
_PACKED = {"PKCS12", "PFX"}
REQUESTS = {"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"}
_OTHERS = REQUESTS | {"X509 CRL", "ATTRIBUTE CERTIFICATE"}
# What the form of a file means for OME: it does not take these, or nobody knows whether it does.
_REFUSED = {"glued", "one-line", "blank-lines", "in-line", "json"}


def read(content: Content, block: Block, form: str, password: der.Password) -> list[str]:
    """Read one block; return its label if it is none of a certificate."""
    content.has_private_key |= "PRIVATE KEY" in block.label
    for quirk in block.quirks:
        content.fault("fail" if quirk in _REFUSED else "warn", quirk)
    if block.data is None:
        _lose(content, block)
        return []
    return [block.label] if _is_other(block.label) else _whole(content, block.label, block.data, form, password)


def _lose(content: Content, block: Block) -> None:
    if _may_hold(block):
        content.lose(block.reason or "damaged", **{name: fact for name, fact in block.facts.items() if fact})
    else:
        content.fault("fail", "other-damaged", label=block.label)


def _whole(content: Content, label: str, data: bytes, form: str, password: der.Password) -> list[str]:
    if label in _PACKED or der.is_pkcs12(data):
        der.read(content, data, password)
    elif label in _SETS or der.is_pkcs7(data):
        _set(content, data, "pkcs7" if label in _SETS else "pkcs7-label", form)
    elif kind := der.kind(data):
        content.has_private_key |= kind == "key"
        content.fault("fail", "wrong-label", kind=kind, label=label)
    elif label in _CERTIFICATES or der.is_certificate(data):
        _certificate(content, label, data)
    else:
        return [label]
    return []


def _may_hold(block: Block) -> bool:
    """Return whether a damaged block may be a certificate; what a damaged BEGIN was meant to say nobody knows."""
    labels = [block.label, block.facts.get("end", block.label)]
    return not all(map(_is_other, labels)) and (
        block.reason == "marks" or any("CERTIFICATE" in one or one in _SETS | _PACKED for one in labels)
    )


def _is_other(label: str) -> bool:
    return label in _OTHERS or label.endswith((" KEY", "PARAMETERS"))


def _set(content: Content, data: bytes, reason: str, form: str) -> None:
    before = content.blocks
    ders = der.certificates_of_pkcs7(content, data)
    for one in ders:
        content.take(one)
    content.fault("fail", reason)
    content.is_ordered = content.is_ordered and before > 0 and not ders
    if form == "pem":
        content.form = "pkcs7-pem"


def _certificate(content: Content, label: str, data: bytes) -> None:
    whole = der.first_element(data)
    if label == "TRUSTED CERTIFICATE":
        content.fault("fail", "trusted")
        data = whole or data
    elif label == "X509 CERTIFICATE":
        content.fault("warn", "x509-label")
    elif label not in _CERTIFICATES:
        content.fault("fail", "other-label", label=label)
    if data[:2] == bytes([der.SEQUENCE, 0x80]):
        content.lose("unreadable", why="a length that is not given (BER)")
    elif whole is None or whole != data:
        content.lose("damaged")
    else:
        content.take(data)

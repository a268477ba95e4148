"""What a checked certificate file, or a pair of them, comes to in one sentence, and what to do next."""

from collections.abc import Iterator

from omelog.model.chain import Chain, Pair

KEY_WARNING = "this file holds a private key: do not send it to anyone"
UNREAD = "certificate-file"  # the problem of a file that could not be opened
_PLACE = "Next: Application Settings > Security > Certificates, and there the upload of a Certificate"
_ANSIBLE = "With Ansible: command: upload_cert_chain (OME 3.10 and later)."


def verdict(chain: Chain) -> str:
    """Return what the check of a file came to."""
    if any(problem.code == UNREAD for problem in chain.problems):
        return "cannot be read"
    if chain.ok:
        return "every requirement that was asked for passes"
    is_refused = any(check.status == "fail" for check in chain.checks)
    return "OME would refuse this file" if is_refused else "not read in full"


def pair_verdict(pair: Pair) -> str:
    """Return what the comparison of two files came to."""
    return "the two may authenticate each other" if pair.ok else "OME would refuse these two, or one of them"


def next_steps(chain: Chain, audience: str | None) -> Iterator[str]:
    """Yield what to do with a file that passes."""
    if not chain.ok:
        return
    if any(check.requirement == "depth" and check.status == "skip" for check in chain.checks):
        yield f"{_PLACE}. For migration the whole chain is needed."
        return
    yield f"{_PLACE} Chain, not of a Certificate."
    if audience == "ansible":
        yield _ANSIBLE

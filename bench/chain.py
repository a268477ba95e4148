"""What certificate files cost: in this process, so without a start, which the row in `run.py` has.

python bench/chain.py
"""

import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from issuing import AT, ca_extensions, csr, ec_key, good, issue, leaf, name, pem

from omelog.chain.build import build, read_piece
from omelog.chain.check import check
from omelog.chain.outcome import Question
from omelog.chain.request import read
from omelog.wording.chain import chain

PIECES, TRIES, CHAINS = 10_000, 5, 100
LINE = b"subject, issuer and whatever else a program prints beside the certificate that it writes\n"


def main() -> None:
    """Measure and print a table."""
    warnings.simplefilter("ignore")
    question = Question(at=AT)
    rows: list[tuple[str, Callable[[], object], str]] = [
        ("one chain of three", lambda: _each(pem(*good()), question), "≤ 2 ms"),
        ("six layers of twelve cross-signed authorities without a root", _checks(_mesh(6, 12), question), "≤ 0.5 s"),
        ("thirty authorities of one name without identifiers", _checks(_namesakes(30), question), "≤ 0.5 s"),
        ("a cycle of two", _checks(_cycle(), question), "≤ 0.5 s"),
        (
            "50 MB of text, and a chain at its end",
            _checks(LINE * (50 * 1024**2 // len(LINE)) + pem(*good()), question),
            "≤ 3 s",
        ),
        (f"build from {PIECES:,} pieces in one file", _builds(question), "≤ 2 s"),
    ]
    print("| work | seconds | wanted |\n|---|---|---|")
    for title, work, wanted in rows:
        print(f"| {title} | {_measured(work):.4f} | {wanted} |")


def _measured(work: Callable[[], object]) -> float:
    """Return the median of some tries, in seconds of processor time; what says a number measured itself."""
    times = []
    for _ in range(TRIES):
        began = time.process_time()
        said = work()
        times.append(said if isinstance(said, float) else time.process_time() - began)
    return statistics.median(times)


def _each(data: bytes, question: Question) -> float:
    began = time.process_time()
    for _ in range(CHAINS):
        chain(check("chain.pem", data, question))
    return (time.process_time() - began) / CHAINS


def _checks(data: bytes, question: Question) -> Callable[[], object]:
    return lambda: chain(check("chain.pem", data, question))


def _builds(question: Question) -> Callable[[], object]:
    signer = ec_key("signer")
    strangers = [issue(name(f"S{at}"), name(f"I{at % 500}"), signer, signer, ca_extensions()) for at in range(PIECES)]
    data = pem(*strangers, *good())
    asked = Question(at=question.at, csr=read(csr().public_bytes(Encoding.PEM)))
    return lambda: build("chain.pem", [read_piece("all.pem", data, asked, lambda: None)], asked)


def _mesh(layers: int, width: int) -> bytes:
    return pem(leaf(issuer=name("L0-0"), signer=ec_key("L0-0")), *_cross_signed(layers, width))


def _cross_signed(layers: int, width: int) -> Iterator[x509.Certificate]:
    for layer in range(layers):
        for one in range(width):
            for above in range(width):
                own, issuer = f"L{layer}-{one}", f"L{layer + 1}-{above}"
                yield issue(name(own), name(issuer), ec_key(own), ec_key(issuer), ca_extensions())


def _namesakes(count: int) -> bytes:
    keys = [ec_key(f"n{at}") for at in range(count)]
    return pem(
        leaf(issuer=name("N"), signer=keys[-1]),
        *(issue(name("N"), name("N"), key, key, ca_extensions()) for key in keys),
    )


def _cycle() -> bytes:
    one = issue(name("A"), name("B"), ec_key("A"), ec_key("B"), ca_extensions())
    two = issue(name("B"), name("A"), ec_key("B"), ec_key("A"), ca_extensions())
    return pem(leaf(issuer=name("A"), signer=ec_key("A")), one, two)


if __name__ == "__main__":
    main()

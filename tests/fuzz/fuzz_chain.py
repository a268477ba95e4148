"""Coverage-guided fuzzing of certificate files: whatever the bytes, every requirement has an answer.

python tests/fuzz/fuzz_chain.py -max_total_time=600 [CORPUS]
"""

import datetime as dt
import sys

import atheris

with atheris.instrument_imports(include=["omelog.chain", "omelog.wording.chain"]):
    from omelog.chain.check import check
    from omelog.chain.outcome import Question
    from omelog.wording.chain import chain

QUESTION = Question(at=dt.datetime(2026, 11, 28, tzinfo=dt.UTC))


def one_input(data: bytes) -> None:
    """Check one input: an answer to each requirement, and no skip for want of a certificate without a failure."""
    made = chain(check("input", data, QUESTION))
    required = [one for one in made.checks if one.basis != "hygiene"]
    if len(required) != 9:
        raise AssertionError(required)
    if made.ok and any(one.status == "skip" and one.requirement != "csr-key" for one in required):
        raise AssertionError(required)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()

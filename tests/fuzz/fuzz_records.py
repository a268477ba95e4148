"""Coverage-guided fuzzing of records and grammar: whatever the bytes, every record comes out, and nothing raises.

python tests/fuzz/fuzz_records.py -max_total_time=600 [CORPUS]
"""

import sys

import atheris

with atheris.instrument_imports(include=["omelog"]):
    from omelog.bundle.text import to_text
    from omelog.causes import load, wanted
    from omelog.grammar import Entries, grammar
    from omelog.limits import Limits
    from omelog.records import HEADER, Scanner

LIMITS = Limits(line_bytes=4096, record_bytes=8192, json_depth=20, json_tokens=2000)
WANTED = wanted(load())
ENTRIES = Entries(grammar(), LIMITS)
PIECES = (
    b"[ERROR] 2024-01-25 11:10:34.735 [ajp-nio-0:0:0:0:0:0:0:1-8009-exec-10] SSLController - ",
    b"uploadNewCertificateChain():\n Error uploading certificate chain: ",
    b'{"error":{"code":"Base.1.0.GeneralError","message":"A general error\n","@Message.ExtendedInfo":[',
    b'{"MessageId":"CGEN1008","MessageArgs":["Invalid CSR key."]}',
    b"]}}\n",
    b'\xc2\xa0\\"{}[],:',
)


def one_input(data: bytes) -> None:
    """Scan and parse one input: some bytes choose among pieces of a true record, the others are themselves."""
    text = b"".join(PIECES[byte - 128] if 128 <= byte < 128 + len(PIECES) else bytes((byte,)) for byte in data)
    whole = b"".join(to_text([text]))
    scanner = Scanner(WANTED, LIMITS)
    scan = scanner.scan([whole[:100], whole[100:]], "log")
    if len(whole) < LIMITS.line_bytes:
        expected = sum(1 for _ in HEADER.finditer(whole))
        if scan.records < expected:
            raise AssertionError(f"{scan.records} records of {expected}")
    for record in scanner.texts.records(scan.hits):
        ENTRIES.record(record.decode("utf-8", "replace"))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()

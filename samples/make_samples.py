"""Makes the samples beside this file; running it again makes the same ones.

    python samples/make_samples.py [FOLDER]

All hosts, addresses and times are made up (example.com, RFC 5737). The error records have the shape that Dell's
article 000221202 shows; the lines between them are filler, not OME's own. The certificate files that fit them are made
by `make_certificates`.
"""

import datetime as dt
import io
import json
import sys
import zipfile
from pathlib import Path

LOG = "./tomcat/application.log"
_GENERAL = "A general error has occurred. See ExtendedInfo for more information."
_RETRY = "Retry the operation. If the issue persists, contact your system administrator."
_PROCESS = "Unable to process the request because an error occurred."
_FILE_INVALID = "Unable to upload the certificate because the certificate file provided is invalid."
_KEY_ADVICE = "Make sure the CA certificate and private key are correct and retry the operation."
_PEER = (
    "Unable to mutually authenticate and connect to the remote appliance. Please check the source and target "
    "appliances has valid certificate chain uploaded which are signed by the same CA."
)
_CONTENTS_DATE = (2024, 1, 30, 12, 0, 0)

EKU = "No Client/Server authentication EKU present in leaf certificate."
KEY_USAGE = "User Certificate is not a web server certificate."
CHAIN = "Invalid certificate chain provided."
CSR_KEY = "Invalid CSR key."


def header(time: str, level: str = "ERROR", logger: str = "SSLController", thread: int = 3) -> str:
    """Return a record's header, up to the dash."""
    return f"[{level:<5}] {time} [ajp-nio-0:0:0:0:0:0:0:1-8009-exec-{thread}] {logger} - "


def _payload(message_id: str, message: str, arguments: list[str], resolution: str) -> str:
    element = {
        "MessageId": message_id,
        "RelatedProperties": [],
        "Message": message,
        "MessageArgs": arguments,
        "Severity": "Critical",
        "Resolution": resolution,
    }
    error = {"code": "Base.1.0.GeneralError", "message": _GENERAL, "@Message.ExtendedInfo": [element]}
    return json.dumps({"error": error}, separators=(",", ":"))


def chain_error(time: str, argument: str, thread: int = 3) -> str:
    """Return the record of a failed chain upload."""
    payload = _payload("CGEN1008", _PROCESS, [argument], _RETRY)
    return f"{header(time, thread=thread)}uploadNewCertificateChain(): Error uploading certificate chain: {payload}\n"


def single_error(time: str, thread: int = 3) -> str:
    """Return the record of a rejected certificate file."""
    return f"{header(time, thread=thread)}{_payload('CSEC9002', _FILE_INVALID, [], _KEY_ADVICE)}\n"


def peer_error(time: str) -> str:
    """Return a record with the console's text of a failed connection check; its logger is made up."""
    return f"{header(time, logger='ConnectionCheck')}{_PEER}\n"


def filler(start: str, count: int, minutes: int = 7) -> str:
    """Return `count` records that do not matter, one every `minutes`."""
    begin = dt.datetime.fromisoformat(start)
    lines = []
    for number in range(count):
        time = (begin + dt.timedelta(minutes=minutes * number)).isoformat(" ", "milliseconds")
        if number % 9 == 4:  # noqa: PLR2004 - now and then a stack trace, over several lines
            lines.append(
                f"{header(time, logger='BaseController', thread=number % 20)}"
                "com.dell.enterprise.exception.ui.ConsoleException: error.general_known_error_occurred\n"
                "com.dell.enterprise.exception.ui.ConsoleException: error.general_known_error_occurred\n"
                "      at com.dell.enterprise.controller.console.ADController.importGroups(ADController.java:400)"
                " ~[UI.ADPlugin-0.0.1-SNAPSHOT.jar:?]\n"
            )
        else:
            lines.append(
                f"{header(time, 'INFO', 'FillerController', number % 20)}inventory of 192.0.2.{number % 250} done\n"
            )
    return "".join(lines)


def archive(members: dict[str, str]) -> bytes:
    """Pack members into a zip, without anything that changes from run to run."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            made.writestr(zipfile.ZipInfo(name, _CONTENTS_DATE), text.encode(), zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def _history() -> dict[str, str]:
    """Four failed chain uploads in one morning, and a single upload days later; the log rotated in between."""
    morning = (
        filler("2024-01-25 06:00:00", 40)
        + chain_error("2024-01-25 10:56:54.175", EKU, 17)
        + chain_error("2024-01-25 11:01:01.475", KEY_USAGE, 3)
        + chain_error("2024-01-25 11:04:56.396", CHAIN, 1)
        + chain_error("2024-01-25 11:10:34.735", CSR_KEY, 10)
    )
    later = (
        filler("2024-01-25 11:20:00", 30, 180)
        + single_error("2024-01-29 08:03:05.200")
        + filler("2024-01-29 09:00:00", 20, 77)
    )
    return {"application.log.1": morning, "application.log": later}


def _damaged() -> bytes:
    """Return a zip whose upload broke off: the log that was packed first is whole, the current one is not."""
    whole = archive(
        {
            "./tomcat/application.log.1": filler("2024-03-04 01:00:00", 60)
            + chain_error("2024-03-04 09:12:41.318", CHAIN),
            LOG: filler("2024-03-04 10:00:00", 400) + chain_error("2024-03-05 14:00:00.000", CSR_KEY),
        }
    )
    return whole[: len(whole) * 2 // 3]


def _snippet() -> str:
    """Lines pasted into a mail: prose around them, a NO-BREAK SPACE, line breaks inside the JSON."""
    record = chain_error("2024-02-14 16:20:09.040", KEY_USAGE)
    record = record.replace(": {", ":\N{NO-BREAK SPACE}{").replace("has occurred. See", "has occurred.\n See")
    record = record.replace(',"Message"', ',\n"Message"').replace("(): Error", "():\n Error")
    return (
        f"Hello,\nthis is what we see in ./tomcat/application.log on ome-310.example.com:\n\n{record}\nKind regards\n"
    )


def samples() -> dict[str, bytes]:
    """Return all samples by their path."""
    from make_certificates import certificates  # noqa: PLC0415 - who needs the records alone needs no keys

    clean = filler("2024-01-22 00:00:00", 200, 30)
    one = (
        filler("2024-01-20 08:00:00", 50, 60)
        + chain_error("2024-01-22 13:37:20.551", EKU, 8)
        + filler("2024-01-22 14:00:00", 12)
    )
    ambiguous = (
        filler("2024-02-01 08:00:00", 30)
        + single_error("2024-02-01 11:45:30.017", 6)
        + filler("2024-02-01 12:00:00", 9)
    )
    source = (
        filler("2024-05-06 07:00:00", 25)
        + chain_error("2024-05-06 10:02:13.900", CHAIN)
        + filler("2024-05-06 10:10:00", 30)
    )
    target = (
        filler("2024-05-06 07:30:00", 25) + peer_error("2024-05-06 11:48:51.277") + filler("2024-05-06 12:00:00", 10)
    )
    made: dict[str, bytes] = {
        "one-blocker.zip": archive({LOG: one}),
        "ambiguous.zip": archive({LOG: ambiguous}),
        "clean.zip": archive({LOG: clean}),
        "damaged.zip": _damaged(),
        "migration/source.zip": archive({LOG: source}),
        "migration/target.zip": archive({LOG: target}),
        "pasted-snippet.txt": _snippet().encode(),
    }
    logs = {f"history/tomcat/{name}": text.encode() for name, text in _history().items()}
    return made | logs | certificates()


def main(folder: Path) -> None:
    """Write all samples into a folder."""
    for name, data in samples().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        print(f"{path}: {len(data)} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)

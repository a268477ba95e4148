"""The words of the pages: what statuses, certainties and operations are called for readers."""

from omelog.causes import CHAIN_UPLOAD, UNKNOWN
from omelog.model.cause import Audience, Basis, Cause, Needed
from omelog.model.report import Certainty, CheckStatus, Row, Status
from omelog.redact import said
from omelog.text.visible import visible
from omelog.wording.text import foreign, sentence

STATUS: dict[Status, str] = {"analyzed": "Read in full", "partial": "Read in part", "rejected": "Not read"}

CHECK: dict[CheckStatus, str] = {
    "broken": "Broken",
    "suspected": "Suspected",
    "seen-earlier": "Seen earlier",
    "not-seen": "Not seen",
    "pass": "Passed",
    "fail": "Failed",
    "warn": "Passed with a remark",
    "skip": "Not checked",
}

SURE: dict[Certainty, str] = {
    "certain": "Certain",
    "ambiguous": "Not settled",
    "documented": "Documented only",
    "unknown": "Unknown",
}

BASIS: dict[Basis, str] = {
    "stated": "Stated",
    "inferred": "Inferred",
    "hygiene": "Good practice",
}

BY = {"log": "from the log", "file": "from a certificate file"}

NEEDED: dict[Needed, str] = {"yes": "Yes", "no": "No", "depends": "It depends"}

AUDIENCE: dict[str, str] = {
    "private-ca": "Our own certificate authority, for example Microsoft AD CS",
    "public-ca": "A public certificate authority",
    "ansible": "Any authority, and the upload is done with Ansible",
}
AUTHORITIES: tuple[Audience, ...] = ("private-ca", "public-ca")  # who may sign; one of them does
UNMATCHED = "An error that no documented cause matches"
NO_ERROR = "No certificate error is recorded"
UNREAD = "Could not be read"
RESEND = "The console log bundle again, as the appliance made it: not unpacked, edited or renamed, without a password."
WHO = "Who signs your certificates?"
BRANCH = AUDIENCE | {"ansible": "Only if you upload with Ansible"}
ASSUMED: dict[Audience, str] = {
    "private-ca": "These steps assume that your own CA (for example Microsoft AD CS) issues your certificates.",
    "public-ca": "These steps assume that a public CA issues your certificates.",
    "ansible": "These steps assume that you upload with Ansible.",
}
WITH: dict[Audience, str] = {
    "private-ca": "With your own CA",
    "public-ca": "With a public CA",
    "ansible": "With Ansible",
}


_OPERATIONS = {CHAIN_UPLOAD: "Certificate chain upload"}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def spelled(value: int) -> str:
    """Spell a small number."""
    return _NUMBERS[value] if 0 <= value < len(_NUMBERS) else str(value)


def sure(value: Certainty, status: Status) -> str:
    """Describe in a word or two how sure a verdict is."""
    return "As far as read" if value == "certain" and status != "analyzed" else SURE[value]


def certainty(value: Certainty | None, candidates: int, status: Status, *, by_file: bool = False) -> str:
    """Describe how sure a verdict is; not certain where a bundle was read in part, or where a file settled it."""
    if by_file:
        return "Certain if this is the file that was uploaded: log and certificate file together name this cause"
    if value == "certain" and status != "analyzed":
        return "The log names this cause, in what was read of it"
    if value == "ambiguous":
        return f"Not settled: {spelled(candidates)} documented causes, one log line"
    return {
        "certain": "Certain: the log names this cause",
        "documented": "Documented, never seen in a sample: the source describes this error but shows no log line of it",
        "unknown": "Unknown: no documented cause matches this error",
        None: "No certificate error was found in what was read",
    }[value]


def attempted(operation: str | None, cause: Cause | None) -> str:
    """Name what was attempted, and say where that is inferred."""
    if operation is not None:
        return _OPERATIONS.get(operation) or foreign(operation)
    if cause is None or cause.slug == UNKNOWN:
        return "No operation named in the log"
    if cause.attempt:
        return sentence(cause.attempt)
    return "Single certificate upload (inferred: the log names no operation)"


def redacted(profile: str) -> str:
    """Describe what was taken out of a report, for its head; nothing where nothing but what never leaves was."""
    return "" if profile == "none" else visible(said(profile))


def title(slug: str, causes: dict[str, Cause]) -> str:
    """Name a cause for readers."""
    cause = causes.get(slug)
    return cause.title if cause else foreign(slug)


def blocking(slug: str | None, causes: dict[str, Cause]) -> str:
    """Name what stopped an attempt."""
    return title(slug, causes) if slug and slug != UNKNOWN else UNMATCHED


def verdict_of(row: Row, causes: dict[str, Cause]) -> str:
    """Name the verdict of a bundle in a few words."""
    if row.status == "rejected":
        return UNREAD
    return blocking(row.blocker, causes) if row.blocker or row.by_cause else NO_ERROR

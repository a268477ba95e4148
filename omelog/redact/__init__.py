"""What leaves in an output, and what does not: views of a report, by profile."""

from omelog.redact.mapping import write_mapping
from omelog.redact.profiles import PROFILES, Profile, covers, said
from omelog.redact.secrets import KEY_REMOVED, PASSWORD_REMOVED, without_secrets
from omelog.redact.show import Show, shown_name
from omelog.redact.view import (
    Mapping,
    Redacted,
    RedactedBundle,
    Redaction,
    Shared,
    redacted,
    redacted_bundle,
    redacted_head,
    redaction,
    shared,
    text_view,
)

__all__ = [
    "KEY_REMOVED",
    "PASSWORD_REMOVED",
    "PROFILES",
    "Mapping",
    "Profile",
    "Redacted",
    "RedactedBundle",
    "Redaction",
    "Shared",
    "Show",
    "covers",
    "redacted",
    "redacted_bundle",
    "redacted_head",
    "redaction",
    "said",
    "shared",
    "shown_name",
    "text_view",
    "without_secrets",
    "write_mapping",
]

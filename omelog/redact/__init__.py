"""What leaves in an output, and what does not: views of a report, by profile."""

from omelog.redact.mapping import is_map, write_mapping
from omelog.redact.paths import source_name
from omelog.redact.profiles import PROFILES, Profile, covers, said
from omelog.redact.secrets import KEY_REMOVED, PASSWORD_REMOVED, without_secrets
from omelog.redact.shared import Redaction, Shared, of_source, redaction, shared, text_view
from omelog.redact.show import Show, shown_name
from omelog.redact.view import (
    Frame,
    Mapping,
    Redacted,
    RedactedBundle,
    redacted,
    redacted_bundle,
    redacted_source,
)

__all__ = [
    "KEY_REMOVED",
    "PASSWORD_REMOVED",
    "PROFILES",
    "Frame",
    "Mapping",
    "Profile",
    "Redacted",
    "RedactedBundle",
    "Redaction",
    "Shared",
    "Show",
    "covers",
    "is_map",
    "of_source",
    "redacted",
    "redacted_bundle",
    "redacted_source",
    "redaction",
    "said",
    "shared",
    "shown_name",
    "source_name",
    "text_view",
    "without_secrets",
    "write_mapping",
]

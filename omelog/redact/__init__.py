"""What leaves in an output, and what does not: views of a report, by profile."""

from omelog.redact.certificates import names_in, redacted_files
from omelog.redact.detect import Profile
from omelog.redact.names import is_map, write_mapping
from omelog.redact.paths import source_name
from omelog.redact.profiles import PROFILES, covers, said
from omelog.redact.secrets import (
    KEY_REMOVED,
    PASSWORD_REMOVED,
    findings_without_secrets,
    is_split,
    records_without_secrets,
    without_secrets,
)
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
    report_without_secrets,
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
    "findings_without_secrets",
    "is_map",
    "is_split",
    "names_in",
    "of_source",
    "records_without_secrets",
    "redacted",
    "redacted_bundle",
    "redacted_files",
    "redacted_source",
    "redaction",
    "report_without_secrets",
    "said",
    "shared",
    "shown_name",
    "source_name",
    "text_view",
    "without_secrets",
    "write_mapping",
]

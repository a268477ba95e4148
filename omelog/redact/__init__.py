"""What leaves in an output, and what does not."""

from omelog.redact.secrets import KEY_REMOVED, PASSWORD_REMOVED, without_secrets

__all__ = ["KEY_REMOVED", "PASSWORD_REMOVED", "without_secrets"]

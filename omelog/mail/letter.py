"""A finished mail with its envelope."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes to a server: sender, recipients, and the message as it is sent, byte for byte.

    A sender is missing in drafts alone.
    """

    sender: str | None
    recipients: tuple[str, ...]
    data: bytes

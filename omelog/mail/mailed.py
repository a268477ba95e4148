"""Which bundles were mailed to whom, by their content: no option, name or restart has one mailed twice.

A text file in the outbox, one digest a line: of a bundle's content and a recipient. Nothing else can be read from it.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from omelog.mail.address import Mailbox
from omelog.mail.outbox import OutboxError

_NAME = "mailed"


class Mailed:
    """What was mailed so far, and is from now on."""

    def __init__(self, folder: Path) -> None:
        """Read what was mailed; `folder` is the outbox, which need not be there yet. Raises OutboxError."""
        self._path = folder / _NAME
        try:
            self._known = set(self._path.read_text("ascii").split())
        except FileNotFoundError:
            self._known = set()
        except (OSError, UnicodeDecodeError) as error:
            raise OutboxError(
                f"{self._path}: what was mailed before cannot be read; remove it to start again"
            ) from error

    def missing(self, content: str, to: Sequence[Mailbox]) -> tuple[Mailbox, ...]:
        """Return who was not mailed this content."""
        return tuple(one for one in to if _digest(content, one) not in self._known)

    def add(self, content: str, to: Sequence[Mailbox]) -> None:
        """Remember whom this content was mailed to, or was not to be mailed to. Raises OutboxError."""
        new = {_digest(content, one) for one in to} - self._known
        if not new:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._path.open("a", encoding="ascii") as file:
                file.writelines(f"{one}\n" for one in sorted(new))
        except OSError as error:
            raise OutboxError(f"{self._path}: what was mailed cannot be kept: {error.strerror}") from error
        self._known |= new


def _digest(content: str, to: Mailbox) -> str:
    return sha256(f"{content}\0{to.address.casefold()}".encode()).hexdigest()

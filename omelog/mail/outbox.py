"""The outbox: mails that are to go out by themselves lie here until a server has taken them.

A mail is one `.eml` file, with a line for the sender and for each recipient who does not have it yet in front of the
message. It is written before the first try, so that nothing is lost whatever happens. Mails that a server refused
for good are kept in `refused/` for a person to look at.
"""

import contextlib
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import platformdirs

from omelog.mail.letter import Letter
from omelog.mail.send import Outcome

_FROM, _TO, _LINE = b"X-Omelog-Envelope-From: ", b"X-Omelog-Envelope-To: ", b"\r\n"
_FREE, _CLAIMED = ".eml", ".sending"
_CLAIM_SECONDS = 3600  # after which whoever claimed a mail is taken for dead
REFUSED = "refused"


class OutboxError(ValueError):
    """The outbox cannot be used; the text says why and what to do."""


class Posted(NamedTuple):
    """A mail of the outbox after a try: where it lies now (None: gone out), and what became of it."""

    path: Path | None
    letter: Letter
    outcome: Outcome


def default_folder() -> Path:
    """Give the platform's usual place."""
    return platformdirs.user_state_path("omelog", appauthor=False) / "outbox"


def put(folder: Path, letter: Letter) -> Path:
    """Lay a letter into the outbox; the same one lies there once. Raises OutboxError."""
    path = folder / f"{sha256(letter.data).hexdigest()[:32]}{_FREE}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, letter)
    except OSError as error:
        raise OutboxError(
            f"{folder}: cannot be used as outbox: {error.strerror}; name another with --outbox or OMELOG_OUTBOX"
        ) from error
    return path


def flush(folder: Path, send: Callable[[Letter], Outcome]) -> Iterator[Posted]:
    """Try to send every mail of the outbox, oldest first; after one that reached no server the others stay.

    Two runs at once share the work: each mail is claimed by renaming it.
    """
    for path in _waiting(folder):
        claimed = _claim(path)
        if claimed is None:
            continue
        free = path.with_name(_plain(path) + _FREE)
        letter = _read(claimed)
        if letter is None:
            claimed.replace(free)
            continue
        try:
            outcome = send(letter)
        except BaseException:
            claimed.replace(free)
            raise
        yield Posted(_kept(claimed, free, letter, outcome), letter, outcome)
        if outcome.offline:
            return


def waiting(folder: Path) -> int:
    """Count the mails that lie in the outbox."""
    return len(_waiting(folder))


def _waiting(folder: Path) -> list[Path]:
    """List the mails, oldest first; one that was claimed long ago is free again."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            with contextlib.suppress(OSError):
                at = path.stat().st_mtime
                stale = path.suffix == _CLAIMED and time.time() - at > _CLAIM_SECONDS
                if path.suffix == _FREE or stale:
                    found.append((at, path.name, path))
    return [path for _, _, path in sorted(found)]


def _claim(path: Path) -> Path | None:
    """Take a mail for this run: whoever renames it first has it."""
    claimed = path.with_name(f"{_plain(path)}.{secrets.token_hex(4)}{_CLAIMED}")
    with contextlib.suppress(OSError):
        os.utime(path)
        return path.rename(claimed)
    return None


def _plain(path: Path) -> str:
    return path.name.partition(".")[0]


def _kept(claimed: Path, path: Path, letter: Letter, outcome: Outcome) -> Path | None:
    """Keep what did not go out: for the next time, or for a person."""
    if outcome.refused:
        refused = path.parent / REFUSED / path.name
        refused.parent.mkdir(exist_ok=True, mode=0o700)
        _write(refused, _for(letter, tuple(outcome.refused)))
    if outcome.waiting:
        if len(outcome.waiting) < len(letter.recipients):
            _write(claimed, _for(letter, tuple(outcome.waiting)))
        claimed.replace(path)
        return path
    claimed.unlink(missing_ok=True)
    return refused if outcome.refused else None


def _for(letter: Letter, recipients: tuple[str, ...]) -> Letter:
    return Letter(sender=letter.sender, recipients=recipients, data=letter.data)


def _write(path: Path, letter: Letter) -> None:
    lines = [_FROM + (letter.sender or "").encode(), *(_TO + recipient.encode() for recipient in letter.recipients)]
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".omelog-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_LINE.join([*lines, letter.data]))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _read(path: Path) -> Letter | None:
    """Read a mail back; None for a file that is none of ours."""
    data = path.read_bytes()
    sender, recipients = "", []
    while data.startswith((_FROM, _TO)):
        line, _, data = data.partition(_LINE)
        name, _, value = line.partition(b": ")
        if name == _TO[:-2]:
            recipients.append(value.decode())
        else:
            sender = value.decode()
    return None if not recipients else Letter(sender=sender, recipients=tuple(recipients), data=data)

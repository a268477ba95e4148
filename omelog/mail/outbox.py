"""The outbox: mails that are to go out by themselves lie here until a server has taken them.

A mail is one `.eml` file, with a line for the sender and for each recipient who does not have it yet in front of the
message. It is written before the first try, so that nothing is lost whatever happens. Whoever sends it holds a lock on
it, which goes with the process: a mail whose sender was killed is free at once. Mails that a server refused for good
are kept in `refused/` for a person to look at.
"""

import contextlib
import os
import stat
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple

from omelog import resources
from omelog.mail.letter import Letter
from omelog.mail.send import Outcome
from omelog.writer import write

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FROM, _TO, _LINE = b"X-Omelog-Envelope-From: ", b"X-Omelog-Envelope-To: ", b"\r\n"
_MAIL = ".eml"
_CLAIMED = ".sending"  # as versions before 0.2 named what they were sending; a mail as any other
REFUSED = "refused"
_BEYOND = 1 << 30  # where no mail has bytes: on Windows a locked byte cannot be read


class OutboxError(ValueError):
    """The outbox cannot be used; the text says why and what to do."""


class Posted(NamedTuple):
    """A mail of the outbox after a try: where it lies now (None: gone out), and what became of it.

    `outcome` is None for one that another process is sending.
    """

    path: Path | None
    outcome: Outcome | None


def default_folder() -> Path | None:
    """Return the platform's usual place; None for a user without a home."""
    folder = resources.own("state")
    return folder and folder / "outbox"


def put(folder: Path, letter: Letter, path: Path | None = None) -> Path:
    """Put a letter into the outbox; the same one lies there once. Raises OutboxError.

    `path` is where it is to lie instead, until somebody moves it into the outbox.
    """
    path = path or folder / f"{sha256(letter.data).hexdigest()[:32]}{_MAIL}"
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

    Two runs at once share the work. What is no mail of ours is left alone.
    """
    for path in _waiting(folder):
        with _claimed(path) as file:
            if file is None:
                if os.path.exists(path):
                    yield Posted(path, None)
                continue
            letter = _read(file)
            if letter is None:
                continue
            outcome = send(letter)
            if sys.platform == "win32":  # where what is open can be neither renamed nor taken away
                file.close()
            kept = _kept(path, letter, outcome)
        yield Posted(kept, outcome)
        if outcome.offline:
            return


def waiting(folder: Path) -> int:
    """Count the mails that lie in the outbox."""
    return len(_waiting(folder))


def _waiting(folder: Path) -> list[Path]:
    """List the mails, oldest first."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            with contextlib.suppress(OSError):
                about = path.lstat()
                if path.suffix in (_MAIL, _CLAIMED) and stat.S_ISREG(about.st_mode):
                    found.append((about.st_mtime, path.name, path))
    return [path for _, _, path in sorted(found)]


@contextlib.contextmanager
def _claimed(path: Path) -> Iterator[BinaryIO | None]:
    """Open and lock a mail; None if another process holds it, or it is gone or cannot be read."""
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("r+b"))
            _lock(file)
            # Whoever held it before may have sent it, or put one with fewer recipients in its place.
            found = file if os.path.samestat(os.fstat(file.fileno()), path.stat()) else None
        except OSError:
            found = None
        yield found


def _lock(file: BinaryIO) -> None:
    """Lock a file for as long as it is open. Raises OSError if another process has."""
    if sys.platform == "win32":
        file.seek(_BEYOND)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _kept(path: Path, letter: Letter, outcome: Outcome) -> Path | None:
    """Keep what did not go out: for the next time, or for a person."""
    refused = path.parent / REFUSED / f"{path.stem}{_MAIL}"
    if outcome.refused:
        refused.parent.mkdir(exist_ok=True, mode=0o700)
        _write(refused, _for(letter, tuple(outcome.refused)))
    if outcome.waiting:
        if len(outcome.waiting) < len(letter.recipients):
            _write(path, _for(letter, tuple(outcome.waiting)))
        return path
    path.unlink(missing_ok=True)
    return refused if outcome.refused else None


def _for(letter: Letter, recipients: tuple[str, ...]) -> Letter:
    return Letter(sender=letter.sender, recipients=recipients, data=letter.data)


def _write(path: Path, letter: Letter) -> None:
    lines = [_FROM + (letter.sender or "").encode(), *(_TO + recipient.encode() for recipient in letter.recipients)]
    write(path, [_LINE.join([*lines, letter.data])], replace=True, private=True)


def _read(file: BinaryIO) -> Letter | None:
    """Read a mail back; None for a file that is none of ours."""
    data = file.read()
    sender, recipients = "", []
    while data.startswith((_FROM, _TO)):
        line, _, data = data.partition(_LINE)
        name, _, value = line.partition(b": ")
        given = value.decode("utf-8", "replace")
        if name == _TO[:-2]:
            recipients.append(given)
        else:
            sender = given
    return None if not recipients else Letter(sender=sender, recipients=tuple(recipients), data=data)

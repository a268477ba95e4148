"""Questions to processes of a pool, some of which cost the process."""

import os
import signal
import time
from pathlib import Path


def answer(work: str, question: str) -> str:
    """Answer by doing what the question says."""
    if question == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif question == "exit":
        os._exit(3)
    elif question == "memory":
        bytearray(1 << 60)
    elif question == "hang":
        time.sleep(600)
    elif question == "half":
        _begin_message()
        time.sleep(600)
    elif question.startswith("hang "):
        Path(question.removeprefix("hang ")).touch()
        time.sleep(600)
    elif question == "large":
        return "x" * 5_000_000
    return f"{work} {question} {os.getpid()}"


def _begin_message() -> None:
    """Write the head of a message to the one who asks, and a part of it: the rest never comes."""
    for file in Path("/proc/self/fd").iterdir():
        if _is_socket(file):
            os.write(int(file.name), (1000).to_bytes(4, "big") + b"part")


def _is_socket(file: Path) -> bool:
    try:
        return str(file.readlink()).startswith("socket:")
    except OSError:
        return False

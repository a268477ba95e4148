"""A bug in omelog itself, for tests of what it may cost."""

import pytest

from omelog.grammar import Entries, Header
from omelog.model.record import Entry


def fail_on_boom(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the parser raise on records that hold the word `boom`."""
    parse = Entries.entry

    def failing(self: Entries, header: Header, body: str) -> Entry:
        if "boom" in body:
            raise RuntimeError("a bug")
        return parse(self, header, body)

    monkeypatch.setattr(Entries, "entry", failing)

"""Plants texts in every field of a report that is not ours, and renders it in every format."""

import itertools
from collections.abc import Iterator

import make_samples as make
import msgspec
import reports
from planted import FREE

from omelog.model.report import Report
from omelog.redact.fields import FIELDS, Holds
from omelog.report import format_names, render


class Planter:
    """Plants texts in every field of a report that is not ours."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._next = itertools.cycle(texts)
        self._quoted = [text for text in texts if text not in FREE]  # sentences of ours quote names, and no free text
        self._next_quoted = itertools.cycle(self._quoted)
        self._numbers = itertools.count()

    def noun(self, noun: msgspec.Struct) -> msgspec.Struct:
        """Plant in all fields of a noun."""
        fields = FIELDS[type(noun)].items()
        changes = {name: self._value(holds, getattr(noun, name)) for name, holds in fields if holds is not Holds.OURS}
        return msgspec.structs.replace(noun, **changes)

    def _value(self, holds: Holds, value: object) -> object:
        if isinstance(value, list) and holds is not Holds.PARTS:
            return [f"{text} there" for text in (self._quoted if holds is Holds.SENTENCE else self._texts)]
        if isinstance(value, list):
            return [self.noun(part) for part in value]
        return self.noun(value) if isinstance(value, msgspec.Struct) else self._text(holds)

    def _text(self, holds: Holds) -> str | None:
        if holds is Holds.RECORD:
            return f"{make.header('2024-01-25 12:00:00.000')}{' ; '.join(self._texts)}\n"
        if holds is Holds.PAGE:
            return f"bundles/{'-'.join(self._texts)[:50]}.html"
        if holds is Holds.NAME:
            return f"{next(self._numbers)} {next(self._next)}"
        if holds is Holds.PARTS:
            return None
        return f"at {next(self._next_quoted if holds is Holds.SENTENCE else self._next)}"


def planted(texts: list[str]) -> Report:
    """Plant texts in every field of a report that is not ours."""
    made = Planter(texts).noun(reports.several())
    assert isinstance(made, Report)
    return made


def outputs(report: Report) -> Iterator[str]:
    for name in format_names():
        for path, data in render(msgspec.structs.replace(report, audience=None), name).items():
            yield path
            yield data.decode("utf-8", "replace")

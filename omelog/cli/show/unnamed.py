"""Records as they come, redacted: what `omelog grep` prints."""

from typing import TYPE_CHECKING

from omelog.redact import Show, is_split, records_without_secrets, shared, text_view

if TYPE_CHECKING:
    from collections.abc import Iterable

    from omelog.cli.redaction import Asked
    from omelog.model.report import Problem


class Unnamed:
    """Redacts record after record: what one of them tells to be a name is known in those behind it, too."""

    def __init__(self, how: "Asked", names: "Iterable[str]") -> None:
        """Take the names of all inputs."""
        redaction = how.redaction()
        known = shared(names, (), redaction)
        self._names = known.names
        self._view = text_view((), redaction, known)
        self._show = Show(self._view, known.names, {})
        self._beside_key = False  # a key began, and may go on in any record behind

    def record(self, text: str) -> str:
        """Redact a record."""
        self._beside_key = self._beside_key or is_split(text)
        (text,) = records_without_secrets([text], beside_key=self._beside_key)
        if not self._view.goes:
            return text
        self._view.learn(text)
        return self._show.record(text)

    def name(self, name: str) -> str:
        """Redact the name of an input."""
        return self._show.name(name)

    def path(self, path: str) -> str:
        """Redact where a log stands in its bundle."""
        return self._names.get(path) or self._show.path(path)

    def problem(self, problem: "Problem") -> "Problem":
        """Redact what went wrong."""
        return self._show.noun(problem)

"""Records as they come, redacted: what `omelog grep` prints."""

from typing import TYPE_CHECKING

from omelog.redact import Show, shared, shown_name, text_view, without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from omelog.cli.redaction import Asked
    from omelog.model.report import Problem


class Unnamed:
    """Redacts record after record: what one of them tells to be a name is known in those behind it, too."""

    def __init__(self, how: "Asked") -> None:
        self._how = how
        self._show: Show | None = None

    def sources(self, names: "Iterable[str]") -> None:
        """Take the names of all inputs; before that nothing is redacted but secrets."""
        if self._how.profile == "none":
            return
        from omelog.causes import load

        how = self._how.redaction(load())
        known = shared(names, (), how)
        self._view = text_view((), how, known)
        self._names = known.names
        self._show = Show(self._view, known.names, {})

    def record(self, text: str) -> str:
        """Redact a record."""
        if self._show is None:
            return without_secrets(text)
        self._view.learn(text)
        return self._show.record(text)

    def name(self, name: str) -> str:
        """Redact the name of an input."""
        return name if self._show is None else self._names.get(name) or shown_name(name, self._view)

    def path(self, path: str) -> str:
        """Redact where a log stands in its bundle."""
        return path if self._show is None else self._names.get(path) or self._show.path(path)

    def problem(self, problem: "Problem") -> "Problem":
        """Redact what went wrong."""
        return problem if self._show is None else self._show.noun(problem)

"""Who hears how the watch over an inbox goes."""

from omelog.model.report import Bundle, Problem


class Listener:
    """Is told how a watch goes, and may end what is at hand. This one does neither."""

    def reads(self, name: str) -> None:
        """Hear that a bundle is read."""

    def reported(self, bundle: Bundle) -> None:
        """Hear of a bundle that is new in the report."""

    def found(self, problem: Problem) -> None:
        """Hear what is wrong with the inbox itself."""

    def failed(self, line: str) -> None:
        """Hear what could not be done; from the thread that sends mails too."""

    def ending(self) -> bool:
        """Return whether to finish what is at hand, and no more."""
        return False

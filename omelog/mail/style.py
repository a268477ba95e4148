"""How a sender's mails look."""

from msgspec import Struct


class Style(Struct, frozen=True, kw_only=True):
    """A name above, lines below, and whether the subject of a case is always the same."""

    brand: str = ""
    footer: str = ""
    keep_subject: bool = False


PLAIN = Style()

"""How texts of a log and of the catalogue are compared."""

import re

_BLANK = re.compile(r"[\s\u00a0\u200b\ufeff]+")


def fold(text: str) -> str:
    r"""Give the form of a message argument, id or key in which it is compared.

    Case, all white space and a final full stop are folded away: a log that was wrapped by a terminal or a
    mail program has line breaks inside words too.

    >>> fold(" Invalid CSR\n key. ") == fold("invalid csr key")
    True
    """
    return _BLANK.sub("", text).casefold().removesuffix(".")

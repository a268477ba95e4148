"""What never leaves in any output: private keys and passwords, even when a log holds one."""

import re

_KEY = re.compile(r"-----BEGIN (?P<kind>[A-Z ]*PRIVATE KEY)-----.*?(?:-----END (?P=kind)-----|\Z)", re.DOTALL)
# password=…  "passwd": "…"  PWD: …    The value ends at a quote, a blank, or a separator.
_PASSWORD = re.compile(
    r"""(?P<name>\b\w*(?:password|passwd|passphrase|pwd)["']?\s*[=:]\s*["']?)(?P<value>[^\s"',;&}\])]+)""",
    re.IGNORECASE,
)
_QUOTED_PASSWORD = re.compile(
    r'''(?P<name>\b\w*(?:password|passwd|passphrase|pwd)"\s*:\s*)"(?P<value>(?:[^"\\]|\\.)*)"''',
    re.IGNORECASE | re.DOTALL,
)
KEY_REMOVED = "[private key removed]"
PASSWORD_REMOVED = "[password removed]"  # noqa: S105 - the note, not a password


def without_secrets(text: str) -> str:
    """Return the text with private keys and passwords replaced by a note that they were removed.

    >>> without_secrets("login root password=hunter2; done")
    'login root password=[password removed]; done'
    """
    if "-----BEGIN" in text:
        text = _KEY.sub(KEY_REMOVED, text)
    text = _QUOTED_PASSWORD.sub(rf'\g<name>"{PASSWORD_REMOVED}"', text)
    return _PASSWORD.sub(_unless_removed, text)


def _unless_removed(match: re.Match[str]) -> str:
    return match[0] if match["value"].startswith("[password") else match["name"] + PASSWORD_REMOVED

"""Dotted names: which are hosts, and which are Java's, a file's, a version or a registry's."""

import re

from omelog.redact.words import words

ENDINGS = words("host", "file_endings")
_OF_JAVA = words("host", "java_files")
_TOP = frozenset(
    [
        "com",
        "net",
        "org",
        "edu",
        "gov",
        "mil",
        "int",
        "info",
        "biz",
        "name",
        "pro",
        "io",
        "dev",
        "app",
        "cloud",
        "online",
        "site",
        "tech",
        "local",
        "lan",
        "corp",
        "intra",
        "intranet",
        "internal",
        "home",
        "localdomain",
        "domain",
        "test",
        "example",
        "invalid",
        "private",
        "priv",
        "lab",
        "ads",
        "office",
        "company",
        "arpa",
    ]
)
_JAVA_ROOTS = frozenset(
    ["java", "javax", "jakarta", "sun", "jdk", "kotlin", "kotlinx", "scala", "groovy", "org", "com"]
)
_SURE_ROOTS = _JAVA_ROOTS - {"org", "com"}
_CAMEL = re.compile(r"[a-z][A-Z]|^[A-Z][a-z]|\$")
_LAST = re.compile(r"xn--[a-z0-9-]{1,59}|[^\W\d_](?:[\w-]{0,61}[^\W_])", re.IGNORECASE)
_LOCAL = frozenset({"localhost", "localhost.localdomain", "localhost4", "localhost6"})
_SHORT = 2  # letters of a country
DOTTED = re.compile(r"[\w-]++(?:\.[\w-]++)*+")


def host_in(name: str) -> str:
    """Give the part of a dotted name that names a host, from its beginning on; "" where there is none.

    >>> host_in("ome-1.example.com.zip"), host_in("com.dell.enterprise.SSLController")
    ('ome-1.example.com', '')
    """
    labels = name.split(".")
    java = False
    while len(labels) > 1 and labels[-1].casefold() in ENDINGS:
        java |= labels.pop().casefold() in _OF_JAVA
    kept = ".".join(labels)
    return kept if len(labels) > 1 and not java and kept.casefold() not in _LOCAL and _is_host(labels) else ""


def _is_host(labels: list[str]) -> bool:
    last, folded = labels[-1], labels[-1].casefold()
    if not _LAST.fullmatch(last) or all(len(label) == 1 for label in labels[:-1]):
        return False
    if folded in _TOP:
        return labels[0] not in _SURE_ROOTS
    if _is_java(labels) or any(label.isdigit() for label in labels[1:]):
        return False
    if len(labels) == _SHORT:
        return len(last) == _SHORT and (last.islower() or labels[0].isupper())
    return True


def _is_java(labels: list[str]) -> bool:
    return labels[0] in _JAVA_ROOTS or any(_CAMEL.search(label) for label in labels[-2:])

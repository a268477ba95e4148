"""Hosts: dotted names, and which of them are Java's, a file's, a version's or a property's; what stands in a URL."""

import functools
import re
from collections.abc import Iterator

from omelog.redact.detect import Detector, Found, Told
from omelog.redact.detect.address import carries_address
from omelog.redact.words import is_prose, words

_CAMEL = re.compile(r"[a-z][A-Z]|^[A-Z][a-z]|\$")
_LAST = re.compile(r"xn--[a-z0-9-]{1,59}|[^\W\d_](?:[\w-]{0,61}[^\W_])", re.IGNORECASE)
_MARKED = re.compile(r"[^\W\d_]-?[0-9]{1,6}$|[^\W_]-[^\W_]")  # as names of programs seldom are: ome-1
_LOCAL = frozenset({"localhost", "localhost.localdomain", "localhost4", "localhost6"})
_PUNYCODE = "xn--"
_DOTTED = re.compile(r"[\w-]++(?>(?:\.[\w-]++)*)")
_BY_TAG = re.compile(r"(?:idrac|cmc)-[0-9a-z]{7}", re.IGNORECASE)
_TWO, _THREE = 2, 3  # labels


def host_in(name: str, *, told: bool = False) -> str:
    """Return the part of a dotted name that names a host, from its beginning on; "" where there is none.

    `told`: a word beside it says that it is one, so that it need not have an ending that is known.

    >>> host_in("ome-1.example.com.zip"), host_in("com.dell.enterprise.SSLController"), host_in("net.sf.ehcache.config")
    ('ome-1.example.com', '', '')
    """
    labels = name.split(".")
    java = False
    while len(labels) > 1 and labels[-1].casefold() in words("host", "file_endings"):
        java |= labels.pop().casefold() in words("host", "java_files")
    kept = ".".join(labels)
    return kept if len(labels) > 1 and not java and not is_published(kept) and _is_host(labels, told) else ""


def is_published(name: str) -> bool:
    """Return whether a name is nobody's own."""
    folded = name.casefold()
    return folded in _LOCAL or folded in words("host", "published")


def without_endings(name: str) -> str:
    """Return a name without the endings of files: OMEPROD.tar.gz is OMEPROD."""
    labels = name.split(".")
    while len(labels) > 1 and labels[-1].casefold() in words("host", "file_endings"):
        labels.pop()
    return ".".join(labels)


def _is_host(labels: list[str], told: bool) -> bool:
    last = labels[-1].casefold()
    if not _LAST.fullmatch(last) or all(len(label) == 1 for label in labels[:-1]):
        return False
    if last.startswith(_PUNYCODE):
        return True
    if is_of_java(labels) or any(label.isdigit() for label in labels[1:] if told):
        return False
    return told or _ends_as_host([label.casefold() for label in labels])


def is_of_java(labels: list[str]) -> bool:
    """Recognise packages and classes by their roots and capitals; names in capitals alone are none."""
    first, last = labels[0].casefold(), labels[-1].casefold()
    if any(_CAMEL.search(label) for label in labels[-2:]) and last not in words("host", "top"):
        return True
    if first in words("host", "perhaps_package_roots"):
        return last not in words("host", "common_top")
    return first in words("host", "package_roots")


def _ends_as_host(labels: list[str]) -> bool:
    """Return, by the last label, and where that is an ordinary word by the others, whether a name is a host."""
    last, others = labels[-1], labels[:-1]
    if last in words("host", "top"):
        return True
    if any(label.isdigit() for label in labels[1:]):
        return False
    if _MARKED.search(others[0]) and not any(map(_is_of_code, others)):
        return len(labels) > _TWO or _is_ending(last)
    if last in words("host", "word_top") or last in words("host", "word_countries"):
        return len(labels) >= _THREE and not any(map(_is_of_code, others)) and not is_prose(others[-1])
    if last in words("host", "countries") and others[-1] in words("host", "before_country"):
        return len(labels) >= _THREE
    return last in words("host", "countries") and not is_prose(others[-1])


def _is_ending(label: str) -> bool:
    return any(label in words("host", kind) for kind in ("word_top", "countries"))


def _is_of_code(label: str) -> bool:
    return label in words("host", "code")


@functools.cache
def _url() -> re.Pattern[str]:
    return re.compile(
        r"(?<=://)(?:[^\s/@\"']{0,200}@)?(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){0,9})(?=[:/\s\"'?#<>;,)\]}\\]|$)"
    )


def find(text: str) -> Iterator[Found]:
    """Yield the hosts in a text that their own form tells; the first label is known from then on."""
    for match in _url().finditer(text) if "://" in text else ():
        name = match["host"]
        if not is_published(name) and not name.replace(".", "").isdigit():
            yield host(match.start("host"), host_in(name, told=True) or name)
    for match in _DOTTED.finditer(text):
        word = match[0]
        name = (host_in(word) if "." in word else "") or _first_label(word)
        if name:
            yield host(match.start(), name)


def host(start: int, name: str) -> Found:
    """Return a host that stands in a text."""
    return Found(start, start + len(name), tells=(Told("host", name),))


def _first_label(word: str) -> str:
    """Return the beginning of a word up to its first dot, if that names a host by itself: ome-192-0-2-7.zip."""
    first = word.partition(".")[0] if "-" in word or "_" in word else ""
    return first if carries_address(first) or _BY_TAG.fullmatch(first) else ""


DETECTOR = Detector(
    kind="host",
    title="Hosts: names with a domain, in a URL, with an address or a tag in them",
    goes="share",
    example="ome-1.example.com",
    find=find,
    rank=70,
)

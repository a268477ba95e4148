"""Kinds of files, one file or folder each, found here by themselves: what a file is, by its first bytes.

A module of this package has a `KIND`, or several `KINDS`. Nothing else in the product lists kinds or their suffixes.
"""

import functools
import importlib
import pkgutil

from omelog.bundle.contents import Contents
from omelog.bundle.kinds.kind import Kind

HEAD = 64 * 1024  # bytes that are enough to tell
_SCRIPT = b"#!"
ENTRY_HEAD = 512  # bytes that are enough to tell an archive


@functools.cache
def kinds() -> tuple[Kind, ...]:
    """Return the kinds in the order in which they are tried."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    found = [kind for module in modules for kind in getattr(module, "KINDS", [getattr(module, "KIND", None)]) if kind]
    return tuple(sorted(found, key=lambda kind: kind.rank))


def sniff(head: bytes) -> Kind:
    """Return the kind of a file by its first bytes (up to HEAD of them)."""
    return next(kind for kind in kinds() if kind.matches(head))


def kind_of(contents: Contents) -> Kind:
    """Return the kind of a whole file: by its first bytes, or by its end where a program stands before it."""
    head = contents.head(HEAD)
    kind = sniff(head)
    if kind.slug == "binary" or head.startswith(_SCRIPT):
        return next((other for other in kinds() if other.ends is not None and other.ends(contents)), kind)
    return kind


@functools.cache
def packing_suffixes() -> tuple[str, ...]:
    """Return the suffixes that a packed log has behind its name: `.gz`, `.zip`."""
    return tuple(suffix for kind in kinds() if kind.packs_logs for suffix in kind.suffixes)


@functools.cache
def tar_suffixes() -> tuple[str, ...]:
    """Return the suffixes of packed tars: `.tar.gz`, `.tgz`."""
    tars = [suffix for kind in kinds() if kind.slug == "tar" for suffix in kind.suffixes]
    packed = [kind for kind in kinds() if kind.unwrap is not None or kind.tar_suffixes]
    long = [f"{tar}{suffix}" for tar in tars for kind in packed for suffix in kind.suffixes]
    return (*long, *(suffix for kind in packed for suffix in kind.tar_suffixes))


@functools.cache
def archive_suffixes() -> tuple[str, ...]:
    """Return the suffixes by which a file claims to be an archive or a compressed file."""
    return (*(suffix for kind in kinds() for suffix in kind.suffixes), *tar_suffixes())


def claims_archive(name: str) -> bool:
    """Return whether a file claims by its name to be an archive or a compressed file."""
    return name.lower().endswith(archive_suffixes())


def extras() -> tuple[bool, ...]:
    """Return for each kind that wants an extra whether it can be read: with another one more can be."""
    return tuple(kind.is_readable for kind in kinds() if kind.extra is not None)

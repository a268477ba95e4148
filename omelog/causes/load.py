"""Reads the catalogue from TOML files."""

import functools
import hashlib
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import msgspec

from omelog.causes.origin import commit_of
from omelog.causes.patterns import pattern_fault
from omelog.causes.shape import shape_faults
from omelog.causes.shared import SHARED, UnknownShareError, completed
from omelog.model.cause import Catalogue, Cause, Hygiene, Reference, Requirement

_T = TypeVar("_T")
_REFERENCE, _AUTHORITIES = "reference.toml", "public_authorities.toml"
_NOT_CAUSES = {"requirements.toml", _REFERENCE, _AUTHORITIES, SHARED}


class CatalogueError(ValueError):
    """Files of a catalogue are not what causes look like; `faults` has a line for each, with its file."""

    def __init__(self, *faults: str) -> None:
        super().__init__(faults[0] if len(faults) == 1 else f"{faults[0]} (and {len(faults) - 1} more)")
        self.faults = faults


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a certificate chain must meet, and what it should."""

    requirement: tuple[Requirement, ...]
    hygiene: tuple[Hygiene, ...]


@functools.cache
def rules() -> Rules:
    """Read the requirements and the points of hygiene alone, in their order."""
    return _parse("requirements.toml", files(__package__).joinpath("requirements.toml").read_bytes(), Rules)


@functools.cache
def own_cause(slug: str) -> Cause:
    """Read one cause of the built-in catalogue alone."""
    name = f"{slug.replace('-', '_')}.toml"
    return dict(_causes(iter([(name, files(__package__).joinpath(name).read_bytes())])))[slug]


@functools.cache
def _shared() -> dict[str, object]:
    return _table(SHARED, files(__package__).joinpath(SHARED).read_bytes())


def load(extra: Path | None = None) -> Catalogue:
    """Read the built-in catalogue; causes in the folder `extra` are added, or override those of the same slug.

    A `reference.toml` in it has texts that stand for those of ours, key by key. Raises CatalogueError for a file that
    cannot be read as what it is.
    """
    own = {file.name: file.read_bytes() for file in files(__package__).iterdir() if file.name.endswith(".toml")}
    digest = hashlib.sha256()
    causes = dict(_causes((n, d) for n, d in sorted(own.items()) if n not in _NOT_CAUSES))
    required = _parse("requirements.toml", own["requirements.toml"], Rules).requirement
    authorities = _table(_AUTHORITIES, own[_AUTHORITIES])
    texts = _table(_REFERENCE, own[_REFERENCE])
    for name, data in sorted(own.items()):
        digest.update(name.encode() + b"\0" + data + b"\0")
    where: dict[str, str] = {}
    if extra is not None:
        added = {str(path): _read(path) for path in _own(extra)}
        if not added:
            raise CatalogueError(f"{extra}: holds no *.toml file; give a folder with one TOML file a cause")
        texts |= _own_texts(added)
        named = _all({name: data for name, data in added.items() if not _is_reference(name)}, causes)
        own_causes = _distinct([cause for _, cause in named], extra)
        _check_patterns(own_causes, extra)
        causes |= own_causes
        where = {cause.slug: name for name, cause in named}
        for name, data in added.items():
            digest.update(Path(name).name.encode() + b"\0" + data + b"\0")
    return Catalogue(
        causes=causes,
        requirements={rule.slug: rule for rule in required},
        reference=_convert(_REFERENCE, {"public_authorities": authorities} | texts, Reference),
        digest=digest.hexdigest(),
        files=where,
        folder=extra.absolute().name if extra is not None else None,
        commit=commit_of(extra) if extra is not None else None,
    )


def _is_reference(name: str) -> bool:
    return Path(name).name == _REFERENCE


def _own_texts(added: dict[str, bytes]) -> dict[str, object]:
    """Read the reference texts of a folder, if it has some; each is checked as ours are."""
    for name, data in added.items():
        if _is_reference(name):
            texts = _table(name, data)
            every = _table(_REFERENCE, files(__package__).joinpath(_REFERENCE).read_bytes())
            every["public_authorities"] = _table(_AUTHORITIES, files(__package__).joinpath(_AUTHORITIES).read_bytes())
            _convert(name, every | texts, Reference)
            return texts
    return {}


def _check_patterns(causes: dict[str, Cause], folder: Path) -> None:
    """Refuse a pattern that is none: it would be met in the middle of a run."""
    for slug, cause in causes.items():
        for pattern in (cause.match.argument_pattern, cause.match.argument_except):
            if pattern is not None and (fault := pattern_fault(pattern)):
                raise CatalogueError(f"{folder}: cause {slug!r}: pattern {pattern!r} is not valid: {fault}")


def _all(added: dict[str, bytes], built_in: dict[str, Cause]) -> list[tuple[str, Cause]]:
    """Read the causes of a folder, each with its file; refuse all that are none at once."""
    read: list[tuple[str, Cause]] = []
    faults: list[str] = []
    for name, data in added.items():
        try:
            cause = _cause(name, data)
        except CatalogueError as error:
            faults += error.faults
            continue
        if not ("about" in _table(name, data) or cause.requirement or cause.slug in built_in):
            cause = msgspec.structs.replace(cause, about="other")
        if cause.about == "other" and not {*cause.match.loggers} & {*built_in["unknown"].match.loggers}:
            cause = msgspec.structs.replace(cause, path="own", attempt=cause.attempt or "operation")
        read.append((name, cause))
    if faults:
        raise CatalogueError(*faults)
    return read


def _distinct(causes: list[Cause], folder: Path) -> dict[str, Cause]:
    """Refuse two causes of one name in a folder: one of them would vanish."""
    made = {cause.slug: cause for cause in causes}
    if len(made) < len(causes):
        slugs = [cause.slug for cause in causes]
        twice = next(slug for slug in slugs if slugs.count(slug) > 1)
        raise CatalogueError(f"{folder}: two files have the slug {twice!r}; rename one")
    return made


def _causes(named: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, Cause]]:
    for name, data in named:
        cause = _cause(name, data)
        yield cause.slug, cause


def _own(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except OSError as error:
        raise CatalogueError(f"{folder}: cannot be read: {error.strerror}; give a folder of causes") from error


def _cause(name: str, data: bytes) -> Cause:
    try:
        return _convert(name, completed(_table(name, data), _shared()), Cause)
    except UnknownShareError as error:
        raise CatalogueError(f"{name}: {error}") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be read: {error.strerror}") from error


def _parse(name: str, data: bytes, kind: type[_T]) -> _T:
    return _convert(name, _table(name, data), kind)


def _table(name: str, data: bytes) -> dict[str, object]:
    try:
        return tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{name}: is not TOML: {error}") from error


def _convert(name: str, table: dict[str, object], kind: type[_T]) -> _T:
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        faults = [*shape_faults(table, kind)] or [str(error)]
        raise CatalogueError(*(f"{name}: {fault}" for fault in faults)) from error

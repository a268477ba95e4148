"""Finds the bundles among what the user gave: archives, folders, logs, globs, standard input."""

import glob
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from omelog.bundle import kinds, names, remote
from omelog.bundle.budget import Budget
from omelog.bundle.candidates import files_not_taken, is_taken
from omelog.bundle.contents import FileContents
from omelog.bundle.kinds.kind import LooksLikeLog
from omelog.bundle.remote_discovery import remote_sources
from omelog.bundle.source import Source
from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import damage
from omelog.text.visible import storable


@dataclass
class Discovered:
    """The bundles among the inputs in their order, and what was passed over on the way."""

    sources: list[Source] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def discover(inputs: Iterable[str], looks_like_log: LooksLikeLog) -> Discovered:
    """Find the bundles. `looks_like_log` tells from the first bytes of a file whether log records stand in it.

    A folder is one bundle if exactly one folder in it holds `tomcat/` and no archive or log lies outside of that: it
    bears the last part of its own name. Any other folder is searched to any depth, and what is found is named by its
    path below it. A name depends on the input in which the bundle lies, never on other inputs, so names may be equal.
    What is missing becomes a source of kind `missing`: nothing that was asked for is dropped.
    """
    found = Discovered()
    for given in inputs:
        for path in _expanded(given):
            found.sources.extend(_sources(path, given, looks_like_log, found.problems))
    return found


def within(folder: Path, looks_like_log: LooksLikeLog) -> Discovered:
    """Find the bundles in a folder that is none itself, whatever lies in it; they are `given` by their own paths.

    A folder without any has no sources; one that cannot be read, or is gone, is a problem.
    """
    found = Discovered()
    found.sources = _Search(folder, str(folder), looks_like_log, found.problems).run()
    return found


def _expanded(given: str) -> list[str]:
    if given == "-" or remote.is_address(given) or not glob.has_magic(given) or os.path.lexists(given):
        return [given]
    return sorted(glob.glob(given, recursive=True)) or [given]  # noqa: PTH207 - Path.glob takes no absolute pattern


def _sources(given: str, pattern: str, looks_like_log: LooksLikeLog, problems: list[Problem]) -> Iterator[Source]:
    path = Path(given)
    if given == "-":
        yield Source("standard input", given, "stdin")
    elif remote.is_address(given):
        yield from remote_sources(given, looks_like_log, problems)
    elif not given or (mode := _mode(path)) is None:  # an empty name is no name, and not this folder
        yield Source(path.name or given, pattern, "missing", path)
    elif stat.S_ISDIR(mode) and (logs := _tomcat_logs(path.resolve())):
        yield Source(_own_name(path), given, "logs", path.resolve().parent, logs)
    elif stat.S_ISDIR(mode):
        name = _own_name(path)
        found = _Search(path, given, looks_like_log, problems).run(whole=name)
        yield from found or [Source(name, given, "logs", path)]  # nothing in it: reading it says so
    else:
        yield Source(path.name, given, "file", path)


def _mode(path: Path) -> int | None:
    """Return the mode of a file; None if there is nothing of this name, 0 if opening it will say what is wrong."""
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    except OSError:
        return 0


def _own_name(folder: Path) -> str:
    """Return the last part of a folder's path as given; `.` and `..` are named by what they are."""
    return folder.name if folder.name not in ("", "..") else folder.resolve().name or str(folder)


def _tomcat_logs(folder: Path) -> tuple[Path, ...]:
    """Return what may be logs where the `tomcat/` of a bundle was given by itself; none if a root lies in it."""
    if folder.name.casefold() != names.FOLDER or not _holds_log(folder):
        return ()
    found = []
    for here, subfolders, files in os.walk(folder):
        if any(name.casefold() == names.FOLDER for name in subfolders):
            return ()
        found += [Path(here, name) for name in files if names.may_be_log(name)]
    return tuple(sorted(path for path in found if os.path.isfile(path) and not os.path.islink(path)))


def _holds_log(folder: Path) -> bool:
    return any(map(names.is_log_name, (name for _, _, files in os.walk(folder) for name in files)))


class _Search:
    """A search of a folder."""

    def __init__(self, top: Path, given: str, looks_like_log: LooksLikeLog, problems: list[Problem]) -> None:
        self._top = top
        self._given = given
        self._looks_like_log = looks_like_log
        self._problems = problems
        self._passed: Counter[str] = Counter()

    def run(self, whole: str | None = None) -> list[Source]:
        """Return the bundles; `whole` is the name of one that is all there is. Without it the folder itself is none."""
        sources: list[Source] = []
        in_root: set[str] = set()
        for folder, subfolders, files in os.walk(self._top, onerror=self._unreadable):
            here = Path(folder)
            if (whole or here != self._top) and self._is_root(here, subfolders, nested=folder in in_root):
                sources.append(self._source(here, "folder"))
                in_root.add(folder)
            if folder in in_root:  # what lies there belongs to the root, but for roots of others
                subfolders[:] = [name for name in subfolders if name.casefold() != names.FOLDER]
                in_root.update(os.path.join(folder, name) for name in subfolders)  # noqa: PTH118 - as os.walk does
                continue
            self._passed["links and special files"] += sum(os.path.islink(f"{folder}/{name}") for name in subfolders)
            subfolders.sort()
            sources += self._files(here, sorted(files))
        if whole and [source.kind for source in sources] == ["folder"]:
            sources = [replace(sources[0], name=whole, given=self._given)]
        sources = [replace(source, name=whole) if whole and source.path == self._top else source for source in sources]
        sources.sort(key=lambda source: source.name)
        self._problems += files_not_taken(self._passed, self._given, found=bool(sources))
        return sources

    def _is_root(self, folder: Path, subfolders: list[str], *, nested: bool) -> bool:
        """Return whether a folder holds `tomcat/`; one that lies in another such folder has a log in it, too."""
        tomcat = [folder / name for name in subfolders if name.casefold() == names.FOLDER]
        return any(not nested or _holds_log(path) for path in tomcat)

    def _source(self, path: Path, kind: str, files: tuple[Path, ...] = ()) -> Source:
        name = path.relative_to(self._top).as_posix()
        given = str(path)
        if kind == "logs":
            return Source(name, given, "logs", path.parent, files, below=name)
        return Source(name, given, "folder" if kind == "folder" else "file", path, below=name)

    def _files(self, folder: Path, files: list[str]) -> list[Source]:
        rotations, sources = [], []
        for path, mode in self._with_modes(folder, files):
            if names.is_log_name(path.name) and stat.S_ISREG(mode):
                rotations.append(path)
            elif self._takes(path, mode):
                sources.append(self._source(path, "file"))
        rotations.sort(key=lambda path: names.rotation_key(path.name))
        if len(rotations) == 1:
            sources.append(self._source(rotations[0], "file"))
        elif rotations:
            sources.append(self._source(rotations[-1], "logs", tuple(rotations)))
        return sources

    def _with_modes(self, folder: Path, files: list[str]) -> Iterator[tuple[Path, int]]:
        """Yield the files of a folder that may be bundles, each with the mode of what lies there, be it a link."""
        for path in map(folder.joinpath, files):
            if names.is_sidecar(path.name):
                self._passed["sidecars and unfinished files"] += 1
                continue
            try:
                yield path, path.lstat().st_mode
            except FileNotFoundError as error:  # taken away since the folder was listed
                if names.is_log_name(path.name) or kinds.claims_archive(path.name):
                    self._unreadable(error, "file")
            except OSError as error:
                error.filename = str(folder)  # it may be listed but not entered: all that is in it is lost
                self._unreadable(error)
                return

    def _takes(self, path: Path, mode: int) -> bool:
        if not stat.S_ISREG(mode):
            self._passed["links and special files"] += 1
            return False
        try:
            with path.open("rb") as file:
                taken = is_taken(path.name, FileContents(file, None, Budget(Limits())), self._looks_like_log)
        except OSError:
            return True  # reading it as a bundle says why it cannot be read
        if not taken:
            self._passed[path.suffix.lower() or "without suffix"] += 1
        return taken

    def _unreadable(self, error: OSError, what: str = "folder") -> None:
        where = storable(os.fsdecode(error.filename) if error.filename else self._given)
        self._problems.append(
            damage(
                "unreadable",
                f"the {what} cannot be read: {error.strerror}",
                "not searched",
                where=where,
                advice="check its permissions",
            )
        )

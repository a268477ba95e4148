"""Finds the bundles behind an address, as `find` does on a disk."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Literal

from omelog.bundle import names, remote
from omelog.bundle.budget import Budget
from omelog.bundle.candidates import files_not_taken, is_taken
from omelog.bundle.contents import FileContents
from omelog.bundle.kinds.kind import LooksLikeLog
from omelog.bundle.source import Source
from omelog.limits import Limits
from omelog.model.report import Problem


def remote_sources(given: str, looks_like_log: LooksLikeLog, problems: list[Problem]) -> list[Source]:
    """Find the bundles below an address, sorted by name.

    What cannot be reached is one source whose reading will say why; files that are none are told in `problems`.
    """
    shown = remote.shown(given)
    whole = [Source(_last(shown), shown, "address", addresses=(given,))]
    try:
        found = remote.listed(given)
    except FileNotFoundError:
        return [Source(_last(shown), shown, "missing")]
    except OSError:
        return whole
    if found is None:
        return whole
    top = _top(given)
    logs, files = _grouped(found)
    sources = [_source(root, top, "addresses", addresses) for root, addresses in logs.items()]
    passed: Counter[str] = Counter()
    sources += [_source(address, top, "address", [address]) for address in _taken(files, looks_like_log, passed)]
    problems += files_not_taken(passed, shown, found=bool(sources))
    return sorted(sources, key=lambda source: source.name) or [
        Source(_last(shown), shown, "addresses")  # nothing in it: reading it says so
    ]


def _source(address: str, top: str, kind: Literal["address", "addresses"], addresses: Sequence[str]) -> Source:
    name = address.removeprefix(top) if address.startswith(top) else _last(address)
    return Source(name, remote.shown(address), kind, addresses=tuple(addresses), below=name)


def _taken(addresses: list[str], looks_like_log: LooksLikeLog, passed: Counter[str]) -> Iterator[str]:
    for address in addresses:
        name = _last(address)
        try:
            with remote.opened(address) as file:
                taken = is_taken(name, FileContents(file, None, Budget(Limits())), looks_like_log)
        except OSError:
            taken = True  # reading it as a bundle says why it cannot be read
        if taken:
            yield address
        else:
            passed[PurePosixPath(name).suffix.lower() or "without suffix"] += 1


def _grouped(found: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Sort what was found into logs by the bundle that they belong to, and the rest.

    Extracted bundles are named by the address around their `tomcat/`; rotations that lie side by side without one by
    the newest of them. A single log is a file as any other.
    """
    folders: dict[str, list[str]] = defaultdict(list)
    logs: dict[str, list[str]] = defaultdict(list)
    rest = []
    for address in found:
        place = names.place(address.split("/"))
        if place is not None:
            logs[place.root].append(address)
        elif names.is_sidecar(_last(address)):
            continue
        else:
            is_log = names.is_log_name(_last(address))
            folders[address.rpartition("/")[0]].append(address) if is_log else rest.append(address)
    for addresses in (*logs.values(), *folders.values()):
        addresses.sort(key=lambda address: names.rotation_key(_last(address)))
    for addresses in folders.values():
        if len(addresses) > 1:
            logs[addresses[-1]] = addresses
        else:
            rest += addresses
    return logs, rest


def _top(given: str) -> str:
    """Return the part of an address that stands before all that was found: a glob's up to its first pattern."""
    before = given.partition("*")[0].partition("?")[0]
    folder = before if before == given else before.rpartition("/")[0]
    return f"{folder.rstrip('/')}/"


def _last(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2] or address

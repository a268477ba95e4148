"""What is said about entries and archives that are passed over, read for want of better, or cannot be read."""

from omelog.bundle import names
from omelog.bundle.kinds.kind import REPACK, Kind
from omelog.model.report import Problem
from omelog.problems import damage, limit_hit, notice

NAMED = 5  # entries that are named where no log was found, or one lies elsewhere
_SHOWN = 80  # characters of a name that is too long


def unreadable(error: OSError, where: str | None = None) -> Problem:
    """Return the damage that a file is which could not be opened or read."""
    reason = error.strerror or str(error)
    advice = getattr(error, "advice", None) or "check its permissions and the disk or share"
    return damage("unreadable", f"cannot be read: {reason}", "not read", where=where, advice=advice)


def long_name(name: str) -> Problem:
    """Return the notice about a name that no file of a bundle has."""
    what = f"the entry's name is longer than {names.LONGEST} characters: no file of a bundle has such a name"
    return notice("unsafe-name", what, "passed over", where=f"{name[:_SHOWN]}…")


def unsafe_name(where: str | None) -> Problem:
    """Return the notice about an entry that would lie outside of the archive's folder."""
    return notice("unsafe-name", "the entry's name climbs out of the archive", "passed over", where=where)


def same_name(where: str | None) -> Problem:
    """Return the notice about an entry whose name stood in the archive before."""
    return notice("duplicate-entry", "the archive holds several entries of this name", "read each of them", where=where)


def too_deep(depth: int, where: str | None, count: int = 1) -> Problem:
    """Return the damage that archives are which lie in more layers than are taken off."""
    what = "archives and compressed files lie too deep in one another" + (f" ({count} of them)" * (count > 1))
    return limit_hit("depth", depth, what, "not looked into", where=where)


def no_tomcat(logs: list[str], where: str | None) -> Problem:
    """Return the notice about logs that were read though no folder `tomcat/` lies around them."""
    return notice("no-tomcat-folder", f"there is no folder tomcat/: {listed(logs)}", "read as its logs", where=where)


def elsewhere(logs: list[str], where: str | None) -> Problem:
    """Return the notice about files of the log's name beside a folder `tomcat/`."""
    what = f"files with the name of the log lie outside of tomcat/: {listed(logs)}"
    return notice("log-elsewhere", what, "not read", where=where)


def archives_beside(archives: list[str]) -> Problem:
    """Return the notice about archives beside a folder `tomcat/` on a disk."""
    what = f"archives lie outside of tomcat/: {listed(archives)}"
    return notice("inner-bundle", what, "not read; each can be given by itself")


def inner_bundle(where: str | None) -> Problem:
    """Return the notice about an archive in a bundle that is a bundle itself."""
    what = "an archive in the bundle holds logs of its own, and is none of its rotations"
    return notice("inner-bundle", what, "not read; it can be given by itself", where=where)


def closed(kind: Kind, where: str | None) -> Problem:
    """Return the notice about an archive in a bundle, of a kind that is not opened."""
    return notice(f"is-{kind.slug}", f"an archive in the bundle is {kind.title}", "not looked into", where=where)


def not_opened(kind: Kind, where: str | None) -> Problem:
    """Return the damage that an archive is where it is what was given, or stands in the place of a log."""
    return damage(f"is-{kind.slug}", f"is {kind.title}", "not read", where=where, advice=kind.way_out)


def no_log(where: str | None) -> Problem:
    """Return the damage that an archive of the log's name is which holds no log."""
    what = "an archive stands in the place of the log and holds none"
    return damage("no-application-log", what, "not read", where=where, advice=REPACK)


def listed(found: list[str]) -> str:
    """Join the first of some names."""
    return ", ".join(found[:NAMED]) + (" and others" if len(found) > NAMED else "")

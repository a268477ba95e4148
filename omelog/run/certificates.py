"""Certificate files that were given beside bundles: whose each is, and the checks of it. Never stored."""

import datetime as dt
from collections.abc import Sequence

from msgspec import structs

from omelog.analysis import Analyzed
from omelog.chain.check import check
from omelog.chain.outcome import Checked, Question
from omelog.judge.additions import Beside
from omelog.judge.settle import attempted_at, settle
from omelog.model.cause import Catalogue
from omelog.model.chain import Chain, Check, Pair
from omelog.model.report import Role
from omelog.run.cases import role_in, role_of_path
from omelog.run.job import File, Files, FilesError
from omelog.wording.chain import chain
from omelog.wording.chain_pair import pair as compared

_WHOSE = (
    "The names of the certificates do not tell which file belongs to which appliance, so nothing was settled by them; "
    "give each bundle by itself with its file."
)


def chains(files: Files) -> list[Chain]:
    """Return the check of every file that was given."""
    given = [*files.own, *((files.peer,) if files.peer else ())]
    return [chain(_checked(files, one, files.at)) for one in given]


def roles(given: str, peer: str) -> tuple[Role, Role]:
    """Return the roles of INPUT and peer as their paths tell, else INPUT as the source."""
    own, other = role_of_path(given), role_of_path(peer)
    if own == "target" or (own is None and other == "source"):
        return "target", "source"
    return "source", "target"


def settled(files: Files, place: int, bundles: Sequence[Analyzed], catalogue: Catalogue) -> list[Analyzed]:
    """Settle bundles of the source at a place by its files. Raises FilesError if it is not clear which is whose."""
    given = ((files.peer,) if files.peer else ()) if place else files.own
    if files.roles and len(bundles) == 1:
        role = files.roles[place]
        bundles = [one._replace(bundle=structs.replace(one.bundle, role=role)) for one in bundles]
    if len(bundles) == 1:
        if len(given) > 1:
            raise FilesError("--cert was given twice, and there is one bundle; give it once")
        return [_settled(files, one, _other(files, place), bundles[0], catalogue) for one in given] or [*bundles]
    if not given:
        return [*bundles]
    roles = {one.bundle.role for one in bundles}
    if roles != {"source", "target"} or len(bundles) > len(roles) or files.roles:
        raise FilesError(
            f"--cert goes with one bundle, or with source and target of one archive; there are {len(bundles)} bundles"
        )
    return _both(files, given, bundles, catalogue)


def _both(files: Files, given: Sequence[File], bundles: Sequence[Analyzed], catalogue: Catalogue) -> list[Analyzed]:
    """Settle source and target of one archive, where the names in the files tell whose each is."""
    owners = [_owner(files, one, bundles) for one in given]
    if None in owners or len(set(owners)) != len(owners):
        return [one._replace(bundle=structs.replace(one.bundle, file_says=[_WHOSE])) for one in bundles]
    of_bundle = dict(zip(owners, given, strict=True))
    return [
        _settled(files, of_bundle[place], of_bundle.get(1 - place), one, catalogue) if place in of_bundle else one
        for place, one in enumerate(bundles)
    ]


def _owner(files: Files, given: File, bundles: Sequence[Analyzed]) -> int | None:
    """Return which bundle a file belongs to by the name in its certificate; None where that does not tell."""
    leaf = _checked(files, given, files.at).case.leaf
    if leaf is None:
        return None
    name = leaf.subject.short.casefold()
    role = role_in(name)
    fits = [
        place
        for place, one in enumerate(bundles)
        if role == one.bundle.role or name.partition(".")[0] in one.bundle.name.casefold().split("/")
    ]
    return fits[0] if len(fits) == 1 else None


def _other(files: Files, place: int) -> File | None:
    return (files.own[0] if files.own else None) if place else files.peer


def _settled(files: Files, given: File, other: File | None, one: Analyzed, catalogue: Catalogue) -> Analyzed:
    when = attempted_at(one.bundle)
    then = dt.datetime.fromisoformat(when).replace(tzinfo=dt.UTC) if when else files.at
    beside = Beside(
        now=chain(_checked(files, given, files.at)),
        then=chain(_checked(files, given, then)),
        single_now=chain(_checked(files, given, files.at, single=True)),
        single=chain(_checked(files, given, then, single=True)),
        pair=_pair_checks(files, _in_order(given, other, one.bundle.role), then) if other else (),
        csr=files.csr is not None,
        peer_has_key=other is not None and files.csr is not None and _has_key(_checked(files, other, then)),
    )
    made = settle(one.bundle, beside, catalogue)
    totals = dict(one.totals)
    for old, new, count in made.moved:
        totals[old] = totals.get(old, 0) - count
        totals[new] = totals.get(new, 0) + count
    return one._replace(bundle=made.bundle, totals={slug: count for slug, count in totals.items() if count > 0})


def _has_key(checked: Checked) -> bool:
    return any(one.requirement == "csr-key" and one.status == "pass" for one in checked.outcomes)


def _checked(files: Files, given: File, at: dt.datetime, *, single: bool = False) -> Checked:
    question = Question(at=at, single=single, csr=files.csr, limits=files.limits)
    return check(given.name, given.data, question, given.password)


def _in_order(given: File, other: File, role: Role | None) -> tuple[File, File]:
    """Put the file of the source first."""
    return (other, given) if role == "target" else (given, other)


def _pair_checks(files: Files, both_files: tuple[File, File], at: dt.datetime) -> tuple[Check, ...]:
    source, target = (_checked(files, one, at) for one in both_files)
    both = compared(source, target)
    return tuple(one for one in both.checks if one.side == "pair" and one.requirement == "same-authorities")


def pair(files: Files, *, peer_is_source: bool) -> Pair | None:
    """Return the comparison of the two files of a run; None where there are not two, or nobody knows whose they are."""
    given = [*files.own, *((files.peer,) if files.peer else ())]
    if len(given) != len(("source", "target")):
        return None
    checked = [_checked(files._replace(csr=None), one, files.at) for one in given]
    if len(files.own) == len(given):
        roles = [role_in(one.case.leaf.subject.short) if one.case.leaf else None for one in checked]
        if set(roles) != {"source", "target"}:
            return None
        peer_is_source = roles[0] == "target"
    source, target = reversed(checked) if peer_is_source else checked
    return compared(source, target)

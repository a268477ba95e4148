"""How a report is redacted, and the names that all its bundles share."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from omelog.model.cause import Catalogue, Cause
from omelog.model.report import CatalogueUsed
from omelog.redact.detect import Profile
from omelog.redact.known import NOTHING, known
from omelog.redact.names import Names, given
from omelog.redact.profiles import goes
from omelog.redact.show import shown_name
from omelog.redact.text import TextView


class Redaction(NamedTuple):
    """How to redact: the profile, the key for names that are equal in every report, and whose texts are known."""

    profile: Profile
    key: bytes | None
    causes: dict[str, Cause]


class Shared(NamedTuple):
    """What names of sources and case numbers become in a whole report; all other names are those of one bundle.

    `mapping` has what stands for what. Cases that are not among `cases` are numbered behind `cases_before`. `in_order`
    are the shown names of all sources, `number` is which one this is of several that are given alike. `in_files` are
    the names, with their kinds, in the certificate files of all bundles: what is said of one may name the other's.
    """

    names: dict[str, str]
    cases: dict[str, str]
    mapping: dict[str, str]
    cases_before: int = 0
    in_order: tuple[str, ...] = ()
    number: int = 0
    in_files: tuple[tuple[str, str], ...] = ()


def redaction(profile: Profile, catalogue: Catalogue | CatalogueUsed, key: bytes | None = None) -> Redaction:
    """Prepare to redact by a profile; names are equal in all reports that are redacted with the same key."""
    return Redaction(profile, key, catalogue.causes)


def shared(names: Iterable[str], cases: Iterable[str | None], how: Redaction) -> Shared:
    """Return what the names of sources, before their bundles are known, and the case numbers become.

    Different names stay different, and where something is hidden those of all sources: what would be equal gets a
    number behind it.
    """
    originals = list(names)
    view = text_view(originals, how)
    taken: Counter[str] = Counter()
    shown: dict[str, str] = {}
    in_order: list[str] = []
    for original in originals:
        if how.profile == "none" and original in shown:
            in_order.append(shown[original])
            continue
        name = shown_name(original, view)
        while taken[name]:
            taken[name] += 1
            name = f"{name} ({taken[name]})"
        taken[name] += 1
        shown.setdefault(original, name)
        in_order.append(name)
    hidden = [case for case in dict.fromkeys(cases) if case] if "case" in view.goes else []
    shown_cases = {case: view.names.of("case", case) for case in hidden}
    return Shared(shown, shown_cases, view.names.mapping, in_order=tuple(in_order))


def of_source(every: Shared, name: str, cases: Iterable[str | None], place: int | None = None) -> Shared:
    """Return what one source needs of the names of a report: few, since they may be handed to another process.

    `place` is that of the source among all of them, whose names may be equal.
    """
    shown = every.names[name] if place is None else every.in_order[place]
    own = {case: every.cases[case] for case in cases if case in every.cases}
    known = {match[0] for text in (shown, *own.values()) for match in given().finditer(text)}
    mapping = {one: every.mapping[one] for one in sorted(known) if one in every.mapping}
    return Shared({name: shown}, own, mapping, every.cases_before, in_files=every.in_files)


def with_cases(names: Shared, cases: Iterable[str | None], how: Redaction) -> Shared:
    """Name the cases of bundles that their source did not tell."""
    others = [case for case in dict.fromkeys(cases) if case and case not in names.cases]
    if not others or "case" not in goes(how.profile):
        return names
    made = Names(how.key, cases_before=names.cases_before)
    added = {case: made.of("case", case) for case in others}
    return names._replace(cases=names.cases | added, mapping=names.mapping | made.mapping)


def text_view(
    read: Iterable[str], how: Redaction, names: Shared | None = None, causes: Iterable[Cause] = ()
) -> TextView:
    """Make the view of texts that belong together, from all of them; those of `causes` are known."""
    texts = NOTHING if how.profile == "none" else known(causes)  # what hides nothing need not know any
    view = TextView(how.profile, Names(how.key, names.mapping if names else None), texts)
    for text in dict.fromkeys(read) if view.goes else ():
        view.learn(text)
    return view

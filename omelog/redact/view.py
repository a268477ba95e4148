"""A report, or one bundle of it, as a profile shows it."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from msgspec import structs

from omelog.model.cause import Catalogue
from omelog.model.report import Bundle, CatalogueUsed, Report
from omelog.redact.fields import texts
from omelog.redact.known import Known, known
from omelog.redact.names import GIVEN, Names
from omelog.redact.profiles import Profile, covers
from omelog.redact.show import Show, pieces, shown_name
from omelog.redact.text import TextView

Mapping = dict[str, dict[str, str]]


class Redaction(NamedTuple):
    """How to redact: the profile, the key for names that are equal in every report, and which texts are known."""

    profile: Profile
    key: bytes | None
    known: Known


class Shared(NamedTuple):
    """What names of bundles and case numbers become in a whole report; all other names are those of one bundle."""

    names: dict[str, str]
    cases: dict[str, str]
    mapping: dict[str, str]


class RedactedBundle(NamedTuple):
    """A bundle as shown, and the original behind each name in it."""

    bundle: Bundle
    mapping: dict[str, str]


class Redacted(NamedTuple):
    """A report as shown, and the originals by name, for each bundle by its shown name ("" for the report's own)."""

    report: Report
    mapping: Mapping


def redaction(profile: Profile, catalogue: Catalogue | CatalogueUsed, key: bytes | None = None) -> Redaction:
    """Prepare to redact by a profile; names are equal in all reports that are redacted with the same key."""
    return Redaction(profile, key, known(catalogue))


def shared(names: Iterable[str], cases: Iterable[str | None], how: Redaction) -> Shared:
    """Give what the names of bundles (or of sources, before their bundles are known) and the case numbers become.

    Different bundles keep different names: what would be equal gets a number behind it.
    """
    originals = list(dict.fromkeys(names))
    view = text_view(originals, how)
    taken: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for original in originals:
        name = shown_name(original, view)
        while taken[name]:
            taken[name] += 1
            name = f"{name} ({taken[name]})"
        taken[name] += 1
        shown[original] = name
    hidden = [case for case in dict.fromkeys(cases) if case] if "case" in view.goes else []
    return Shared(shown, {case: view.names.of("case", case) for case in hidden}, view.names.mapping)


def redacted_bundle(bundle: Bundle, how: Redaction, names: Shared | None = None) -> RedactedBundle:
    """Redact one bundle by itself, as a worker does. Ids, counts, causes and times stay.

    `names` comes from `shared`; a name that is not in it becomes what it would be alone.
    """
    view = text_view((piece for holds, text in texts(bundle) for piece in pieces(holds, text)), how)
    if bundle.case:
        view.tell("case", bundle.case)
    names = names or Shared({}, {}, {})
    return RedactedBundle(Show(view, names.names, names.cases).noun(bundle), view.names.mapping)


def redacted(report: Report, profile: Profile, key: bytes | None = None) -> Redacted:
    """Redact a report. One that is redacted by this profile, or by a stronger one, is returned as it is."""
    if profile != "none" and covers(report.redaction, profile):
        return Redacted(report, {})
    if profile == "none" and report.redaction != "none":
        return Redacted(report, {})
    how = redaction(profile, report.catalogue, key)
    names = shared((bundle.name for bundle in report.bundles), _cases(report), how)
    bundles = [redacted_bundle(bundle, how, names) for bundle in report.bundles]
    head = redacted_head(report, how, names)
    mapping = {"": head.mapping | names.mapping} | {one.bundle.name: one.mapping for one in bundles}
    made = structs.replace(head.report, bundles=[one.bundle for one in bundles])
    return Redacted(made, {name: originals for name, originals in mapping.items() if originals})


class _Head(NamedTuple):
    report: Report
    mapping: dict[str, str]


def redacted_head(report: Report, how: Redaction, names: Shared) -> _Head:
    """Redact a report but for its bundles, which the result lacks: its problems and pairs."""
    head = structs.replace(report, bundles=[])
    view = text_view((text for _, text in texts(head)), how, names.mapping)
    shown = Show(view, names.names, names.cases).noun(head)
    return _Head(structs.replace(shown, redaction=how.profile), view.names.mapping)


def text_view(read: Iterable[str], how: Redaction, taken: Iterable[str] = ()) -> TextView:
    """Make the view of texts that belong together, from all of them."""
    distinct = dict.fromkeys(read)
    present = {match[0] for text in distinct if "-" in text for match in GIVEN.finditer(text)}
    view = TextView(how.profile, Names(how.key, present.union(taken)), how.known)
    for text in distinct:
        view.learn(text)
    return view


def _cases(report: Report) -> list[str | None]:
    return [bundle.case for bundle in report.bundles] + [pair.case for pair in report.pairs]

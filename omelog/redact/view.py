"""A report, or one bundle of it, as a profile shows it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from msgspec import structs

from omelog.model.chain import Pair
from omelog.model.report import Bundle, Report
from omelog.pages import MAIN_PAGE, bundle_id, page_path
from omelog.redact.certificates import files_shown, hide, names_in
from omelog.redact.detect import Profile
from omelog.redact.fields import texts
from omelog.redact.paths import source_name
from omelog.redact.profiles import covers
from omelog.redact.secrets import findings_without_secrets
from omelog.redact.shared import Redaction, Shared, of_source, redaction, shared, text_view, with_cases
from omelog.redact.show import Noun, Show, pieces
from omelog.redact.text import TextView

Mapping = dict[str, dict[str, str]]


class RedactedBundle(NamedTuple):
    """A bundle as shown, and the original behind each name in it."""

    bundle: Bundle
    mapping: dict[str, str]


class Redacted(NamedTuple):
    """A report as shown, and the originals by name, for each bundle by its shown name ("" for the report's own)."""

    report: Report
    mapping: Mapping


def redacted_bundle(bundle: Bundle, how: Redaction, names: Shared | None = None) -> RedactedBundle:
    """Redact one bundle by itself, as a worker does. Ids, counts, causes and times stay.

    `names` comes from `of_source`; a name that is not in it becomes what it would be alone.
    """
    names = names or Shared({}, {}, {})
    bundle = structs.replace(bundle, findings=findings_without_secrets(bundle.findings))
    slugs = [slug for finding in bundle.findings for slug in (finding.cause, *finding.candidates)]
    causes = [how.causes[slug] for slug in dict.fromkeys(slugs) if slug in how.causes]
    view = text_view((piece for holds, text in texts(bundle) for piece in pieces(holds, text)), how, names, causes)
    if bundle.case:
        view.tell("case", bundle.case)
    bundle = hide(bundle, view, names.in_files)
    return RedactedBundle(Show(view, names.names, names.cases).noun(bundle), view.names.mapping)


def redacted_source(bundles: Sequence[Bundle], how: Redaction, names: Shared) -> list[RedactedBundle]:
    """Redact the bundles of one source: each counts its names from 1, and what would be equal gets a number.

    Each gets its id, and one with a page of its own the path of that; what hides nothing leaves both as they are.
    """
    names = with_cases(names, (bundle.case for bundle in bundles), how)
    taken: Counter[str] = Counter()
    made = []
    for bundle in bundles:
        redacted = redacted_bundle(bundle, how, names)
        name = redacted.bundle.name
        taken[name] += 1
        if taken[name] > 1 and how.profile != "none":
            name = f"{name} ({taken[name]})"
        number = names.number + (taken[name] - 1 if how.profile == "none" else 0)
        shown = redacted.bundle
        is_as_it_was = (shown.name, shown.source, how.profile) == (bundle.name, bundle.source, "none")
        identity = bundle.id if bundle.id and is_as_it_was else bundle_id(shown.source, name, number)
        made.append(redacted._replace(bundle=_identified(shown, name, identity)))
    return made


def _identified(bundle: Bundle, name: str, identity: str) -> Bundle:
    page = bundle.page if bundle.page in (None, MAIN_PAGE) else page_path(name, identity)
    return structs.replace(bundle, id=identity, name=name, page=page)


def report_without_secrets(report: Report) -> Report:
    """Return a report that another version wrote without the secrets that this one finds in its records."""
    bundles = [structs.replace(bundle, findings=findings_without_secrets(bundle.findings)) for bundle in report.bundles]
    return structs.replace(report, bundles=bundles)


def redacted(report: Report, profile: Profile, key: bytes | None = None) -> Redacted:
    """Redact a report. One that is redacted by this profile, or by a stronger one, is returned as it is."""
    if profile != "none" and covers(report.redaction, profile):
        return Redacted(report, {})
    if profile == "none" and report.redaction != "none":
        return Redacted(report, {})
    how = redaction(profile, report.catalogue, key)
    sources: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, bundle in enumerate(report.bundles):
        sources[source_name(bundle.name, bundle.source), bundle.source].append(place)
    names = shared((name for name, _ in sources), _cases(report), how)
    chains = [*(bundle.chain for bundle in report.bundles), *(pair.chain for pair in report.pairs)]
    names = names._replace(in_files=tuple(names_in(chains)))
    made: dict[int, RedactedBundle] = {}
    for which, ((name, _), places) in enumerate(sources.items()):
        bundles = [report.bundles[place] for place in places]
        own = of_source(names, name, [bundle.case for bundle in bundles], which)
        made |= dict(zip(places, redacted_source(bundles, how, own), strict=True))
    return _whole(report, how, names, [made[place] for place in range(len(made))])


def _whole(report: Report, how: Redaction, names: Shared, made: Sequence[RedactedBundle]) -> Redacted:
    frame = Frame(how, names)
    problems = frame.shown(report.problems)
    pairs = [(bundle, one.bundle) for bundle, one in zip(report.bundles, made, strict=True)]
    of_bundles = {bundle.name: shown.name for bundle, shown in pairs}
    frame = frame.knowing(of_bundles, {bundle.id: (shown.name, shown.id) for bundle, shown in pairs if bundle.id})
    shown = structs.replace(
        report,
        redaction=how.profile,
        problems=problems,
        pairs=[
            structs.replace(pair, chain=pair.chain and frame.files(pair.chain)) for pair in frame.shown(report.pairs)
        ],
        changes=frame.shown([report.changes])[0] if report.changes else None,
        cases=sorted(frame.shown(report.cases), key=lambda one: one.case),
        bundles=[one.bundle for one in made],
    )
    mapping = {"": frame.mapping} | {one.bundle.name: one.mapping for one in made}
    return Redacted(shown, {name: originals for name, originals in mapping.items() if originals})


class Frame:
    """What of a report belongs to no bundle, as a profile shows it; names are the same from call to call."""

    def __init__(
        self,
        how: Redaction,
        names: Shared,
        view: TextView | None = None,
        ids: dict[str, tuple[str, str]] | None = None,
    ) -> None:
        self._names = names
        self._how = how
        self._view = view or text_view((), how, names)
        self._show = Show(self._view, names.names, names.cases, ids)

    @property
    def mapping(self) -> dict[str, str]:
        """Return the originals of the names given so far, and of those that all bundles share."""
        return self._view.names.mapping

    def knowing(self, names: dict[str, str], ids: dict[str, tuple[str, str]]) -> "Frame":
        """Return a frame that goes on from here, and knows what the names and ids of bundles have become."""
        return Frame(self._how, self._names._replace(names=self._names.names | names), self._view, ids)

    def shown(self, nouns: Sequence[Noun]) -> list[Noun]:
        """Show nouns."""
        for noun in nouns:
            for _, text in texts(noun):
                self._view.learn(text)
        return [self._show.noun(noun) for noun in nouns]

    def files(self, pair: Pair) -> Pair:
        """Show the comparison of two certificate files."""
        return files_shown(pair, self._view)

    def name(self, name: str) -> str:
        """Show the name of a bundle."""
        return self._show.name(name)

    def case(self, case: str) -> str:
        """Show a case number."""
        return self._show.case(case) or case


def _cases(report: Report) -> list[str | None]:
    return [bundle.case for bundle in report.bundles] + [pair.case for pair in report.pairs]

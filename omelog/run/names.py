"""How a run redacts: bundle by bundle in the workers, names and case numbers for the whole report before."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import structs

from omelog.bundle import Source
from omelog.model.cause import Catalogue
from omelog.model.chain import Pair
from omelog.model.report import Problem, Report
from omelog.redact import Frame, Profile, Redaction, Shared, of_source, redaction, shared
from omelog.run.cases import Naming
from omelog.text.visible import storable

_ROOTS = 1000  # cases that only the roots in one source tell: numbered apart from those of other sources


class Names:
    """What the names of a run's sources, and the cases that these tell, become in its report."""

    def __init__(self, sources: Sequence[Source], naming: Naming, how: Redaction) -> None:
        self.how = how
        self._naming = naming
        self.shared = shared(
            (storable(source.name) for source in sources), (naming.case_of_source(source) for source in sources), how
        )
        self._sources = sources
        self._numbers = _numbers(source.given for source in sources)
        self._frame = Frame(how, self.shared)

    def of(self, place: int) -> Shared:
        """Return the names that the source at a place needs."""
        source = self._sources[place]
        own = of_source(self.shared, storable(source.name), [self._naming.case_of_source(source)], place)
        if self.how.profile == "none":
            own = own._replace(number=self._numbers[place])
        if self._naming.pattern is None:
            return own
        return own._replace(cases_before=len(self.shared.cases) + _ROOTS * place)

    def head(self, head: Report) -> Report:
        """Redact the frame of a report, before it has bundles."""
        return structs.replace(head, problems=self.problems(head.problems))

    def problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """Redact problems that belong to no bundle."""
        return self._frame.shown(problems)

    def files(self, pair: Pair) -> Pair:
        """Redact the comparison of two certificate files."""
        return self._frame.files(pair)

    def originals(self) -> dict[str, str]:
        """Return what stands behind the names that belong to no bundle."""
        return self._frame.mapping


def _numbers(given: Iterable[str]) -> list[int]:
    """Count how often each was given before."""
    before: Counter[str] = Counter()
    numbers = []
    for one in given:
        numbers.append(before[one])
        before[one] += 1
    return numbers


_redactions: dict[tuple[Profile, bytes | None, str], Redaction] = {}  # of this process: patterns are made once


def redaction_of(profile: Profile, key: bytes | None, catalogue: Catalogue) -> Redaction:
    """Prepare to redact, once in a process."""
    which = (profile, key, catalogue.digest)
    if which not in _redactions:
        _redactions.clear()
        _redactions[which] = redaction(profile, catalogue, key)
    return _redactions[which]

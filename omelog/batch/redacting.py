"""How a run redacts: bundle by bundle in the workers, names and case numbers for the whole report before."""

from collections.abc import Iterable, Sequence

from msgspec import structs

from omelog.batch.cases import Naming
from omelog.bundle import Source
from omelog.model.cause import Catalogue
from omelog.model.report import Problem, Report
from omelog.redact import Profile, Redaction, Shared, redacted_head, redaction, shared
from omelog.visible import storable


class Names:
    """What the names of a run's sources, and the cases that these tell, become in its report."""

    def __init__(self, sources: Sequence[Source], naming: Naming, how: Redaction) -> None:
        self.how = how
        self._naming = naming
        self.shared = shared(
            (storable(source.name) for source in sources), (naming.case_of_source(source) for source in sources), how
        )

    def of(self, source: Source) -> Shared:
        """Give the names that one source needs."""
        case = self._naming.case_of_source(source)
        cases = {case: self.shared.cases[case]} if case in self.shared.cases else {}
        name = storable(source.name)
        return Shared({name: self.shared.names[name]}, cases, {})

    def head(self, head: Report) -> Report:
        """Redact the frame of a report."""
        return redacted_head(head, self.how, self.shared).report

    def problems(self, head: Report, problems: Iterable[Problem]) -> list[Problem]:
        """Redact problems that belong to no bundle."""
        bare = structs.replace(head, problems=list(problems), pairs=[], changes=None)
        return redacted_head(bare, self.how, self.shared).report.problems


_redactions: dict[tuple[Profile, bytes | None, str], Redaction] = {}  # of this process: patterns are made once


def redaction_of(profile: Profile, key: bytes | None, catalogue: Catalogue) -> Redaction:
    """Prepare to redact, once in a process."""
    which = (profile, key, catalogue.digest)
    if which not in _redactions:
        _redactions.clear()
        _redactions[which] = redaction(profile, catalogue, key)
    return _redactions[which]

"""A bundle with its findings sorted out once: what every part of its page looks things up in."""

from collections import defaultdict

from msgspec import Struct

from omelog.causes import UNKNOWN
from omelog.model.cause import Cause
from omelog.model.report import Bundle, Finding, Incident, Path, Report


class Scene(Struct, frozen=True):
    """The report, one bundle of it, and the bundle's findings by incident."""

    report: Report
    bundle: Bundle
    causes: dict[str, Cause]
    findings: dict[str, list[Finding]]

    def of_path(self, path: Path) -> list[Incident]:
        """Return the incidents of one path, in time order."""
        key = self._path(path.operation, path.blocker)
        return [incident for incident in self.bundle.incidents if self._path(incident.operation, incident.cause) == key]

    def blocking(self, path: Path) -> Incident | None:
        """Return the latest incident of the path's blocker; of an unknown error if nothing else is known."""
        wanted = path.blocker or UNKNOWN
        return next((i for i in reversed(self.of_path(path)) if i.cause == wanted), None)

    def meaning(self, cause: Cause) -> str:
        """Return what a cause means; where a record of it names no operation, what that implies too."""
        unnamed = any(one.cause == cause.slug and one.operation is None for one in self.bundle.incidents)
        return f"{cause.what} {cause.unnamed}" if cause.unnamed and unnamed else cause.what

    @property
    def of_certificates(self) -> bool:
        """Return whether the verdict, where there is one, is about certificates."""
        cause = self.causes.get(self.bundle.diagnosis.blocker or "")
        return cause is None or cause.about == "certificates"

    def unknown_after(self, path: Path) -> int:
        """Count the errors of the path that nothing matched and that came after its blocker."""
        incidents = self.of_path(path)
        blocker = self.blocking(path)
        if path.blocker is None or blocker is None:
            return 0
        later = incidents[incidents.index(blocker) + 1 :]
        return sum(incident.errors for incident in later if incident.cause == UNKNOWN)

    def _path(self, operation: str | None, slug: str | None) -> tuple[str | None, str | None]:
        cause = self.causes.get(slug or "")
        return operation, slug if cause and cause.path == "own" else None


def scene(report: Report, bundle: Bundle) -> Scene:
    """Sort a bundle's findings."""
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in bundle.findings:
        findings[finding.incident].append(finding)
    return Scene(report=report, bundle=bundle, causes=report.catalogue.causes, findings=dict(findings))

"""What is asked of a run."""

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from omelog.analysis import Settings
from omelog.limits import Limits
from omelog.model.report import Problem, Role
from omelog.redact import Profile
from omelog.report.html.overrides import Templates
from omelog.run.cases import Naming

if TYPE_CHECKING:
    from omelog.chain.der import Password
    from omelog.chain.request import Request


class FilesError(ValueError):
    """The certificate files given do not fit the bundles; the text says what to do."""


class File(NamedTuple):
    """One certificate file, as given."""

    name: str
    data: bytes
    password: "Password" = lambda: None


class Files(NamedTuple):
    """What was given: files of the INPUT's appliance, the peer's, the CSR, and the clock of the run's checks.

    `problems` tell of files that cannot be read; `roles` are those of INPUT and peer, where there is one.
    """

    own: tuple[File, ...]
    peer: File | None
    at: dt.datetime
    csr: "Request | None" = None
    limits: Limits = Limits()
    problems: tuple[Problem, ...] = ()
    roles: tuple[Role, Role] | None = None


class Job(NamedTuple):
    """What is asked of one run.

    `around` is a time as logged (ISO 8601, no zone) that the customer named, `clock` by how much the appliance's clock
    was said to be wrong, `audience` whom the steps are for, `profile` and `key` how the report is redacted. `brand` and
    `footer` stand in the frame of its pages, `templates` take the place of theirs. `formats` are those that are made of
    each bundle. `files` are certificate files beside the bundles: a run with some is not stored. `since` is the earlier
    run that it is compared with: so many runs ago, or the last up to a time (UTC).
    """

    inputs: tuple[str, ...]
    settings: Settings
    formats: tuple[str, ...] = ()
    around: str | None = None
    clock: str | None = None
    naming: Naming = Naming()
    audience: str | None = None
    brand: str | None = None
    footer: str | None = None
    templates: Templates = ()
    profile: Profile = "none"
    key: bytes | None = None
    files: Files | None = None
    since: str | int | None = None

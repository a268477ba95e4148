"""What a check is asked, what it is asked of, and what it answers: facts alone, without sentences."""

import datetime as dt

from msgspec import Struct

from omelog.chain.certificate import Certificate
from omelog.chain.content import Content
from omelog.chain.graph import Graph
from omelog.chain.path import Path
from omelog.chain.request import Request
from omelog.limits import Limits
from omelog.model.chain import Answer


class Question(Struct, frozen=True, kw_only=True):
    """How a file is checked: for the chain upload or as a `single` certificate, by which clock (with zone).

    `csr` is None where none was given; certificates that end `within` so many days are warned of.
    """

    at: dt.datetime
    single: bool = False
    csr: Request | None = None
    within: int = 30
    limits: Limits = Limits()


class Outcome(Struct, frozen=True, kw_only=True):
    """The answer to one requirement or point of hygiene; `wording` has a sentence for each reason."""

    requirement: str
    status: Answer
    reason: str
    certificate: Certificate | None = None
    facts: dict[str, str] = {}


class Evidence(Struct, frozen=True, kw_only=True):
    """Everything that a check may look at.

    `leaf` is None where the appliance's certificate may be one that was not read. `path` begins with the certificate
    that is judged in any case.
    """

    question: Question
    content: Content
    graph: Graph
    leaf: Certificate | None
    other_leaves: tuple[Certificate, ...]
    path: Path | None
    is_lost: bool


class Checked(Struct, frozen=True, kw_only=True):
    """A case and what the checks of it came to."""

    case: Evidence
    outcomes: tuple[Outcome, ...]

"""A cause of the catalogue, a requirement of certificate chains, and the reference texts beside them.

Read from `omelog/causes/*.toml` by the `causes` room, and carried as data in every report.
"""

import datetime as dt
from typing import Literal

from msgspec import Struct

Evidence = Literal["sampled", "documented", "none"]
Audience = Literal["private-ca", "public-ca", "ansible"]
Needed = Literal["yes", "no", "depends"]
Basis = Literal["stated", "inferred", "hygiene"]


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a rule or a fix is published."""

    title: str
    url: str
    section: str


class Match(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a cause is recognised in a log; nothing given: never from a log alone.

    By its message: `message_id` under one of `loggers`, with `argument` (exact after folding; "" for a message
    without arguments), with `argument_contains`, or with `argument_pattern`, a regular expression of RE2 that is
    searched for in the argument in small letters, one blank between two words, without a final full stop; what
    `argument_except` (the same) finds is something else. All that is given must hold. Or by `text`, a needle that
    stands in the record before any payload, under any logger. Where both ways are given, either is enough.
    `loggers` alone, as of `unknown`: every error under these that no other cause matches.
    """

    loggers: tuple[str, ...] = ()
    operation: str | None = None
    message_id: str | None = None
    argument: str | None = None
    argument_contains: str | None = None
    argument_pattern: str | None = None
    argument_except: str | None = None
    text: str | None = None


class Command(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command line of a step; `on` says what for, or on which system."""

    on: str
    line: str


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One numbered step of a fix: `do` is a line, `detail` the rest; for everyone unless it names an audience.

    `asks` is a question that the step ends with. The steps after it that have a `when` are its answers: those of
    one `when` are a branch, of which a reader follows one alone.
    """

    do: str
    detail: str | None = None
    check: str | None = None
    warning: str | None = None
    audience: Audience | None = None
    asks: str | None = None
    when: str | None = None
    commands: tuple[Command, ...] = ()


class Advice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same in two voices: to the engineer who has the log, and to the customer who has the appliance."""

    engineer: str
    customer: str


class Answers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the fix takes, each in a few words: a new certificate, a new CSR, a new file."""

    certificate: str
    csr: str
    file: str


class Verify(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command line that tells whether the fix worked.

    `expect` is a regular expression that the output has for a good file and lacks for a faulty one;
    the tests run the command on both. `windows` is a command of Windows that shows the same; no test runs it.
    """

    what: str
    command: str
    expect: str
    good: str
    windows: str | None = None


class Sample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record (or several) that must give findings of this cause alone, `findings` of them."""

    name: str
    record: str
    findings: int = 1


class NearMiss(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record that looks alike and must give no finding of this cause; `why` says what sets it apart."""

    why: str
    record: str


class Hint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known about an error that is no cause, by message id and related property or argument."""

    message_id: str
    text: str
    argument: str | None = None
    related_property: str | None = None


class Cause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the catalogue: how it is recognised, what it means, how it is fixed.

    `because` completes "failed because …"; `attempt` names what failed where that is no upload (such causes
    form a path of their own, `path = "own"`). `unnamed` is said where the record names no operation.
    `reissue`, `new_csr` and `rebuild_file` say what the fix takes; `answers` says it in words. Of `advice` the terminal
    and the handover have the engineer's, mails and questions the customer's. `place` and `retry` stand for those of the
    reference where it is another place, or where there is no file. `sentences` are other words by which people name
    it. `about` tells what it is a fault of: what is said about certificates (checklist, paragraph for the PKI team,
    migration, place in the console) is said for those alone.
    """

    slug: str
    title: str
    because: str
    what: str
    why: str
    evidence: Evidence
    source: Source
    about: Literal["certificates", "other"] = "certificates"
    requirement: str | None = None
    candidates: tuple[str, ...] = ()
    path: Literal["upload", "own"] = "upload"
    attempt: str | None = None
    unnamed: str | None = None
    match: Match = Match()
    sentences: tuple[str, ...] = ()
    reissue: Needed = "depends"
    new_csr: Needed = "depends"
    rebuild_file: Needed = "depends"
    answers: Answers | None = None
    advice: Advice | None = None
    takes: str = ""
    place: str | None = None
    retry: str | None = None
    steps: tuple[Step, ...] = ()
    forward: str | None = None
    verify: tuple[Verify, ...] = ()
    ask_for: tuple[str, ...] = ()
    settled_by: str | None = None
    hint: tuple[Hint, ...] = ()
    sample: tuple[Sample, ...] = ()
    near_miss: tuple[NearMiss, ...] = ()


class Requirement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule that a certificate chain must meet, and the cause when it is broken."""

    slug: str
    title: str
    rule: str
    basis: Basis
    basis_detail: str
    cause: str
    source: Source


class Hygiene(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One point that no requirement asks for and other software may mind: a warning at most."""

    slug: str
    title: str
    rule: str
    advice: str


class DatedFact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a public authority does about client authentication, from which day, and who says so."""

    authority: str
    fact: str
    source: str
    url: str
    effective: dt.date | None = None


class Authority(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A public authority, and the hosts of its own pages."""

    name: str
    hosts: tuple[str, ...]


class PublicAuthorities(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The state of public authorities as of `checked`; stale after `valid_days`."""

    checked: dt.date
    valid_days: int
    summary: str
    facts: tuple[DatedFact, ...]
    authorities: tuple[Authority, ...] = ()


class Code(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An error code as the console shows it: its sentence there, and what the code alone tells."""

    id: str
    sentence: str
    tells: str


class Reference(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Texts that belong to no single cause: source, migration rules, bypass, what to ask for, codes on the screen."""

    source: Source
    source_note: str
    place: str
    retry: str
    migration: tuple[str, ...]
    bypass: str
    bypass_source: Source
    forward: str
    ask_for: tuple[str, ...]
    no_findings: tuple[str, ...]
    code: tuple[Code, ...]
    public_authorities: PublicAuthorities


class Catalogue(Struct, frozen=True, kw_only=True):
    """All causes and requirements by slug, the reference texts, and a digest (hex SHA-256) over the data files.

    `files` has the file of each cause that is not built in, `folder` the name of theirs, and `commit` what of it is
    checked out of git.
    """

    causes: dict[str, Cause]
    requirements: dict[str, Requirement]
    reference: Reference
    digest: str
    files: dict[str, str] = {}
    folder: str | None = None
    commit: str | None = None

"""What the check of certificate files came to: the contract of `omelog chain check` and `omelog chain compare`.

`docs/chain.schema.json` is generated from these types. Times are UTC, as certificates have them.
"""

from typing import Literal

from msgspec import Struct, field

from omelog.model.cause import Basis
from omelog.model.problem import Problem

Answer = Literal["pass", "fail", "warn", "skip"]
Place = Literal["leaf", "intermediate", "root"]
Side = Literal["source", "target", "pair"]

CHAIN, CHAINS, PAIR = "omelog.chain/1", "omelog.chains/1", "omelog.pair/1"


class File(Struct, frozen=True, kw_only=True):
    """The file that was given, and what it is."""

    name: str
    encoding: str


class Certificate(Struct, frozen=True, kw_only=True):
    """One certificate that was read; `position` counts the certificates of the file, unreadable ones included.

    `names` are the first of its subject alternative names.
    `in_path`: it lies on the way from the appliance's certificate to the root. `self_signed`: by its own signature.
    """

    position: int
    role: Place
    subject: str
    issuer: str
    serial: str
    not_before: str
    not_after: str
    key: str
    sha256: str
    name: str
    in_path: bool
    self_signed: bool
    names: list[str] = field(default_factory=list)


class Check(Struct, frozen=True, kw_only=True):
    """One requirement, or one point of hygiene, and what the file says about it.

    `raises` is the message that OME is known to show for it; `side` says whose check it is in a comparison.
    """

    requirement: str
    status: Answer
    basis: Basis
    certificate: int | None
    cause: str | None
    detail: str
    fix: str | None
    raises: str | None = None
    side: Side | None = None


class Break(Struct, frozen=True, kw_only=True):
    """The certificate that the way to the root ends at for want of: who wants it, and where to look for it."""

    wanted_by: int
    wanted_by_name: str
    name: str
    key_identifier: str | None
    address: str | None


class Chain(Struct, frozen=True, kw_only=True):
    """One checked file. `ok`: every requirement that was asked for passes, and nothing was left unread.

    `at` is the clock of the check; `path` the positions from the appliance's certificate upwards; `broken` tells
    what is missing where it ends before a root.
    """

    schema: Literal["omelog.chain/1"] = "omelog.chain/1"
    ok: bool
    file: File
    certificates: list[Certificate]
    checks: list[Check]
    at: str
    path: list[int]
    broken: Break | None
    private_key: bool
    notices: list[str]
    problems: list[Problem]


class Chains(Struct, frozen=True, kw_only=True):
    """Several checked files."""

    schema: Literal["omelog.chains/1"] = "omelog.chains/1"
    files: list[Chain]


class LeftOut(Struct, frozen=True, kw_only=True):
    """What of the pieces is not in the chain, and why; `name` is that of a certificate."""

    file: str
    name: str | None
    why: str


class Build(Struct, frozen=True, kw_only=True):
    """What came of the pieces of a chain. `written` is the file that was made, None if none was.

    `missing` tells on each way to a root what it ends for want of; `leaves` names the appliances' certificates where
    there are several; `chain` is the check of what was, or would have been, written; `private_keys` are the pieces that
    hold one.
    """

    schema: Literal["omelog.build/1"] = "omelog.build/1"
    ok: bool
    written: str | None
    reason: str
    chain: Chain | None
    missing: list[Break]
    leaves: list[str]
    left_out: list[LeftOut]
    counted: dict[str, int]
    private_keys: list[str] = field(default_factory=list)


class Level(Struct, frozen=True, kw_only=True):
    """One level of the article's two tables: the certificate there on each side, and what is the same."""

    position: int
    source: str | None
    target: str | None
    same: Literal["key", "name", "no"]


class Pair(Struct, frozen=True, kw_only=True):
    """Two checked files side by side."""

    schema: Literal["omelog.pair/1"] = "omelog.pair/1"
    ok: bool
    source: Chain
    target: Chain
    levels: list[Level]
    checks: list[Check]

"""What went wrong while something was read: part of the report, and of the check of certificate files."""

from typing import Literal

from msgspec import Struct

Severity = Literal["notice", "damage"]


class Problem(Struct, frozen=True, kw_only=True):
    """Something that could not be read, parsed or recognised, and what was done about it.

    A *notice* was passed over and takes nothing away; *damage* is content that is missing.
    `where` names the log or member, `limit` the limit that was hit.
    """

    code: str
    severity: Severity
    message: str
    resolution: str
    where: str | None = None
    line: int | None = None
    advice: str | None = None
    limit: str | None = None

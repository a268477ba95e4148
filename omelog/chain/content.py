"""What was read of a certificate file, and what is wrong with the file as such."""

from typing import Literal

from msgspec import Struct, field

from omelog.chain.certificate import Certificate, UnreadableError
from omelog.limits import Limits
from omelog.model.report import Problem
from omelog.problems import damage


class Fault(Struct, kw_only=True):
    """One thing about the form of the file: a slug that `wording` has a sentence for, and what goes into it.

    `positions` are those of the certificates that it is about, if it is about some.
    """

    status: Literal["pass", "warn", "fail"]
    reason: str
    facts: dict[str, str]
    positions: list[int] = field(default_factory=list)


class Content(Struct, kw_only=True):
    """A file as it is read: filled by the readers, block by block.

    `lost` counts certificates that were not read; `is_ordered` is false for a set (PKCS#7), `is_open` for a container
    that no password opened. A private key is noted here and kept nowhere.
    """

    name: str
    limits: Limits
    form: str = "pem"
    certificates: list[Certificate] = field(default_factory=list)
    lost: int = 0
    is_ordered: bool = True
    has_private_key: bool = False
    problems: list[Problem] = field(default_factory=list)
    _noted: dict[tuple[object, ...], Fault] = field(default_factory=dict)

    @property
    def blocks(self) -> int:
        """How many certificates the file holds, those included that were not read."""
        return len(self.certificates) + self.lost

    def fault(
        self, status: Literal["pass", "warn", "fail"], reason: str, position: int | None = None, **facts: str
    ) -> None:
        """Note a fault; one that is there already gets a further position."""
        key = (status, reason, *sorted(facts.items()))
        made = self._noted.setdefault(key, Fault(status=status, reason=reason, facts=facts))
        if position is not None:
            made.positions.append(position)

    @property
    def faults(self) -> list[Fault]:
        """The faults, as they were met."""
        return list(self._noted.values())

    def lose(self, reason: str, **facts: str) -> None:
        """Note a certificate that is in the file and cannot be read."""
        self.lost += 1
        self.fault("fail", reason, self.blocks, **facts)

    def take(self, der: bytes) -> None:
        """Add the next certificate, or note why it cannot be read."""
        if len(self.certificates) >= self.limits.certificates:
            self.lose("too-many")
            self.hit("certificates", "certificates of the file")
            return
        if len(der) > self.limits.certificate_bytes:
            self.lose("too-large")
            self.hit("certificate_bytes", "bytes of a certificate")
            return
        try:
            self.certificates.append(Certificate(der, self.blocks + 1))
        except UnreadableError as why:
            self.lose("unreadable", why=str(why))

    def hit(self, limit: str, what: str) -> None:
        """Note a limit that was reached, once."""
        if not any(problem.limit == limit for problem in self.problems):
            self.problems.append(
                damage(
                    "limit",
                    f"{what} (limit {limit}={getattr(self.limits, limit)})",
                    "what is beyond was not looked at",
                    where=self.name,
                    advice=f"raise it with --limit {limit}=VALUE if the file is to be trusted",
                    limit=limit,
                )
            )

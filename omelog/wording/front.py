"""The first screen of a page: chips, the log line that decides, what to ask for and what to pass on."""

from msgspec import Struct

from omelog.judge.paths import leading
from omelog.wording.decisive import decisive
from omelog.wording.evidence import proving
from omelog.wording.record import where
from omelog.wording.scene import Scene
from omelog.wording.text import Foreign, anchor, counted, foreign, moment
from omelog.wording.words import RESEND, STATUS, attempted, certainty

_LETTERS = 300  # of the decisive words: the first screen holds no more of them


class Chip(Struct, frozen=True):
    """A few words about the verdict; a code is set as one."""

    text: str
    code: bool = False


class Proof(Struct, frozen=True):
    """The log line that decides, in one row; the whole record stands at `href`."""

    where: Foreign
    href: str
    header: Foreign
    decisive: Foreign
    storm: str


class Front(Struct, frozen=True):
    """What the first screen shows beside the verdict itself."""

    chips: tuple[Chip, ...]
    proof: Proof | None
    ask: tuple[str, ...]
    questions: tuple[str, ...]
    questions_open: bool


def front(scene: Scene) -> Front:
    """Write the first screen of a bundle.

    `ask` stands on it where the verdict is uncertain; `questions` are those, or what to ask if the next attempt fails.
    """
    bundle, diagnosis = scene.bundle, scene.bundle.diagnosis
    unread = bundle.status == "rejected"
    ask = tuple(foreign(text) for text in diagnosis.ask_for) or ((RESEND,) if unread else ())
    return Front(
        chips=tuple(_chips(scene)),
        proof=_proof(scene),
        ask=() if diagnosis.certainty == "certain" else ask,
        questions=ask or (scene.report.catalogue.reference.ask_for if scene.of_certificates else ()),
        questions_open=bool(ask) and diagnosis.certainty == "certain",
    )


def _chips(scene: Scene) -> list[Chip]:
    bundle, diagnosis = scene.bundle, scene.bundle.diagnosis
    finding, path = proving(bundle), leading(diagnosis.paths)
    chips = [Chip(foreign(finding.message_id), code=True)] if finding and finding.message_id else []
    if bundle.status != "rejected":
        sure = certainty(diagnosis.certainty, len(diagnosis.candidates), bundle.status, by_file=diagnosis.by_file)
        chips.append(Chip(sure))
    if path:
        chips.append(Chip(attempted(path.operation, scene.causes.get(path.blocker or ""))))
    if bundle.case is not None:
        chips.append(Chip(foreign(f"Case {bundle.case}")))
    if bundle.role is not None:
        chips.append(Chip(f"{bundle.role.capitalize()} of the migration"))
    chips.append(Chip(foreign(f"{bundle.name}: {STATUS[bundle.status].lower()}")))
    return chips


def _proof(scene: Scene) -> Proof | None:
    finding = proving(scene.bundle)
    if finding is None:
        return None
    words = next(iter(decisive(finding, scene.causes.get(finding.cause))), finding.message or finding.raw)
    code = finding.message_id if finding.message_id != words else None
    parts = (moment(finding.time), finding.level, finding.logger, finding.operation, code)
    return Proof(
        where=where(finding.log, finding.line),
        href=anchor("finding", finding.id),
        header=foreign(" ".join(filter(None, parts))),
        decisive=foreign(words if len(words) <= _LETTERS else f"{words[:_LETTERS]}…"),
        storm=f"{counted(finding.count, 'record')} alike, the last at {moment(finding.last_time)}"
        if finding.count > 1
        else "",
    )

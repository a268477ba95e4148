"""One story, many layouts: every output says the same of each cause of the catalogue."""

import msgspec
import pytest
import reports
from layouts import LAYOUTS, plain
from mails import CAUSE, real

from omelog.model.cause import Cause
from omelog.wording.bundle import bundle_story
from omelog.wording.fix import answers
from omelog.wording.text import to_second
from omelog.wording.words import certainty, title

TAKES = {"html", "markdown", "text"}  # which answer in three parts; the others in one sentence


@pytest.mark.parametrize("folder", [None, "team-causes"])
def test_records_are_counted_under_the_loggers_that_were_searched(folder: str | None) -> None:
    report = reports.report(reports.full())
    report = msgspec.structs.replace(report, catalogue=msgspec.structs.replace(report.catalogue, folder=folder))
    said = [log.says for log in bundle_story(report, report.bundles[0], alone=True).logs]
    assert [" of SSLController;" in text for text in said] == [folder is None]
    assert [" of SSLController and loggers of own causes;" in text for text in said] == [folder is not None]


@CAUSE
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_facts_stand_in_every_layout(cause: Cause, layout: str) -> None:
    report = real(cause)
    bundle, finding = report.bundles[0], report.bundles[0].findings[0]
    said = plain(LAYOUTS[layout](report))
    diagnosis = bundle.diagnosis
    wanted = [
        certainty(diagnosis.certainty, len(diagnosis.candidates), bundle.status),
        diagnosis.headline.partition(" What the fix takes")[0],
        to_second(finding.time),
        finding.log,
        str(finding.line),
        *finding.message_args,
        *diagnosis.ask_for,
    ]
    wanted += [title(cause.slug, report.catalogue.causes)] if layout != "terminal" else []
    if cause.steps and layout in TAKES:
        wanted += [fact.values[0] for fact in answers(cause)]
    elif cause.steps and layout != "handover":
        wanted += [cause.takes]
    assert [fact for fact in wanted if plain(fact).strip() not in said] == []

"""What a run keeps of its bundles: each as it was judged, whatever formats are written, and whole or not at all."""

from pathlib import Path

import pytest
from bundles import EVENING, LOG, MORNING, written, zipped

from omelog.analysis import Settings
from omelog.bundle.deflate import packed
from omelog.causes import load
from omelog.report import render
from omelog.run import Job, Known, Observer, OutputError, Run, Where, plan, run, whole
from omelog.run.done import opened, pack, unpack
from omelog.run.names import Names, redaction_of
from omelog.run.task import Question, answers
from omelog.saved.read import read
from omelog.spool import Spool


def job_of(folder: Path, *formats: str) -> Job:
    for number, text in enumerate((MORNING, EVENING, MORNING + EVENING)):
        written(folder / f"{number}.zip", zipped({LOG: text.encode()}))
    return Job((str(folder),), Settings(load()), formats)


def made(job: Job, spool: Spool) -> Run:
    return run(plan(job), Where(), spool, Observer(), Known(None))


@pytest.mark.parametrize("formats", [(), ("html",), ("json", "csv")])
def test_bundles_are_kept_as_they_are_whatever_is_written(tmp_path: Path, formats: tuple[str, ...]) -> None:
    job = job_of(tmp_path, *formats)
    with Spool() as spool:
        result = made(job, spool)
        report = whole(result)
        again = read(b"".join(render(report, "json").values()))
        assert report.bundles == again.bundles
        assert [bundle.name for bundle in report.bundles] == ["0.zip", "1.zip", "2.zip"]
        assert list(result.results.bundles(1)) == report.bundles[1:2]


def test_the_only_bundle_is_at_hand_and_not_taken_out_of_the_spool(tmp_path: Path) -> None:
    job = job_of(tmp_path, "html")._replace(inputs=(str(tmp_path / "0.zip"),))
    with Spool() as spool:
        result = made(job, spool)
        assert result.bundle is not None
        assert whole(result).bundles[0] is result.bundle


def test_a_part_that_the_disk_has_not_kept_is_told() -> None:
    whole_part = packed(b"a page" * 1000)
    assert opened(whole_part) == b"a page" * 1000
    for part in (b"", whole_part[:-5], bytes(len(whole_part))):
        with pytest.raises(OutputError, match="check the disk"):
            opened(part)


def test_what_is_kept_of_a_bundle_is_whole_or_nothing(tmp_path: Path) -> None:
    planned = plan(job_of(tmp_path, "html", "json"))
    names = Names(planned.sources, planned.job.naming, redaction_of("none", None, planned.job.settings.catalogue))
    [answer] = answers(planned.for_each, [Question(0, planned.sources[0], names.of(0))])
    kept = pack(answer.done) or b""
    assert unpack(kept) == answer.done
    for place in range(0, len(kept), max(1, len(kept) // 60)):
        damaged = bytearray(kept)
        damaged[place] ^= 0x10
        assert unpack(bytes(damaged)) in (None, answer.done)  # a bit between its blocks may say nothing
        assert unpack(kept[:place]) is None

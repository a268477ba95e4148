"""The ladder of the chain and the strip of attempts: what they show, never more than a log or a file says."""

import pages
import pytest
import reports
from certificates import make_good
from checking import checked
from msgspec import structs

from omelog.model.chain import Chain
from omelog.model.report import Bundle, ChecklistItem
from omelog.report import render
from omelog.wording.attempts import attempts
from omelog.wording.ladder import Ladder, ladder, of_file
from omelog.wording.scene import scene

LEAF = ("csr-key", "extended-key-usage", "key-encipherment", "common-name")


def drawn(*told: tuple[str, str], **changes: object) -> Ladder | None:
    """Return the ladder of a bundle of which the log says these things."""
    checklist = [
        ChecklistItem(requirement=requirement, status=status, by="log", detail="")  # type: ignore[arg-type] # a str
        for requirement, status in told
    ]
    bundle = reports.bundle(checklist=checklist, **changes)
    return ladder(scene(reports.report(bundle), bundle))


def marks(one: Ladder | None) -> list[tuple[str, str]]:
    assert one is not None
    return [(rung.tone, rung.mark.partition(":")[0]) for rung in one.rungs]


QUIET = ("quiet", "no error logged")


@pytest.mark.parametrize("requirement", LEAF)
def test_what_is_wrong_with_the_appliances_certificate_stands_on_its_rung(requirement: str) -> None:
    assert marks(drawn((requirement, "broken"))) == [QUIET, QUIET, ("bad", "the error")]
    assert marks(drawn((requirement, "suspected"))) == [QUIET, QUIET, ("open", "may be the error")]


def test_a_chain_that_breaks_breaks_above_the_appliance_and_nobody_knows_where() -> None:
    assert marks(drawn(("full-chain", "broken"))) == [("bad", "the error is on one of these")] * 2 + [QUIET]


def test_what_is_about_the_file_stands_on_no_rung() -> None:
    made = drawn(("encoding", "broken"))
    assert marks(made) == [QUIET] * 3
    assert made is not None
    assert "About the file as a whole, the error: Base 64 (PEM)." in made.says


def test_without_an_error_or_a_readable_bundle_nothing_is_drawn() -> None:
    assert drawn(("full-chain", "not-seen")) is None
    assert drawn(("full-chain", "broken"), status="rejected") is None
    for bundle in (reports.clean(), reports.rejected()):
        assert ladder(scene(reports.report(bundle), bundle)) is None


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    folder = tmp_path_factory.mktemp("good")
    make_good(folder)
    return checked((folder / "chain.pem").read_bytes())


def test_a_file_gives_its_names_keys_and_dates(chain: Chain) -> None:
    made = of_file(chain, "The chain in the file")
    assert [rung.name for rung in made.rungs] == [one.name for one in reversed(chain.certificates)]
    for rung, one in zip(made.rungs, reversed(chain.certificates), strict=True):
        assert one.key in " ".join(rung.lines)
        assert one.not_after[:10] in " ".join(rung.lines)
        assert rung.name in made.says
    assert all("ok" not in rung.mark.lower().split() for rung in made.rungs)


def test_a_chain_of_very_many_is_cut(chain: Chain) -> None:
    leaf = chain.certificates[0]
    many = [structs.replace(leaf, position=number, name=f"CA {number}") for number in range(1, 40)]
    made = of_file(structs.replace(chain, certificates=many, path=[one.position for one in many]), "x")
    assert [rung.name for rung in made.rungs][:2] == ["and 28 more", "CA 11"]


def test_the_page_draws_it_and_says_the_same_in_words() -> None:
    tree = pages.parse(render(reports.report(reports.full()), "html")["report.html"])
    figure = pages.by_id(tree, "chain").find("figure")
    assert figure is not None
    words = pages.text(figure.find("figcaption"))
    texts = list(figure.iter("{http://www.w3.org/2000/svg}text"))
    assert len(texts) >= 9
    for text in texts:
        if text.get("class") != "mark":
            assert pages.text(text).rstrip("…") in words


def strip(*errors: int, **changes: object) -> list[tuple[str, str, bool]]:
    hours = range(1, len(errors) + 1)
    groups = [
        reports.incident(n, errors=count, first_seen=f"2024-01-0{n}T10:00:00", last_seen=f"2024-01-0{n}T10:00:00")
        for n, count in zip(hours, errors, strict=True)
    ]
    bundle: Bundle = reports.bundle(incidents=groups, **changes)
    made = attempts(scene(reports.report(bundle), bundle))
    return [(one.when, one.after, one.leading) for one in made.sequence] if made else []


def test_attempts_stand_in_sequence_with_their_gaps() -> None:
    assert strip(1, 2, 1) == [
        ("2024-01-01 10:00:00", "", False),
        ("2024-01-02 10:00:00, 2 errors", "1 day later", False),
        ("2024-01-03 10:00:00", "1 day later", True),
    ]


def test_one_attempt_or_a_storm_is_no_sequence() -> None:
    assert strip(1) == strip(1, 13) == []

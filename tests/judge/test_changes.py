"""What is news for a case: a newer bundle beside the old one is none."""

from omelog.judge.changes import Side, news

JAN, FEB, MAR = ("2026-01-05T10:00:00", "2026-02-05T10:00:00", "2026-03-05T10:00:00")


def side(name: str, *, case: str | None = "4711", content: str = "", **causes: str) -> Side:
    last = {cause.replace("_", "-"): time for cause, time in causes.items()}
    return Side(case, name, content or name, "analyzed", dict.fromkeys(last, "certain"), last=last)


def told(before: list[Side], now: list[Side]) -> dict[str, list[str]]:
    """Compare two runs; return what is in which list, and what it is for the case."""
    found = news(before, now, "2026-04-01T00:00:00Z")
    lists = {"new": found.new, "gone": found.gone, "again": found.again}
    made = {what: [f"{one.bundle} {one.cause} {one.in_case}" for one in changes] for what, changes in lists.items()}
    return {what: changes for what, changes in made.items() if changes}


def quiet(before: list[Side], now: list[Side]) -> tuple[int, int]:
    found = news(before, now, "2026-04-01T00:00:00Z")
    return found.new_bundles, found.nothing_new


OLD = side("a.zip", missing_eku=JAN)


def test_a_newer_bundle_with_a_later_error_is_logged_again() -> None:
    now = [OLD, side("b.zip", missing_eku=FEB)]
    assert told([OLD], now) == {"new": ["b.zip missing-eku again"]}
    assert quiet([OLD], now) == (1, 0)


def test_a_newer_bundle_with_the_same_errors_brings_nothing_new() -> None:
    now = [OLD, side("b.zip", missing_eku=JAN), side("c.zip")]
    assert told([OLD], now) == {"new": ["b.zip missing-eku known"]}
    assert quiet([OLD], now) == (2, 2)


def test_another_cause_is_new_in_its_case() -> None:
    now = [OLD, side("b.zip", missing_eku=FEB, invalid_chain=FEB)]
    assert told([OLD], now) == {"new": ["b.zip invalid-chain new", "b.zip missing-eku again"]}


def test_a_bundle_that_was_archived_and_grew_in_the_same_week_is_its_case() -> None:
    grown = side("archive/a-2.zip", content="other", missing_eku=MAR)
    assert told([OLD], [grown]) == {"again": ["archive/a-2.zip missing-eku again"]}
    fixed = side("archive/a-2.zip", content="other")
    assert told([OLD], [fixed]) == {"gone": ["archive/a-2.zip missing-eku None"]}


def test_a_bundle_that_grew_is_logged_again_only_with_a_later_error() -> None:
    assert told([OLD], [side("a.zip", content="x", missing_eku=JAN)]) == {}
    assert told([OLD], [side("a.zip", content="x", missing_eku=FEB)]) == {"again": ["a.zip missing-eku again"]}


def test_bundles_of_no_case_or_of_another_are_new() -> None:
    before = [side("a.zip", case=None, missing_eku=JAN)]
    assert told(before, [side("b.zip", case="0815", missing_eku=FEB)])["new"] == ["b.zip missing-eku new"]
    assert told(before, [side("b.zip", case=None, missing_eku=FEB)])["new"] == ["b.zip missing-eku None"]

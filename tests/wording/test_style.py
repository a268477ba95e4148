"""A story is plain frozen data of one style: structs, tuples, texts, numbers; never markup."""

import datetime as dt
import typing
from types import NoneType, UnionType

import msgspec
import pytest

from omelog.model.report import Report
from omelog.wording.bundle import BundleStory
from omelog.wording.pair import PairStory
from omelog.wording.run import RunStory
from omelog.wording.text import Foreign

PLAIN = {str, int, bool, float, NoneType, dt.datetime, Foreign}


def parts(kind: object, seen: set[object]) -> set[object]:
    """Return every type that a story is made of."""
    if kind in seen or kind is Ellipsis:
        return seen
    if typing.get_origin(kind) is typing.Literal:
        return seen
    if typing.get_origin(kind) in (tuple, UnionType, typing.Union):
        for part in typing.get_args(kind):
            parts(part, seen)
        return seen
    seen.add(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        for part in typing.get_type_hints(kind).values():
            if typing.get_origin(part) is not typing.ClassVar:
                parts(part, seen)
    return seen


@pytest.mark.parametrize("story", [BundleStory, PairStory, RunStory])
def test_a_story_is_plain_frozen_data(story: type) -> None:
    found = parts(story, set())
    structs = {one for one in found if isinstance(one, type) and issubclass(one, msgspec.Struct)}
    assert found - structs <= PLAIN
    assert [one.__name__ for one in structs if not one.__struct_config__.frozen] == []
    assert Report not in structs

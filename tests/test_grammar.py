"""The grammar: what was written comes back, whatever the layout; what is cut is used as far as it is whole."""

import json

import pytest
from entries import Written, written_entries
from hypothesis import given, settings
from hypothesis import strategies as st

from omelog.causes import Wanted
from omelog.grammar import Grammar
from omelog.limits import Limits
from omelog.model.record import Message
from omelog.records import Scanner

GRAMMAR = Grammar()
HEADER = "[ERROR] 2024-01-25 11:10:34.735 [ajp-nio-0:0:0:0:0:0:0:1-8009-exec-10] SSLController - "
LIMITS = Limits()


def payload_messages(body: str) -> tuple[Message, ...]:
    return GRAMMAR.entry(HEADER + body, LIMITS).messages


@settings(max_examples=150, deadline=None)
@given(written_entries())
def test_what_was_written_comes_back(written: Written) -> None:
    assert GRAMMAR.entry(written.text, LIMITS) == written.entry


@settings(max_examples=60, deadline=None)
@given(written_entries())
def test_records_and_grammar_see_the_same_header(written: Written) -> None:
    scanner = Scanner(Wanted(frozenset({"SSLController"}), (), ()), Limits())
    scan = scanner.scan([written.text.encode()], "log")
    text = scanner.texts.kept[0]
    entry = GRAMMAR.entry(written.text, LIMITS)
    assert len(scan.hits.line) == 1
    (record,) = scanner.texts.records(scan.hits)
    assert (scanner.texts.raws[scan.hits.raw[0]] or record) == written.text.encode()
    header = (text.level.decode(), scanner.texts.threads[0].decode(), text.logger.decode())
    assert header == (entry.level, entry.thread, entry.logger)


@settings(max_examples=150, deadline=None)
@given(written_entries(), st.data())
def test_a_cut_record_never_invents(written: Written, data: st.DataObject) -> None:
    """Whatever is cut off, a message that is still whole is one of those written."""
    end = data.draw(st.integers(len(HEADER) + 60, len(written.text)))
    try:
        entry = GRAMMAR.entry(written.text[:end], LIMITS)
    except ValueError:
        return  # the header itself was cut
    true_arguments = {(message.message_id, message.arguments) for message in written.entry.messages}
    assert {(message.message_id, message.arguments) for message in entry.messages if message.whole} <= true_arguments


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(json_values, min_size=1, max_size=3), st.sampled_from((None, 1)), st.booleans())
def test_json_decodes_as_the_standard_library_does(values: list[object], indent: int | None, ascii_only: bool) -> None:
    text = json.dumps({"MessageId": "X", "MessageArgs": values}, indent=indent, ensure_ascii=ascii_only)
    expected = tuple(
        (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":")))
        .encode("utf-8", "backslashreplace")
        .decode()
        for value in values
    )
    assert payload_messages(text)[0].arguments == expected


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("", "none"),
        ("no brace at all", "none"),
        ("braces {0} and {name} of prose, {} too", "none"),
        ('{"a": 1}', "whole"),
        ('{"a": 1,}', "whole"),
        ('prose {0}: {"a": [1, 2,]} and {"b": 2}', "whole"),
        ('{"a": [1, 2', "cut"),
        ('{"a', "cut"),
        ("text: {", "cut"),
        ('{"a": tr', "cut"),
        ('{"a": oops}', "invalid"),
        ("{'a': 1}", "invalid"),
        ("Error uploading certificate chain: {no json at all}", "invalid"),
        ("<html><body>404</body></html>", "none"),
    ],
)
def test_payload_states(body: str, state: str) -> None:
    assert GRAMMAR.entry(HEADER + body, LIMITS).payload == state


@pytest.mark.parametrize(
    ("body", "arguments"),
    [
        ('{"MessageId":"A","MessageArgs":"one"}', ("one",)),
        ('{"MessageId":"A","MessageArgs":null}', ()),
        ('{"MessageId":"A","MessageArgs":[null,1.5,{"b":[]}]}', ("null", "1.5", '{"b":[]}')),
        ('{"MessageId":"A","MessageArgs":["\\ud800 lone"]}', ("\\ud800 lone",)),
        ('{"MessageId":"A","MessageArgs":["C:\\Windows \\q"]}', ("C:\\Windows \\q",)),
        ('{"messageid":"A","MESSAGEARGS":["b"]}', ("b",)),
        ('{"Message\nId":"A","Messa\n geArgs":["b"]}', ("b",)),
        ('{"MessageId":"A","MessageArgs":[007,NaN,-Infinity,1e999]}', ("007", "NaN", "-Infinity", "1e999")),
        ('{"MessageId":"A","MessageArgs":[' + "9" * 5000 + "]}", ("9" * 5000,)),
    ],
)
def test_every_shape_of_arguments(body: str, arguments: tuple[str, ...]) -> None:
    assert payload_messages(body)[0].arguments == arguments


def test_same_message_through_two_wrappers_is_one_and_two_elements_are_two() -> None:
    element = '{"MessageId":"A","MessageArgs":["b"]}'
    info = f'{{"@Message.ExtendedInfo":[{element},{element}]}}'
    assert len(payload_messages(f'{{"details":{{"error":{info}}},"error":{info}}}')) == 2
    assert len(payload_messages(f'{{"error":{{"@Message.ExtendedInfo":[{element}]}}}}')) == 1


def test_a_message_whose_arguments_were_cut_is_not_whole() -> None:
    body = '{"error":{"@Message.ExtendedInfo":[{"MessageId":"CSEC9002","MessageArgs":['
    assert [message.whole for message in payload_messages(body)] == [False]
    assert [message.whole for message in payload_messages(body + "]")] == [True]
    assert [message.whole for message in payload_messages(body.partition(',"MessageArgs')[0])] == [False]


def test_deep_nesting_neither_raises_nor_hides_what_stands_above_it() -> None:
    deep = '{"a":' * 20_000
    body = '{"error":{"@Message.ExtendedInfo":[{"MessageId":"A","MessageArgs":["b"]}]},"x":' + deep
    assert payload_messages(body)[0].arguments == ("b",)


def test_impossible_time_is_kept_as_none() -> None:
    assert GRAMMAR.entry("[ERROR] 2024-02-30 11:10:34.735 [t] SSLController - x", LIMITS).time is None


def test_text_without_a_header_is_a_usage_error() -> None:
    with pytest.raises(ValueError, match="no record header"):
        GRAMMAR.entry("not a record", LIMITS)

"""The grammar: what was written comes back, whatever the layout; what is cut is used as far as it is whole."""

import json

import pytest
from entries import Written, written_entries
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from omelog.causes import Wanted
from omelog.grammar import Entries, grammar
from omelog.grammar.messages import bodies_of, distinct
from omelog.grammar.values import Object
from omelog.limits import Limits
from omelog.model.record import Message
from omelog.records import Scanner

HEADER = "[ERROR] 2024-01-25 11:10:34.735 [ajp-nio-0:0:0:0:0:0:0:1-8009-exec-10] SSLController - "
LIMITS = Limits()
ENTRIES = Entries(grammar(), LIMITS)


def payload_messages(body: str) -> tuple[Message, ...]:
    return ENTRIES.record(HEADER + body).messages


@settings(max_examples=150, deadline=None)
@given(written_entries())
def test_what_was_written_comes_back(written: Written) -> None:
    entry = ENTRIES.record(written.text)
    assert structs.replace(entry, payload_places=()) == written.entry
    [(start, end)] = entry.payload_places
    body = written.text[grammar().header(written.text)[1] :]
    assert (body[start], body[end - 1]) == ("{", "}")


@settings(max_examples=60, deadline=None)
@given(written_entries())
def test_records_and_grammar_see_the_same_header(written: Written) -> None:
    scanner = Scanner(Wanted(frozenset({"SSLController"}), (), ()), Limits())
    scan = scanner.scan([written.text.encode()], "log")
    text = scanner.texts.kept[0]
    entry = ENTRIES.record(written.text)
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
        entry = ENTRIES.record(written.text[:end])
    except ValueError:
        return  # the header itself was cut
    true_arguments = {(message.message_id, message.arguments) for message in written.entry.messages}
    assert {(message.message_id, message.arguments) for message in entry.messages if message.clear} <= true_arguments


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
    assert ENTRIES.record(HEADER + body).payload == state


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
    assert [message.clear for message in payload_messages(body)] == [False]
    assert [message.clear for message in payload_messages(body + "]")] == [True]
    assert [message.clear for message in payload_messages(body.partition(',"MessageArgs')[0])] == [False]


def test_deep_nesting_neither_raises_nor_hides_what_stands_above_it() -> None:
    deep = '{"a":' * 20_000
    body = '{"error":{"@Message.ExtendedInfo":[{"MessageId":"A","MessageArgs":["b"]}]},"x":' + deep
    assert payload_messages(body)[0].arguments == ("b",)


def test_impossible_time_is_kept_as_none() -> None:
    assert ENTRIES.record("[ERROR] 2024-02-30 11:10:34.735 [t] SSLController - x").time is None


def test_text_without_a_header_is_a_usage_error() -> None:
    with pytest.raises(ValueError, match="no record header"):
        ENTRIES.record("not a record")


def body(*messages: str) -> str:
    return '{"error":{"@Message.ExtendedInfo":[' + ",".join(messages) + "]}}"


def message(*arguments: str, message_id: str = "A", **more: str) -> str:
    return json.dumps({"MessageId": message_id, "MessageArgs": arguments, **more})


def found(text: str) -> list[tuple[str | None, tuple[str, ...]]]:
    """Return ids and arguments of the messages of a record's text, those that decide nothing left out."""
    return [(one.message_id, one.arguments) for one in payload_messages(text) if one.clear]


A, B = ("A", ("one",)), ("A", ("two",))
ONE, TWO = body(message("one")), body(message("two"))
QUOTED = json.dumps(ONE)


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (f"first: {ONE} then: {TWO}", [A, B]),
        (f"{ONE}{TWO}", [A, B]),
        (f'request {{"name":"x"}} failed: {ONE}', [A]),
        (f'request {{"name": oops}} failed: {ONE}', [A]),
        (f"{ONE} caused by {ONE}", [A]),
        (f"{ONE} caused by {body(message('ONE.', more='field'))}", [A]),
        (f"{ONE} and {body(message('two'), message('two'))}", [A, B, B]),
        (body(message("one"), message("one")), [A, A]),
        (f"{ONE} : {QUOTED[:40]}... (317 bytes)\n\tat a.B.c(B.java:1)\ncaused by {TWO}", [A, B]),
        (f"{ONE} : {TWO[:-9]}", [A]),
        (f"{ONE} : {TWO[:-9]} caused by {TWO}", [A, B]),
        (f'{ONE} with {{"MessageArgs":["two"]}}', [A]),
        (f'{{"response":{QUOTED}}}', [A]),
        (f'{{"response":[{QUOTED}, {json.dumps(" " + TWO + chr(160))}]}}', [A, B]),
        (f'{{"response":{json.dumps(json.dumps(ONE))}}}', []),
        (f'{{"a":{json.dumps(json.dumps({"b": json.dumps({"c": ONE})})[1:-1])}}}', []),
        (json.dumps({"a": json.dumps({"b": json.dumps({"c": ONE})})}), [A]),
        (json.dumps({"a": json.dumps({"b": json.dumps({"c": json.dumps({"d": ONE})})})}), []),
        (f'{{"response":{json.dumps("status 500: " + ONE)}}}', []),
        (f'{{"MessageId":"A","MessageArgs":["two"],"Resolution":{QUOTED}}}', [B]),
        (f'{{"@Message.ExtendedInfo":[{message("two")}],"debug":{QUOTED}}}', [B]),
        (body(message(ONE, message_id="X")), [("X", (ONE,))]),
        (f'{{"@Message.ExtendedInfo":[{QUOTED}]}}', [A]),
        (f'{{"@Message.ExtendedInfo":[{ONE}]}}', [A]),
        (f'{{"x":{{"details":{ONE}}},"@Message.ExtendedInfo":[{message("two")}]}}', [A, B]),
        (f'{{"MessageId":"Z","details":{ONE}}}', [("Z", ()), A]),
        (f'{{"MessageId":"Z","MessageArgs":[{ONE}]}}', [("Z", (json.dumps(json.loads(ONE), separators=(",", ":")),))]),
    ],
)
def test_bodies(text: str, messages: list[tuple[str, tuple[str, ...]]]) -> None:
    assert found(text) == messages


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (f"{ONE} : {TWO[:-9]}", "whole"),
        (f"{ONE} : {{oops}} {{'a'}}", "whole"),
        (f'{ONE} : {{"a": oops', "whole"),
        (f'{{"a": oops}} then {ONE}', "invalid"),
        (f'request {{"a": 1}} failed: {TWO[:-9]}', "cut"),
        ('request {"a": 1} failed: {"b": 2', "whole"),
    ],
)
def test_only_the_first_payload_or_the_first_with_a_message_may_be_damaged(text: str, state: str) -> None:
    assert ENTRIES.record(HEADER + text).payload == state


@pytest.mark.parametrize(
    ("element", "clear"),
    [
        ('{"MessageId":"A","MessageId":"a","MessageArgs":["x"],"MessageArgs":["X."]}', True),
        ('{"MessageId":"A","MessageId":"B","MessageArgs":["x"]}', False),
        ('{"MessageId":"A","MessageArgs":["x"],"MessageArgs":["y"]}', False),
        ('{"MessageId":"A","MessageArgs":[],"messageargs":["y"]}', False),
        ('{"MessageId":"A","MessageArgs":null,"MessageArgs":[]}', True),
        ('{"MessageId":"A","Message":"x","Message":"y"}', True),
    ],
)
def test_a_key_that_stands_twice_decides_nothing_unless_both_values_are_equal(element: str, *, clear: bool) -> None:
    assert [one.clear for one in payload_messages(body(element))] == [clear]


def test_both_of_two_containers_of_one_name_are_read() -> None:
    inner = ONE[len('{"error":') : -1]
    other = TWO[len('{"error":') : -1]
    assert found(f'{{"error":{inner},"error":{other}}}') == [A, B]
    info, others = (f'"@Message.ExtendedInfo":[{message(text)}]' for text in ("one", "two"))
    assert found(f"{{{info},{others}}}") == [A, B]


def bodies_of_payload(payload: object) -> tuple[tuple[Message, ...], ...]:
    assert isinstance(payload, Object)
    return bodies_of(payload, lambda _: None, LIMITS.record_bytes).bodies


@settings(max_examples=150, deadline=None)
@given(st.lists(written_entries(), min_size=2, max_size=4), st.data())
def test_shared_parts_and_the_whole_rule_agree(written: list[Written], data: st.DataObject) -> None:
    """What is found again by its text is what the rule for a whole record says, whatever was read before it."""
    entries = Entries(grammar(), LIMITS)
    for text in data.draw(st.permutations([one.text for one in written] * 2)):
        entry = entries.record(text)
        header, *parts = grammar().entry(text)
        assert (entry.level, entry.time, entry.thread, entry.logger) == header
        first = next(place for place, part in enumerate(parts) if isinstance(part, Object))
        prose = {str(part[0]): part[1] for part in parts[:first] if isinstance(part, tuple)}
        assert (entry.operation, entry.text) == (prose.get("operation"), prose.get("text", ""))
        bodies = [body for part in parts if isinstance(part, Object) for body in bodies_of_payload(part)]
        assert entry.messages == distinct(bodies)
        assert entry == Entries(grammar(), LIMITS).record(text)


PIECES = st.sampled_from(
    ("call()", "call():", " ", "\n", "{0}", "{name}", "()", ": ", "words and more", '"', "$a_1()", "}")
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=8).map("".join))
def test_prose_is_read_as_its_rule_reads_it(text: str) -> None:
    lead = grammar().prose(text, 0)
    assert lead.opens is None
    assert lead.prose == grammar().whole_prose(text)

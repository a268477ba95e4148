"""Hypothesis strategies: true entries, and layouts in which a log, a mail program or a page may show them."""

import json
from typing import NamedTuple

from hypothesis import strategies as st

from omelog.model.record import Entry, Message

LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
# Between tokens of JSON; the last ones come with text copied from a page.
BLANKS = ("", "", " ", "\n", "\n ", "\t", "\N{NO-BREAK SPACE}", " \n\n")
_WORD = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20)
_PROSE = st.sampled_from(
    (
        "",
        "Error uploading certificate chain:",
        "Failed for {0}:",
        "set {name} refused,",
        "no { object } here",
        "line\nbreak:",
    )
)
_TAILS = (
    "",
    "\n",
    "\n\tat com.example.Upload.run(Upload.java:1)\n",
    '\nprose "MessageArgs":["Invalid CSR key."] {"a": 1}\n',
)
_THREADS = ("main", "ajp-nio-0:0:0:0:0:0:0:1-8009-exec-10", "pool-[2]-thread-1", "a] b", "")
_LOGGERS = ("SSLController", "c.d.e.SSLController", "com.dell.enterprise.controller.console.SSLController")


class Written(NamedTuple):
    """A record as text, and the entry that it must come back as."""

    text: str
    entry: Entry


@st.composite
def messages(draw: st.DrawFn) -> Message:
    """Draw a message; its id tells it apart from what is no message."""
    return Message(
        message_id=draw(st.sampled_from(("CGEN1008", "CSEC9002", "CGEN6002", "X1")) | _WORD.filter(bool)),
        message=draw(_WORD),
        arguments=tuple(draw(st.lists(_WORD, max_size=3))),
        severity=draw(st.none() | _WORD),
        resolution=draw(st.none() | _WORD),
        related_properties=tuple(draw(st.lists(_WORD, max_size=2))),
    )


@st.composite
def written_entries(draw: st.DrawFn) -> Written:
    """Draw an entry and one of the layouts in which it may stand in a log."""
    found = draw(st.lists(messages(), min_size=1, max_size=3, unique=True))
    operation = draw(st.sampled_from((None, "uploadNewCertificateChain", "other_method2")))
    prose = draw(_PROSE)
    payload = draw(_written(draw(_wrapped(found))))
    lead = f"{operation}():" + draw(st.sampled_from((" ", "\n ", ""))) if operation else ""
    level, thread, logger = (
        draw(st.sampled_from(LEVELS)),
        draw(st.sampled_from(_THREADS)),
        draw(st.sampled_from(_LOGGERS)),
    )
    padded = draw(st.sampled_from((f"[{level}]", f"[{level:<5}]", f"[{level:>5}]")))
    body = lead + prose + draw(st.sampled_from((" ", "", "\N{NO-BREAK SPACE}", "\n"))) + payload
    text = f"{padded} 2024-01-25 11:10:34.735 [{thread}] {logger} - {body}{draw(st.sampled_from(_TAILS))}"
    entry = Entry(
        level=level,
        time="2024-01-25T11:10:34.735",
        thread=thread,
        logger=logger,
        operation=operation,
        text=prose,
        payload="whole",
        messages=tuple(found),
    )
    return Written(text, entry)


@st.composite
def _wrapped(draw: st.DrawFn, found: list[Message]) -> object:
    elements = [draw(_element(message)) for message in found]
    error = {
        "code": "Base.1.0.GeneralError",
        "message": "A general error has occurred.",
        "@Message.ExtendedInfo": elements,
    }
    return draw(
        st.sampled_from(
            (
                error,
                {"error": error},
                {"severity": "x", "details": {"error": error}, "error": error, "timestamp": None},
                {"debug": [1, -2.5e3, True, None, {}], "error_info": {"error": error}},
            )
        )
    )


@st.composite
def _element(draw: st.DrawFn, message: Message) -> dict[str, object]:
    fields: dict[str, object] = {
        "MessageId": message.message_id,
        "Message": message.message,
        "MessageArgs": list(message.arguments),
        "Severity": message.severity,
        "Resolution": message.resolution,
        "RelatedProperties": list(message.related_properties),
        "MessageArgs@odata.count": len(message.arguments),
    }
    optional = {"Severity": message.severity, "Resolution": message.resolution, "MessageArgs@odata.count": None}
    kept = [key for key in fields if not (key in optional and optional[key] is None and draw(st.booleans()))]
    return {key: fields[key] for key in draw(st.permutations(kept))}


@st.composite
def _written(draw: st.DrawFn, value: object) -> str:
    """Write JSON with blanks between its tokens, and with line breaks raw in its strings where drawn so."""
    blank = st.sampled_from(BLANKS)
    if isinstance(value, dict):
        pairs = [
            f"{draw(blank)}{draw(_written(key))}{draw(blank)}:{draw(blank)}{draw(_written(item))}"
            for key, item in value.items()
        ]
        return "{" + ",".join(pairs) + draw(blank) + "}"
    if isinstance(value, list):
        return "[" + ",".join(draw(blank) + draw(_written(item)) for item in value) + draw(blank) + "]"
    text = json.dumps(value, ensure_ascii=draw(st.booleans()))
    return text.replace("\\n", "\n") if draw(st.booleans()) and "\\\\" not in text else text

"""Reads the corpus of redaction: texts with what goes marked in them, and texts of which nothing goes; and measures."""

import functools
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from omelog.causes import load
from omelog.redact import Profile, Redaction, redaction, text_view
from omelog.redact.detect import detectors

_FILE = Path(__file__).with_name("corpus.txt")
STAYS = "stays"
# What a text that is to take long consists of; bench/redaction.py measures each in two sizes.
HOSTILE = (
    *(
        "a.",
        "-",
        "password",
        'password:"\\',
        "x://",
        "password>",
        "<password",
        "password\\\\",
        "password ",
        " ",
        "\\",
        "MII",
    ),
    *("-----BEGIN", "-----BEGIN PRIVATE KEY-----\n", "-----END PRIVATE KEY-----", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n"),
    *(
        ",a",
        "1.",
        "a:",
        "00:",
        "1-",
        "@a",
        "a@b.",
        "%40",
        "%2B+",
        "+a",
        "\\n",
        "\\u0041",
        "&amp;",
        "CN=a,",
        "CN=a/",
        "user A ",
    ),
    *(
        "://",
        "A\\",
        '{"',
        "'",
        '"',
        "`",
        "“",
        "host a ",
        "host ",
        "server A",
        "to a:",
        "aa/1.",
        "hosts aa, bb",
        "hosts=[",
    ),
    *("bb, ", "A1B2C3D", " \\\\aa", "<a b='password'>", "password, ", "password|", "password=['", 'password={"a":'),
    *("password: |\n a\n", "password:\n- a\n", "password changed from a to b ", "pass for a: ", "(password) values ('"),
    *(
        "racadm -p",
        "curl -u",
        "-u a ",
        "echo a |",
        "net use \\\\a ",
        "snmp -c ",
        "auth=(",
        "root:a@",
        "credentials ",
        "key=",
    ),
    *(
        "[password removed]",
        "host>a",
        '"name":"host","value":',
        "/Users/",
        "mac ",
        "serial: 0a",
        "cookie: a",
        "eyJaaaaaaaa.",
    ),
    *("$1$aaaaaaaa", "jdbc:oracle:thin:@", 'kty"k":"aaaaaaaa"', "priv: aa:", "Modulus><D>aaaaaaaaaaaaaaaa", "uid=1("),
)
_SHOWN = r"(?:\[[a-z ]+ removed\]|[a-z]+-\d+)"


class Line(NamedTuple):
    """A text of the corpus, the kind that it stands under, and the parts that go."""

    kind: str
    text: str
    goes: tuple[str, ...]
    missed: bool = False

    def shown(self) -> re.Pattern[str]:
        """Return what the text is to become."""
        text = self.text
        for part in self.goes:
            text = text.replace(part, "\0", 1)
        return re.compile(re.escape(text).replace("\0", _SHOWN))


class Measure(NamedTuple):
    """How many parts of a kind went that are marked, how many are marked, how many texts went beyond their marks."""

    kind: str
    found: int
    marked: int
    too_much: int


def read() -> list[Line]:
    """Read the corpus."""
    kind, lines = "", []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line[3:]
        elif kind and line:
            missed = line.endswith("✗")
            marked = line.rstrip("✗").replace("⏎", "\n")
            goes = tuple(re.findall("⟦(.*?)⟧", marked, re.DOTALL))
            lines.append(Line(kind, re.sub("[⟦⟧]", "", marked), goes, missed))
    return lines


@functools.cache
def _how(profile: Profile) -> Redaction:
    return redaction(profile, load())


def view(profile: Profile, text: str) -> str:
    """Return a text, which stands alone, as a profile shows it."""
    return text_view([text], _how(profile)).shown(text)


def first_profile(kind: str) -> Profile:
    """Return the first profile under which a kind goes; what must stay has to stay under `share`, too."""
    return next((one.goes for one in detectors() if one.kind == kind), "share")


def measure() -> list[Measure]:
    """Measure by kind, under the first profile under which each goes."""
    found: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    too_much: Counter[str] = Counter()
    for line in read():
        shown = view(first_profile(line.kind), line.text)
        gone = sum(part not in shown for part in line.goes)
        found[line.kind] += gone
        marked[line.kind] += len(line.goes)
        too_much[line.kind] += gone == len(line.goes) and not line.shown().fullmatch(shown)
    return [Measure(kind, found[kind], marked[kind], too_much[kind]) for kind in marked]

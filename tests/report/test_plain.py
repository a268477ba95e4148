"""report.md, report.txt and handover.md: nothing of a log is markup, and nothing that matters is left out."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import jinja2
import msgspec
import pytest
import reports
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from places import SAMPLES
from poison import HOSTILE, poisoned
from reports import KINDS

from omelog import resources
from omelog.model.report import Bundle, Report
from omelog.report import render
from omelog.report.html.environment import environment as html_environment
from omelog.report.plain import markdown, text
from omelog.report.plain.environment import environment, rendered
from omelog.report.plain.ours import starts_and_ends
from omelog.text import wrap

TEMPLATES = sorted(path for path in resources.folder("templates").rglob("*") if path.is_file())
PLAIN = ["markdown", "text", "handover"]
MARKUP = [
    *HOSTILE,
    "``` \n```\n# heading\n<b>",
    "`````",
    "@admin #123 GH-7 https://x.example www.x.example :smile: $x$ user@x.example",
    "| a | b |\n|---|---|",
    "[text](javascript:alert(1)) ![x](http://x.example/p.png) [x]: http://y.example",
    "- item\n1. item\n> quote\n***\n===\n---",
    "*a* **b** _c_ __d__ ~~e~~ \\* &lt;b&gt; &amp;",
    "`code` ``x` `",
]
READER = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])


def only(report: Report, name: str) -> str:
    [data] = render(report, name).values()
    return data.decode()


def shape(source: str) -> list[str]:
    """Return the elements of a Markdown text, but for code, which may hold anything."""
    found = []
    for token in READER.parse(source):
        found.append(token.type)
        found += [child.type for child in token.children or () if child.type not in ("text", "code_inline")]
    return found


def words(source: str) -> str:
    """Return what a reader of a rendered Markdown text sees outside code."""
    inline = [child for token in READER.parse(source) for child in token.children or ()]
    return "\n".join(child.content for child in inline if child.type == "text")


@pytest.mark.parametrize("hostile", MARKUP, ids=range(len(MARKUP)))
@pytest.mark.parametrize("name", ["markdown", "handover"])
def test_hostile_text_is_no_markup(name: str, hostile: str) -> None:
    for report in (poisoned(hostile), _alone(poisoned(hostile))):
        made = only(report, name)
        harmless = only(msgspec.structs.replace(report, bundles=_alike(report, poisoned("Harmless"))), name)
        assert not {"html_inline", "html_block", "link_open", "image", "heading_open h4"} & set(shape(made))
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2060-\u206f]", made)
        assert not re.search(r"@|#\d|://|\bwww\.|:smile:|\$|GH-7", words(made))
        assert set(shape(made)) <= set(shape(harmless)) | {"softbreak"}


def _alone(report: Report) -> Report:
    return msgspec.structs.replace(report, bundles=report.bundles[:1])


def _alike(report: Report, other: Report) -> list[Bundle]:
    return other.bundles[: len(report.bundles)]


@given(st.text(alphabet="ab `*_[]()<>#@|\\~-+=1.:/&!{}$\n\t", max_size=40))
def test_an_escaped_text_is_one_paragraph_that_reads_as_it_was(given_text: str) -> None:
    for writing in (markdown.escaped, markdown.code):
        made = writing(given_text)
        tokens = READER.parse(made)
        assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
        children = tokens[1].children or [] if tokens else []
        assert {child.type for child in children} <= {"text", "code_inline"}
        assert "".join(child.content for child in children).split() == " ".join(given_text.split()).split()
    cells = READER.parse(f"| a |\n|---|\n| {markdown.cell(given_text)} |\n")
    assert [token.type for token in cells].count("td_open") == 1
    assert {child.type for token in cells for child in token.children or ()} <= {"text", "code_inline"}


@given(st.text(alphabet="`~ab\n -", max_size=60))
def test_a_record_cannot_close_its_fence(given_text: str) -> None:
    tokens = READER.parse(markdown.fenced(given_text))
    assert [token.type for token in tokens] == ["fence"]
    assert tokens[0].content.strip("\n") == given_text.strip("\n")


@given(st.text(alphabet="`ab @#", max_size=30))
def test_catalogue_code_is_code_and_nothing_else_is_markup(given_text: str) -> None:
    tokens = READER.parse(markdown.prose(given_text))
    children = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in children} <= {"text", "code_inline"}
    assert not re.search(r"@|#\d", "".join(child.content for child in children if child.type == "text"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("name", PLAIN)
def test_a_bundle_says_what_matters(name: str, kind: Callable[[], Bundle]) -> None:
    bundle = kind()
    made = " ".join(only(reports.report(bundle), name).replace("  | ", "").replace("\\", "").replace("`", "").split())
    assert bundle.diagnosis.headline in made
    for asked in bundle.diagnosis.ask_for:
        assert asked in made
    for problem in bundle.problems:
        for said in (problem.message, problem.resolution, problem.advice or ""):
            assert said in made
    assert ("This bundle was read in part." in made) == (bundle.status == "partial")
    assert ("This bundle was not read." in made) == (bundle.status == "rejected")
    for path in bundle.diagnosis.paths:
        if path.blocker:
            assert reports.causes()[path.blocker].title in made
    if bundle.sha256:
        assert bundle.sha256 in made
    assert "An upload that succeeded later would not show" in made or name == "handover" or not bundle.logs


@pytest.mark.parametrize("name", PLAIN)
def test_several_bundles_fit_into_one_file_and_each_is_there(name: str) -> None:
    report = reports.several()
    made = only(report, name).replace("\\", "")
    for bundle in report.bundles:
        assert bundle.name in made
        assert " ".join(bundle.diagnosis.headline.split()) in " ".join(made.replace("`", "").split())
    assert made.index("Problems of the run") > made.index(report.bundles[-1].name)
    assert "A symbolic link was passed over." in made[made.index("Problems of the run") :]
    assert only(reports.report(problems=[reports.damage()]), name).count("archive ends in the middle") == 1


@pytest.mark.parametrize("name", PLAIN)
def test_steps_are_those_of_the_audience_alone(name: str) -> None:
    made = {
        audience: " ".join(only(reports.report(reports.bundle(), audience=audience), name).split())
        for audience in (None, "private-ca", "public-ca", "ansible")
    }
    own = {step.audience: step.do.partition("*")[0] for step in reports.causes()["missing-eku"].steps if step.audience}
    for audience, shown in made.items():
        assert [other for other, do in own.items() if do in shown] == ([audience] if audience else list(own))


def test_a_ticket_holds_the_longest_sample(tmp_path: Path) -> None:
    del tmp_path
    from omelog.api import triage  # noqa: PLC0415 - pandas, for this test alone

    samples = SAMPLES
    for name in ("history", "ambiguous.zip", "damaged.zip", "one-blocker.zip"):
        assert len(only(triage(samples / name), "markdown")) < 32_767  # what Jira takes


@pytest.mark.parametrize(
    "report", [reports.several(), _alone(reports.several()), _alone(poisoned("w" * 5000))], ids=range(3)
)
def test_text_is_plain_and_78_columns_wide(report: Report) -> None:
    for line in only(report, "text").splitlines():
        command = line.startswith("    ") and re.match(r"\s+(openssl|https:|w{100})", line)
        assert command or wrap.columns(line) <= wrap.WIDTH, line
        assert line == line.rstrip()
        assert "\x1b" not in line


@given(st.text(max_size=300), st.sampled_from(["", "- ", "      Check: "]))
def test_wrapping_loses_nothing_and_stays_within_its_columns(given_text: str, first: str) -> None:
    lines = wrap.wrapped(given_text, first).splitlines()
    assert all(wrap.columns(line) <= wrap.WIDTH for line in lines)
    shown = "".join(lines).removeprefix(first.rstrip())
    assert "".join(shown.split()) == "".join(text.show(given_text).split())  # type: ignore[attr-defined]  # it is text


def test_wide_letters_take_two_columns() -> None:
    lines = wrap.wrapped("\N{CJK UNIFIED IDEOGRAPH-4E00}" * 100).splitlines()
    assert [len(line) for line in lines] == [39, 39, 22]
    assert unicodedata.east_asian_width(lines[0][0]) == "W"


# --- templates ---


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_template_is_of_a_kind_that_escapes(path: Path) -> None:
    name = path.relative_to(resources.folder("templates")).as_posix()
    kind = path.name[path.name.index(".") :]
    assert kind in {".html.j2", ".css", ".js", ".md.j2", ".txt.j2"}, "a new kind of template needs a way of escaping"
    made = html_environment() if kind in {".html.j2", ".css", ".js"} else environment(kind)
    made.get_template(name)
    assert made.undefined is jinja2.StrictUndefined
    shown = {
        ".html.j2": "&lt;b&gt; \\x1b @x",
        ".css": "&lt;b&gt; \\x1b @x",
        ".js": "&lt;b&gt; \\x1b @x",
        ".md.j2": "`<b> \\x1b @x`",
        ".txt.j2": "<b> \\x1b @x",
    }
    assert made.from_string("{{ x }}").render(x="<b> \x1b @x") == shown[kind]
    with pytest.raises(TypeError, match="None reached"):
        made.from_string("{{ x }}").render(x=None)


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".j2"], ids=lambda path: path.name)
def test_a_plain_template_has_no_way_around_escaping(path: Path) -> None:
    source = path.read_text()
    if ".html" in path.suffixes or path.parent.name == "mail":  # the text of a mail has no markup to escape
        return
    assert not re.search(
        r"{%-?\s*(macro|call|import|from|extends|filter|set)\b", source
    )  # what they give is not escaped
    ready = re.findall(r"\|\s*ready\b", source)
    assert len(ready) <= (1 if path.name == "handover.md.j2" else 0)
    assert "level|ready" in source or not ready


def test_a_template_is_found_by_its_kind_alone() -> None:
    with pytest.raises(KeyError):
        rendered("report.html.j2")


@pytest.mark.parametrize("made", ["Generated", "Made"])
def test_a_plain_report_of_an_earlier_omelog_is_known_by_its_end(made: str) -> None:
    end = f"\n{made} by omelog 0.1.0, 2026-11-28 09:30:00 UTC.\n".encode()
    assert starts_and_ends(b"Certificate report: ", b"Certificate report: a.zip\n", end)
    assert not starts_and_ends(b"Certificate report: ", b"Certificate report: a.zip\n", end + b"\nand a note\n")
    assert not starts_and_ends(b"Certificate report: ", b"Shopping list\n", end)

"""The look of the pages: brand, footer, and templates of the user's own, held to the rules of ours."""

import re
from pathlib import Path

import pages
import pytest
import reports
from msgspec import structs
from running import omelog

from omelog import resources
from omelog.report import render
from omelog.report.html.overrides import TemplatesError, faults, overrides

DOCS = (Path(__file__).parents[2] / "docs" / "look.md").read_text()
OURS = Path(str(resources.folder("templates")))
NAMES = sorted(path.relative_to(OURS).as_posix() for path in OURS.rglob("*.html.j2") if "mail" not in path.parts)


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder


def test_the_documented_example_makes_a_page(tmp_path: Path) -> None:
    [example] = re.findall(r"```jinja\n(.*?)```", DOCS, re.DOTALL)
    templates = overrides(written(tmp_path, "parts/page.html.j2", example))
    report = structs.replace(reports.several(), brand="Example <Support>", footer="Call us")
    for name, page in render(report, "html", templates).items():
        tree = pages.parse(page)
        said = pages.text(tree.find("body"))
        assert "Example <Support> Made for you by the night shift" in said, name
        assert pages.text(tree.find(".//footer")) == "Call us"
    assert b"night shift" not in render(report, "html")["report.html"]


def test_brand_and_footer_stand_on_every_page_and_in_the_saved_report() -> None:
    report = structs.replace(reports.several(), brand="Example <Support>", footer="Call us")
    for page in render(report, "html").values():
        tree = pages.parse(page)
        assert pages.text(tree.find(".//header/p")).startswith("Example <Support>")
        assert pages.text(tree.find(".//footer")) == "Call us"
    assert b'"brand":"Example <Support>"' in render(report, "json")["report.json"].replace(b'": "', b'":"')


@pytest.mark.parametrize("name", [*NAMES, "parts/style.css"])
def test_ours_keep_the_rules_that_theirs_are_held_to(name: str) -> None:
    assert faults(name, (OURS / name).read_text()) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ page.title|safe }}", "unescaped"),
        ("{% autoescape false %}{{ page.title }}{% endautoescape %}", "unescaped"),
        ("{{ page|tojson }}", "unescaped"),
        ('<img alt="x">', "loads or submits"),
        ('<p data-x="1"><svg><use href="#x"></use></svg></p>', "from elsewhere"),
        ('<p style="color: red">x</p>', "style attribute"),
        ('<p onclick="x()">x</p>', "runs a script"),
        ('<a href="javascript:x()">x</a>', "runs a script"),
        ("<p id={{ page.title }}>x</p>", "without quotes"),
        ("<script>1</script>", "script of its own"),
        ("<style>p { color: red }</style>", "style sheet of its own"),
        ("{{ page.__class__.__mro__ }}", "reaches into Python"),
    ],
)
def test_a_template_that_breaks_a_rule_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(TemplatesError, match=fault):
        overrides(written(tmp_path, "parts/record.html.j2", text))


def test_a_frame_keeps_its_policy(tmp_path: Path) -> None:
    frame = (OURS / "parts" / "page.html.j2").read_text()
    assert overrides(written(tmp_path, "parts/page.html.j2", frame))
    for kept in ("Content-Security-Policy", 'name="generator"'):
        with pytest.raises(TemplatesError, match="lacks"):
            overrides(written(tmp_path, "parts/page.html.j2", frame.replace(kept, "x")))


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("repotr.html.j2", "x", "is not the name of a template"),
        ("mail/mail.html.j2", "x", "is not the name of a template"),
        ("parts/script.js", "x", "is not the name of a template"),
        ("report.html.j2", "{% if %}", "line 1"),
        ("parts/style.css", "@import 'x'", "from elsewhere"),
        ("parts/style.css", "p { background: url(x) }", "from elsewhere"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, name: str, text: str, why: str) -> None:
    with pytest.raises(TemplatesError, match=why):
        overrides(written(tmp_path, name, text))


def test_the_command_takes_them_from_the_settings(tmp_path: Path) -> None:
    theirs = written(tmp_path / "theirs", "parts/style.css", "/* ours */ body { color: black }")
    settings = tmp_path / "config.toml"
    settings.write_text(f'[report]\nbrand = "Example Support"\nfooter = "Call us"\ntemplates = "{theirs}"\n')
    bundle = Path(__file__).parents[2] / "samples" / "one-blocker.zip"
    made = omelog("triage", bundle, "-o", "out", "--config", settings, cwd=tmp_path)
    assert made.code == 0, made.stderr
    page = (tmp_path / "out" / "report.html").read_text()
    assert "<strong>Example Support</strong>" in page
    assert "/* ours */ body" in page
    wrong = omelog("triage", bundle, "-o", "out", "--templates", "none", cwd=tmp_path)
    assert (wrong.code, "no such folder of templates" in wrong.stderr) == (2, True)
    again = omelog("render", "out/report.json", "-f", "html", "-o", "-", "--templates", theirs, cwd=tmp_path)
    assert again.stdout == page

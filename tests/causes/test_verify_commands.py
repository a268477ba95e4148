"""What the catalogue tells people to run and to do: every command tells good from faulty, no advice does harm."""

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from certificates import FAULTS, join, make_faulty, make_good, to_der, to_pkcs7, to_utf16
from programs import needed

from omelog.causes import lint, load
from omelog.model.cause import Audience, Cause, Step, Verify
from omelog.wording.steps import turns

CATALOGUE = load()
CHECKS = [
    pytest.param(cause.slug, check, id=f"{cause.slug}-{number}")
    for cause in CATALOGUE.causes.values()
    for number, check in enumerate(cause.verify, 1)
]
LISTING = CATALOGUE.causes["invalid-chain"].verify[0]
WINDOWS_ONLY = ("copy /b ", "certreq ", "certutil ")
JOINING = "cat leaf.pem inter.pem root.pem > chain.pem"
AUDIENCES: tuple[Audience, ...] = ("private-ca", "public-ca", "ansible")
FaultySet = Callable[[str], Path]


def looks_good(check: Verify, output: str) -> bool:
    return re.search(check.expect, output, re.MULTILINE) is not None


def run(command: str, folder: Path) -> tuple[int, str]:
    """Run a command as a reader would, and give its exit status and what a terminal would show."""
    done = subprocess.run(
        [needed("bash"), "-c", command],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    make_good(folder)
    return folder


@pytest.fixture(scope="session")
def faulty(good: Path, tmp_path_factory: pytest.TempPathFactory) -> FaultySet:
    base = tmp_path_factory.mktemp("faulty")

    def of(slug: str) -> Path:
        folder = base / slug
        if not folder.exists():
            make_faulty(good, folder, slug)
        return folder

    return of


@pytest.mark.parametrize(("slug", "check"), CHECKS)
def test_command_accepts_a_good_file(slug: str, check: Verify, good: Path) -> None:
    status, output = run(check.command, good)
    assert status == 0, f"{slug}: {output}"
    assert looks_good(check, output), f"{slug}: {output}"


@pytest.mark.parametrize(("slug", "check"), CHECKS)
def test_command_shows_the_fault_of_its_cause(slug: str, check: Verify, faulty: FaultySet) -> None:
    _, output = run(check.command, faulty(slug))
    assert not looks_good(check, output), output


@pytest.mark.parametrize(("slug", "check"), CHECKS)
def test_command_accepts_no_missing_files(slug: str, check: Verify, tmp_path: Path) -> None:
    _, output = run(check.command, tmp_path)
    assert not looks_good(check, output), f"{slug}: {output}"


def test_every_cause_with_a_command_has_a_fault_to_show() -> None:
    assert {cause.slug for cause in CATALOGUE.causes.values() if cause.verify} == set(FAULTS)


def _joined(*names: str) -> Callable[[Path], None]:
    return lambda folder: join(folder, *names)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(_joined("root.pem", "inter.pem", "leaf.pem"), id="reversed"),
        pytest.param(_joined("leaf.pem", "root.pem", "inter.pem"), id="swapped"),
        pytest.param(_joined("leaf.pem", "inter.pem"), id="without-root"),
        pytest.param(_joined("leaf.pem", "root.pem"), id="without-intermediate"),
        pytest.param(_joined("leaf.pem"), id="leaf-alone"),
        pytest.param(to_der, id="der"),
        pytest.param(to_pkcs7, id="pkcs7"),
        pytest.param(to_utf16, id="utf-16"),
    ],
)
def test_listing_shows_what_is_wrong_with_a_chain_file(
    damage: Callable[[Path], None], good: Path, tmp_path: Path
) -> None:
    for name in ("leaf.pem", "inter.pem", "root.pem", "chain.pem"):
        (tmp_path / name).write_bytes((good / name).read_bytes())
    damage(tmp_path)
    assert not looks_good(LISTING, run(LISTING.command, tmp_path)[1])


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _steps() -> Iterator[tuple[Cause, Step]]:
    for cause in CATALOGUE.causes.values():
        for step in cause.steps:
            yield cause, step


def _words(step: Step) -> object:
    """Return the texts of a step without its command lines."""
    return msgspec.to_builtins(msgspec.structs.replace(step, commands=()))


def test_commands_in_steps_are_tested_ones() -> None:
    tested = [check.command for cause in CATALOGUE.causes.values() for check in cause.verify]
    told = {each.line for _, step in _steps() for each in step.commands}
    told |= {c for _, step in _steps() for text in _texts(_words(step)) for c in re.findall("`([^`]+)`", text)}
    known = {c for c in told if c.startswith(WINDOWS_ONLY) or c == JOINING or any(c in whole for whole in tested)}
    assert told
    assert told - known == set()


def test_no_command_stands_in_a_step_without_marks() -> None:
    for _, step in _steps():
        for text in _texts(_words(step)):
            assert "openssl " not in re.sub("`[^`]+`", "", text)


def test_joining_as_told_makes_a_good_chain(good: Path, tmp_path: Path) -> None:
    for name in ("leaf.pem", "inter.pem", "root.pem"):
        (tmp_path / name).write_bytes((good / name).read_bytes())
    assert run(JOINING, tmp_path) == (0, "")
    assert looks_good(LISTING, run(LISTING.command, tmp_path)[1])


def _audiences_of(cause: Cause) -> set[Audience]:
    return {step.audience for step in cause.steps if step.audience is not None}


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("cause", [cause for cause in CATALOGUE.causes.values() if cause.steps], ids=lambda c: c.slug)
def test_a_fix_has_five_to_nine_steps(cause: Cause, audience: Audience) -> None:
    listed = turns(cause, audience)
    assert len(listed) <= 9
    assert len(listed) + sum(len(turn.branches) for turn in listed) >= 5


@pytest.mark.parametrize("slug", ["missing-eku", "missing-key-encipherment", "missing-common-name"])
def test_certificates_made_anew_have_a_branch_for_every_kind_of_authority(slug: str) -> None:
    assert _audiences_of(CATALOGUE.causes[slug]) == set(AUDIENCES)


def _template_branches() -> list[Cause]:
    return [
        cause
        for cause in CATALOGUE.causes.values()
        if any("supply in the request" in f"{s.do} {s.check} {s.warning}".lower() for s in cause.steps)
    ]


def test_some_causes_speak_of_a_template() -> None:
    assert {cause.slug for cause in _template_branches()} >= {"missing-eku", "missing-key-encipherment"}


@pytest.mark.parametrize("cause", _template_branches(), ids=lambda c: c.slug)
@pytest.mark.parametrize(
    "words",
    [
        r"impersonate anyone in the domain \(known as ESC1\)",
        r"enrol rights to one dedicated group only, and none to Authenticated Users, Domain Users or Domain Computers",
        r"CA certificate manager approval on",
        r"Unpublish the template",
        r"Let the owner of the PKI approve",
    ],
)
def test_a_template_that_takes_names_from_the_request_is_never_told_without_its_danger(
    cause: Cause, words: str
) -> None:
    for step in cause.steps:
        if "supply in the request" in step.do.lower():
            assert step.audience == "private-ca"
            assert step.warning is not None
            assert re.search(words, step.warning)


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        (r"openssl x509[^|;&]*-purpose", "openssl x509 -in leaf.pem -noout -purpose"),
        (r"verify[^|;&]*-CAfile chain\.pem", "openssl verify -CAfile chain.pem chain.pem"),
        (r"-modulus", "openssl x509 -noout -modulus -in leaf.pem"),
        (r"(?i)\b(choose|pick|select|switch to|use|prefer)\b[^.]{0,20}\bRSA\b", "Choose an RSA key."),
    ],
)
def test_no_text_gives_advice_that_is_known_to_mislead(pattern: str, example: str) -> None:
    assert re.search(pattern, example)
    assert [text for text in _texts(msgspec.to_builtins(CATALOGUE)) if re.search(pattern, text)] == []


def test_catalogue_is_clean() -> None:
    assert lint(CATALOGUE) == []

"""Redaction by profile: what was planted in any field reaches no output, and the findings stay what they are."""

import functools
import json
import stat
import types
import typing
from collections.abc import Iterator
from pathlib import Path

import make_samples as make
import msgspec
import pytest
import reports
from bundles import LOG, written, zipped
from hypothesis import given, settings
from hypothesis import strategies as st
from inside import omelog
from planted import GOES, NAMES, PEOPLE
from planter import outputs, planted
from running import report

from omelog.api import redact, triage
from omelog.causes import load
from omelog.model.report import Bundle, Pair, Report
from omelog.redact import (
    PROFILES,
    Profile,
    Redaction,
    of_source,
    redacted,
    redacted_bundle,
    redacted_source,
    redaction,
    said,
    shared,
    text_view,
)
from omelog.redact.fields import FIELDS, Holds
from omelog.redact.names import given as given_names

SHOWN: tuple[Profile, ...] = ("customer", "share", "strict")
KEY = b"0123456789abcdef0123456789abcdef"

STAYS = [
    "com.dell.enterprise.controller.console.ADController.importGroups(ADController.java:400)",
    "[UI.ADPlugin-0.0.1-SNAPSHOT.jar:?]",
    "org.apache.catalina.core.StandardContext",
    "javax.net.ssl.SSLHandshakeException",
    "ajp-nio-0:0:0:0:0:0:0:1-8009-exec-3",
    "http-nio-127.0.0.1-8080-exec-1",
    "::1 and localhost",
    "version 4.0.0.86",
    "v1.2.3.4",
    "OME 4.0.1",
    "tomcat-9.0.71.jar",
    "1.3.6.1.5.5.7.3.1",
    "CGEN1008",
    "CSEC9002",
    "USR0030",
    "Base.1.0.GeneralError",
    "@Message.ExtendedInfo",
    "2024-01-25 11:10:34.735",
    "2024-01-25T11:10:34Z",
    make.EKU,
    make.KEY_USAGE,
    make.CHAIN,
    make.CSR_KEY,
    "the user is not authenticated",
    "a general error has occurred.See it",
    "tomcat/application.log.1",
    "com.dell.Foo@1a2b3c",
    "the host is down",
    "host name unknown",
    "host key verification failed",
    "to the server certificate",
    "Tomcat server startup",
    "connect to the remote appliance",
    "No Client/Server authentication EKU",
    "source and target appliances",
    "[controller=SSLController]",
    "target: uploadNewCertificateChain()",
    "RSA2048, RSA4096, HMAC256, UTF16LE, ED25519",
    "16384MB, 25T1110, PT1H30M, HTTP404",
    "connection refused: connect",
    "at line:44",
    "Server version number: 9.0.71.0",
    "the server certificate is invalid",
]


BETWEEN = [" ", ", ", "; ", "\n", '", "', "\\n", " / ", " [", "] ", "(", ") "]


def nouns(kind: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    """Return a noun and those in it; the catalogue is not a customer's."""
    yield kind
    for name, hint in typing.get_type_hints(kind).items():
        if FIELDS.get(kind, {}).get(name) is not Holds.OURS:
            for part in leaves(hint):
                if isinstance(part, type) and issubclass(part, msgspec.Struct):
                    yield from nouns(part)


def leaves(hint: object) -> Iterator[object]:
    """Take a type apart."""
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) in (list, tuple, dict, typing.Union, types.UnionType):
        for argument in arguments:
            yield from leaves(argument)
    else:
        yield hint


def test_every_field_that_can_hold_text_says_what_it_holds() -> None:
    seen = set(nouns(Report))
    assert seen == set(FIELDS)
    for noun in seen:
        hints = typing.get_type_hints(noun)
        texts = {
            name
            for name, hint in hints.items()
            if any(
                part is str or (isinstance(part, type) and issubclass(part, msgspec.Struct)) for part in leaves(hint)
            )
        }
        assert texts - {"schema"} <= set(FIELDS[noun]), noun
        assert set(FIELDS[noun]) <= set(hints), noun


@functools.cache
def planted_as(profile: Profile) -> Report:
    """Return a report with everything planted in every field, as a profile shows it."""
    return redact(planted(list(GOES["strict"])), profile)


@pytest.mark.parametrize("profile", PROFILES)
def test_what_was_planted_in_any_field_reaches_no_output(profile: Profile) -> None:
    shown = planted_as(profile)
    assert shown.redaction == profile
    rendered = list(outputs(shown))
    for output in rendered:
        for planted_text, telling in GOES[profile].items():
            assert telling.casefold() not in output.casefold(), (profile, planted_text)
    for text, telling in (PEOPLE | NAMES).items():
        if text not in GOES[profile]:
            assert any(telling in output for output in rendered), text


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.sampled_from(list(GOES["share"] | dict.fromkeys(STAYS, ""))), st.sampled_from(BETWEEN)), max_size=5
    )
)
def test_what_stands_beside_it_hides_nothing(words: list[tuple[str, str]]) -> None:
    shown = view("share", "".join(word + between for word, between in words)).casefold()
    for word, _ in words:
        assert word in STAYS or GOES["share"][word].casefold() not in shown


@pytest.mark.parametrize("profile", PROFILES)
def test_findings_causes_and_counts_are_the_same(profile: Profile) -> None:
    report, shown = planted(list(GOES["strict"])), planted_as(profile)

    def told(report: Report) -> list[object]:
        found = [one for bundle in report.bundles for one in bundle.findings]
        groups = [(one.id, one.cause, one.errors, one.times) for bundle in report.bundles for one in bundle.incidents]
        return [[(one.id, one.incident, one.cause, one.certainty, one.count, one.time) for one in found], groups]

    assert told(shown) == told(report)
    assert shown.totals == report.totals
    assert shown.catalogue == report.catalogue


@functools.cache
def how(profile: Profile, key: bytes | None = None) -> Redaction:
    return redaction(profile, load(), key)


def view(profile: Profile, text: str, key: bytes | None = None) -> str:
    return text_view([text], how(profile, key)).shown(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_names_nobody_stays(text: str) -> None:
    for profile in ("customer", "share"):
        for around in (text, f"x {text} y", f'"{text}"', f"at {text}."):
            assert view(profile, around) == around


def test_a_name_is_the_same_word_wherever_it_stands() -> None:
    text = "CN=x from user jdoe at OME-1.example.com, jdoe on ome-1, ome-1.example.com: 192.0.2.7, 192.000.002.007"
    shown = view("share", text)
    assert shown == "dn-1 from user user-1 at host-1, user-1 on host-1, host-1: address-1, address-1"


@pytest.mark.parametrize("profile", ["share", "strict"])
def test_a_host_without_a_domain_and_a_tag_like_a_message_id_go(profile: Profile) -> None:
    record = (
        make.header("2024-01-25 12:00:00.000") + "login from host acmews07\\nto host acme-db2, service tag ABCD123\n"
    )
    bundle = msgspec.structs.replace(reports.full(), findings=[reports.finding(1, raw=record)])
    raw = redacted_bundle(bundle, how(profile)).bundle.findings[0].raw
    assert not any(name in raw for name in ("acme", "ABCD123")), raw
    stays = "the host is down, host name unknown, host key rsa-sha2, USR0030"
    assert view("share", stays) == stays


def test_a_password_in_the_next_line_may_begin_as_an_address_does() -> None:
    for profile in SHOWN:
        assert view(profile, "password:\n2001:db8::77 x") == "password:\n[password removed] x"
        assert view(profile, "password:\nX-Auth: y") == "password:\nX-Auth: y"


def test_names_of_bundles_stay_different_and_pages_follow_them() -> None:
    made = reports.several()
    first, second = (
        msgspec.structs.replace(made.bundles[0], name=f"{case}/bundle.zip", source=f"/home/jdoe/{case}/bundle.zip")
        for case in ("acme", "globex")
    )
    report = msgspec.structs.replace(
        made,
        bundles=[first, second],
        pairs=[Pair(case="SR 1", source=first.name, target=second.name, page="pairs/acme-globex.html")],
    )
    for profile in SHOWN:
        shown = redact(report, profile)
        told = profile == "customer"  # whose case it is helps, and is their own
        names = ["acme/bundle.zip", "globex/bundle.zip"] if told else ["bundle.zip", "bundle.zip (2)"]
        assert [bundle.name for bundle in shown.bundles] == names
        assert [(pair.source, pair.target) for pair in shown.pairs] == [tuple(names)]
        assert len({bundle.page for bundle in shown.bundles}) == 2
        hidden = ("jdoe",) if told else ("acme", "globex", "jdoe")
        assert not any(word in output for output in outputs(shown) for word in hidden)


def test_a_bundle_alone_is_redacted_as_in_its_report() -> None:
    report = planted(list(GOES["strict"]))
    asked = redaction("share", report.catalogue)
    names = shared([bundle.name for bundle in report.bundles], [bundle.case for bundle in report.bundles], asked)
    alone = [
        redacted_source([bundle], asked, of_source(names, bundle.name, [bundle.case]))[0].bundle
        for bundle in report.bundles
    ]
    assert alone == planted_as("share").bundles


def test_an_archive_with_several_roots_keeps_its_name_before_each() -> None:
    names = shared(["/in/acme.zip"], (), how("share"))
    made = [
        msgspec.structs.replace(reports.full(), name=f"/in/acme.zip/{root}", source="/in/acme.zip") for root in "ab"
    ]
    shown = [redacted_bundle(bundle, how("share"), names).bundle for bundle in made]
    assert [(bundle.name, bundle.source) for bundle in shown] == [
        ("bundle-1.zip/a", "bundle-1.zip"),
        ("bundle-1.zip/b", "bundle-1.zip"),
    ]


def test_the_roots_of_one_archive_keep_different_names(tmp_path: Path) -> None:
    """A pair of an archive is no pair of one name with itself, and each bundle has a page of its own."""
    log = make.chain_error("2024-01-25 12:00:00.000", make.EKU).encode()
    both = zipped({f"source-acme01/{LOG}": log, f"target-acme02/{LOG}": log})
    written(tmp_path / "SR-1" / "both.zip", both)
    arguments = ["--redact", "share", "--redact-map", "map.json"]
    for place, folder in ((".", "all"), ("SR-1/both.zip", "one")):
        assert omelog("triage", place, *arguments, "-o", folder, cwd=tmp_path).code == 0
        made = report(tmp_path / folder)
        names = [bundle["name"] for bundle in made["bundles"]]
        assert names == ["bundle-1.zip/file-1", "bundle-1.zip/file-1 (2)"]
        assert [bundle["source"] for bundle in made["bundles"]] == ["bundle-1.zip", "bundle-1.zip"]
        assert [(pair["source"], pair["target"]) for pair in made["pairs"]] == [tuple(names)]
        assert len(list((tmp_path / folder / "bundles").iterdir())) == 2
        mapped = json.loads((tmp_path / "map.json").read_bytes())["bundles"]
        assert [mapped[name]["file-1"] for name in names] == ["source-acme01", "target-acme02"]
    shown = redact(triage(tmp_path / "SR-1" / "both.zip"), "share")
    assert [bundle.source for bundle in shown.bundles] == ["bundle-1.zip", "bundle-1.zip"]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_report_that_is_redacted_more_stays_so(profile: Profile) -> None:
    shown = planted_as(profile)
    for weaker in PROFILES[: PROFILES.index(profile) + 1]:
        assert redact(shown, weaker) == shown


def test_a_report_can_be_redacted_more() -> None:
    assert redact(planted_as("customer"), "strict").redaction == "strict"


def test_redacting_further_gives_nobody_the_name_of_another() -> None:
    bundle = msgspec.structs.replace(
        reports.full(), findings=[reports.finding(1, incident="i1", raw="from 192.0.2.1, fe80::1; address-1 ")]
    )
    shown = redact(reports.report(bundle), "share").bundles[0].findings[0].raw
    assert shown == "from address-2, address-3; address-1 "


def test_a_key_gives_equal_names_in_all_bundles_and_another_key_others() -> None:
    texts = ["a ome-1.example.com", "z 192.0.2.9 user bob7 ome-1.example.com"]
    same = [view("share", text, KEY).rpartition(" ")[2] for text in texts]
    assert same[0] == same[1] != view("share", texts[0], KEY[::-1]).rpartition(" ")[2]
    assert given_names().fullmatch(same[0])
    assert "ome" not in same[0]


def test_every_profile_says_what_it_does() -> None:
    assert len({said(profile) for profile in PROFILES}) == len(PROFILES)
    assert "does not know" in said("other")


WORDS = [*GOES["strict"], *STAYS, "user", "host=ome9", "peer: ome-9", "a", "n", "", "password:", "CN=x"]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(BETWEEN)), max_size=8))
def test_redacting_a_text_twice_changes_nothing_more(words: list[tuple[str, str]]) -> None:
    text = "".join(word + between for word, between in words)
    for profile in SHOWN:
        once = view(profile, text)
        assert view(profile, once) == once


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.permutations(list(NAMES | PEOPLE)), st.sampled_from([", ", " ; ", "\n", " and "]))
def test_names_are_numbered_by_first_appearance(texts: list[str], between: str) -> None:
    alone = [text for text in texts if not set(text) & set("=: '/")]  # what is told by a word beside it comes first
    seen = view("share", between.join(f"[{text}]" for text in alone))
    for kind in ("address", "host", "mail", "tag", "id"):
        numbers = [
            int(match[0].rpartition("-")[2]) for match in given_names().finditer(seen) if match[0].startswith(kind)
        ]
        first = list(dict.fromkeys(numbers))
        assert first == sorted(first)


def case(folder: Path) -> Path:
    texts = [text for text in GOES["share"] if '"' not in text and "\\" not in text]
    records = [make.chain_error(f"2024-01-25 12:{number:02}:00.000", text) for number, text in enumerate(texts)]
    log = "".join(
        [make.filler("2024-01-25 08:00:00", 9), *records, make.chain_error("2024-01-25 13:00:00.000", make.EKU)]
    )
    return written(folder / "ome-77.example.com.zip", zipped({LOG: log.encode()}))


@pytest.mark.parametrize("profile", SHOWN)
def test_the_command_line_shows_the_redacted_view_alone(tmp_path: Path, profile: Profile) -> None:
    path = case(tmp_path)
    broken = written(tmp_path / "ome-78.example.com.zip", b"PK\x03\x04nothing")
    mapping = tmp_path / "map.json"
    arguments = ["--redact", profile, "--redact-map", mapping, "-v"]
    runs = [
        omelog("triage", path, broken, *arguments, "-o", "out", cwd=tmp_path),
        omelog("triage", path, *arguments, "-o", "one", cwd=tmp_path),
        omelog("grep", "-v", "--redact", profile, "-C1", "Error|done", path, broken, cwd=tmp_path),
        omelog(
            "explain",
            "--redact",
            profile,
            cwd=tmp_path,
            stdin=make.chain_error("2024-01-25 12:00:00.000", "user jdoe77").encode(),
        ),
    ]
    files = [file for name in ("out", "one") for file in (tmp_path / name).rglob("*") if file.is_file()]
    seen = [file.read_text(encoding="utf-8") for file in files] + [file.name for file in files]
    seen += [text for run in runs for text in (run.stdout, run.stderr)]
    for telling in GOES[profile].values():
        assert not any(telling.casefold() in text.casefold() for text in seen), telling
    assert stat.S_IMODE(mapping.stat().st_mode) == 0o600
    originals = json.loads(mapping.read_bytes())
    assert originals["redaction"] == profile
    names = {original for one in originals["bundles"].values() for original in one.values()}
    assert profile == "strict" or "192.0.2.77" in names


def test_the_environment_and_the_settings_choose_the_profile(tmp_path: Path) -> None:
    path = case(tmp_path)
    omelog("triage", path, "-o", "out", cwd=tmp_path, OMELOG_REDACT="share")
    assert json.loads((tmp_path / "out/report.json").read_bytes())["redaction"] == "share"
    settings_file = written(tmp_path / "omelog.toml", 'redact = "strict"\n')
    omelog("triage", path, "-o", "out", "--config", settings_file, cwd=tmp_path)
    assert json.loads((tmp_path / "out/report.json").read_bytes())["redaction"] == "strict"


@pytest.mark.parametrize(
    ("arguments", "said_so"),
    [
        (["--redact", "all"], "unknown profile 'all'; known: none, customer, share, strict"),
        (["--redact-map", "map.json"], "--redact-map needs --redact"),
        (["--redact", "share", "--redact-map", "out/map.json"], "lies in the folder of the report"),
        (["--redact", "share", "--redact-map", "nowhere/map.json"], "cannot be written"),
        (["--redact", "share", "--redact-key", "short"], "can be guessed"),
        (["--redact", "share", "--redact-key", "missing"], "cannot be read"),
    ],
)
def test_wrong_options_are_named(tmp_path: Path, arguments: list[str], said_so: str) -> None:
    written(tmp_path / "short", b"secret\n")
    run = omelog("triage", case(tmp_path), "-o", "out", *arguments, cwd=tmp_path)
    assert run.code == 2
    assert said_so in run.stderr
    assert len(run.lines) == 1
    assert not (tmp_path / "out").exists()


def test_with_a_key_two_runs_give_the_same_names(tmp_path: Path) -> None:
    path = case(tmp_path)
    key = written(tmp_path / "key", KEY)
    names = []
    for folder in ("one", "two"):
        omelog("triage", path, "--redact", "share", "--redact-key", key, "-o", folder, cwd=tmp_path)
        names.append(given_names().findall((tmp_path / folder / "report.json").read_text(encoding="utf-8")))
    assert names[0] == names[1] != []


def test_secrets_go_from_every_field_without_a_profile(tmp_path: Path) -> None:
    path = written(
        tmp_path / "password=hunter2.zip", zipped({LOG: make.chain_error("2024-01-25 12:00:00.000", make.EKU).encode()})
    )
    report = triage(path)
    assert "hunter2" not in "".join(outputs(report))


def test_one_mapping_tells_every_name_of_a_bundle() -> None:
    made = redacted(planted(list(GOES["strict"])), "share")
    for bundle in made.report.bundles:
        names = made.mapping[bundle.name] | made.mapping[""]
        finding: Bundle = msgspec.structs.replace(bundle, page=None)
        shown = msgspec.json.encode(finding.findings).decode()
        assert {match[0] for match in given_names().finditer(shown)} <= set(names)

"""The catalogue: every cause's own samples and near misses, and what lint refuses."""

import re
import subprocess
import tomllib
import typing
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import make_samples as make
import msgspec
import pytest
from bundles import written
from msgspec import structs
from own_causes import OWN_CAUSE
from programs import needed

from omelog.analysis import check_samples
from omelog.api import triage
from omelog.causes import CatalogueError, fold, lint, load
from omelog.model.cause import Advice, Catalogue, Cause, Reference
from omelog.report import render

SLUGS = (
    "invalid-csr-key",
    "invalid-chain",
    "missing-eku",
    "missing-key-encipherment",
    "missing-common-name",
    "wildcard-dn",
    "invalid-certificate-file",
    "wrong-encoding",
    "mutual-authentication",
    "authority-mismatch",
    "outside-validity",
    "chain-too-deep",
    "unknown",
)
OWN = """
slug = "{slug}"
title = "Ours"
because = "of something of ours"
what = "What."
why = "Why."
evidence = "sampled"
{more}
[source]
title = "Our wiki"
url = "https://wiki.example.com/"
section = "1"
[[steps]]
do = "Do it."
[match]
loggers = ["SSLController"]
message_id = "CGEN1008"
argument = "Ours."
[[sample]]
name = "one"
record = '''[ERROR] 2024-01-25 11:10:34 [t] SSLController - {{"MessageId":"CGEN1008","MessageArgs":["{argument}"]}}'''
[[near_miss]]
why = "another logger"
record = '''[ERROR] 2024-01-25 11:10:34.735 [t] Other - {{"MessageId":"CGEN1008","MessageArgs":["Ours."]}}'''
"""


def own(folder: Path, more: str = "", argument: str = "Ours.", slug: str = "ours") -> Path:
    (folder / "ours.toml").write_text(OWN.format(more=more, argument=argument, slug=slug))
    return folder


def with_steps(folder: Path, steps: str) -> Path:
    """Write other steps into the cause."""
    cause = folder / "ours.toml"
    cause.write_text(cause.read_text().replace('[[steps]]\ndo = "Do it."', steps))
    return cause


def test_all_causes_are_there_and_clean(catalogue: Catalogue) -> None:
    assert set(catalogue.causes) == set(SLUGS)
    assert lint(catalogue) == []


def test_samples_and_near_misses(catalogue: Catalogue) -> None:
    assert check_samples(catalogue) == []
    assert sum(len(cause.sample) for cause in catalogue.causes.values()) >= 20
    assert sum(len(cause.near_miss) for cause in catalogue.causes.values()) >= 20


def test_own_causes_are_added_and_run(tmp_path: Path) -> None:
    added = load(own(tmp_path))
    assert "ours" in added.causes
    assert lint(added) == []
    assert check_samples(added) == []
    assert added.digest != load().digest


def test_a_wrong_sample_is_told(tmp_path: Path) -> None:
    assert [fault.partition(":")[0] for fault in check_samples(load(own(tmp_path, argument="Not ours.")))] == ["ours"]


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ('requirement = "no-such"', "requirement 'no-such' is not known"),
        ('candidates = ["no-such"]\nsettled_by = "x"', "candidate 'no-such' is not in the catalogue"),
        ('candidates = ["invalid-chain"]', "does not say what settles it"),
        ('path = "own"', "does not name what failed"),
    ],
)
def test_lint_names_what_is_wrong(tmp_path: Path, more: str, fault: str) -> None:
    faults = lint(load(own(tmp_path, more)))
    assert len(faults) == 1
    assert faults[0].startswith(f"{tmp_path / 'ours.toml'}: ")
    assert fault in faults[0]


ASKED = '[[steps]]\ndo = "Look."\nasks = "What is it?"\n'
BRANCH = '[[steps]]\nwhen = "It is {}"\ndo = "Do it."\n'


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ('[[steps]]\ndo = "Run the usage command."', "speaks of the usage command, which no [[verify]]"),
        ('[[steps]]\ndo = "Check."\ncheck = "The key comparison prints SAME KEY."', "speaks of the key comparison"),
        ('[[steps]]\ndo = "Look."\ndetail = "openssl x509 -in leaf.pem"', "holds a command line in its text"),
        (f'[[steps]]\ndo = "{"very " * 30}long"', "letters, more than 120"),
        ('[[steps]]\ndo = "Run the playbook."', "speaks to ansible and is for everyone"),
        ('[[steps]]\ndo = "Order it."\naudience = "public-ca"', "for public-ca alone: the others are left without any"),
        (BRANCH.format("red") + BRANCH.format("blue"), "follows no step that asks"),
        (ASKED + BRANCH.format("red"), "stands alone"),
        (ASKED + BRANCH.format("red") + BRANCH.format("blue") + BRANCH.format("red"), "a branch in two parts"),
        (ASKED, "and no branch answers"),
        (ASKED + '[[steps]]\ndo = "Go on."\n' + BRANCH.format("red") + BRANCH.format("blue"), "no branch answers"),
        (
            ASKED + BRANCH.format("red") + BRANCH.format("blue") + 'audience = "ansible"',
            "is a branch and for one audience",
        ),
    ],
)
def test_lint_names_what_is_wrong_with_steps(tmp_path: Path, steps: str, fault: str) -> None:
    with_steps(own(tmp_path), steps)
    assert fault in " ".join(lint(load(tmp_path)))


def test_lint_wants_authorities_to_speak_for_themselves(catalogue: Catalogue) -> None:
    reference = catalogue.reference
    facts = tuple(
        structs.replace(fact, url="https://github.com/letsencrypt/boulder/pull/8750")
        for fact in reference.public_authorities.facts
    )
    known = structs.replace(reference.public_authorities, facts=facts)
    told = lint(structs.replace(catalogue, reference=structs.replace(reference, public_authorities=known)))
    assert len(told) == len(facts)
    assert all("is 'github.com', not a page of its own" in fault for fault in told)


def test_causes_share_what_they_say_alike(tmp_path: Path) -> None:
    cause = with_steps(own(tmp_path), '[[steps]]\nuse = "join"\n[[steps]]\nuse = "upload"\ndetail = "Ours."')
    join, upload = load(tmp_path).causes["ours"].steps
    assert join in load().causes["missing-eku"].steps
    assert (upload.do[:6], upload.detail) == ("Upload", "Ours.")
    cause.write_text(cause.read_text().replace('"join"', '"jion"'))
    with pytest.raises(CatalogueError, match=r"ours\.toml: steps 'jion' is not in shared\.toml; did you mean 'join'\?"):
        load(tmp_path)


def test_no_text_of_the_catalogue_stands_in_two_files() -> None:
    folder = files("omelog.causes")
    tables = [tomllib.loads(one.read_text()) for one in folder.iterdir() if one.name.endswith(".toml")]
    texts = Counter(
        text
        for cause in tables
        for kind in ("steps", "verify")
        if isinstance(cause.get(kind), list)
        for one in cause[kind]
        for text in {one.get("do"), one.get("warning"), one.get("detail")} - {None}
        if len(text) > 60
    )
    assert [text for text, count in texts.items() if count > 1] == []


def test_lint_names_rivals(tmp_path: Path) -> None:
    own(tmp_path)
    text = (tmp_path / "ours.toml").read_text()
    (tmp_path / "rival.toml").write_text(text.replace('"ours"', '"rival"'))
    assert lint(load(tmp_path)) == [f"{tmp_path / 'rival.toml'}: matches the same message id and argument as 'ours'"]


@pytest.mark.parametrize(
    "text", ["not toml [", 'slug = "only"', OWN.format(more='colour = "red"', argument="", slug="x")]
)
def test_a_faulty_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(CatalogueError, match=r"bad\.toml"):
        load(tmp_path)


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"no \*\.toml"):
        load(tmp_path)


@pytest.mark.parametrize(
    "text", ["Invalid CSR key.", "invalid  csr key", "INVALID CSR\n K\ney. ", "Invalid\N{NO-BREAK SPACE}CSR key"]
)
def test_folding(text: str) -> None:
    assert fold(text) == fold("Invalid CSR key.")


def test_all_faults_of_a_folder_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'slug = "a"\ntitel = "A"\nreissue = "maybe"\n[mach]\n[[steps]]\ndoo = "x"\n[[steps]]\ndo = 3\n'
    )
    (tmp_path / "b.toml").write_text("not toml [")
    with pytest.raises(CatalogueError) as told:
        load(tmp_path)
    faults = [fault.replace(f"{tmp_path}/", "") for fault in told.value.faults]
    assert "a.toml: key 'titel' is not known; did you mean 'title'?" in faults
    assert "a.toml: key 'mach' is not known; did you mean 'match'?" in faults
    assert "a.toml: key 'because' is missing" in faults
    assert "a.toml: reissue is 'maybe'; it may be 'yes' or 'no' or 'depends'" in faults
    assert "a.toml: steps 1: key 'doo' is not known; did you mean 'do'?" in faults
    assert "a.toml: steps 1: key 'do' is missing" in faults
    assert any(fault.startswith("a.toml: steps 2: do: Expected `str`") for fault in faults)
    assert faults[-1].startswith("b.toml: is not TOML")


def test_loggers_beside_a_text_are_a_fault(tmp_path: Path) -> None:
    match = '[match]\nloggers = ["JobController"]\ntext = "the moon is full"'
    written(tmp_path / "ours.toml", OWN_CAUSE.format(slug="ours", match=match, record=JOB, miss="x"))
    assert "loggers beside text" in " ".join(lint(load(tmp_path)))


JOB = '[ERROR] 2024-01-25 11:10:34.735 [main] JobController - {"MessageId":"CJOB1","MessageArgs":["Full moon."]}'
OTHER = JOB.replace("Full moon.", "New moon.")


def test_of_a_logger_of_ones_own_an_error_counts_that_a_cause_matches(tmp_path: Path) -> None:
    match = '[match]\nloggers = ["JobController"]\nmessage_id = "CJOB1"\nargument = "Full moon."'
    written(tmp_path / "causes" / "ours.toml", OWN_CAUSE.format(slug="ours", match=match, record=JOB, miss=OTHER))
    both = f"{OTHER}\n{JOB}\n{OTHER.replace('JobController', 'SSLController')}\n"
    written(tmp_path / "application.log", both.encode())
    catalogue = load(tmp_path / "causes")
    assert lint(catalogue) == []
    assert (catalogue.causes["ours"].about, catalogue.causes["missing-eku"].about) == ("other", "certificates")
    found = triage(tmp_path / "application.log", causes=tmp_path / "causes").bundles[0].findings
    assert [(finding.cause, finding.logger) for finding in found] == [
        ("ours", "JobController"),
        ("unknown", "SSLController"),
    ]


def test_what_is_said_about_certificates_is_not_said_of_another_cause(tmp_path: Path) -> None:
    match = '[match]\nloggers = ["JobController"]\nmessage_id = "CJOB1"\nargument = "Full moon."'
    written(tmp_path / "causes" / "ours.toml", OWN_CAUSE.format(slug="ours", match=match, record=JOB, miss=OTHER))
    written(tmp_path / "application.log", JOB.encode() + b"\n")
    report = triage(tmp_path / "application.log", causes=tmp_path / "causes")
    texts = [data.decode() for name in ("text", "markdown", "html") for data in render(report, name).values()]
    for said in ("PKI team", "Place in the console", "Where in the console", "For a migration", "Article 000221202"):
        assert not [text for text in texts if said in text], said
    assert all("Do it." in text for text in texts)


def test_the_examples_of_the_document_are_causes_without_a_fault(tmp_path: Path) -> None:
    document = (Path(__file__).parents[2] / "docs" / "own-causes.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", document, re.DOTALL)
    assert len(examples) == 5
    for number, example in enumerate(examples):
        written(tmp_path / (f"{number}.toml" if "slug" in example else "reference.toml"), example)
    loaded = load(tmp_path)
    assert loaded.reference.forward.startswith("Please sign the request with our template OME-Both")
    assert loaded.reference.migration == load().reference.migration
    assert lint(loaded) == []
    assert check_samples(loaded) == []


def nouns(kind: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    """Return a noun and those in it."""
    yield kind
    for hint in typing.get_type_hints(kind).values():
        for part in (hint, *typing.get_args(hint)):
            if isinstance(part, type) and issubclass(part, msgspec.Struct):
                yield from nouns(part)


def test_the_document_has_every_key() -> None:
    document = (Path(__file__).parents[2] / "docs" / "own-causes.md").read_text(encoding="utf-8")
    keys = {name for noun in {*nouns(Cause)} for name in noun.__struct_fields__} | {*Reference.__struct_fields__}
    missing = [
        key for key in sorted(keys) if not re.search(rf"(?:^|[`{{,\[\s#]){key}(?: = |`|\])", document, re.MULTILINE)
    ]
    assert missing == []


def test_texts_of_ones_own_stand_in_reports_and_their_faults_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "causes"
    written(folder / "reference.toml", 'place = "Our menu > Certificates"\n')
    written(tmp_path / "application.log", make.chain_error("2024-01-25 10:56:54.175", make.EKU))
    before, own = load(), load(folder)
    assert (own.reference.place, own.digest == before.digest) == ("Our menu > Certificates", False)
    assert own.reference.forward == before.reference.forward
    text = render(triage(tmp_path / "application.log", causes=folder), "text")["report.txt"].decode()
    assert "Our menu > Certificates" in " ".join(text.split())
    written(folder / "reference.toml", 'foward = "Please sign."\nretry = 3\n')
    with pytest.raises(CatalogueError) as caught:
        load(folder)
    assert all("reference.toml: " in fault for fault in caught.value.faults)
    assert "forward" in str(caught.value.faults)


def test_a_report_names_the_folder_of_causes_and_its_commit(tmp_path: Path) -> None:
    own(tmp_path)
    written(tmp_path / "application.log", JOB.encode() + b"\n")
    assert triage(tmp_path / "application.log").catalogue.folder is None
    used = triage(tmp_path / "application.log", causes=tmp_path).catalogue
    assert (used.folder, used.commit) == (tmp_path.name, None)
    git = (needed("git"), "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.com")
    for command in ("init -q", "add ours.toml", "commit -q -m causes", "pack-refs --all"):
        subprocess.run([*git, *command.split()], check=True)
        if command != "add ours.toml":
            asked = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
            head = asked.stdout.strip() if asked.returncode == 0 else None
            report = triage(tmp_path / "application.log", causes=tmp_path)
            assert report.catalogue.commit == head
    assert f"{tmp_path.name}, commit {head}" in render(report, "text")["report.txt"].decode().replace("\n    ", " ")


@pytest.mark.parametrize(
    ("engineer", "customer", "fault"),
    [
        (" ", "Send it.", "advice to the engineer is empty"),
        ("Ask.", "", "advice to the customer is empty"),
        ("Ask.", "Run omelog chain check.", "advice to the customer speaks of what the engineer has"),
        ("Ask.", "Give it --cert.", "advice to the customer speaks of what the engineer has"),
        ("Ask.", "Ask the customer.", "advice to the customer speaks of what the engineer has"),
        ("A" * 301, "Send it.", "advice to the engineer has 301 letters"),
    ],
)
def test_advice_has_two_voices_each_to_its_hearer(engineer: str, customer: str, fault: str) -> None:
    built_in = load()
    assert all(cause.advice for cause in built_in.causes.values())
    spoken = structs.replace(built_in.causes["missing-eku"], advice=Advice(engineer=engineer, customer=customer))
    [said] = lint(structs.replace(built_in, causes=built_in.causes | {"missing-eku": spoken}))
    assert fault in said

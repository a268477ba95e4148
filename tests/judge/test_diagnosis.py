"""From a log to a diagnosis: findings, incidents, paths, headline, checklist, and no stronger than the log."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_samples import CHAIN, CSR_KEY, EKU, KEY_USAGE, chain_error, filler, header, peer_error, single_error
from places import FIXTURES

from omelog.analysis import Analyzer, Settings
from omelog.bundle import Source
from omelog.causes import load
from omelog.limits import Limits
from omelog.model.cause import Catalogue
from omelog.model.report import Bundle

ARTICLE = FIXTURES / "pasted-article.txt"
UPLOAD = "uploadNewCertificateChain"
WILDCARD = "the input value for DistinguishedName is missing or an invalid value is entered"


def analyzed(text: str, catalogue: Catalogue, limits: Limits | None = None) -> Bundle:
    source = Source("log", "log", "stdin")
    settings = Settings(catalogue, limits or Limits())
    return next(Analyzer(settings).analyze(source, io.BytesIO(text.encode()))).bundle


def causes(bundle: Bundle) -> list[str]:
    return [finding.cause for finding in bundle.findings]


def test_the_article_gives_its_six_findings(catalogue: Catalogue) -> None:
    bundle = analyzed(ARTICLE.read_text(), catalogue)
    assert causes(bundle) == [
        "invalid-csr-key",
        "invalid-chain",
        "missing-eku",
        "missing-key-encipherment",
        "invalid-certificate-file",
        "invalid-certificate-file",
    ]
    assert [finding.certainty for finding in bundle.findings] == ["certain"] * 4 + ["ambiguous"] * 2
    assert all(finding.candidates == ["missing-key-encipherment", "wrong-encoding"] for finding in bundle.findings[4:])
    assert bundle.status == "analyzed"
    assert {(problem.code, problem.severity) for problem in bundle.problems} == {("clock-back", "notice")}
    assert bundle.logs[0].ssl_records == 6


def test_paths_and_headline_of_the_article(catalogue: Catalogue) -> None:
    said = analyzed(ARTICLE.read_text(), catalogue).diagnosis
    assert [(path.operation, path.blocker, path.certainty) for path in said.paths] == [
        (UPLOAD, "missing-key-encipherment", "certain"),
        (None, "invalid-certificate-file", "ambiguous"),
    ]
    assert said.paths[0].not_seen_since == ["invalid-csr-key", "invalid-chain", "missing-eku"]
    assert said.blocker == "missing-key-encipherment"
    assert "at 11:01:01 on 2024-01-25, 3 days 21 h before the log ends. What the fix takes: a new" in said.headline
    assert said.caveat == "A log records failures only: a later success would not show."


def test_a_b_a_is_three_incidents(catalogue: Catalogue) -> None:
    text = "".join(chain_error(f"2024-01-25 1{hour}:00:00.000", why) for hour, why in enumerate((EKU, CHAIN, EKU)))
    bundle = analyzed(text, catalogue)
    assert [incident.cause for incident in bundle.incidents] == ["missing-eku", "invalid-chain", "missing-eku"]
    assert bundle.diagnosis.blocker == "missing-eku"
    assert bundle.diagnosis.paths[0].not_seen_since == ["invalid-chain"]
    assert len({incident.id for incident in bundle.incidents}) == 3


def test_other_operations_do_not_interrupt(catalogue: Catalogue) -> None:
    text = chain_error("2024-01-25 10:00:00.000", EKU) + single_error("2024-01-25 11:00:00.000")
    bundle = analyzed(text + chain_error("2024-01-25 12:00:00.000", EKU), catalogue)
    assert [(incident.cause, incident.errors) for incident in bundle.incidents] == [
        ("missing-eku", 2),
        ("invalid-certificate-file", 1),
    ]


def test_a_connection_check_supersedes_nothing(catalogue: Catalogue) -> None:
    text = (
        peer_error("2024-01-25 09:00:00.000")
        + single_error("2024-01-25 11:00:00.000")
        + peer_error("2024-01-25 12:00:00.000")
    )
    said = analyzed(text, catalogue).diagnosis
    assert [(path.operation, path.blocker) for path in said.paths] == [
        (None, "invalid-certificate-file"),
        (None, "mutual-authentication"),
    ]
    assert said.paths[1].certainty == "documented"
    assert all(path.not_seen_since == [] for path in said.paths)


def test_reading_order_and_not_the_largest_time_decides(catalogue: Catalogue) -> None:
    text = chain_error("2024-01-25 11:10:34.735", CSR_KEY) + chain_error("2024-01-25 10:56:54.175", EKU)
    said = analyzed(text, catalogue).diagnosis
    assert (said.blocker, said.paths[0].not_seen_since) == ("missing-eku", ["invalid-csr-key"])
    assert "at 10:56:54 on 2024-01-25, at the very end of the log" in said.headline


def test_no_distance_to_an_end_whose_time_lies_before(catalogue: Catalogue) -> None:
    text = chain_error("2024-01-25 11:10:34.735", CSR_KEY) + filler("2024-01-25 06:00:00", 3)
    assert "the log ends" not in analyzed(text, catalogue).diagnosis.headline


def test_equal_times_are_decided_by_the_line(catalogue: Catalogue) -> None:
    time = "2024-01-25 11:10:34.735"
    assert analyzed(chain_error(time, CSR_KEY) + chain_error(time, EKU), catalogue).diagnosis.blocker == "missing-eku"


def test_an_unreadable_time_stands_where_it_stands(catalogue: Catalogue) -> None:
    text = chain_error("2024-01-25 10:00:00.000", EKU) + chain_error("2024-02-30 11:00:00.000", CHAIN)
    bundle = analyzed(text, catalogue)
    assert causes(bundle) == ["missing-eku", "invalid-chain"]
    assert bundle.findings[1].time is None
    assert bundle.incidents[1].times == []


def test_later_unknown_error_is_no_blocker(catalogue: Catalogue) -> None:
    bundle = analyzed(
        chain_error("2024-01-25 10:00:00.000", EKU) + chain_error("2024-01-25 11:00:00.000", "New text."), catalogue
    )
    assert causes(bundle) == ["missing-eku", "unknown"]
    assert bundle.diagnosis.blocker == "missing-eku"
    assert bundle.diagnosis.ask_for


def test_unknown_errors_are_grouped_by_id_and_argument(catalogue: Catalogue) -> None:
    text = "".join(chain_error(f"2024-01-25 1{n}:00:00.000", why) for n, why in enumerate(("One.", "one", "Two.")))
    bundle = analyzed(text, catalogue)
    assert [incident.errors for incident in bundle.incidents] == [2, 1]
    assert bundle.diagnosis.blocker is None
    assert bundle.diagnosis.certainty == "unknown"


NEAR_MISSES = {
    "another logger with CGEN1008": chain_error("2024-01-25 10:00:00.000", EKU).replace(
        "SSLController", "BaseController"
    ),
    "a payload that quotes the logger": header("2024-01-25 10:00:00.000", logger="Other")
    + '{"text":"SSLController - x"}\n',
    "below WARN without a known cause": header("2024-01-25 10:00:00.000", "INFO") + '{"MessageId":"CDEV7154"}\n',
    "a warning without a payload": header("2024-01-25 10:00:00.000", "WARN") + "certificate expires soon\n",
    "a header in mid-line": "quoted: " + chain_error("2024-01-25 10:00:00.000", EKU),
    "the needle in a payload": header("2024-01-25 10:00:00.000", logger="Other")
    + '{"x":"Unable to mutually authenticate and connect to the remote appliance"}\n',
}


@pytest.mark.parametrize("text", NEAR_MISSES.values(), ids=list(NEAR_MISSES))
def test_near_misses_give_nothing(text: str, catalogue: Catalogue) -> None:
    bundle = analyzed(filler("2024-01-25 06:00:00", 3) + text, catalogue)
    assert causes(bundle) == []
    assert bundle.status == "analyzed"


def test_a_known_cause_below_warn_is_a_finding(catalogue: Catalogue) -> None:
    text = chain_error("2024-01-25 10:00:00.000", EKU).replace("[ERROR]", "[DEBUG]")
    assert causes(analyzed(text, catalogue)) == ["missing-eku"]


def test_other_loggers_that_name_the_upload_are_a_notice(catalogue: Catalogue) -> None:
    text = chain_error("2024-01-25 10:00:00.000", EKU).replace("SSLController", "CertController")
    bundle = analyzed(text * 3, catalogue)
    assert [(problem.code, problem.severity, problem.line) for problem in bundle.problems] == [
        ("certificate-error-elsewhere", "notice", 1)
    ]
    assert "3 records" in bundle.problems[0].message


def test_two_arguments_that_disagree_decide_nothing(catalogue: Catalogue) -> None:
    text = chain_error("2024-01-25 10:00:00.000", EKU).replace(f'"{EKU}"', f'"{EKU}","{CHAIN}"')
    assert causes(analyzed(text, catalogue)) == ["unknown"]


def test_a_wrapped_argument_is_still_known(catalogue: Catalogue) -> None:
    text = chain_error("2024-01-25 10:00:00.000", KEY_USAGE).replace("web server", "we\nb ser\r\nver")
    bundle = analyzed(text, catalogue)
    assert causes(bundle) == ["missing-key-encipherment"]
    assert bundle.findings[0].message_args == ["User Certificate is not a we\nb ser\nver certificate."]


def test_no_findings_is_never_good_news(catalogue: Catalogue) -> None:
    bundle = analyzed(filler("2024-01-25 06:00:00", 10), catalogue)
    assert bundle.diagnosis.headline == (
        "No certificate error is recorded between 2024-01-25 06:00:00 and 2024-01-25 07:03:00 in log time. "
        "That does not show that an upload succeeded."
    )
    assert {item.status for item in bundle.checklist} == {"not-seen"}
    assert bundle.diagnosis.ask_for


def test_checklist_says_broken_suspected_and_not_seen(catalogue: Catalogue) -> None:
    bundle = analyzed(ARTICLE.read_text(), catalogue)
    status = {item.requirement: item.status for item in bundle.checklist}
    assert status["key-encipherment"] == "broken"
    assert status["encoding"] == "suspected"
    assert status["csr-key"] == status["full-chain"] == status["extended-key-usage"] == "seen-earlier"
    assert status["depth"] == "not-seen"


def test_an_incomplete_chain_may_also_be_out_of_order(catalogue: Catalogue) -> None:
    bundle = analyzed(chain_error("2024-01-25 10:00:00.000", CHAIN), catalogue)
    status = {item.requirement: item.status for item in bundle.checklist}
    assert (status["full-chain"], status["issuer-links"]) == ("broken", "suspected")


def test_a_storm_is_folded_and_counted(catalogue: Catalogue) -> None:
    storm = "".join(
        chain_error(f"2024-01-25 10:{n // 60 % 60:02}:{n % 60:02}.{n // 3600:03}", EKU, n % 30) for n in range(1500)
    )
    source = Source("log", "log", "stdin")
    result = next(Analyzer(Settings(catalogue)).analyze(source, io.BytesIO(storm.encode())))
    assert result.totals == {"missing-eku": 1500}
    assert [finding.count for finding in result.bundle.findings] == [1500]
    assert result.bundle.incidents[0].errors == 1500
    assert sum(count for _, count in result.bundle.incidents[0].times) == 1500
    assert len(result.bundle.incidents[0].times) <= 200


def test_what_is_not_kept_is_still_counted(catalogue: Catalogue) -> None:
    text = "".join(chain_error("2024-01-25 10:00:00.000", f"New text {n}.") for n in range(30))
    source = Source("log", "log", "stdin")
    result = next(Analyzer(Settings(catalogue, Limits(findings=10))).analyze(source, io.BytesIO(text.encode())))
    assert result.totals == {"unknown": 30}
    assert len(result.bundle.findings) == 10
    assert [problem.limit for problem in result.bundle.problems] == ["findings"]


def test_several_messages_in_one_record_are_several_findings(catalogue: Catalogue) -> None:
    element = '{"MessageId":"CGEN1008","MessageArgs":["%s"]}'
    payload = '{"@Message.ExtendedInfo":[' + ",".join(element % why for why in (EKU, CHAIN)) + "]}"
    bundle = analyzed(header("2024-01-25 10:00:00.000") + payload, catalogue)
    assert causes(bundle) == ["missing-eku", "invalid-chain"]
    assert len({finding.id for finding in bundle.findings}) == 2
    assert [incident.errors for incident in bundle.incidents] == [1, 1]


def test_many_problems_of_a_kind_are_told_once_more(catalogue: Catalogue) -> None:
    text = "".join(header("2024-01-25 10:00:00.000") + f'{{"a": [{n}\n' for n in range(100))
    problems = analyzed(text, catalogue).problems
    assert len(problems) == 21
    assert "80 more" in problems[-1].message


def test_payload_nested_too_deeply_is_named(catalogue: Catalogue) -> None:
    text = header("2024-01-25 10:00:00.000") + '{"a":' * 30 + '{"MessageId":"CGEN1008"}' + "}" * 30
    assert [problem.limit for problem in analyzed(text, catalogue, Limits(json_depth=10)).problems] == ["json_depth"]
    assert analyzed(text, catalogue).problems == []


def test_a_message_is_found_however_deep_it_is_wrapped(catalogue: Catalogue) -> None:
    text = header("2024-01-25 10:00:00.000") + '{"a":' * 200 + '{"MessageId":"CSEC9002"}' + "}" * 200
    assert causes(analyzed(text, catalogue)) == ["invalid-certificate-file"]


def test_a_later_unknown_error_stands_in_the_headline(catalogue: Catalogue) -> None:
    text = chain_error("2024-01-25 10:00:00.000", EKU) + chain_error("2024-01-25 11:00:00.000", "New text.")
    headline = analyzed(text, catalogue).diagnosis.headline
    assert headline.startswith("The last explained certificate chain upload recorded in this log failed because ")
    assert "a later error, at 11:00:00 on 2024-01-25, matches no documented cause" in headline


def test_a_later_failure_without_a_time_is_the_latest(catalogue: Catalogue) -> None:
    text = chain_error("2024-01-25 10:00:00.000", EKU) + chain_error("2024-02-30 11:00:00.000", CHAIN)
    said = analyzed(text, catalogue).diagnosis
    assert (said.blocker, said.paths[0].not_seen_since) == ("invalid-chain", ["missing-eku"])


@pytest.mark.parametrize(
    "lead",
    [
        "Failed in uploadNewCertificateChain(): ",
        "uploadNewCert\nificateChain(): ",
        "Error uploading certificate chain: ",
    ],
)
def test_the_chain_upload_is_known_however_it_is_named(lead: str, catalogue: Catalogue) -> None:
    record = single_error("2024-01-25 10:00:00.000").replace(" - ", f" - {lead}", 1)
    bundle = analyzed(record, catalogue)
    assert [finding.operation for finding in bundle.findings] == [UPLOAD]
    assert "inference" not in bundle.diagnosis.headline


def test_only_the_bare_certificate_error_is_inferred_to_be_a_single_upload(catalogue: Catalogue) -> None:
    assert (
        "probably of a single certificate"
        in analyzed(single_error("2024-01-25 10:00:00.000"), catalogue).diagnosis.headline
    )
    bare = header("2024-01-25 10:00:00.000") + '{"MessageId":"CGEN1008","MessageArgs":["Invalid CSR key."]}'
    assert "probably" not in analyzed(bare, catalogue).diagnosis.headline


def test_at_a_limit_the_latest_findings_are_kept(catalogue: Catalogue) -> None:
    text = "".join(chain_error(f"2024-01-25 10:00:{n:02}.000", f"New text {n}.") for n in range(30))
    text += chain_error("2024-01-25 11:00:00.000", CSR_KEY)
    bundle = analyzed(text, catalogue, Limits(findings=5))
    assert bundle.diagnosis.blocker == "invalid-csr-key"
    assert causes(bundle)[-1] == "invalid-csr-key"


def test_times_that_cannot_be_read_are_no_empty_log(catalogue: Catalogue) -> None:
    headline = analyzed(header("2024-02-30 10:00:00.000", "INFO", "Other") + "x\n", catalogue).diagnosis.headline
    assert "the times of the log cannot be read" in headline


def errors_of(*causes: str) -> str:
    """Return the text of a record's payload that names each of these arguments."""
    element = '{"MessageId":"CGEN1008","MessageArgs":["%s"]}'
    return (
        'uploadNewCertificateChain(): {"@Message.ExtendedInfo":[' + ",".join(element % one for one in causes) + "]}\n"
    )


def test_two_causes_of_one_record_stand_side_by_side(catalogue: Catalogue) -> None:
    bundle = analyzed(header("2024-01-25 10:00:00.000") + errors_of(KEY_USAGE, EKU), catalogue)
    path = bundle.diagnosis.paths[0]
    assert (path.blocker, path.beside, path.not_seen_since) == ("missing-eku", ["missing-key-encipherment"], [])
    status = {item.requirement: item.status for item in bundle.checklist}
    assert status["extended-key-usage"] == status["key-encipherment"] == "broken"
    for slug in ("missing-eku", "missing-key-encipherment"):
        assert catalogue.causes[slug].because in bundle.diagnosis.headline


def test_a_storm_of_two_causes_is_two_incidents(catalogue: Catalogue) -> None:
    text = "".join(header(f"2024-01-25 10:{n // 60:02}:{n % 60:02}.000") + errors_of(EKU, KEY_USAGE) for n in range(90))
    bundle = analyzed(text, catalogue)
    assert [(one.cause, one.errors) for one in bundle.incidents] == [
        ("missing-eku", 90),
        ("missing-key-encipherment", 90),
    ]
    assert "90 errors from 10:00:00 to 10:01:29 on 2024-01-25" in bundle.diagnosis.headline


def test_an_error_without_the_cause_ends_its_incident_and_one_that_holds_it_does_not(catalogue: Catalogue) -> None:
    records = ((EKU,), (EKU, CHAIN), (CHAIN,), (EKU, "New text."), (EKU,))
    text = "".join(header(f"2024-01-25 1{n}:00:00.000") + errors_of(*record) for n, record in enumerate(records))
    assert [(one.cause, one.errors) for one in analyzed(text, catalogue).incidents] == [
        ("missing-eku", 2),
        ("invalid-chain", 2),
        ("missing-eku", 2),
        ("unknown", 1),
    ]


def test_an_unknown_message_beside_a_known_one_is_no_later_error(catalogue: Catalogue) -> None:
    headline = analyzed(header("2024-01-25 10:00:00.000") + errors_of(EKU, "New text."), catalogue).diagnosis.headline
    assert "later error" not in headline
    assert "explained" not in headline


@pytest.mark.parametrize(
    ("argument", "cause"),
    [
        ("No Common Name found in the leaf certificate.", "missing-common-name"),
        ("The leaf certificate has no common name", "missing-common-name"),
        ("Missing common name", "missing-common-name"),
        ("certificate without a common name.", "missing-common-name"),
        ("Common Name is missing", "missing-common-name"),
        ("common name not found", "missing-common-name"),
        ("Common\nName is empty; check it", "missing-common-name"),
        ("Common Name is a wildcard", "missing-common-name"),
        ("The Common Name (CN) was not found.", "missing-common-name"),
        ("No common name (CN) found", "missing-common-name"),
        ("Common Name must not be missing", "unknown"),
        ("No problem with the common name", "unknown"),
        ("Common Name is not valid", "unknown"),
        ("Common Name present, SAN missing", "unknown"),
        ("Common Name and SAN are valid; signature check failed.", "unknown"),
        ("Common Name is not missing", "unknown"),
        ("There is no missing common name", "unknown"),
        ("No common name mismatch", "unknown"),
        ("Common Name not found in Subject Alternative Names", "unknown"),
        ("Economic common named", "unknown"),
    ],
)
def test_only_an_argument_that_says_there_is_no_common_name_is_that_cause(
    argument: str, cause: str, catalogue: Catalogue
) -> None:
    assert causes(analyzed(chain_error("2024-01-25 10:00:00.000", argument), catalogue)) == [cause]


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        ('{"MessageId":"Base.1.0.CGEN1008","MessageArgs":["Invalid CSR key."]}', "invalid-csr-key"),
        ('{"MessageId":"cgen1008","MessageArgs":["INVALID CSR KEY"]}', "invalid-csr-key"),
        ('{"MessageId":"CGEN1008","MessageArgs":["\\u001b[31mInvalid CSR key.\\u001b[0m"]}', "invalid-csr-key"),
        ('{"MessageId":"CGEN1008","MessageArgs":[" ", "more", "Invalid CSR key."]}', "invalid-csr-key"),
        ('{"MessageId":"CGEN1008","MessageArgs":["Invalid CSR key.","Invalid CSR key"]}', "invalid-csr-key"),
        ('{"MessageId":"CGEN1008","MessageArgs":"Invalid CSR key."}', "invalid-csr-key"),
        (f'{{"MessageId":"CGEN1008","MessageArgs":["Invalid CSR key.","{CHAIN}"]}}', "unknown"),
        ('{"MessageId":"CGEN1008","MessageId":"CSEC9002","MessageArgs":["Invalid CSR key."]}', "unknown"),
        ('{"MessageId":"CGEN1008","MessageArgs":[]}', "unknown"),
        ('{"MessageId":"CGEN1008","Message":"Invalid CSR key."}', "unknown"),
        ('{"MessageId":"CSEC9002"}', "invalid-certificate-file"),
        ('{"MessageId":"CSEC9002","MessageArgs":null}', "invalid-certificate-file"),
        ('{"MessageId":"CSEC9002","MessageArgs":["", " "]}', "invalid-certificate-file"),
        ('{"MessageId":"CSEC9002","MessageArgs":["x"]}', "unknown"),
        ('{"MessageId":["CSEC9002"]}', "unknown"),
        (f'{{"MessageId":"CGEN6002","Message":"{WILDCARD}","MessageArgs":["SAN"]}}', "unknown"),
        (f'{{"MessageId":"CGEN6002","Message":"{WILDCARD}"}}', "wildcard-dn"),
    ],
)
def test_id_and_arguments_decide_and_nothing_else(message: str, cause: str, catalogue: Catalogue) -> None:
    assert causes(analyzed(header("2024-01-25 10:00:00.000") + message, catalogue)) == [cause]


def test_the_operation_is_not_named_by_a_trace(catalogue: Catalogue) -> None:
    text = header("2024-01-25 10:00:00.000") + (
        "java.lang.IllegalStateException: closed\n"
        "\tat com.dell.enterprise.controller.console.SSLController.uploadNewCertificateChain(SSLController.java:212)\n"
    )
    assert [finding.operation for finding in analyzed(text, catalogue).findings] == [None]


def test_a_named_method_leaves_out_what_an_unnamed_one_implies(catalogue: Catalogue) -> None:
    cause = catalogue.causes["invalid-certificate-file"]
    assert "names no method" in (cause.unnamed or "")
    assert "names no method" not in cause.what


def test_records_that_differ_in_digits_of_prose_or_trace_fold(catalogue: Catalogue) -> None:
    body = chain_error("2024-01-25 10:00:00.000", EKU).partition("{")[2].strip()
    text = "".join(
        header(f"2024-01-25 10:{n // 60 % 60:02}:{n % 60:02}.000", thread=n % 7)
        + f"uploadNewCertificateChain(): attempt {n} failed: {{{body}\n\tat a.B.c(B.java:{n})\n"
        for n in range(1200)
    )
    bundle = analyzed(text, catalogue)
    assert [(finding.count, finding.line) for finding in bundle.findings] == [(1200, 1)]
    assert bundle.findings[0].last_time == "2024-01-25T10:19:59.000"
    other = text.replace("attempt 7 failed", "attempt seven failed")
    assert [finding.count for finding in analyzed(other, catalogue).findings] == [1199, 1]


def test_bundles_judged_together_are_as_judged_alone(catalogue: Catalogue) -> None:
    texts = [
        chain_error("2024-01-25 10:00:00.000", EKU) + header("2024-01-25 11:00:00.000") + errors_of(EKU, CHAIN),
        filler("2024-01-25 06:00:00", 3),
        "no log at all\n",
        peer_error("2024-01-25 09:00:00.000") + single_error("2024-01-25 11:00:00.000"),
        chain_error("2024-01-25 10:00:00.000", "New text.") + chain_error("2024-01-25 10:00:00.000", EKU),
    ]
    analyzer = Analyzer(Settings(catalogue))
    sources = [Source(f"log{number}", "log", "stdin") for number in range(len(texts))]
    read = [
        (source, analyzer.read(source, io.BytesIO(text.encode()))) for source, text in zip(sources, texts, strict=True)
    ]
    alone = [list(Analyzer(Settings(catalogue)).judged(*one)) for one in read]
    assert list(analyzer.judged_together(read)) == alone


@settings(deadline=None)
@given(st.data())
def test_needles_are_known_whatever_case_and_white_space(data: st.DataObject) -> None:
    """By every logger; folded as the needles of the catalogue are."""
    catalogue = load()
    needles = {cause.match.text: cause.slug for cause in catalogue.causes.values() if cause.match.text}
    needle = data.draw(st.sampled_from(sorted(needles)))
    words = needle.split()
    loud = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    gaps = data.draw(
        st.lists(st.sampled_from([" ", "  ", "\t", "\n", " \n "]), min_size=len(words), max_size=len(words))
    )
    text = "".join(
        (word.upper() if upper else word.lower()) + gap for word, upper, gap in zip(words, loud, gaps, strict=True)
    )
    log = (
        f"{header('2024-01-25 10:00:00.000', logger='TaskRunner')}it ended: {text}\n{filler('2024-01-25 11:00:00', 2)}"
    )
    assert causes(analyzed(log, catalogue)) == [needles[needle]]

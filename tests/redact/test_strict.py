"""Under `strict` only names of the catalogue may stay."""

import make_samples as make
import pytest
import reports
from msgspec import structs

from omelog.api import redact
from omelog.model.report import Finding


def shown(**fields: object) -> Finding:
    bundle = structs.replace(reports.full(), findings=[structs.replace(reports.finding(1), **fields)])
    return redact(reports.report(bundle), "strict").bundles[0].findings[0]


@pytest.mark.parametrize(
    ("logger", "becomes"),
    [
        ("SSLController", "SSLController"),
        ("com.acme.secret.SSLController", "SSLController"),
        ("com.acme.secret.Upload", "[text removed]"),
        ("AcmeController", "[text removed]"),
    ],
)
def test_of_a_logger_only_its_name_in_the_catalogue_stays(logger: str, becomes: str) -> None:
    raw = make.header("2024-01-25 12:00:00.000").replace("SSLController", logger) + "x"
    finding = shown(logger=logger, raw=raw)
    assert finding.logger == becomes
    assert f"] {becomes} - " in finding.raw
    assert "acme" not in finding.raw.casefold()


@pytest.mark.parametrize(
    ("operation", "becomes"),
    [("uploadNewCertificateChain", "uploadNewCertificateChain"), ("doTheirThing", "[text removed]"), (None, None)],
)
def test_an_operation_stays_that_the_catalogue_holds(operation: str | None, becomes: str | None) -> None:
    assert shown(operation=operation).operation == becomes


def test_message_ids_stay_that_are_published() -> None:
    assert shown(message_id="CGEN1008", level="ERROR").message_id == "CGEN1008"
    assert shown(message_id="ACME1234").message_id == "[text removed]"
    raw = shown(raw="CGEN1008 USR0030 ACME1234 com.acme.CGEN1008").raw
    assert raw.startswith("CGEN1008 USR0030 [text removed]")
    assert "acme" not in raw.casefold()

"""Reports made by hand: every noun with everything in it, so that a test changes only what it is about."""

import datetime as dt

import msgspec

from omelog.model.cause import (
    Cause,
    Code,
    DatedFact,
    Hint,
    Match,
    PublicAuthorities,
    Reference,
    Requirement,
    Source,
    Step,
    Verify,
)
from omelog.model.report import (
    Bundle,
    CatalogueUsed,
    Certainty,
    Change,
    Changes,
    ChecklistItem,
    ContextRecord,
    Diagnosis,
    Finding,
    Incident,
    Log,
    Pair,
    Path,
    Problem,
    Report,
    Totals,
)
from omelog.saved.identity import identified

CHAIN = "uploadNewCertificateChain"
ARTICLE = Source(
    title="Troubleshooting certificate chains for OpenManage Enterprise migration",
    url="https://www.dell.com/support/kbdoc/en-us/000221202",
    section="CGEN1008",
)
EKU = "No Client/Server authentication EKU present in leaf certificate."


def causes() -> dict[str, Cause]:
    """Return one cause of each kind: with branches, with one list, with candidates, a path of its own, unknown."""
    made = [_missing_eku(), _invalid_chain(), _encipherment(), _encoding(), _file(), _mutual(), _unknown()]
    return {cause.slug: cause for cause in made}


def _missing_eku() -> Cause:
    return Cause(
        slug="missing-eku",
        title="Client or server authentication is missing from the certificate",
        because="the certificate does not allow client or server authentication",
        what="The certificate of the appliance does not list both server authentication and client authentication.",
        why="In a migration each appliance is server and client at once, so it needs both. The built-in "
        "`Web Server` template gives server authentication only.",
        evidence="sampled",
        source=ARTICLE,
        requirement="extended-key-usage",
        match=Match(loggers=("SSLController",), operation=CHAIN, message_id="CGEN1008", argument=EKU),
        reissue="yes",
        new_csr="no",
        rebuild_file="yes",
        takes="The same signing request can be signed again: its key does not change.",
        steps=(
            Step(do="Keep the signing request (CSR) that was made on this appliance; do not make another one."),
            Step(
                do="Duplicate the *Web Server* template and add client authentication.",
                check="The copy lists `Server Authentication` and `Client Authentication`.",
                warning="Whoever may enrol with this template can impersonate anyone in the domain. Give enrol rights "
                "to one dedicated group only.",
                audience="private-ca",
            ),
            Step(do="Ask the authority for a profile with client authentication.", audience="public-ca"),
            Step(do="Upload the chain with the module's chain option.", audience="ansible"),
            Step(do="Join leaf, intermediates and root into one file, in that order, and upload it as a chain."),
        ),
        forward="Please sign the attached request.\nExtended key usage: server and client authentication.",
        verify=(
            Verify(
                what="Both usages are in the certificate",
                command="openssl x509 -in leaf.pem -noout -ext keyUsage,extendedKeyUsage",
                expect="TLS Web Client Authentication",
                good="prints `TLS Web Server Authentication, TLS Web Client Authentication`",
            ),
        ),
    )


def _plain(slug: str, title: str, **more: object) -> Cause:
    base = {
        "slug": slug,
        "title": title,
        "because": title.lower(),
        "what": f"{title}.",
        "why": "The appliance checks this when a file is uploaded.",
        "evidence": "sampled",
        "source": msgspec.to_builtins(ARTICLE),
    }
    return msgspec.convert(base | more, Cause)


def _invalid_chain() -> Cause:
    steps = [{"do": "Add every intermediate and the root to the file.", "check": "The last one is issued by itself."}]
    return _plain("invalid-chain", "The chain in the file is incomplete", steps=steps, rebuild_file="yes")


def _encipherment() -> Cause:
    steps = [{"do": "Have the certificate issued again with key encipherment."}]
    return _plain("missing-key-encipherment", "Key encipherment is missing from the certificate", steps=steps)


def _encoding() -> Cause:
    return _plain("wrong-encoding", "The file is not Base 64", steps=[{"do": "Save the file as Base 64."}])


def _file() -> Cause:
    return _plain(
        "invalid-certificate-file",
        "The certificate file was rejected",
        candidates=["missing-key-encipherment", "wrong-encoding"],
        settled_by="The certificate file that was uploaded, without its key.",
    )


def _mutual() -> Cause:
    return _plain(
        "mutual-authentication",
        "The appliances did not accept each other",
        path="own",
        attempt="connection verification between source and target",
        evidence="documented",
        match={"text": "Unable to mutually authenticate"},
        steps=[{"do": "Upload a chain on both appliances."}],
    )


def _unknown() -> Cause:
    hint = Hint(message_id="CGEN6002", argument="SAN", text="At most four subject alternative names are taken.")
    return _plain(
        "unknown", "An error that no documented cause matches", evidence="none", hint=[msgspec.to_builtins(hint)]
    )


def requirements() -> dict[str, Requirement]:
    """Return two requirements."""
    rows = [
        ("extended-key-usage", "Extended key usage", "The leaf lists server and client authentication.", "missing-eku"),
        ("full-chain", "Complete chain", "Every intermediate and the root are in the file.", "invalid-chain"),
    ]
    return {
        slug: Requirement(
            slug=slug, title=title, rule=rule, basis="stated", basis_detail="Item 3", cause=cause, source=ARTICLE
        )
        for slug, title, rule, cause in rows
    }


def reference() -> Reference:
    """Return the reference texts."""
    return Reference(
        source=ARTICLE,
        source_note="Article 000221202, version 4, of 11 June 2024; not verified for newer releases.",
        place="Application Settings > Security > Certificates",
        retry="An unchanged retry fails again.",
        migration=("Both appliances need a chain of their own.",),
        bypass="A supported way by backup and restore exists.",
        bypass_source=ARTICLE,
        forward="Please sign the attached request with both usages.",
        ask_for=("A bundle collected right after a new attempt.",),
        no_findings=("An attempt on the other appliance.", "An attempt older than this log."),
        code=(Code(id="CGEN1008", sentence="Unable to process the request.", tells="The code alone decides nothing."),),
        public_authorities=PublicAuthorities(
            checked=dt.date(2026, 11, 1),
            valid_days=180,
            summary="Public authorities are withdrawing client authentication.",
            facts=(
                DatedFact(
                    authority="Chrome Root Program",
                    fact="Newly issued certificates are for servers only.",
                    source="Policy 1.8",
                    url="https://www.chromium.org/",
                    effective=dt.date(2027, 3, 15),
                ),
            ),
        ),
    )


def raw(argument: str = EKU, minute: int = 10) -> str:
    """Write a record as a log has it."""
    return (
        f"[ERROR] 2024-01-25 11:{minute:02}:34.735 [ajp-nio-0:0:0:0:0:0:0:1-8009-exec-10] SSLController - "
        'uploadNewCertificateChain():\n Error uploading certificate chain: {"error":{"code":"Base.1.0.GeneralError",\n'
        f'"@Message.ExtendedInfo":[{{"MessageId":"CGEN1008","RelatedProperties":[],"MessageArgs":["{argument}"],'
        f'"Severity":"Critical"}}]}}}}'
    )


def raw_single() -> str:
    """Return the record of a rejected file, which has no arguments."""
    return raw().replace("CGEN1008", "CSEC9002").replace(f'"{EKU}"', "")


def finding(number: int = 1, **changes: object) -> Finding:
    """Return one error of a chain upload."""
    minute = number % 60
    base = Finding(
        id=f"f{number}",
        incident="i1",
        cause="missing-eku",
        candidates=[],
        certainty="certain",
        message_id="CGEN1008",
        message="Unable to process the request because an error occurred.",
        message_args=[EKU],
        related_properties=[],
        severity="Critical",
        resolution="Retry the operation. If the issue persists, contact your system administrator.",
        operation=CHAIN,
        level="ERROR",
        time=f"2024-01-25T11:{minute:02}:34.735",
        thread="ajp-nio-0:0:0:0:0:0:0:1-8009-exec-10",
        logger="SSLController",
        log="tomcat/application.log",
        line=100 + number,
        raw=raw(minute=minute),
    )
    return msgspec.structs.replace(base, **changes)


def incident(number: int = 1, **changes: object) -> Incident:
    """Return a group of errors of a chain upload."""
    base = Incident(
        id=f"i{number}",
        cause="missing-eku",
        candidates=[],
        operation=CHAIN,
        errors=1,
        first_seen="2024-01-25T11:01:34.735",
        last_seen="2024-01-25T11:01:34.735",
        times=[("2024-01-25T11:01:34.735", 1)],
    )
    return msgspec.structs.replace(base, **changes)


def path(**changes: object) -> Path:
    """Return the chain upload's path."""
    base = Path(
        operation=CHAIN,
        blocker="missing-eku",
        candidates=[],
        certainty="certain",
        since="2024-01-25T11:01:34.735",
        last_seen="2024-01-25T11:01:34.735",
        not_seen_since=[],
    )
    return msgspec.structs.replace(base, **changes)


def diagnosis(**changes: object) -> Diagnosis:
    """Return the verdict of a failed chain upload."""
    base = Diagnosis(
        headline="The last certificate chain upload recorded in this log failed because the certificate does not "
        "allow client or server authentication, at 2024-01-25 11:01:34, 3 minutes before the log ends.",
        blocker="missing-eku",
        candidates=[],
        certainty="certain",
        ask_for=["A bundle collected right after the next attempt."],
        paths=[path()],
    )
    return msgspec.structs.replace(base, **changes)


def bundle(**changes: object) -> Bundle:
    """Return a bundle with one error."""
    base = Bundle(
        name="ome-source.zip",
        source="cases/ome-source.zip",
        case="SR 12345",
        role="source",
        page=None,
        sha256="ab" * 32,
        bytes=123_456_789,
        status="analyzed",
        problems=[],
        logs=[
            Log(
                path="tomcat/application.log",
                bytes=987_654_321,
                lines=1_234_567,
                records=1_000_000,
                ssl_records=7,
                first_time="2024-01-20T00:00:00.001",
                last_time="2024-01-25T11:14:02.000",
            )
        ],
        diagnosis=diagnosis(),
        checklist=[
            ChecklistItem(requirement="extended-key-usage", status="broken", by="log", detail="last at 11:01"),
            ChecklistItem(requirement="full-chain", status="not-seen", by="log", detail=""),
        ],
        chain=None,
        incidents=[incident()],
        findings=[finding()],
    )
    return msgspec.structs.replace(base, **changes)


def report(*bundles: Bundle, **changes: object) -> Report:
    """Return a report over bundles, each with an id."""
    found = [one for each in bundles for one in each.findings]
    states = [each.status for each in bundles]
    base = Report(
        generated="2026-11-23T12:00:00Z",
        omelog="0.1.0",
        redaction="none",
        audience=None,
        around=None,
        totals=Totals(
            bundles=len(bundles),
            analyzed=states.count("analyzed"),
            partial=states.count("partial"),
            rejected=states.count("rejected"),
            findings=sum(one.count for one in found),
            by_cause={
                slug: sum(one.count for one in found if one.cause == slug) for slug in {one.cause for one in found}
            },
        ),
        catalogue=CatalogueUsed(digest="cd" * 32, causes=causes(), requirements=requirements(), reference=reference()),
        bundles=list(bundles),
    )
    return identified(msgspec.structs.replace(base, **changes))


def damage() -> Problem:
    """Return a problem by which content is missing."""
    return Problem(
        code="archive-cut",
        severity="damage",
        message="The archive ends in the middle of tomcat/application.log.",
        resolution="Read up to the end of what is there.",
        where="tomcat/application.log",
        line=4711,
        advice="Ask for the bundle again.",
        limit="log-bytes",
    )


def notice() -> Problem:
    """Return a problem that takes nothing away."""
    return Problem(code="link", severity="notice", message="A symbolic link was passed over.", resolution="Skipped.")


def stormy() -> Bundle:
    """Return the full bundle with a storm in it, which a timeline shows."""
    bundle = full()
    storm = [("2024-01-25T11:00:00.000", 250), ("2024-01-25T11:01:00.000", 50)]
    groups = [
        msgspec.structs.replace(one, errors=300, times=storm) if one.id == "i2" else one for one in bundle.incidents
    ]
    return msgspec.structs.replace(bundle, incidents=groups)


def full() -> Bundle:
    """Return a bundle with everything at once: earlier causes, several paths, unknown errors, damage."""
    groups = [
        incident(1, cause="invalid-chain", first_seen="2024-01-25T10:56:54.175", last_seen="2024-01-25T10:58:01.000"),
        incident(2, errors=3),
        incident(
            3,
            cause="invalid-certificate-file",
            operation=None,
            candidates=["missing-key-encipherment", "wrong-encoding"],
        ),
        incident(4, cause="mutual-authentication", operation=None),
        incident(5, cause="unknown"),
    ]
    chain = "Invalid certificate chain provided."
    single = raw_single()
    mutual = "[ERROR] Unable to mutually authenticate and connect to the remote appliance."
    none: dict[str, object] = {"message_id": None, "message": None, "message_args": [], "operation": None}
    both = {"certainty": "ambiguous", "candidates": ["missing-key-encipherment", "wrong-encoding"]}
    beside = ContextRecord(log="tomcat/application.log", line=99, raw="[INFO] before")
    strange = {"message_id": "CGEN6002", "message_args": ["SAN"], "certainty": "unknown"}
    findings = [
        finding(1, incident="i1", cause="invalid-chain", message_args=[chain], raw=raw(chain, 1)),
        finding(2, incident="i2"),
        finding(3, incident="i2", count=2, last_time="2024-01-25T11:05:00.000"),
        finding(
            4, incident="i3", cause="invalid-certificate-file", **none | both | {"message_id": "CSEC9002"}, raw=single
        ),
        finding(5, incident="i4", cause="mutual-authentication", **none, certainty="documented", raw=mutual),
        finding(6, incident="i5", cause="unknown", **strange, raw_cut=5000, context=[beside]),
    ]
    paths = [
        path(not_seen_since=["invalid-chain"]),
        path(
            operation=None,
            blocker="invalid-certificate-file",
            candidates=["missing-key-encipherment", "wrong-encoding"],
            certainty="ambiguous",
        ),
        path(operation=None, blocker="mutual-authentication", certainty="documented"),
    ]
    return bundle(
        status="partial",
        problems=[notice(), damage()],
        diagnosis=diagnosis(paths=paths),
        incidents=groups,
        findings=findings,
    )


def ambiguous() -> Bundle:
    """Return a bundle whose verdict has two candidates."""
    both = ["missing-key-encipherment", "wrong-encoding"]
    one = {"cause": "invalid-certificate-file", "candidates": both, "operation": None}
    return bundle(
        name="single.zip",
        diagnosis=diagnosis(
            headline="The last single-certificate upload in this log failed; two documented causes log the same line.",
            blocker="invalid-certificate-file",
            candidates=both,
            certainty="ambiguous",
            paths=[path(operation=None, blocker="invalid-certificate-file", candidates=both, certainty="ambiguous")],
        ),
        incidents=[incident(1, **one)],
        findings=[finding(1, **one, certainty="ambiguous", message_id="CSEC9002", message_args=[], raw=raw_single())],
    )


def unknown() -> Bundle:
    """Return a bundle whose only error matches nothing, with a hint."""
    return bundle(
        name="unknown.zip",
        diagnosis=diagnosis(
            headline="The certificate controller logged an error that no documented cause matches: CGEN6002.",
            blocker=None,
            certainty="unknown",
            paths=[path(blocker=None, certainty="unknown")],
        ),
        incidents=[incident(1, cause="unknown")],
        findings=[finding(1, cause="unknown", certainty="unknown", message_id="CGEN6002", message_args=["SAN"])],
    )


def clean() -> Bundle:
    """Return a bundle without an error."""
    return bundle(
        name="clean.zip",
        diagnosis=diagnosis(
            headline="No certificate error between 2024-01-20 00:00:00 and 2024-01-25 11:14:02 in log time.",
            blocker=None,
            certainty=None,
            paths=[],
        ),
        incidents=[],
        findings=[],
    )


def rejected() -> Bundle:
    """Return a bundle that could not be read."""
    return bundle(
        name="broken.zip",
        status="rejected",
        sha256=None,
        logs=[],
        problems=[damage()],
        diagnosis=diagnosis(
            headline="This file could not be read: it is no archive.", blocker=None, certainty=None, paths=[]
        ),
        checklist=[],
        incidents=[],
        findings=[],
    )


def several() -> Report:
    """Return a report over one bundle of each kind."""
    made = [
        msgspec.structs.replace(each, page=f"bundles/{number}.html")
        for number, each in enumerate([full(), ambiguous(), unknown(), clean(), rejected()])
    ]
    pairs = [Pair(case="SR 12345", source="ome-source.zip", target="clean.zip", page="pairs/one.html")]
    return report(*made, pairs=pairs, problems=[notice()], changes=changes())


def changes() -> Changes:
    """Return one change of each kind."""

    def change(bundle: str, before: Certainty | None, now: Certainty | None) -> Change:
        return Change(case="SR 12345", bundle=bundle, cause="missing-eku", before=before, now=now)

    return Changes(
        since="2026-11-22T12:00:00Z",
        new=[change("ome-source.zip", None, "certain")],
        gone=[change("gone.zip", "certain", None)],
        changed=[change("single.zip", "ambiguous", "certain")],
        not_read=[change("broken.zip", "certain", None)],
        same=3,
    )


KINDS = [full, ambiguous, unknown, clean, rejected, bundle]

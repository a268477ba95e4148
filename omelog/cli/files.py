"""Certificate files of `omelog triage`: --cert, --csr, --peer-cert and their clock, read before the run."""

import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omelog.cli import options

if TYPE_CHECKING:
    from omelog.chain.request import Request
    from omelog.limits import Limits
    from omelog.model.cause import Audience, Catalogue
    from omelog.model.report import Problem, Report
    from omelog.run import File, Files, Job

STDIN = "-"
CertOption = Annotated[
    list[str] | None,
    typer.Option(
        "--cert",
        metavar="FILE",
        help="The certificate file that was, or is to be, uploaded. For source and target in one archive: twice.",
    ),
]
CsrOption = Annotated[
    str | None, typer.Option("--csr", metavar="FILE", help="The appliance's CSR, to compare the key of --cert with.")
]
PeerOption = Annotated[
    str | None,
    typer.Option(
        "--peer",
        metavar="BUNDLE",
        help="The other appliance's bundle. Where no path says which one is source or target, INPUT is the source.",
    ),
]
PeerCertOption = Annotated[
    str | None, typer.Option("--peer-cert", metavar="FILE", help="The certificate file of the other appliance.")
]
AtOption = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="Check certificate files by this time (ISO 8601).")
]


def asked(
    certs: list[str], csr: str | None, peer: str | None, peer_cert: str | None, at: str | None, inputs: list[str]
) -> None:
    """End the command where the options make no sense together."""
    if csr is not None and not certs:
        options.wrong_usage("--csr is compared with the file of --cert; give --cert too")
    if peer_cert is not None and peer is None:
        options.wrong_usage("--peer-cert is the file of the --peer bundle; give --peer too")
    if at is not None and not certs and peer_cert is None:
        options.wrong_usage("--at is the time by which --cert is checked; give --cert too")
    if len(certs) > 2 or (len(certs) > 1 and (peer is not None or csr is not None)):  # noqa: PLR2004 - source, target
        options.wrong_usage("--cert is given once, or twice for source and target of one archive")
    if (certs or peer is not None) and len(inputs) > 1:
        options.wrong_usage(f"--cert and --peer go with one INPUT, and {len(inputs)} were given")
    given = [*inputs, *certs, *(one for one in (csr, peer, peer_cert) if one)]
    if given.count(STDIN) > 1:
        options.wrong_usage("standard input (-) can be read only once")
    if peer is not None and os.path.realpath(peer) in map(os.path.realpath, inputs):
        options.wrong_usage("--peer is the other appliance's bundle, and it is INPUT itself; give that of the other")


def _files(
    certs: list[str], csr: str | None, pair: tuple[str, str] | None, peer_cert: str | None, at: str | None, job: "Job"
) -> "Files | None":
    """Read the files; one that cannot be read is a damage of the run, which goes on without it.

    `pair` are the INPUT and its peer, if there is one.
    """
    limits = job.settings.limits
    if not certs and pair is None:
        return None
    from omelog.run import Files
    from omelog.run.certificates import roles

    problems: list[Problem] = []
    own = tuple(one for name in certs if (one := _file(name, limits, problems)) is not None)
    other = _file(peer_cert, limits, problems) if peer_cert is not None else None
    request = _request(csr, problems) if csr is not None else None
    told = roles(*pair) if pair is not None else None
    return Files(own, other, time(at), csr=request, limits=limits, problems=tuple(problems), roles=told)


def with_files(
    job: "Job", certs: list[str], csr: str | None, peer: str | None, peer_cert: str | None, at: str | None
) -> "Job":
    """Put the files into the job of a run; whom the steps are for may follow from their issuer."""
    pair = (job.inputs[0], peer) if peer is not None else None
    given = _files(certs, csr, pair, peer_cert, at, job)
    if given is None:
        return job
    told = job.audience or _audience(given, job.settings.catalogue)
    return job._replace(inputs=pair or job.inputs, files=given, audience=told)


def pass_in(report: "Report") -> bool:
    """Return whether every file that was given passes what was asked of it, alone and against its peer."""
    chains = [bundle.chain for bundle in report.bundles if bundle.chain is not None]
    return all(chain.ok for chain in chains) and all(pair.chain.ok for pair in report.pairs if pair.chain is not None)


def _audience(files: "Files", catalogue: "Catalogue") -> "Audience | None":
    """Return whom the steps are for: an issuer that `public_authorities.toml` names is public; None: not told."""
    from omelog.chain import reader

    names = {fact.authority.casefold() for fact in catalogue.reference.public_authorities.facts}
    for one in files.own:
        content = reader.read_quietly(one.name, one.data, files.limits, one.password)
        issuers = " ".join(certificate.issuer.text for certificate in content.certificates).casefold()
        if any(name in issuers for name in names):
            return "public-ca"
    return None


def time(given: str | None) -> dt.datetime:
    """Read a clock for certificates, UTC if it names no zone; now if none is given."""
    if given is None:
        return dt.datetime.now(dt.UTC)
    try:
        found = dt.datetime.fromisoformat(given.strip())
        return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        options.wrong_usage(f"--at {given!r} is not a time; give one like 2026-11-28 or 2026-11-28T09:30")


def read(name: str, most: int) -> bytes:
    """Read a file, and one byte beyond the limit. Raises OSError."""
    if name == STDIN:
        return sys.stdin.buffer.read(most + 1)
    with Path(name).open("rb") as file:
        return file.read(most + 1)


def shown(name: str) -> str:
    """Return the name of a file as it is told."""
    return "standard input" if name == STDIN else name


def _file(name: str, limits: "Limits", problems: "list[Problem]") -> "File | None":
    from omelog.problems import damage
    from omelog.run import File

    try:
        return File(Path(shown(name)).name, read(name, limits.chain_bytes), lambda: password(name))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        advice = "check the name and the rights, and run it again"
        problems.append(
            damage("certificate-file", f"cannot be read: {why}", "reported without it", where=name, advice=advice)
        )
        return None


def _request(name: str, problems: "list[Problem]") -> "Request":
    from omelog.chain import request
    from omelog.problems import damage

    try:
        return request.read(read(name, request.LARGEST))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        problems.append(
            damage(
                "certificate-file", f"cannot be read: {why}", "reported without it", where=name, advice="check --csr"
            )
        )
        return request.Request(reason="csr-missing", facts={"why": why})


def password(name: str) -> bytes | None:
    """Find the password of PKCS#12: in the environment, else at the terminal."""
    given, file = os.environ.get("OMELOG_PASSWORD"), os.environ.get("OMELOG_PASSWORD_FILE")
    if given is not None:
        return given.encode("utf-8", "surrogateescape")
    if file:
        try:
            return Path(file).read_bytes()[:4096].removesuffix(b"\n").removesuffix(b"\r")
        except OSError as error:
            options.complain(f"{file}: the password cannot be read: {error.strerror}; check OMELOG_PASSWORD_FILE")
            return None
    if name == STDIN or not sys.stdin.isatty() or not sys.stderr.isatty():
        return None
    import getpass

    try:
        return getpass.getpass(f"Password of {options.shown(Path(name))}: ", stream=sys.stderr).encode()
    except (EOFError, OSError):
        return None

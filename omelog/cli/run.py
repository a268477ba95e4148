"""A run of `omelog triage` from its inputs to the files of its report."""

import contextlib
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import typer

from omelog.cli import options
from omelog.cli.show.terminal import Terminal
from omelog.model.report import Report
from omelog.run import (
    ClusterError,
    FilesError,
    Job,
    Known,
    OutputError,
    Plan,
    Run,
    Where,
    files,
    plan,
    prepare,
    remember,
    whole,
    write,
)
from omelog.run import run as read
from omelog.spool import MIB, Spool, SpoolError

_IN_MEMORY = 64 * MIB


class Outcome(NamedTuple):
    """What a run came to; with the whole report, if that was asked for."""

    made: Run
    report: Report | None


def run(
    job: Job,
    folder: Path | None,
    *,
    where: Where,
    terminal: Terminal,
    known: Known,
    wants_report: bool,
) -> Outcome:
    """Read all inputs and write the report of them, into the folder or to standard output.

    Where no bundle is found nothing is written, and the command ends: a report that is there stays.
    """
    is_new = folder is not None and not folder.exists()
    try:
        with terminal:
            planned = _planned(job, folder, terminal)
            if job.files is not None:
                known, where = Known(None), Where()  # checks of files are never stored
            elif len(planned.sources) == 1 and where.cluster is None and job.since is None:
                known = Known(None)  # it is read at once: looking it up would take as long
            with Spool(folder) as spool, known:
                if folder is None and job.formats[0] == "html" and len(planned.sources) > 1:
                    _wants_folder(len(planned.sources) + 1)
                made = read(planned, where, spool, terminal, known)
                _put_out(made, folder, terminal)
                remember(made, known)
                return Outcome(made, whole(made) if wants_report else None)
    except FilesError as error:
        if folder is not None and is_new:
            with contextlib.suppress(OSError):
                folder.rmdir()  # several roots show when they are read, and then the folder is there
        options.wrong_usage(str(error))
    except (OutputError, ClusterError, SpoolError) as error:
        options.complain(str(error))
    except KeyboardInterrupt:
        options.complain("interrupted; the report was not finished")
    raise typer.Exit(options.NOT_IN_FULL)


def _planned(job: Job, folder: Path | None, terminal: Terminal) -> Plan:
    """Find the bundles, and then make the folder; end the command if there are none, or it cannot be used."""
    planned = plan(job)
    if job.files is not None and len(planned.sources) != 1 + (job.files.roles is not None):
        raise FilesError(
            f"--cert and --peer go with one bundle each, and {len(planned.sources)} were found; give one INPUT"
        )
    if planned.is_empty:
        with Spool() as spool:
            read(planned, Where(), spool, terminal, Known(None))  # which says what is missing
        raise typer.Exit(options.NOT_IN_FULL)
    if folder is not None:
        try:
            prepare(folder, job.formats)
        except OutputError as error:
            options.wrong_usage(str(error))
    return planned


def _put_out(made: Run, folder: Path | None, terminal: Terminal) -> None:
    if terminal.stopped() and not made.rows:
        raise KeyboardInterrupt  # there is nothing to report
    terminal.ends(made)
    if folder is None:
        _to_standard_output(made)
    else:
        write(folder, files(made))
        if (folder / "status.json").exists():
            from omelog.watch.status import retire

            retire(folder)


def _wants_folder(pages: int) -> None:
    options.wrong_usage(f"{pages} pages do not fit on standard output; give a folder with -o, or one bundle")


def _to_standard_output(made: Run) -> None:
    """Write the one file of a format; it goes out when it is known to be the only one."""
    with Spool(in_memory=_IN_MEMORY) as whole:
        pages = 0
        for _, chunks in files(made):
            pages += 1
            for chunk in chunks if pages == 1 else ():
                whole.put(chunk)
        if pages > 1:
            _wants_folder(pages)
        whole.file.seek(0)
        shutil.copyfileobj(whole.file, sys.stdout.buffer)
    options.end_of_output()

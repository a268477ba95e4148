"""A run of `omelog triage` from its inputs to the files of its report, watched."""

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typer

from omelog.batch import How, Job, OutputError, Run, Spool, files, plan, write
from omelog.batch import run as read
from omelog.cli import options
from omelog.cli.watch import Watch

_IN_MEMORY = 64 * 1024 * 1024


def run(job: Job, formats: Sequence[str], folder: Path | None, jobs: int | None, watch: Watch) -> Run:
    """Read all inputs and write the report of them, into the folder or to standard output."""
    try:
        with watch, Spool(folder) as spool:
            planned = plan(job)
            if folder is None and formats[0] == "html" and len(planned.sources) > 1:
                _wants_folder(len(planned.sources) + 1)
            made = read(planned, job, How(jobs or _cores(), tuple(formats)), spool, watch)
            watch.ends(made)
            if made.rows or not watch.stopped():
                _put_out(made, formats, folder)
                return made
    except OutputError as error:
        options.complain(str(error))
    except KeyboardInterrupt:
        options.complain("interrupted; the report was not finished")
    raise typer.Exit(options.NOT_IN_FULL)


def _put_out(made: Run, formats: Sequence[str], folder: Path | None) -> None:
    if folder is None:
        _to_standard_output(made, formats[0])
    else:
        write(folder, (file for name in formats for file in files(made, name)))


def _cores() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _wants_folder(pages: int) -> None:
    options.wrong_usage(f"{pages} pages do not fit on standard output; give a folder with -o, or one bundle")


def _to_standard_output(made: Run, name: str) -> None:
    """Write the one file of a format; it goes out when it is known to be the only one."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as whole:
        pages = 0
        for _, chunks in files(made, name):
            pages += 1
            if pages == 1:
                whole.writelines(chunks)
        if pages > 1:
            _wants_folder(pages)
        whole.seek(0)
        try:
            shutil.copyfileobj(whole, sys.stdout.buffer)
            sys.stdout.flush()
        except OSError as error:
            options.complain(f"standard output: cannot be written: {error.strerror}; check where it goes")
            raise typer.Exit(options.NOT_IN_FULL) from None

"""What `omelog chain` reads and how it answers: one answer in one format, redacted, to one place."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from omelog.cli import files, options, redaction

if TYPE_CHECKING:
    from omelog.chain.build import Piece
    from omelog.chain.outcome import Checked, Question
    from omelog.chain.request import Request
    from omelog.model.chain import Build, Chain, Chains, Pair

    Noun = Chain | Chains | Pair | Build

_LONGEST = 3_652_058  # days: what a calendar has
_WAY_OUT = "check the name and the rights"


class Asked(NamedTuple):
    """How the answer is to be given."""

    format: str
    output: Path | None
    how: redaction.Asked
    quiet: bool = False
    audience: str | None = None


def usage(given: list[str], csr: str | None, output: Path | None) -> None:
    """End the command where what was asked for makes no sense."""
    if csr is not None and len(given) > 1:
        options.wrong_usage("--csr goes with one FILE: a CSR belongs to one appliance")
    for name in given:
        if not name or (name != files.STDIN and os.path.isdir(name)):
            options.wrong_usage(
                f"{name!r} is a folder; omelog chain build {name or 'FOLDER'} -o chain.pem makes a chain of its files"
            )
    inputs_and_output([*given, *([csr] if csr else [])], output)


def inputs_and_output(inputs: list[str], output: Path | None) -> None:
    """End the command where standard input is read twice, or the answer would take the place of what is read."""
    if inputs.count(files.STDIN) > 1:
        options.wrong_usage("standard input (-) can be read only once")
    if output is None:
        return
    if str(output) == files.STDIN:
        options.wrong_usage("-o names a file, and - is not one; name the file to write")
    if os.path.isdir(output):
        options.wrong_usage(f"{output} is a folder; name the file to write with -o")
    if any(name != files.STDIN and _is_same(Path(name), output) for name in inputs):
        options.wrong_usage(f"{output} is one of the inputs, and would be replaced; give another file with -o")


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.realpath(one) == os.path.realpath(other) or one.samefile(other)
    except OSError:
        return False


def question(
    at: str | None, within: int, limit: list[str] | None, *, single: bool = False, csr: str | None = None
) -> "Question":
    """Make the question of the options; end the command if one is wrong."""
    from omelog.chain.outcome import Question

    time, bounds = files.time(at), options.bounds(limit or [])
    request = _request(csr) if csr is not None else None
    return Question(at=time, single=single, csr=request, within=min(within, _LONGEST), limits=bounds)


def _request(name: str) -> "Request":
    from omelog.chain import request

    try:
        return request.read(files.read(name, request.LARGEST))
    except (OSError, ValueError) as error:
        return request.Request(reason="csr-missing", facts={"why": _unread(name, error, "check --csr")})


def _unread(name: str, error: Exception, way_out: str) -> str:
    """Complain of a file that cannot be read; return why it cannot."""
    why = getattr(error, "strerror", None) or str(error)
    options.complain(f"{files.shown(name)}: cannot be read: {why}; {way_out}")
    return why


def checked(name: str, asked: "Question") -> "Chain":
    """Check one file; one that cannot be read has failed."""
    from omelog.wording.chain import chain, unread

    try:
        made = chain(_checked(name, asked))
    except (OSError, ValueError) as error:
        return unread(name, _unread(name, error, _WAY_OUT), asked.at)
    for problem in made.problems:
        options.tell_problem(made.file.name, problem, verbose=False)
    return made


def compared(name: str, asked: "Question") -> "Checked":
    """Check one side of a pair; end the command if it cannot be read."""
    try:
        made = _checked(name, asked)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        options.not_done(f"{files.shown(name)}: cannot be read: {why}; {_WAY_OUT}")
    for problem in made.case.content.problems:
        options.tell_problem(name, problem, verbose=False)
    return made


def _checked(name: str, asked: "Question") -> "Checked":
    from omelog.chain.check import check

    data = files.read(name, asked.limits.chain_bytes)
    return check(files.shown(name), data, asked, lambda: files.password(name))


def piece(name: str, asked: "Question") -> "Piece | None":
    """Read one piece of a chain to be built; None if it cannot be read."""
    from omelog.chain.build import read_piece

    try:
        data = files.read(name, asked.limits.chain_bytes)
    except (OSError, ValueError) as error:
        _unread(name, error, _WAY_OUT)
        return None
    made = read_piece(files.shown(name), data, asked, lambda: files.password(name))
    for problem in made.content.problems:
        options.tell_problem(made.name, problem, verbose=False)
    return made


class ChainFiles(NamedTuple):
    """The files to read, and whether some could not be looked for."""

    names: list[str]
    missing: bool


def pieces(given: Iterable[str], most: int) -> ChainFiles:
    """Return the files of pieces: folders are searched to any depth, without following links."""
    names: list[str] = []
    unread: list[OSError] = []
    is_cut = False
    for one in given:
        if one == files.STDIN or not os.path.isdir(one):
            names.append(one)
            continue
        for folder, inner, inside in os.walk(one, onerror=unread.append):
            inner.sort()
            found = [Path(folder) / name for name in sorted(inside)]
            names += [str(file) for file in found if os.path.isfile(file) and not os.path.islink(file)]
        if len(names) > most:
            options.complain(f"{one}: more than {most} files (limit entries={most}); the rest was not looked at")
            names, is_cut = names[:most], True
    for error in unread:
        options.complain(f"{error.filename}: cannot be searched: {error.strerror}; check its rights")
    return ChainFiles(list(dict.fromkeys(names)), is_cut or bool(unread))


def answer(noun: "Noun", asked: Asked) -> None:
    """Write the answer, as far as its profile shows it."""
    noun = _redacted(noun, asked.how)
    if asked.output is not None:
        write(_in_format(noun, asked), asked.output)
    elif asked.format != "text" or not asked.quiet:
        sys.stdout.buffer.write(_in_format(noun, asked))


def _redacted(noun: "Noun", how: redaction.Asked) -> "Noun":
    if how.profile == "none":
        return noun
    from omelog.redact import redacted_files

    made = redacted_files(noun, how.profile, how.key)
    if how.map is not None:
        redaction.write_map(how.map, {"": made.mapping}, how.profile)
    return made.noun


def _in_format(noun: "Noun", asked: Asked) -> bytes:
    if asked.format == "json":
        import msgspec

        return msgspec.json.format(msgspec.json.encode(noun), indent=1) + b"\n"
    from omelog.model.chain import Build

    left_out = _left_out(asked.how)
    if asked.format == "html" and not isinstance(noun, Build):
        from omelog.report.html.chain import page

        return page(noun, asked.audience, left_out)
    from omelog.cli.show import chain_text

    encoding = sys.stdout.encoding or "ascii" if asked.output is None else "utf-8"
    text = chain_text.text(noun, asked.audience, chain_text.signs(encoding))
    text += f"\nRedaction: {left_out}\n" if left_out else ""
    return (text if asked.output else chain_text.coloured(text)).encode(encoding, "backslashreplace")


def _left_out(how: redaction.Asked) -> str:
    if how.profile == "none":
        return ""
    from omelog.redact import said

    return said(how.profile)


def write(data: bytes, output: Path) -> None:
    """Write a file as a whole or not at all; end the command if that cannot be done. What a kill left goes."""
    from omelog.writer import replacing, take_away

    take_away(output.parent)
    try:
        with replacing(output) as file:
            file.write(data)
    except OSError as error:
        options.not_done(f"{output}: cannot be written: {error.strerror}; give another with -o")

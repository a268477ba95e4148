"""Checks bytes as `omelog chain check` does, and reads the answer by slug."""

import datetime as dt
from typing import Any

from issuing import AT

from omelog.chain.check import check
from omelog.chain.outcome import Question
from omelog.chain.request import read
from omelog.limits import Limits
from omelog.model.chain import Chain
from omelog.wording.chain import chain


def checked(data: bytes, *, csr: bytes | None = None, at: dt.datetime = AT, **more: Any) -> Chain:  # noqa: ANN401 - options of Question
    """Check a file."""
    password = more.pop("password", None)
    limits = more.pop("limits", Limits())
    question = Question(at=at, csr=read(csr) if csr is not None else None, limits=limits, **more)
    return chain(check("chain.pem", data, question, lambda: password))


def statuses(made: Chain) -> dict[str, str]:
    """Return the status of every requirement and of every warning, by slug; that all is well is left out."""
    return {one.requirement: one.status for one in made.checks if one.status not in {"pass", "skip"}}


def answer(made: Chain, slug: str) -> str:
    """Return the status of one requirement."""
    return next(one.status for one in made.checks if one.requirement == slug)


def detail(made: Chain, slug: str) -> str:
    """Return the detail of one requirement, or of the first warning of a slug."""
    return next(one.detail for one in made.checks if one.requirement == slug)

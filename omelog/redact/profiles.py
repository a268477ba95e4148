"""The profiles: how much leaves in an output.

What of a customer is their own, and so stays under `customer`: a log does not say whose a name is, so kinds decide.
Host names, names of certificates, service tags and ids are those of the customer's appliances: they stay. User names,
mail addresses, names of people in a directory, and network addresses may be anybody's: they go, also the appliance's
own address, which nothing in a log tells from others. Loopback names nobody and always stays.
"""

import functools
from collections.abc import Iterator
from typing import Final, NamedTuple, get_args

from omelog.redact.detect import Profile, detectors

PROFILES: Final[tuple[Profile, ...]] = get_args(Profile)
# What is no text of a log: case numbers, and names of bundles, files and folders. They go under `share`.
OF_REPORT: Final = {
    "case": "Case numbers",
    "bundle": "Names of bundles, but for words such as `source` and `application`",
    "file": "Names of files and folders in a bundle, likewise",
}


class Treatment(NamedTuple):
    """What a profile does with a class: of the table in docs/redaction.md."""

    title: str
    kind: str
    becomes: dict[Profile, str]


def table() -> Iterator[Treatment]:
    """Yield what becomes of each class under each profile."""
    for one in detectors():
        becomes = one.note or f"{one.kind}-1"
        yield Treatment(
            one.title, one.kind, {name: becomes if covers(name, one.goes) else "stays" for name in PROFILES}
        )
    for kind, title in OF_REPORT.items():
        yield Treatment(title, kind, {name: f"{kind}-1" if covers(name, "share") else "stays" for name in PROFILES})
    strict: dict[Profile, str] = dict.fromkeys(PROFILES, "stays")
    yield Treatment(
        "Texts, packages and operations that the catalogue does not hold", "text", strict | {"strict": "[text removed]"}
    )
    yield Treatment("Causes, times, counts, roles, published sentences, loopback addresses, certificates", "", strict)


@functools.cache
def goes(profile: Profile) -> frozenset[str]:
    """Return the kinds of names and secrets that go under a profile, beside those that always go."""
    if profile == "none":
        return frozenset()
    found = {one.kind for one in detectors() if covers(profile, one.goes)}
    return frozenset(found | (set(OF_REPORT) if covers(profile, "share") else set()))


@functools.cache
def names() -> tuple[str, ...]:
    """Return the kinds of which a numbered name stands in place of each: host-3."""
    return tuple(dict.fromkeys([*OF_REPORT, *(one.kind for one in detectors() if not one.note)]))


_SAID: Final[dict[Profile, str]] = {
    "none": "Nothing was left out but private keys and passwords.",
    "customer": "Private keys, passwords, session ids and tokens are removed; user names, mail addresses and network "
    "addresses are replaced by numbered names such as address-1. Host names, certificate names and service tags "
    "are shown.",
    "share": "Private keys, passwords, session ids and tokens are removed; hosts, addresses, users, distinguished "
    "names, service tags, ids, case numbers and names of files are replaced by numbered names such as host-1.",
    "strict": "Hosts, addresses, users, distinguished names, service tags, ids, case numbers and names of files are "
    "replaced by numbered names such as host-1; every text of the log that omelog does not know is removed, and so "
    "are private keys, passwords, session ids and tokens.",
}


def said(profile: str) -> str:
    """Describe in plain words what a profile does, for pages and mail; of an unknown profile that it is not known."""
    for known, words in _SAID.items():
        if profile == known:
            return words
    return "This report was redacted in a way that this version of omelog does not know."


def covers(present: str, profile: Profile) -> bool:
    """Return whether what is redacted as `present` needs nothing more for `profile`."""
    return present in PROFILES and PROFILES.index(present) >= PROFILES.index(profile)

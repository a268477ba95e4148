"""What goes is looked for in every output, planted in every field that is not ours; what stays is the same there."""

import html

import pytest
from corpus import STAYS, first_profile, read, view
from planter import outputs, planted

from omelog.api import redact
from omelog.redact import PROFILES, Profile
from omelog.redact.profiles import covers

FOUND = [line for line in read() if line.kind != STAYS and not line.missed and "\n" not in line.text]
PLAIN = [line.text for line in read() if line.kind == STAYS and not line.missed]
AT_ONCE = 45


@pytest.mark.parametrize("begin", range(0, len(FOUND), AT_ONCE))
@pytest.mark.parametrize("profile", PROFILES[:-1])
def test_what_goes_reaches_no_output_from_any_field(profile: Profile, begin: int) -> None:
    lines = [line for line in FOUND if covers(profile, first_profile(line.kind))][begin : begin + AT_ONCE]
    if not lines:
        return  # fewer go under this profile
    shown = redact(planted([line.text for line in lines]), profile)
    parts = {part for line in lines for part in line.goes if len(part) > 5 and part != "12345678"}
    written = [text for output in outputs(shown) for text in (output, html.unescape(output))]
    assert not {part for part in parts for text in written if part in text}


@pytest.mark.parametrize("profile", ["none", "customer", "share"])
def test_what_stays_is_not_touched_by_what_stands_elsewhere_in_the_bundle(profile: Profile) -> None:
    text = "\n".join([*PLAIN, *(line.text for line in FOUND)])
    shown = view(profile, text)
    assert [plain for plain in PLAIN if plain not in shown] == []

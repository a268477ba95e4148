"""Mail addresses: jane.doe@example.com."""

import re
from collections.abc import Iterator

from omelog.redact.detect import Detector, Found

_MAIL = re.compile(r"[\w.+-]{1,64}+@(?P<domain>[\w-]++(?>(?:\.[\w-]++)*))")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d][\w-]+")
_ANNOTATION = re.compile(r"(?:odata|Message|Redfish)\.", re.IGNORECASE)


def find(text: str) -> Iterator[Found]:
    """Yield mail addresses; what stands before @ alone, as in jdoe@ome01, is a user."""
    for match in _MAIL.finditer(text):
        domain = match["domain"].rstrip("-")
        if _DOMAIN.fullmatch(domain) and not _ANNOTATION.match(domain):
            yield Found(match.start(), match.start("domain") + len(domain))


DETECTOR = Detector(
    kind="mail",
    title="Mail addresses",
    goes="customer",
    example="jane.doe@example.com",
    find=find,
    rank=35,
    hints=("@",),
)

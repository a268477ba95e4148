"""The errors of a bundle as digests: two bundles with the same record have one error between them."""

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b

import msgspec

from omelog.model.report import Bundle


def packed(bundle: Bundle) -> bytes:
    """Return a digest of each error by what it says and when, with how many were folded into it."""
    found: Counter[int] = Counter()
    for one in bundle.findings:
        key = msgspec.json.encode((one.raw, one.time, one.cause, one.message_id, one.message_args))
        digest = int.from_bytes(blake2b(key, digest_size=8).digest())
        found[digest] = max(found[digest], one.count)
    return msgspec.msgpack.encode(found) if found else b""


def different(errors: Iterable[bytes]) -> int:
    """Count the different errors in what was packed of some bundles."""
    every: dict[int, int] = {}
    for one in filter(None, errors):
        for digest, count in msgspec.msgpack.decode(one, type=dict[int, int]).items():
            every[digest] = max(every.get(digest, 0), count)
    return sum(every.values())

"""Archives in archives: each inner one is a bundle; depth, memory, time and numbers are bounded."""

import gzip
import threading
from collections.abc import Iterator
from itertools import islice

import pytest
from bundles import EVENING, LOG, MORNING, NOON, causes, codes, hit, of_bytes, only, tarred, zipped
from hostile import many_in_zip, wrapped

from omelog.bundle import ahead
from omelog.limits import Limits

SOURCE, TARGET = zipped({LOG: MORNING.encode()}), tarred({f"case/{LOG}": EVENING.encode()})


@pytest.mark.parametrize("method", [0, 8])
def test_source_and_target_zipped_together_are_two_bundles(method: int) -> None:
    packed = zipped({"source.zip": SOURCE, "x/target.tar.gz": gzip.compress(TARGET), "readme": b"two"}, method)
    for outer in (
        packed,
        tarred({"source.zip": SOURCE, "x/target.tar.gz": gzip.compress(TARGET)}),
        gzip.compress(packed),
    ):
        source, target = of_bytes(outer)
        assert (source.name, causes(source)) == ("standard input/source.zip", ["missing-eku"])
        assert (target.name, causes(target)) == ("standard input/x/target.tar.gz/case", ["invalid-csr-key"])
        assert (source.status, target.status) == ("analyzed", "analyzed")
        assert [log.path for log in source.logs + target.logs] == [LOG, LOG]


def test_one_archive_in_another_is_named_as_the_outer_one() -> None:
    bundle = only(of_bytes(zipped({"inner.zip": SOURCE})))
    assert (bundle.name, bundle.status, causes(bundle)) == ("standard input", "analyzed", ["missing-eku"])


def test_a_bundle_in_a_bundle_is_named_and_not_read() -> None:
    own = only(of_bytes(zipped({"no-extension": SOURCE, LOG: NOON.encode(), "x/y.zip": zipped({"readme": b"x"})})))
    assert (own.name, causes(own)) == ("standard input", ["missing-key-encipherment"])
    assert [(one.code, one.where) for one in own.problems] == [("inner-bundle", "no-extension")]


@pytest.mark.parametrize("inner", ["application.log.1", "old/application.log.1", LOG, f"x/{LOG}.1"])
@pytest.mark.parametrize("name", ["tomcat/old.zip", "tomcat/2024-01/application-old.zip"])
def test_an_archive_below_tomcat_holds_rotations(name: str, inner: str) -> None:
    bundle = only(of_bytes(zipped({LOG: EVENING.encode(), name: zipped({inner: MORNING.encode()})})))
    assert (bundle.status, causes(bundle)) == ("analyzed", ["missing-eku", "invalid-csr-key"])


def test_own_logs_are_read_whatever_inner_archives_hold() -> None:
    bomb = zipped({f"{number}.zip": many_in_zip(50, "n{}") for number in range(9)})
    for place in ("first", "last"):
        members = {LOG: EVENING.encode(), "a.zip": bomb, "b.zip": bomb}
        order = members if place == "first" else dict(reversed(members.items()))
        bundle = only(of_bytes(zipped(order), Limits(entries=100)))
        assert (bundle.status, causes(bundle), codes(bundle, "damage")) == ("partial", ["invalid-csr-key"], ["limit"])


@pytest.mark.parametrize("inner", ["application.log.1", "application.log"])
def test_a_rotation_that_is_packed_as_an_archive_is_one_of_the_logs(inner: str) -> None:
    for packed in (zipped({inner: MORNING.encode()}), gzip.compress(tarred({inner: MORNING.encode()}))):
        bundle = only(of_bytes(zipped({f"{LOG}.1.zip": packed, LOG: EVENING.encode()})))
        assert (bundle.status, bundle.problems, causes(bundle)) == ("analyzed", [], ["missing-eku", "invalid-csr-key"])
        assert [log.path for log in bundle.logs] == [f"{LOG}.1.zip", LOG]


def test_bare_logs_in_a_compressed_tar() -> None:
    packed = gzip.compress(tarred({"x/application.log.1": MORNING.encode(), "x/application.log": EVENING.encode()}))
    bundle = only(of_bytes(packed))
    assert (bundle.status, causes(bundle)) == ("analyzed", ["missing-eku", "invalid-csr-key"])
    assert [log.path for log in bundle.logs] == ["application.log.1", "application.log"]


def test_an_inner_archive_that_cannot_be_read_is_told() -> None:
    seven = b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(500)
    bundle = only(of_bytes(zipped({LOG: EVENING.encode(), "source.7z": seven})))
    assert (bundle.status, codes(bundle, "notice"), causes(bundle)) == ("analyzed", ["is-7z"], ["invalid-csr-key"])
    alone = only(of_bytes(zipped({"source.7z": seven})))
    assert (alone.status, codes(alone, "damage")) == ("rejected", ["is-7z"])
    assert bundle.problems[0].where == "source.7z"


def test_damage_in_one_inner_archive_is_not_that_of_another() -> None:
    source, target = of_bytes(zipped({"source.zip": SOURCE[:-30], "target.tar": TARGET}))
    assert (source.status, causes(source)) == ("partial", ["missing-eku"])
    assert (target.status, causes(target)) == ("analyzed", ["invalid-csr-key"])
    lost, left = of_bytes(zipped({"a.zip": SOURCE, "b.zip": SOURCE[:20], "c.tar": TARGET}))
    assert codes(lost, "damage") == codes(left, "damage") == ["truncated-zip"]  # nobody else would tell it


@pytest.mark.parametrize("outer", [gzip.compress, lambda data: zipped({"a": data}), lambda data: tarred({"a": data})])
def test_depth(outer: "type[bytes]") -> None:
    log = zipped({LOG: EVENING.encode()})
    fits = only(of_bytes(wrapped(log, 4, outer)))
    assert (fits.status, causes(fits)) == ("analyzed", ["invalid-csr-key"])
    assert hit(only(of_bytes(wrapped(log, 5, outer))), "depth")
    assert only(of_bytes(wrapped(log, 5, outer), Limits(depth=6))).status == "analyzed"


def test_inner_zips_that_have_to_be_held_are_bounded() -> None:
    inner = zipped({LOG: MORNING.encode(), "fill": bytes(200_000)}, 0)
    held = zipped({LOG: EVENING.encode(), "inner.zip": inner, "again.zip": inner})
    assert codes(only(of_bytes(held, Limits(inner_bytes=len(inner)))), "notice") == ["inner-bundle"] * 2
    bundle = only(of_bytes(held, Limits(inner_bytes=len(inner) - 1)))
    assert [problem.limit for problem in bundle.problems if problem.limit] == ["inner_bytes", "inner_bytes"]
    assert causes(bundle) == ["invalid-csr-key"]
    plain = zipped({LOG: EVENING.encode(), "inner.zip": inner}, 0)
    assert codes(only(of_bytes(plain, Limits(inner_bytes=1))), "notice") == ["inner-bundle"]  # it stands there as it is


def test_entries_count_in_all_archives_together() -> None:
    inner = many_in_zip(50, "n{}")
    packed = zipped([(LOG, EVENING.encode()), *((f"{number}.zip", inner) for number in range(3))])
    hit(of_bytes(packed, Limits(entries=100))[0], "entries")
    assert of_bytes(packed, Limits(entries=157))[0].status == "analyzed"


def test_logs_are_counted() -> None:
    packed = zipped({f"{LOG}.{number}": EVENING.encode() + b"%d" % number for number in range(5)})
    bundle = only(of_bytes(packed, Limits(logs=3)))
    hit(bundle, "logs")
    assert len(bundle.logs) == 3


def test_what_is_read_ahead_comes_in_order_and_raises_here() -> None:
    def chunks(count: int) -> Iterator[bytes]:
        yield from (b"%04d" % number * 2**18 for number in range(count))
        raise OSError("gone")

    taken: list[bytes] = []
    with pytest.raises(OSError, match="gone"):
        taken.extend(ahead(chunks(40)))
    assert taken == list(islice(chunks(41), 40))
    before = threading.active_count()
    stream = ahead(chunks(1000))
    assert next(stream) == b"0000" * 2**18
    assert threading.active_count() == before  # a small log would be read by now
    assert list(islice(stream, 8)) == list(islice(chunks(9), 1, 9))
    assert threading.active_count() == before + 1
    stream.close()
    assert threading.active_count() == before


def test_time_is_bounded() -> None:
    bundle = only(of_bytes(zipped({LOG: EVENING.encode()}), Limits(seconds=-1)))
    assert hit(bundle, "seconds").where is None
    assert bundle.status == "rejected"

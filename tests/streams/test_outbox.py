"""What waits until it can be sent: in memory, and on the disk."""

import errno
import os
import random

import pytest

from filters.streams.outbox import Outbox


def drained(outbox: Outbox, most: int = 7) -> bytes:
    found = bytearray()
    while outbox:
        found += outbox.take(most)
    return bytes(found)


@pytest.mark.parametrize("memory", [0, 10, 1000], ids=["disk", "both", "memory"])
@pytest.mark.parametrize("segment", [1, 25, 1000])
def test_what_is_put_in_comes_out_in_its_order(memory: int, segment: int) -> None:
    dice = random.Random(7)
    outbox = Outbox(memory=memory, segment=segment)
    given, found = bytearray(), bytearray()
    for _ in range(300):
        data = dice.randbytes(dice.randrange(20))
        if dice.random() < 0.5:
            outbox.make_room(len(data))
        outbox.put(data)
        given += data
        found += outbox.take(dice.randrange(1, 25))
        assert outbox.size == len(given) - len(found)
    assert found + drained(outbox) == given
    assert not outbox and outbox.take(10) == b""
    outbox.close()


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_a_file_is_let_go_as_soon_as_it_was_taken() -> None:
    before = descriptors()
    outbox = Outbox(memory=0, segment=10)
    for _ in range(5):
        outbox.put(b"0123456789")
    assert descriptors() == before + 5
    for left in (4, 3, 2, 1, 0):
        assert outbox.take(10) == b"0123456789"
        assert descriptors() == before + left


def test_closed_it_leaves_nothing() -> None:
    before = descriptors()
    outbox = Outbox(memory=4)
    outbox.put(b"abcd")
    outbox.put(b"efgh")
    outbox.close()
    assert (descriptors(), outbox.size, outbox.take(9)) == (before, 0, b"")


def test_a_full_disk_is_known_before_anything_is_put_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int, offset: int, size: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    outbox = Outbox(memory=4)
    outbox.put(b"abcd")
    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(OSError, match="full"):
        outbox.make_room(5)
    assert drained(outbox) == b"abcd"
    outbox.close()


def test_what_fits_into_memory_needs_no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "posix_fallocate")
    outbox = Outbox(memory=4)
    outbox.make_room(4)
    outbox.put(b"abcd")
    assert drained(outbox) == b"abcd"

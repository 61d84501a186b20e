"""Files without a name leave the last of a disk to others."""

import errno
import shutil
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from filters.streams.outbox import MEMORY, Outbox
from filters.streams.spooling import RESERVE, nameless_file, require_room


class Usage(NamedTuple):
    """As `shutil.disk_usage` tells it."""

    free: int


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """`free(size)`: the disk has so many bytes left."""

    def have(size: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(size))

    return have


@pytest.mark.parametrize(("size", "refused"), [(0, False), (1000, False), (1001, True)])
def test_so_much_is_left_to_others(free: Callable[[int], None], size: int, refused: bool) -> None:
    free(RESERVE + 1000)
    found: Any = None
    try:
        require_room(size)
    except OSError as error:
        found = error.errno
    assert found == (errno.ENOSPC if refused else None)


def test_a_queue_finds_out_before_it_takes_anything(free: Callable[[int], None]) -> None:
    outbox = Outbox()
    free(RESERVE)
    outbox.make_room(MEMORY)  # in memory
    with pytest.raises(OSError, match="space"):
        outbox.make_room(MEMORY + 1)
    assert outbox.size == 0


def test_a_file_without_a_name_can_be_read_again() -> None:
    with nameless_file() as file:
        file.write(b"words")
        file.seek(0)
        assert file.read() == b"words"

"""Rewriters meet bytes that nobody checked: they answer or decline, and never fail or grow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine.formats import FORMATS
from filters.engine.lossless import REWRITERS, copied
from filters.engine.metadata import Metadata
from filters.engine.source import Header
from tests.engine.lossless.test_copied import PLAIN, secretive

BLOCK = Metadata(exif=b"Exif\0\0II*\0" + bytes(40))
FILES = {name: PLAIN[name] for name in PLAIN} | {f"secret {name}": secretive(name) for name in ("jpeg", "png", "webp")}


def format_of(name: str) -> str:
    by_name = {"jp2": "jpeg2000", "j2k": "jpeg2000"}
    return by_name.get(name) or next(known for known in REWRITERS if known in name)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("keep", [True, False])
@given(data=st.data())
def test_no_cut_and_no_flipped_byte_makes_it_fail(name: str, keep: bool, data: st.DataObject) -> None:
    file = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(0, 4))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(file[: data.draw(st.integers(0, len(file)))])
    header = Header(format=FORMATS[format_of(name)], size=(64, 48), mode="RGB")
    result = copied(cut, header, BLOCK, keep=keep)
    assert result is None or len(result) <= len(cut) + 200


@pytest.mark.parametrize("name", REWRITERS)
@given(noise=st.binary(max_size=200))
def test_noise_is_declined(name: str, noise: bytes) -> None:
    header = Header(format=FORMATS[name], size=(64, 48), mode="RGB")
    for keep in (True, False):
        result = copied(noise, header, Metadata(), keep=keep)
        assert result is None or len(result) <= len(noise) + 8

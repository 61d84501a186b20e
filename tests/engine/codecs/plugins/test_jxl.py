"""JPEG XL, in and out."""

import numpy as np
import pytest

from filters.engine import process
from filters.engine.errors import ImageTooLarge, ImageUnreadable
from filters.engine.limits import Limits
from tests.engine.pictures import cutout, encoded, furthest, opened, photo, picture, same, values
from tests.engine.profiles import rgb_profile
from tests.engine.test_color import by_littlecms


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_without_loss_every_pixel_comes_back(mode: str) -> None:
    image = picture(mode, (40, 30))
    result = process(encoded(image, "JXL", lossless=True), format="png")
    assert same(opened(result.data), image)


def test_a_photo_still_looks_like_itself() -> None:
    result = process(encoded(photo(), "PNG"), format="jxl")
    assert result.media_type == "image/jxl"
    assert abs(values(opened(result.data)) - values(photo())).mean() < 6


def test_transparency_survives() -> None:
    result = opened(process(encoded(cutout(), "PNG"), format="jxl").data)
    assert furthest(result.getchannel("A"), cutout().getchannel("A")) == 0


def test_its_profile_is_applied() -> None:
    data = encoded(photo(size=(60, 40)), "JXL", lossless=True, icc_profile=rgb_profile())
    result = opened(process(data, format="png").data)
    assert same(result, by_littlecms(photo(size=(60, 40)), rgb_profile()))


def test_its_size_is_known_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encoded(photo(size=(300, 200)), "JXL")
    monkeypatch.setattr("pylibjxl.decode", lambda *_, **__: pytest.fail("decoded"))
    with pytest.raises(ImageTooLarge, match="300 x 200"):
        process(data, limits=Limits(max_pixels=59_999))


def test_half_a_file_is_damaged() -> None:
    data = encoded(photo(size=(300, 200)), "JXL")
    with pytest.raises(ImageUnreadable, match="The JPEG XL is damaged"):
        process(data[: len(data) // 2])


def test_broken_bytes_are_survived() -> None:
    data = encoded(photo(size=(64, 48)), "JXL")
    random = np.random.default_rng(0)
    for _ in range(200):
        broken = bytearray(data)
        broken[random.integers(2, len(data))] ^= int(random.integers(1, 256))
        try:
            assert process(bytes(broken), format="png", limits=Limits(max_pixels=10_000)).frames == 1
        except (ImageUnreadable, ImageTooLarge) as error:
            assert error.problems[0].field == "image"

"""QOI through its crate: Pillow's own codec, in plain Python, is the reference."""

import io

import numpy as np
import pytest
from PIL import Image, QoiImagePlugin

from filters.engine import process
from filters.engine.codecs.plugins.qoi import QoiImageFile
from filters.engine.errors import ImageTooLarge, ImageUnreadable
from tests.engine.pictures import cutout, encoded, opened, photo, picture, same


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("size", [(1, 1), (13, 7), (64, 48)])
def test_both_codecs_read_what_either_writes(mode: str, size: tuple[int, int]) -> None:
    image = picture(mode, size)
    ours, pillows = encoded(image, "QOI"), io.BytesIO()
    QoiImagePlugin._save(image, pillows, "")
    for data in (ours, pillows.getvalue()):
        assert same(opened(data), image)
        assert same(QoiImagePlugin.QoiImageFile(io.BytesIO(data)), image)


def test_it_is_the_crate_that_pillow_opens() -> None:
    assert isinstance(Image.open(io.BytesIO(encoded(photo(), "QOI"))), QoiImageFile)


def test_transparency_goes_through() -> None:
    result = opened(process(encoded(cutout(), "PNG"), format="qoi").data)
    assert same(result, cutout())


def test_a_claim_of_many_pixels_is_refused_before_decoding() -> None:
    data = bytearray(encoded(photo(size=(8, 8)), "QOI"))
    data[4:12] = (30_000).to_bytes(4, "big") * 2
    with pytest.raises(ImageTooLarge):
        process(bytes(data), format="png")


@pytest.mark.parametrize("channels", [0, 2, 5, 255])
def test_a_wrong_number_of_channels_is_damage(channels: int) -> None:
    data = bytearray(encoded(photo(size=(8, 8)), "QOI"))
    data[12] = channels
    with pytest.raises(ImageUnreadable):
        process(bytes(data), format="png")


def test_channels_that_the_pixels_do_not_have_do_no_harm() -> None:
    """The byte only informs: the same chunks are read with three or four channels."""
    data = bytearray(encoded(photo(size=(8, 8)), "QOI"))
    data[12] = 4
    result = opened(process(bytes(data), format="png").data)
    assert (np.asarray(result.convert("RGB")) == np.asarray(photo(size=(8, 8)))).all()

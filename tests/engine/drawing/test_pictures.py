"""Second pictures: read upright and in a working mode, once, and refused with a reason."""

import pytest
from PIL import Image

from filters.engine.drawing import pictures
from filters.engine.drawing.pictures import read_picture
from filters.engine.errors import PictureInvalid
from filters.engine.limits import Limits
from tests.engine.pictures import animation, encoded, photo, same


def test_it_is_decoded_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(photo(size=(30, 20)), "PNG", exif=exif)
    assert same(read_picture(data), photo(size=(30, 20)).transpose(Image.Transpose.ROTATE_270))


def test_an_animation_gives_its_first_frame() -> None:
    assert read_picture(animation("GIF")).convert("RGB").getpixel((0, 0)) == (255, 0, 0)


def test_it_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encoded(photo(size=(31, 20)), "PNG")
    first = read_picture(data)
    monkeypatch.setattr(pictures, "open_source", None)
    assert read_picture(bytes(bytearray(data))) is first


def test_large_pictures_are_not_kept() -> None:
    data = encoded(Image.new("L", (4000, 2500)), "PNG")
    assert read_picture(data) is not read_picture(data)


@pytest.mark.parametrize(
    "data", [b"", b"text", encoded(photo(size=(60, 40)), "PNG")[:300]], ids=["none", "text", "cut"]
)
def test_what_is_not_a_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PictureInvalid):
        read_picture(data)


def test_limits_hold() -> None:
    with pytest.raises(PictureInvalid, match="megapixels"):
        read_picture(encoded(photo(size=(33, 40)), "PNG"), limits=Limits(max_pixels=1000))

"""What passes for the answer that was asked for."""

import io

import pytest
from PIL import Image, ImageFilter

from benchmarks.likeness import compare


@pytest.fixture
def photo(cat_jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(cat_jpeg)).convert("RGB")


def file(image: Image.Image, target: str = "png") -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, target)
    return buffer.getvalue()


def test_the_same_picture_is_alike(photo: Image.Image) -> None:
    found = compare(file(photo), file(photo), "png")
    assert (round(found.ssim, 9), found.color, found.complaint) == (1.0, 0.0, "")


def test_less_work_is_not(photo: Image.Image) -> None:
    asked = photo.filter(ImageFilter.GaussianBlur(8))
    found = compare(file(photo.filter(ImageFilter.GaussianBlur(2))), file(asked), "png")
    assert found.ssim < 0.95
    assert found.complaint == f"SSIM {found.ssim:.3f}"


def test_other_colors_are_not_even_if_nothing_moved(photo: Image.Image) -> None:
    brighter = photo.point(lambda value: min(255, value + 20))
    found = compare(file(brighter), file(photo), "png")
    assert found.ssim > 0.95
    assert found.complaint == f"colors differ by {found.color:.0f}"


def test_another_format_is_named(photo: Image.Image) -> None:
    assert compare(file(photo, "jpeg"), file(photo), "png").complaint == "is JPEG, not PNG"


def test_another_size_is_named(photo: Image.Image) -> None:
    smaller = photo.resize((photo.width - 3, photo.height))
    complaint = compare(file(smaller), file(photo), "png").complaint
    assert complaint == f"is {photo.width - 3} x {photo.height}, not {photo.width} x {photo.height}"


def test_a_pixel_of_size_is_a_matter_of_rounding(photo: Image.Image) -> None:
    smaller = photo.resize((photo.width - 1, photo.height - 1))
    assert compare(file(smaller), file(photo), "png").complaint == ""


def test_what_cannot_be_seen_does_not_count(photo: Image.Image) -> None:
    clear, other = photo.copy(), Image.new("RGB", photo.size, "red")
    clear.putalpha(0)
    other.putalpha(0)
    assert compare(file(clear), file(other), "png").complaint == ""

"""Numbers about pixels, against Pillow's, NumPy's and OpenCV's own."""

import numpy as np
import pytest
from PIL import Image, ImageFilter, ImageStat

from filters.engine.inspection.measures import dominant_colors, entropy, histogram, mean_color, sharpness
from filters.engine.kernels.vision import cv2
from tests.engine.pictures import PHOTOS, cutout, photo, picture


def test_dominant_colors_are_sorted_by_share() -> None:
    image = Image.new("RGB", (100, 100), "#ff0000")
    image.paste("#0000ff", (0, 0, 100, 25))
    assert dominant_colors(image) == [{"color": "#ff0000", "share": 0.75}, {"color": "#0000ff", "share": 0.25}]


def test_transparent_pixels_have_no_color() -> None:
    image = Image.new("RGBA", (10, 10), (255, 0, 0, 0))
    assert dominant_colors(image) == []
    image.putpixel((3, 3), (0, 255, 0, 255))
    assert dominant_colors(image) == [{"color": "#00ff00", "share": 1.0}]


@pytest.mark.parametrize("name", PHOTOS)
def test_a_histogram_is_pillows(name: str) -> None:
    counts = histogram(photo(name))
    assert counts["luminance"] == photo(name).convert("L").histogram()
    assert counts["red"] + counts["green"] + counts["blue"] == photo(name).convert("RGB").histogram()


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_a_histogram_counts_what_is_at_least_half_visible(mode: str) -> None:
    image = cutout(mode)
    visible = np.asarray(image.getchannel("A")) >= 128
    green = np.asarray(image.convert("RGB"))[..., 1][visible]
    counts = histogram(image)
    assert counts["green"] == np.bincount(green, minlength=256).tolist()
    assert sum(counts["luminance"]) == visible.sum()


@pytest.mark.parametrize("name", PHOTOS)
def test_a_mean_color_is_the_mean(name: str) -> None:
    mean = np.floor(np.array(ImageStat.Stat(photo(name).convert("RGB")).mean) + 0.5).astype(np.uint8)
    assert mean_color(histogram(photo(name))) == "#" + mean.tobytes().hex()


def test_nothing_visible_has_no_mean_color_and_no_entropy() -> None:
    counts = histogram(Image.new("RGBA", (4, 4), (255, 0, 0, 0)))
    assert mean_color(counts) is None
    assert entropy(counts) == 0


@pytest.mark.parametrize("name", PHOTOS)
def test_entropy_is_shannons(name: str) -> None:
    assert entropy(histogram(photo(name))) == round(photo(name).convert("L").entropy(), 4)


def test_entropy_has_its_bounds() -> None:
    assert entropy(histogram(Image.new("L", (4, 4), 7))) == 0
    assert entropy(histogram(Image.linear_gradient("L"))) == 8


def test_sharpness_is_the_variance_of_the_laplacian() -> None:
    gray = np.asarray(photo().convert("L"), float)
    padded = np.pad(gray, 1, mode="reflect")
    laplacian = padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:] - 4 * gray
    assert sharpness(photo()) == round(laplacian.var(), 2) == round(cv2.Laplacian(gray, cv2.CV_64F).var(), 2)


def test_blur_takes_sharpness_away() -> None:
    steps = [sharpness(photo().filter(ImageFilter.GaussianBlur(radius))) for radius in (0, 1, 2, 4)]
    assert steps == sorted(steps, reverse=True)
    assert steps[0] > 10 * steps[2]
    assert sharpness(Image.new("RGB", (5, 5), "red")) == 0


def test_sharpness_is_measured_at_a_bounded_size() -> None:
    image = picture("RGB", (2048, 300))
    small = image.copy()
    small.thumbnail((1024, 1024))
    assert sharpness(image) == sharpness(small) < sharpness(image.crop((0, 0, 1024, 300)))

"""Quality, colors and format that are found by trying: right by measure, and only encoding is repeated."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage.metrics import structural_similarity as oracle

from filters.engine import Limits, Pipeline, Rendition, process
from filters.engine.errors import DeadlineExceeded
from filters.engine.kernels.vision import Pixels
from filters.engine.operations.blur import GaussianBlur
from filters.engine.output import TARGET
from tests.engine.pictures import cutout, encoded, opened, photo

SOURCE = photo(size=(96, 72))
DATA = encoded(SOURCE, "BMP")
WITH_QUALITY = ("jpeg", "webp", "avif", "jpeg2000")


def likeness(rendition: Rendition) -> float:
    """SSIM over luma, by scikit-image."""
    one, other = (np.asarray(image.convert("L")) for image in (SOURCE, opened(rendition.data)))
    _, full = oracle(  # type: ignore[no-untyped-call]
        one, other, data_range=255, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True
    )
    return float(full.mean())


@pytest.mark.parametrize("target", [None, 0.92])
@pytest.mark.parametrize("format", WITH_QUALITY)
def test_automatic_quality_is_the_lowest_that_reaches_the_target(format: str, target: float | None) -> None:
    rendition = process(DATA, format=format, quality="auto", target=target)
    assert rendition.quality is not None
    wanted = target or TARGET
    assert likeness(rendition) >= wanted - 3e-4
    if rendition.quality > 1:
        assert likeness(process(DATA, format=format, quality=rendition.quality - 1)) < wanted + 3e-4
    assert rendition.data == process(DATA, format=format, quality=rendition.quality).data


def test_a_target_out_of_reach_gives_the_best_and_says_so() -> None:
    rendition = process(DATA, format="webp", quality="auto", target=0.999)
    assert rendition.quality == 100
    assert rendition.notes == ("target_missed",)


def test_a_plain_picture_needs_hardly_any_quality() -> None:
    rendition = process(encoded(Image.new("RGB", (64, 64), "navy"), "PNG"), format="jpeg", quality="auto")
    assert rendition.quality is not None
    assert rendition.quality < 20


@pytest.mark.parametrize("format", ["webp", "avif"])
def test_automatic_quality_watches_the_transparency(format: str) -> None:
    image = cutout()
    rendition = process(encoded(image, "PNG"), format=format, quality="auto", target=0.99)
    alpha = [np.asarray(one.convert("RGBA"))[..., 3] for one in (image, opened(rendition.data))]
    assert oracle(*alpha, data_range=255) > 0.98  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("most", [1_500, 4_000])
@pytest.mark.parametrize("format", WITH_QUALITY)
def test_max_bytes_is_the_best_quality_that_fits(format: str, most: int) -> None:
    rendition = process(DATA, format=format, max_bytes=most)
    assert len(rendition.data) <= most
    assert rendition.quality is not None
    assert rendition.notes == ()
    if rendition.quality < 100:
        assert len(process(DATA, format=format, quality=rendition.quality + 1).data) > most


def test_quality_is_the_most_that_max_bytes_takes() -> None:
    assert process(DATA, format="jpeg", max_bytes=10**6).quality == 100
    assert process(DATA, format="jpeg", max_bytes=10**6, quality=70).quality == 70
    low = process(DATA, format="jpeg", max_bytes=1_500, quality=70)
    assert low.quality is not None
    assert low.quality < 70
    assert len(low.data) <= 1_500


def test_max_bytes_wins_over_the_target() -> None:
    rendition = process(DATA, format="jpeg", quality="auto", max_bytes=1_200)
    assert len(rendition.data) <= 1_200
    assert rendition.notes == ("target_missed",)
    assert process(DATA, format="jpeg", quality="auto", max_bytes=10**6).notes == ()


@pytest.mark.parametrize("format", WITH_QUALITY)
def test_what_cannot_fit_is_the_smallest_and_that_is_said(format: str) -> None:
    rendition = process(DATA, format=format, max_bytes=100)
    assert rendition.notes == ("max_bytes_missed",)
    assert len(rendition.data) <= len(process(DATA, format=format, quality=1).data)


@pytest.mark.parametrize("format", ["png", "gif"])
def test_palettes_give_up_colors_to_fit(format: str) -> None:
    whole = len(process(DATA, format=format).data)
    rendition = process(DATA, format=format, max_bytes=whole // 3)
    assert len(rendition.data) <= whole // 3
    assert rendition.notes == ("colors_reduced",)
    assert len(opened(rendition.data).convert("RGB").getcolors() or range(999)) < 256
    assert process(DATA, format=format, max_bytes=whole).notes == ()
    assert process(DATA, format=format, max_bytes=100).notes == ("colors_reduced", "max_bytes_missed")


@pytest.mark.parametrize("choices", [{"format": "tiff"}, {"format": "bmp"}, {"format": "qoi"}])
def test_a_format_that_can_give_up_nothing_says_that_it_missed(choices: dict[str, Any]) -> None:
    rendition = process(DATA, **choices, max_bytes=1_000)
    assert rendition.notes == ("max_bytes_missed",)
    assert rendition.quality is None


@pytest.mark.parametrize("format", ["gif", "webp", "avif", "png"])
def test_an_animation_fits_as_a_whole(format: str) -> None:
    frames = [SOURCE.rotate(turn) for turn in (0, 20, 40)]
    data = encoded(frames[0], "PNG", save_all=True, append_images=frames[1:], duration=100)
    whole = len(process(data, format=format, colors=256).data)
    rendition = process(data, format=format, max_bytes=whole // 2)
    assert len(rendition.data) <= whole // 2
    assert rendition.frames == Image.open(io.BytesIO(rendition.data)).n_frames == 3  # type: ignore[attr-defined]


def test_automatic_quality_holds_for_every_frame() -> None:
    frames = [SOURCE, SOURCE.rotate(90, expand=False), Image.new("RGB", SOURCE.size, "white")]
    data = encoded(frames[0], "PNG", save_all=True, append_images=frames[1:], duration=100)
    still = process(DATA, format="webp", quality="auto").quality
    moving = process(data, format="webp", quality="auto").quality
    assert still is not None
    assert moving is not None
    assert moving >= still - 5


class TestAutomaticFormat:
    """format=auto: the smallest, among what shows the picture."""

    def test_it_is_the_smallest_of_all(self) -> None:
        rendition = process(DATA, format="auto")
        sizes = {name: len(process(DATA, format=name).data) for name in ("jpeg", "png", "webp", "avif")}
        assert len(rendition.data) == min(sizes.values())
        assert rendition.format.name == min(sizes, key=sizes.__getitem__)

    def test_a_drawing_becomes_lossless_where_that_is_smaller(self) -> None:
        drawing = Image.new("RGB", (300, 300), "white")
        drawing.paste("black", (20, 20, 200, 30))
        rendition = process(encoded(drawing, "BMP"), format="auto")
        assert len(rendition.data) <= len(process(encoded(drawing, "BMP"), format="png").data)

    def test_transparency_is_never_flattened(self) -> None:
        rendition = process(encoded(cutout(), "PNG"), format="auto")
        assert rendition.format.name in ("png", "webp", "avif")
        assert rendition.notes == ()

    def test_transparency_that_a_step_made_counts(self) -> None:
        steps = [{"op": "rotate", "angle": 30, "background": "#00000000"}]
        assert process(encoded(SOURCE, "JPEG"), steps, format="auto").format.alpha

    def test_an_animation_stays_one(self) -> None:
        frames = [SOURCE.rotate(turn) for turn in (0, 20)]
        data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
        rendition = process(data, format="auto")
        assert (rendition.frames, rendition.notes) == (2, ())
        assert rendition.format.frames == "animation"

    def test_with_a_size_it_is_the_one_that_looks_best(self) -> None:
        rendition = process(DATA, format="auto", max_bytes=1_500)
        assert len(rendition.data) <= 1_500
        others = [process(DATA, format=name, max_bytes=1_500) for name in ("jpeg", "webp", "avif")]
        assert likeness(rendition) >= max(likeness(one) for one in others) - 1e-3

    def test_lossless_leaves_only_formats_that_keep_every_pixel(self) -> None:
        rendition = process(DATA, format="auto", lossless=True)
        assert np.array_equal(np.asarray(opened(rendition.data).convert("RGB")), np.asarray(SOURCE))

    def test_a_format_that_cannot_hold_the_size_is_left_out(self) -> None:
        data = encoded(Image.new("RGB", (20_000, 2)), "PNG")
        assert process(data, format="auto").format.name != "webp"

    def test_metadata_that_stays_leaves_out_formats_without_a_place_for_it(self) -> None:
        frames = [SOURCE.rotate(turn) for turn in (0, 20)]
        data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
        assert process(data, format="auto", metadata="keep").format.name != "gif"


def test_only_encoding_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Pixels] = []

    def transform_pixels(self: GaussianBlur, pixels: Pixels) -> Pixels:
        calls.append(pixels)
        return pixels

    monkeypatch.setattr(GaussianBlur, "transform_pixels", transform_pixels)
    process(DATA, Pipeline((GaussianBlur(),)), format="jpeg", quality="auto", max_bytes=1_500)
    assert len(calls) == 1


@pytest.mark.parametrize(
    "choices", [{"quality": "auto"}, {"max_bytes": 1_200}, {"format": "auto"}, {"format": "gif", "max_bytes": 999}]
)
def test_the_deadline_is_checked_between_tries(choices: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    seen = iter(range(10_000))
    monkeypatch.setattr("filters.engine.limits.perf_counter", lambda: next(seen))
    with pytest.raises(DeadlineExceeded):
        process(DATA, **{"format": "jpeg", **choices}, limits=Limits(deadline_s=4))


@pytest.mark.parametrize("choices", [{"quality": "auto"}, {"max_bytes": 1_500}, {"format": "auto"}])
def test_the_same_request_gives_the_same_bytes(choices: dict[str, Any]) -> None:
    choices = {"format": "webp", **choices}
    assert process(DATA, **choices).data == process(DATA, **choices).data


def test_the_etag_covers_the_choices() -> None:
    every: list[dict[str, Any]] = [
        {}, {"quality": "auto"}, {"quality": "auto", "target": 0.95}, {"max_bytes": 9_000}, {"progressive": True},
        {"optimize": True}, {"subsampling": "4:4:4"}, {"dpi": 72}, {"format": "auto"}, {"format": "png"},
        {"format": "png", "colors": 4}, {"format": "png", "colors": 4, "dither": False},
    ]  # fmt: skip
    marks = [process(DATA, **{"format": "jpeg", **choices}).etag for choices in every]
    assert len(set(marks)) == len(every)

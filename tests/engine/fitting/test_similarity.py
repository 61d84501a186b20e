"""Likeness is scikit-image's structural similarity, and says what a viewer sees."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter
from skimage.metrics import structural_similarity as oracle

from filters.engine.fitting.similarity import ROWS, file_similarity, similarity, structural_similarity
from filters.engine.source import Frame
from tests.engine.pictures import cutout, encoded, photo


def reference(one: np.ndarray, other: np.ndarray) -> float:
    """The mean over the whole map; scikit-image's own mean leaves its border out."""
    _, full = oracle(  # type: ignore[no-untyped-call]
        one, other, data_range=255, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True
    )
    return float(full.mean())


@pytest.mark.parametrize("quality", [1, 20, 50, 80, 95])
@pytest.mark.parametrize("size", [(60, 40), (45, ROWS + 3), (20, 2 * ROWS)])
def test_it_agrees_with_scikit_image(size: tuple[int, int], quality: int) -> None:
    source = photo(size=size).convert("L")
    seen = Image.open(io.BytesIO(encoded(source, "JPEG", quality=quality)))
    one, other = np.asarray(source), np.asarray(seen)
    assert structural_similarity(one, other) == pytest.approx(reference(one, other), abs=2e-4)


@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_a_picture_is_wholly_like_itself_and_never_more_like_another(width: int, height: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    one, other = random.integers(0, 256, (2, height, width), np.uint8)
    assert structural_similarity(one, one) == pytest.approx(1)
    assert structural_similarity(one, other) <= 1.0001
    assert structural_similarity(one, other) == pytest.approx(structural_similarity(other, one), abs=1e-4)


def test_the_more_is_lost_the_less_it_is_alike() -> None:
    source = photo(size=(120, 90))
    scores = [similarity(source, source.filter(ImageFilter.GaussianBlur(radius))) for radius in (0, 0.5, 1, 3)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1
    assert scores[-1] < 0.9


def test_a_lost_transparency_counts() -> None:
    source = cutout()
    solid = source.copy()
    solid.putalpha(255)
    assert similarity(source, source) == 1
    assert similarity(source, solid) < 0.9


def test_hidden_colors_do_not_count() -> None:
    source = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    assert similarity(source, Image.new("RGBA", (20, 20), (0, 0, 255, 0))) == 1


def moving(*durations: int) -> list[Frame]:
    return [
        Frame(Image.new("RGB", (16, 16), (40 * number, 0, 0)), duration) for number, duration in enumerate(durations)
    ]


def animation(*durations: int, shades: list[int]) -> bytes:
    images = [Image.new("RGB", (16, 16), (40 * shade, 0, 0)) for shade in shades]
    return encoded(images[0], "WEBP", save_all=True, append_images=images[1:], duration=list(durations), lossless=True)


def test_each_frame_is_compared_with_what_shows_at_its_time() -> None:
    frames = moving(100, 50, 200)
    assert file_similarity(frames, animation(100, 50, 200, shades=[0, 1, 2])) == pytest.approx(1)
    assert file_similarity(frames, animation(100, 50, 200, shades=[0, 1, 4])) < 0.99


def test_equal_frames_that_the_encoder_merged_are_still_alike() -> None:
    frames = [*moving(100), Frame(Image.new("RGB", (16, 16), (0, 0, 0)), 60), *moving(0, 80)[1:]]
    assert file_similarity(frames, animation(160, 80, shades=[0, 1])) == pytest.approx(1)

"""What stands out, against the same formula over SciPy."""

import numpy as np
import pytest
from PIL import Image
from scipy import fft, ndimage

from filters.engine.finding.saliency import saliency
from tests.engine.pictures import PHOTOS, photo


@pytest.mark.parametrize("name", PHOTOS)
def test_saliency_is_scipys(name: str) -> None:
    """The same formula over SciPy's own transforms and filters."""
    image = photo(name).resize((64, 48)).convert("L")
    spectrum = fft.fft2(np.asarray(image, np.float64))
    amplitude = np.log(np.abs(spectrum) + 1e-9)
    residual = amplitude - ndimage.uniform_filter(amplitude, 3, mode="mirror")
    power = np.abs(fft.ifft2(np.exp(residual) * spectrum / np.maximum(np.abs(spectrum), 1e-12))) ** 2
    oracle = ndimage.gaussian_filter(power, 2.5, mode="mirror")
    assert np.abs(saliency(image) - oracle / oracle.max()).max() < 0.01


def test_a_map_is_small_and_between_zero_and_one() -> None:
    found = saliency(photo())
    assert max(found.shape) == 64
    assert found.min() >= 0
    assert found.max() == 1
    assert not saliency(Image.new("RGB", (30, 20), "red")).any()

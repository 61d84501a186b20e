"""Blurs against Pillow, and what they do to alpha."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from filters.engine import Operation
from filters.engine.operations.blur import Blur, BoxBlur, GaussianBlur, Smooth, SmoothMore
from tests.engine.pictures import PHOTOS, furthest, label, photo, same, values

ORACLES: list[tuple[Operation, ImageFilter.Filter]] = [
    (GaussianBlur(), ImageFilter.GaussianBlur(2)),
    (GaussianBlur(radius=0.3), ImageFilter.GaussianBlur(0.3)),
    (GaussianBlur(radius=250.0), ImageFilter.GaussianBlur(250)),
    (BoxBlur(radius=3.5), ImageFilter.BoxBlur(3.5)),
    (BoxBlur(radius=250.0), ImageFilter.BoxBlur(250)),
    (Blur(), ImageFilter.BLUR()),
    (Smooth(), ImageFilter.SMOOTH()),
    (SmoothMore(), ImageFilter.SMOOTH_MORE()),
]
BLURS = [
    GaussianBlur(),
    GaussianBlur(radius=30.0),
    BoxBlur(radius=3.5),
    BoxBlur(radius=30.0),
    Blur(),
    Smooth(),
    SmoothMore(),
]


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize(("step", "filter"), ORACLES, ids=label)
def test_it_is_pillows_blur(step: Operation, filter: ImageFilter.Filter, name: str) -> None:
    image = photo(name)
    assert furthest(step.apply(image), image.filter(filter)) <= (step.op == "smooth_more")


@pytest.mark.parametrize("step", [GaussianBlur(radius=0.0), BoxBlur(radius=0.0)], ids=repr)
def test_it_leaves_the_picture_as_it_is_at_radius_0(step: Operation) -> None:
    image = photo()
    assert same(step.apply(image), image)


@pytest.mark.parametrize("step", BLURS, ids=repr)
def test_it_makes_no_dark_fringe(step: Operation) -> None:
    """A white square on transparent black: wherever it shows after the blur, it shows white."""
    image = Image.new("RGBA", (60, 60))
    image.paste("white", (20, 20, 40, 40))
    pixels = values(step.apply(image))
    shown = pixels[pixels[..., 3] > 0]
    assert len(shown)
    assert (shown[:, :3] == 255).all()


@pytest.mark.parametrize("step", BLURS, ids=repr)
def test_it_weighs_colors_by_their_alpha(step: Operation) -> None:
    """The blurred picture on black is the blurred picture on black, whichever comes first."""
    image = photo(size=(60, 40)).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize((60, 40)))
    black = Image.new("RGBA", image.size, "black")
    late = Image.alpha_composite(black, step.apply(image)).convert("RGB")
    early = step.apply(Image.alpha_composite(black, image).convert("RGB"))
    assert np.abs(values(late) - values(early)).max() <= 2


@pytest.mark.parametrize("step", [GaussianBlur(radius=4.0), BoxBlur(radius=4.0)], ids=repr)
def test_it_softens_the_alpha_too(step: Operation) -> None:
    image = Image.new("LA", (40, 40))
    image.paste((200, 255), (10, 10, 30, 30))
    border = values(step.apply(image))[20, 5:15, 1]
    assert border.min() < 60 < 195 < border.max()

"""Whether a pipeline changed anything, in whichever form its frames are."""

import pytest
from PIL import Image

from filters.engine.kernels.vision import to_array
from filters.engine.lossless import Witness
from filters.engine.source import Frame
from tests.engine.pictures import picture


def seen(before: Frame, after: Frame, *, awake: bool = True) -> bool:
    witness = Witness(awake=awake)
    list(witness.after(after for _ in witness.before([before])))
    return witness.same


def forms(image: Image.Image) -> list[Frame]:
    """The same picture as Pillow's image, and as an array where it can be one."""
    return [Frame(image), Frame(to_array(image))] if image.mode in ("L", "RGB") else [Frame(image)]


def other(image: Image.Image, place: tuple[int, int]) -> Image.Image:
    """A copy with one pixel that differs in its last channel by one."""
    changed = image.copy()
    value = image.getpixel(place)
    assert value is not None
    last = value[-1] if isinstance(value, tuple) else value
    new = int(last) ^ 1
    changed.putpixel(place, (*value[:-1], new) if isinstance(value, tuple) else new)
    return changed


@pytest.mark.parametrize("size", [(1, 1), (7, 4), (5, 9)])
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_the_same_pixels_are_the_same_in_every_form(mode: str, size: tuple[int, int]) -> None:
    image = picture(mode, size)
    assert all(seen(one, two) for one in forms(image) for two in forms(image.copy()))
    assert seen(one := Frame(image), one)


@pytest.mark.parametrize("place", [(0, 0), (6, 3), (3, 2)])
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_one_value_that_differs_is_seen_in_every_form(mode: str, place: tuple[int, int]) -> None:
    image = picture(mode, (7, 4))
    assert not any(seen(one, two) for one in forms(image) for two in forms(other(image, place)))


@pytest.mark.parametrize(
    "changed", [picture("L", (7, 4)), picture("RGB", (4, 7)), picture("RGBA", (7, 4))], ids=["gray", "narrow", "alpha"]
)
def test_another_mode_or_size_is_a_change(changed: Image.Image) -> None:
    assert not seen(Frame(picture("RGB", (7, 4))), Frame(changed))


def test_an_array_that_changed_stays_an_array() -> None:
    before, after = Frame(to_array(picture("RGB", seed=1))), Frame(to_array(picture("RGB", seed=2)))
    assert not seen(before, after)
    assert before.is_array and after.is_array


def test_asleep_it_sees_nothing() -> None:
    assert not seen(frame := Frame(picture()), frame, awake=False)

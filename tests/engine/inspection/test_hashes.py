"""Hashes are those of the public implementations, whose results stand here."""

import base64
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from filters.engine.inspection.hashes import blur_hash, perceptual_hash, thumb_hash
from filters.engine.kernels.vision import cv2
from tests.engine.pictures import PHOTOS, cutout, encoded, opened, photo, picture

IMAGEHASH = [  # str(imagehash.phash(image)) of ImageHash 4.3.2
    (photo("chelsea.png"), "b15fe6465121175e"),
    (photo("coffee.png"), "bb8320376c0f3637"),
    (photo("camera.png"), "bff1c1c0434e8cbc"),
    (photo("coffee.png").rotate(180), "ee29758919a56399"),
    (Image.new("RGB", (20, 10), "#000000"), "0000000000000000"),
    (Image.new("RGB", (20, 10), "#ffffff"), "8000000000000000"),
    (Image.new("RGB", (20, 10), "#336699"), "8000000000000000"),
]
THUMBHASH = [  # rgbaToThumbHash of npm's thumbhash 0.1.1
    (photo("coffee.png", (100, 67)), "GIoKDYSlqIdPUXd3eEeHh9J/YIkI"),
    (photo("coffee.png", (64, 100)), "GIoKDASl+BR1h3R4eHfSf2CJCA=="),
    (photo("coffee.png", (17, 90)), "GIoKCQSlT3GHdId30n9giQg="),
    (photo("coffee.png", (1, 1)), "GJoylyYI9wiIh4hwj3CI+AiIgIAICIgA"),
    (photo("coffee.png", (3, 1)), "GJoykqaHeAiIiAh4h4hwiAg="),
    (photo("camera.png", (50, 50)), "IAgOBwCAiZidmnetdodoZ3iHCAAAAAAA"),
    (cutout(), "mlmCBIA2pztH96t2nANpWXCJcIZ4KLeIBQ=="),
    (cutout("LA"), "HAiCBIA2pjtH96uGCwAAAACAcIZ4KLeIBQ=="),
    (picture("L", (33, 21)), "HwgCBICotoCatXWNhpoAAAAAAA=="),
    (picture("LA", (33, 21)), "HgiCA4AId75V2U8AAAAAALTnt4ZIjp8="),
    (picture("RGB", (33, 21)), "3/cBDII2ypihT5+cWplvRlfG9A=="),
    (picture("RGBA", (33, 21)), "HgiCC4IIi2dQYmgIl/mYiXH0WqN1dWU="),
    (Image.new("RGBA", (9, 9), (10, 20, 30, 0)), "AAiCBQAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="),
]


def distance(one: str, other: str) -> int:
    """Bits that differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


@pytest.mark.parametrize(("image", "expected"), IMAGEHASH, ids=[expected for _, expected in IMAGEHASH])
def test_a_perceptual_hash_has_the_digits_of_imagehash(image: Image.Image, expected: str) -> None:
    assert perceptual_hash(image) == expected


@pytest.mark.parametrize("name", PHOTOS)
def test_a_perceptual_hash_is_of_the_cosine_transform(name: str) -> None:
    small = np.asarray(photo(name).convert("L").resize((32, 32), Image.Resampling.LANCZOS), float)
    low = np.asarray(cv2.dct(small), np.float64)[:8, :8]
    low[0] *= 2**0.5  # OpenCV's transform is orthonormal, the hash's is not
    low[:, 0] *= 2**0.5
    assert perceptual_hash(photo(name)) == np.packbits(low > np.median(low)).tobytes().hex()


def test_a_smaller_and_poorer_copy_has_nearly_the_same_perceptual_hash() -> None:
    copy = opened(encoded(photo(size=(220, 146)), "JPEG", quality=30))
    assert distance(perceptual_hash(photo()), perceptual_hash(copy)) <= 4
    assert distance(perceptual_hash(photo()), perceptual_hash(photo("coffee.png"))) >= 20


@pytest.mark.parametrize(("image", "expected"), THUMBHASH, ids=[expected for _, expected in THUMBHASH])
def test_a_thumbhash_is_that_of_the_reference(image: Image.Image, expected: str) -> None:
    assert thumb_hash(image) == expected


def test_a_thumbhash_of_one_color_is_its_constants_alone() -> None:
    hash = base64.b64decode(thumb_hash(Image.new("RGB", (20, 10), "#336699")))
    assert hash == bytes.fromhex("9995010480") + bytes(14)


def test_a_thumbhash_of_a_large_picture_is_that_of_a_small_one() -> None:
    small = photo()
    small.thumbnail((100, 100))
    assert thumb_hash(photo()) == thumb_hash(small)


@pytest.mark.parametrize("hash", [perceptual_hash, blur_hash, thumb_hash])
def test_hidden_colors_have_no_say(hash: Callable[[Image.Image], str]) -> None:
    red, green = cutout(), cutout()
    for image, color in ((red, (255, 0, 0, 0)), (green, (0, 255, 0, 0))):
        image.paste(color, mask=image.getchannel("A").point([255] + [0] * 255))
    assert hash(red) == hash(green)


def test_a_blurhash_is_the_same_for_the_same_picture() -> None:
    assert blur_hash(photo()) == blur_hash(photo())
    assert blur_hash(photo()) != blur_hash(photo("coffee.png"))
    assert len(blur_hash(cutout())) == 28  # 4 x 3 components

"""Channels against Pillow's own split and merge."""

from typing import Any

import pytest
from PIL import Image

from filters.engine.operations.channels import ExtractChannel, ShuffleChannels
from tests.engine.pictures import cutout, photo, same

UNCHANGED: dict[str, Any] = {"red": "red", "green": "green", "blue": "blue"}


@pytest.mark.parametrize("channel", ["red", "green", "blue"])
def test_a_color_is_pillows_channel(channel: Any) -> None:
    assert same(ExtractChannel(channel=channel).apply(photo()), photo().getchannel(channel[0].upper()))


@pytest.mark.parametrize("channel", ["hue", "saturation", "value"])
def test_hue_saturation_and_value_are_pillows(channel: Any) -> None:
    expected = photo().convert("HSV").getchannel(channel[0].upper())
    assert same(ExtractChannel(channel=channel).apply(photo()), expected)


def test_luminance_is_pillows_gray() -> None:
    assert same(ExtractChannel().apply(photo()), photo().convert("L"))


@pytest.mark.parametrize("channel", ["red", "green", "blue", "luminance", "value"])
def test_all_channels_of_gray_are_gray_itself(channel: Any) -> None:
    assert same(ExtractChannel(channel=channel).apply(photo("camera.png")), photo("camera.png"))


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_the_alpha_comes_out_opaque_and_colors_keep_theirs(mode: str) -> None:
    image = cutout(mode)
    assert same(ExtractChannel(channel="alpha").apply(image), image.getchannel("A"))
    assert same(ExtractChannel(channel="green").apply(image).getchannel("A"), image.getchannel("A"))


@pytest.mark.parametrize("name", ["chelsea.png", "camera.png"])
def test_without_transparency_the_alpha_is_full(name: str) -> None:
    image = photo(name)
    assert same(ExtractChannel(channel="alpha").apply(image), Image.new("L", image.size, 255))


def test_shuffling_is_pillows_merge() -> None:
    red, green, blue = photo().split()
    assert same(ShuffleChannels().apply(photo()), Image.merge("RGB", (blue, green, red)))
    step = ShuffleChannels(red="green", green="luminance", blue="zero")
    expected = Image.merge("RGB", (green, photo().convert("L"), Image.new("L", photo().size)))
    assert same(step.apply(photo()), expected)


def test_shuffling_nothing_changes_nothing() -> None:
    assert same(ShuffleChannels(**UNCHANGED).apply(photo()), photo())
    assert same(ShuffleChannels(**UNCHANGED).apply(photo("camera.png")), photo("camera.png"))


def test_a_color_can_become_the_alpha() -> None:
    made = ShuffleChannels(**UNCHANGED, alpha_from="luminance").apply(photo())
    assert same(made.getchannel("A"), photo().convert("L"))
    assert same(made.convert("RGB"), photo())


def test_the_alpha_can_become_a_color() -> None:
    image = cutout()
    made = ShuffleChannels(red="alpha", green="alpha", blue="alpha", alpha_from="full").apply(image)
    assert same(made, image.getchannel("A"))


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_hidden_colors_stay_hidden_when_the_alpha_goes(mode: str) -> None:
    image = Image.new("RGBA", (2, 1), (200, 100, 50, 0)).convert(mode)
    made = ShuffleChannels(**UNCHANGED, alpha_from="full").apply(image)
    assert made.convert("RGB").getcolors() == [(2, (0, 0, 0))]

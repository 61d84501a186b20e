"""The headers of a picture."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from filters.engine.formats import FORMATS, WRITABLE
from tests.api.shapes import body_of

Call = Callable[..., Any]
TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"


@pytest.mark.parametrize("format", WRITABLE)
def test_type_length_and_size_are_those_of_the_picture(call: Call, photo: Call, format: str) -> None:
    response = call("process/", image=photo("PNG", (40, 30)), format=format)
    assert response["Content-Type"] == FORMATS[format].media_type
    assert int(response["Content-Length"]) == len(body_of(response))
    assert (response["Image-Width"], response["Image-Height"], response["Image-Frames"]) == ("40", "30", "1")
    assert response["Content-Disposition"] == f'inline; filename="cat{FORMATS[format].suffix}"'


def test_server_timing_names_every_stage_in_order(call: Call) -> None:
    steps = [{"op": "invert"}, {"op": "gaussian_blur"}, {"op": "invert"}]
    metrics = call("process/", pipeline=steps)["Server-Timing"].split(", ")
    assert [metric.partition(";")[0] for metric in metrics] == [
        "queue", "decode", "invert", "gaussian_blur", "invert", "encode",
    ]  # fmt: skip
    assert all(re.fullmatch(rf"{TOKEN};dur=\d+\.\d", metric) for metric in metrics)


def test_server_timing_tells_what_the_plan_changed(call: Call) -> None:
    steps = [{"op": "invert"}, {"op": "grayscale"}, {"op": "crop", "width": 5, "height": 5}]
    metrics = call("process/", pipeline=steps, format="png")["Server-Timing"].split(", ")
    assert [metric.partition(";desc=")[2] for metric in metrics] == [
        "", "", '"cropped_first fused"', '"cropped_first fused"', '"cropped_first"', "",
    ]  # fmt: skip


def test_the_etag_is_strong_and_follows_what_was_asked(call: Call, photo: Call) -> None:
    first, again, other, another = (
        call("process/", quality="80"),
        call("process/", quality="80"),
        call("process/", quality="81"),
        call("process/", image=photo(), quality="80"),
    )
    assert re.fullmatch(r'"[0-9a-f]{32}"', first["ETag"])
    assert first["ETag"] == again["ETag"]
    assert len({first["ETag"], other["ETag"], another["ETag"]}) == 3


def test_caches_keep_away_and_browsers_do_not_guess(call: Call) -> None:
    response = call("process/")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Accept" in response["Vary"]


def test_warnings_say_what_was_lost(call: Call, photo: Call) -> None:
    turned = '[{"op": "rotate", "angle": 30}]'
    assert call("process/", image=photo("PNG"), pipeline=turned, format="jpeg")["Image-Warnings"] == "alpha_flattened"
    assert "Image-Warnings" not in call("process/", image=photo("PNG", mode="RGBA"), format="jpeg")
    assert "Image-Warnings" not in call("process/")


def test_the_bytes_are_not_copied(call: Call) -> None:
    blocks = list(call("process/").streaming_content)
    assert len(blocks) == 1

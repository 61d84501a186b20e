"""Which formats are tried: what was asked for, or what the client takes and the picture needs."""

from typing import Any

import pytest

from filters.engine.fitting.candidates import candidates
from filters.engine.formats import FORMATS
from filters.engine.output import Output
from filters.engine.source import Header

STILL = Header(format=FORMATS["jpeg"], size=(8, 8), mode="RGB")
MOVING = Header(format=FORMATS["gif"], size=(8, 8), mode="P", frames=3)
PAGES = Header(format=FORMATS["tiff"], size=(8, 8), mode="RGB", frames=3)
HEIC = Header(format=FORMATS["heic"], size=(8, 8), mode="RGBA", has_alpha=True)
CASES: list[tuple[Header, dict[str, Any], tuple[str, ...] | None, list[str]]] = [
    (STILL, {}, None, ["jpeg"]),
    (HEIC, {}, None, ["png"]),
    (STILL, {"format": "webp"}, ("jpeg",), ["webp"]),
    (STILL, {"format": "auto"}, None, ["jpeg", "png", "webp", "avif"]),
    (PAGES, {"format": "auto"}, None, ["jpeg", "png", "webp", "avif"]),
    (MOVING, {"format": "auto"}, None, ["gif", "png", "webp", "avif"]),
    (STILL, {"format": "auto"}, ("webp", "jpeg"), ["jpeg", "webp"]),
    (MOVING, {"format": "auto"}, ("webp", "jpeg"), ["webp"]),
    (MOVING, {"format": "auto"}, ("jpeg",), ["jpeg"]),
    (STILL, {"format": "auto"}, ("tiff", "gif"), ["tiff"]),
    (STILL, {"format": "auto", "lossless": True}, None, ["png", "webp"]),
    (MOVING, {"format": "auto", "lossless": True}, None, ["png", "webp"]),
    (STILL, {"format": "auto", "lossless": True}, ("jpeg",), ["jpeg"]),
    (MOVING, {"format": "auto", "metadata": "keep"}, None, ["png", "webp", "avif"]),
]


@pytest.mark.parametrize(("header", "choices", "accepted", "tried"), CASES)
def test_it_tries(header: Header, choices: dict[str, Any], accepted: tuple[str, ...] | None, tried: list[str]) -> None:
    assert [format.name for format in candidates(header, Output.parse(choices), accepted)] == tried

"""The second picture of a request, in the field `overlay`."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from filters import conf
from filters.api.serializers import field_names, operation_serializer, takes_overlay
from filters.engine import OPERATIONS
from filters.models import Preset
from tests.api.conftest import Call
from tests.api.shapes import assert_problem, picture_of
from tests.assets import logo, stored_look
from tests.engine.pictures import encoded

pytestmark = pytest.mark.django_db

BLEND: list[dict[str, Any]] = [{"op": "watermark_image"}]
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("process/", {"pipeline": BLEND}),
    ("operations/watermark_image/", {}),
    ("presets/stamp/apply/", {}),
]


@pytest.fixture
def stamp(db: None) -> Preset:
    """A preset that takes the request's overlay."""
    return Preset.objects.create(slug="stamp", title="Stamp", pipeline=BLEND)


def upload(data: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/octet-stream")


@pytest.mark.parametrize(("path", "fields"), CALLS)
def test_it_is_laid_over_the_picture(call: Call, stamp: Preset, path: str, fields: dict[str, Any]) -> None:
    plain = picture_of(call("process/", format="png"))
    red = picture_of(call(path, overlay=upload(logo("red")), format="png", **fields))
    lime = picture_of(call(path, overlay=upload(logo("lime")), format="png", **fields))
    assert plain.size == red.size == lime.size
    assert len({image.convert("RGB").tobytes() for image in (plain, red, lime)}) == 3


def test_the_etag_changes_with_it(call: Call) -> None:
    etags = [call("process/", pipeline=BLEND, overlay=upload(logo(color)))["ETag"] for color in ("red", "lime", "red")]
    assert etags[0] == etags[2] != etags[1]
    explained = call("explain/", pipeline=BLEND, overlay=upload(logo("red"))).json()
    assert f'"{explained["etag"]}"' == etags[0]


@pytest.mark.parametrize(("path", "fields"), [*CALLS, ("explain/", {"pipeline": BLEND})])
def test_without_it_the_step_asks_for_one(call: Call, stamp: Preset, path: str, fields: dict[str, Any]) -> None:
    body = assert_problem(call(path, **fields), 400, "parameter_invalid")
    assert "overlay" in body["detail"]


BAD = [b"no picture", b"%PDF-1.7", b"<svg></svg>", logo()[:30]]


@pytest.mark.parametrize(("path", "fields"), [*CALLS, ("explain/", {"pipeline": BLEND}), ("process/", {})])
@pytest.mark.parametrize("data", BAD, ids=repr)
def test_a_bad_one_is_an_error_of_its_field(
    call: Call, stamp: Preset, path: str, fields: dict[str, Any], data: bytes
) -> None:
    body = assert_problem(call(path, overlay=upload(data), **fields), 400, "parameter_invalid", field="overlay")
    assert body["detail"].startswith("The overlay cannot be used. ")


def test_one_that_is_cut_short_is_an_error_too(call: Call) -> None:
    data = encoded(Image.effect_noise((64, 64), 90), "PNG")[:2000]
    body = assert_problem(call("process/", pipeline=BLEND, overlay=upload(data)), 400, "parameter_invalid")
    assert "overlay" in body["detail"]


def test_it_is_a_file_and_one(client: Client, call: Call, cat_jpeg: bytes) -> None:
    assert_problem(call("process/", overlay="logo.png"), 400, "parameter_invalid", field="overlay")
    two = {"image": upload(cat_jpeg), "overlay": [upload(logo()), upload(logo())]}
    assert_problem(client.post("/api/v1/process/", two), 400, "parameter_invalid", field="overlay")


def test_both_files_together_are_held_to_the_limit(
    call: Call, monkeypatch: pytest.MonkeyPatch, cat_jpeg: bytes
) -> None:
    monkeypatch.setattr(conf, "max_upload_bytes", lambda: len(cat_jpeg) + 1000)
    assert call("process/").status_code == 200
    assert_problem(call("process/", overlay=upload(bytes(2000))), 413, "upload_too_large")


@pytest.mark.parametrize("path", ["operations/invert/", "inspect/"])
def test_a_call_that_has_no_use_for_it_does_not_know_it(call: Call, path: str) -> None:
    assert_problem(call(path, overlay=upload(logo())), 400, "parameter_invalid", field="overlay")


def test_the_operations_that_take_it_say_so() -> None:
    taking = {
        name for name, operation in OPERATIONS.items() if "overlay" in field_names(operation_serializer(operation))
    }
    assert taking == {name for name, operation in OPERATIONS.items() if takes_overlay(operation)}
    assert "watermark_image" in taking
    assert "invert" not in taking


def test_a_look_that_is_missing_is_an_error_of_its_step(call: Call) -> None:
    stored_look()
    steps = [{"op": "invert"}, {"op": "look", "look": "wram"}]
    for path in ("process/", "explain/"):
        body = assert_problem(call(path, pipeline=steps), 400, "parameter_invalid", field="pipeline[1].look")
        assert "Did you mean warm?" in body["detail"]


def test_a_look_works_by_its_own_path(call: Call) -> None:
    stored_look()
    plain, warm = (
        picture_of(call("process/", format="png")),
        picture_of(call("operations/look/", look="warm", format="png")),
    )
    assert plain.tobytes() != warm.tobytes()
    assert_problem(call("operations/look/", look="wram"), 400, "parameter_invalid")

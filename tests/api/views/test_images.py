"""`process/`, `explain/` and `inspect/`."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from PIL import ExifTags, Image

from filters.api.answers import InspectionSerializer
from filters.engine import process
from filters.models import Preset
from tests.api.shapes import assert_problem, body_of, picture_of
from tests.engine.pictures import heic
from tests.engine.pictures import photo as photograph

BLUR = {"op": "gaussian_blur", "radius": 4}
Call = Callable[..., Any]


def test_it_works(call: Call, cat_jpeg: bytes) -> None:
    response = call("process/", pipeline=[BLUR])
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert body_of(response) == process(cat_jpeg, [BLUR]).data


@pytest.mark.parametrize("content_type", ["image/jpeg", "image/png", "application/octet-stream"])
def test_the_raw_body_gives_the_same_bytes(client: Client, db: None, cat_jpeg: bytes, content_type: str) -> None:
    query = {"pipeline": json.dumps([BLUR]), "format": "webp", "quality": "60"}
    response = client.post("/api/v1/process/", cat_jpeg, content_type=content_type, query_params=query)
    assert response["Content-Type"] == "image/webp"
    assert body_of(response) == process(cat_jpeg, [BLUR], format="webp", quality=60).data


def test_the_last_slash_may_be_forgotten(call: Call, cat_jpeg: bytes) -> None:
    assert body_of(call("process", pipeline=[BLUR])) == process(cat_jpeg, [BLUR]).data


def test_an_empty_pipeline_only_converts(call: Call, cat_jpeg: bytes) -> None:
    assert body_of(call("process/", format="png")) == process(cat_jpeg, format="png").data


def test_the_fields_may_stand_in_the_query_string_of_a_form(client: Client, upload: Call, db: None) -> None:
    response = client.post("/api/v1/process/?format=gif", {"image": upload(), "pipeline": "[]"})
    assert response["Content-Type"] == "image/gif"


def test_the_pipeline_may_be_an_uploaded_file(call: Call, upload: Call, cat_jpeg: bytes) -> None:
    look = upload(json.dumps([BLUR]).encode("utf-16"), "look.json")
    assert body_of(call("process/", pipeline=look)) == process(cat_jpeg, [BLUR]).data


def test_the_steps_of_the_preset_run_first(call: Call, noir: Preset, cat_jpeg: bytes) -> None:
    response = call("process/", preset="noir", pipeline=[BLUR])
    assert response["Content-Type"] == "image/png"
    assert body_of(response) == process(cat_jpeg, [{"op": "grayscale"}, BLUR], format="png").data


@pytest.mark.parametrize(
    ("fields", "accept", "media_type"),
    [
        ({"format": "gif"}, "image/webp", "image/gif"),
        ({"preset": "noir"}, "image/webp", "image/png"),
        ({}, "image/webp", "image/webp"),
        ({}, "image/png;q=0.5, image/avif;q=0.9, */*;q=0.1", "image/avif"),
        ({}, "*/*", "image/jpeg"),
        ({}, "application/json, */*", "image/jpeg"),
    ],
    ids=["format", "preset", "accept", "q-values", "own", "json-and-anything"],
)
def test_the_format_is_the_first_that_is_named(
    call: Call, noir: Preset, fields: dict[str, str], accept: str, media_type: str
) -> None:
    assert call("process/", accept=accept, **fields)["Content-Type"] == media_type


def test_a_format_that_cannot_be_written_becomes_another(call: Call) -> None:
    assert call("process/", image=heic(photograph(size=(64, 48))))["Content-Type"] == "image/jpeg"


def test_a_picture_of_many_megabytes_makes_no_temporary_file(
    call: Call, photo: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: Any, **options: Any) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("tempfile._mkstemp_inner", refuse)  # every way to make one leads here
    large = photo("BMP", (2000, 1500))
    assert len(large) > 8_000_000
    assert picture_of(call("process/", image=large, pipeline=[{"op": "resize", "width": 20}])).size == (20, 15)


def test_every_metadata_policy_reaches_the_engine(call: Call, photo: Call) -> None:
    exif = Image.Exif()
    exif[0x8298] = "Chelsea"
    picture = photo("JPEG", exif=exif.tobytes())
    kept = {policy: b"Chelsea" in body_of(call("process/", image=picture, metadata=policy)) for policy in
            ("strip", "copyright", "keep")}  # fmt: skip
    assert kept == {"strip": False, "copyright": True, "keep": True}


def test_explain_shows_the_plan_without_doing_it(call: Call, noir: Preset) -> None:
    plan = call("explain/", preset="noir", pipeline=[{"op": "resize", "width": 100, "height": 100}]).json()
    resize = plan["steps"][1]
    assert (resize["op"], resize["parameters"]["height"], resize["width"], resize["height"]) == ("resize", 100, 100, 67)
    assert plan["encode"]["format"] == "png"


def test_explain_names_the_etag_of_process(call: Call) -> None:
    plan = call("explain/", pipeline=[BLUR], accept="application/json").json()
    assert call("process/", pipeline=[BLUR])["ETag"] == f'"{plan["etag"]}"'


def test_explain_follows_the_image_types_in_accept(call: Call) -> None:
    assert call("explain/", accept="application/json, image/webp").json()["encode"]["format"] == "webp"


def test_inspect_tells_what_the_picture_is(call: Call, photo: Call) -> None:
    facts = call("inspect/", image=photo("PNG", (40, 30), "RGBA")).json()
    assert (facts["format"], facts["width"], facts["height"], facts["has_alpha"]) == ("png", 40, 30, True)
    assert facts["colors"] and facts["blurhash"]


def test_inspect_answers_with_every_field_that_it_describes(call: Call) -> None:
    facts = call("inspect/").json()
    described: Any = InspectionSerializer().fields
    assert list(facts) == list(described)
    for name in ("embedded", "jpeg", "histogram", "focal_point"):
        assert list(facts[name]) == list(described[name].fields)


@pytest.mark.parametrize(("asked", "told"), [({}, False), ({"gps": "false"}, False), ({"gps": "true"}, True)])
def test_inspect_tells_a_place_only_where_it_is_asked_for(
    call: Call, photo: Call, asked: dict[str, str], told: bool
) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (48.0, 12.0, 0.0),
         ExifTags.GPS.GPSLongitudeRef: "E", ExifTags.GPS.GPSLongitude: (11.0, 30.0, 0.0)}
    )  # fmt: skip
    place = {"latitude": 48.2, "longitude": 11.5}
    assert call("inspect/", image=photo("JPEG", exif=exif.tobytes()), **asked).json()["gps"] == (
        place if told else None
    )


def test_inspect_refuses_a_flag_that_is_neither_true_nor_false(call: Call) -> None:
    problem = assert_problem(call("inspect/", gps="perhaps"), 400, "parameter_invalid", field="gps")
    assert problem["detail"] == 'gps must be true or false; got "perhaps".'


def test_inspect_takes_no_other_field(call: Call) -> None:
    assert_problem(call("inspect/", format="png"), 400, "parameter_invalid", field="format")


@pytest.mark.parametrize("path", ["process/", "explain/", "inspect/"])
def test_get_is_not_allowed(client: Client, db: None, path: str) -> None:
    response = client.get(f"/api/v1/{path}")
    assert_problem(response, 405, "method_not_allowed")
    assert response["Allow"] == "POST, OPTIONS"


def test_animations_keep_their_frames(call: Call) -> None:
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "green", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=100)
    response = call("process/", image=buffer.getvalue(), pipeline=[{"op": "invert"}])
    assert (response["Image-Frames"], getattr(picture_of(response), "n_frames", 1)) == ("3", 3)

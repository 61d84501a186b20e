"""Which fields a request may hold, and how."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.api.shapes import assert_problem

Call = Callable[..., Any]


def test_a_misspelt_field_is_an_error_that_names_the_nearest(call: Call) -> None:
    body = assert_problem(call("process/", qualty="80"), 400, "parameter_invalid", field="qualty")
    assert "Did you mean quality?" in body["detail"]


def test_a_misspelt_image_is_an_error_that_names_both(client: Client, upload: Call, db: None) -> None:
    body = assert_problem(client.post("/api/v1/process/", {"imgae": upload()}), 400, "image_missing", field="imgae")
    assert "Did you mean image?" in body["detail"]


def test_everything_that_is_wrong_is_listed_at_once(call: Call) -> None:
    steps = [{"op": "gausian_blur"}, {"op": "gaussian_blur", "radius": -1}]
    fields = {"pipeline": steps, "preset": "nothing", "quality": "500", "disposition": "x", "nonsense": "1"}
    errors = call("process/", image=None, **fields).json()["errors"]
    assert [(error["field"], error["code"]) for error in errors] == [
        ("image", "image_missing"),
        ("nonsense", "parameter_invalid"),
        ("pipeline[0].op", "operation_unknown"),
        ("pipeline[1].radius", "parameter_invalid"),
        ("preset", "preset_unknown"),
        ("quality", "parameter_invalid"),
        ("disposition", "parameter_invalid"),
    ]


def test_two_values_for_one_field_are_an_error(client: Client, upload: Call, db: None) -> None:
    response = client.post("/api/v1/process/?format=png", {"image": upload(), "format": "webp"})
    body = assert_problem(response, 400, "parameter_invalid", field="format")
    assert "png" in body["detail"] and "webp" in body["detail"]


def test_the_same_value_twice_is_fine(client: Client, upload: Call, db: None) -> None:
    response = client.post("/api/v1/process/?format=png", {"image": upload(), "format": ["png", ""]})
    assert response["Content-Type"] == "image/png"


def test_two_pictures_are_an_error(client: Client, upload: Call, db: None) -> None:
    response = client.post("/api/v1/process/", {"image": [upload(), upload()]})
    assert_problem(response, 400, "parameter_invalid", field="image")


@pytest.mark.parametrize("image", ["@cat.jpg", "x"])
def test_a_picture_as_text_is_missing_and_told_how_to_send(client: Client, db: None, image: str) -> None:
    body = assert_problem(client.post("/api/v1/process/", {"image": image}), 400, "image_missing", field="image")
    assert "-F image=@cat.jpg" in body["detail"]


def test_a_picture_as_file_and_as_text_is_an_error(client: Client, upload: Call, db: None) -> None:
    response = client.post("/api/v1/process/?image=cat.jpg", {"image": upload()})
    assert_problem(response, 400, "parameter_invalid", field="image")


def test_only_image_and_pipeline_may_be_files(call: Call, upload: Call) -> None:
    assert_problem(call("process/", format=upload()), 400, "parameter_invalid", field="format")


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        ("cat", "text/plain", 415, "unsupported_media_type"),
        ("{}", "application/json", 400, "image_missing"),
        ("image=@cat.jpg", "application/x-www-form-urlencoded", 400, "image_missing"),
    ],
)
def test_another_body_is_told_how_to_send_a_picture(
    client: Client, db: None, body: str, content_type: str, status: int, code: str
) -> None:
    problem = assert_problem(client.post("/api/v1/process/", body, content_type=content_type), status, code)
    assert "-F image=@cat.jpg" in problem["detail"]


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ("[]", 400, "parse_error", None),
        ('"cat"', 400, "parse_error", None),
        ("{", 400, "parse_error", None),
        ('{"file": 5}', 400, "file_unknown", "file"),
        ('{"file": "nobody", "url": "http://example.org"}', 400, "parameter_invalid", "url"),
        ('{"file": "nobody", "pipeline": [{"op": "no"}]}', 400, "operation_unknown", "pipeline[0].op"),
        ('{"file": "nobody", "pipeline": {"op": "invert"}}', 400, "pipeline_invalid", "pipeline"),
        ('{"file": "nobody", "nonsense": 1}', 400, "parameter_invalid", "nonsense"),
        ('{"file": "nobody", "quality": [1]}', 400, "parameter_invalid", "quality"),
        ('{"image": "nobody"}', 400, "image_missing", "image"),
        ('{"file": null}', 400, "image_missing", "image"),
    ],
)
def test_a_json_body_that_is_wrong(
    client: Client, db: None, body: str, status: int, code: str, field: str | None
) -> None:
    response = client.post("/api/v1/process/", body, content_type="application/json")
    assert_problem(response, status, code, field=field)


def test_a_request_without_a_body_misses_the_picture(client: Client, db: None) -> None:
    assert_problem(client.generic("POST", "/api/v1/process/"), 400, "image_missing", field="image")

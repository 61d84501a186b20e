"""NumPy arrays over HTTP: named to come out, taken in as a form's file or as the body."""

import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.test import Client
from PIL import Image

from filters.models import Preset
from tests.api.shapes import assert_problem, body_of, picture_of

Call = Callable[..., Any]
FLOATS = np.linspace(0, 1, 4 * 3 * 3).reshape(4, 3, 3).astype(np.float32)
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"


def npy(array: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def npz(**arrays: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


@pytest.mark.parametrize("accept", ["application/x-npy", "application/x-npy, */*;q=0.1", "*/*"])
def test_an_array_comes_back_as_it_was(call: Call, accept: str) -> None:
    response = call("process/", image=npy(FLOATS), accept=accept)
    assert (response["Content-Type"], body_of(response)) == ("application/x-npy", npy(FLOATS))
    assert response["Content-Disposition"] == 'inline; filename="cat.npy"'
    assert (response["Image-Width"], response["Image-Height"]) == ("3", "4")


@pytest.mark.parametrize("named", [{"accept": "application/x-npz"}, {"format": "npz"}])
def test_a_photo_becomes_an_array_where_that_is_named(call: Call, cat_jpeg: bytes, named: dict[str, str]) -> None:
    response = call("process/", **named)
    assert response["Content-Type"] == "application/x-npz"
    image = np.load(io.BytesIO(body_of(response)))["image"]
    assert np.array_equal(image, np.asarray(Image.open(io.BytesIO(cat_jpeg))))


@pytest.mark.parametrize("accept", ["*/*", "image/*", "application/json, text/plain, */*"])
def test_a_photo_becomes_no_array_by_itself(call: Call, accept: str) -> None:
    assert call("process/", accept=accept)["Content-Type"] == "image/jpeg"


def test_an_array_is_shown_to_who_wants_pictures(call: Call) -> None:
    response = call("process/", image=npy(np.zeros((4, 3), np.uint8)), accept="image/*")
    assert response["Content-Type"] == "image/png"
    assert picture_of(response).size == (3, 4)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-npy", npy(FLOATS)),
        ("application/x-npz", npz(image=FLOATS)),
        ("application/octet-stream", npy(FLOATS)),
    ],
)
def test_an_array_may_be_the_body(client: Client, db: None, content_type: str, body: bytes) -> None:
    query = {"pipeline": json.dumps([{"op": "flip"}]), "format": "npy"}
    response = client.post("/api/v1/process/", body, content_type=content_type, query_params=query)
    flipped = np.load(io.BytesIO(body_of(response)))
    assert np.array_equal(flipped, np.rint(FLOATS[::-1] * 255).astype(np.uint8))


@pytest.mark.parametrize("named", [{"accept": "application/json"}, {"format": "json"}, {"format": "application/json"}])
def test_json_is_numbers(call: Call, photo: Call, named: dict[str, str]) -> None:
    data = photo("PNG", (4, 3), "RGBA")
    response = call("process/", image=data, **named)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    body = json.loads(body_of(response))
    array = np.array(body["data"], body["dtype"]).reshape(body["shape"])
    assert np.array_equal(array, np.asarray(Image.open(io.BytesIO(data))))


def test_json_in_a_query_string_is_no_renderer(client: Client, db: None, cat_jpeg: bytes) -> None:
    steps = json.dumps([{"op": "resize", "width": 4}])
    query = {"format": "json", "pipeline": steps}
    response = client.post("/api/v1/process/", cat_jpeg, content_type="image/jpeg", query_params=query)
    assert json.loads(body_of(response))["shape"] == [3, 4, 3]


def test_json_of_a_large_picture_is_refused_before_work(call: Call, photo: Call) -> None:
    large = photo("PNG", (1001, 1000))
    problem = assert_problem(call("process/", image=large, format="json"), 413, "output_too_large", field="format")
    assert "JSON array holds at most 1000000 pixels" in problem["detail"]


def test_errors_stay_problems_where_json_is_accepted(call: Call) -> None:
    assert_problem(call("process/", image=b"words", accept="application/json"), 415, "format_unsupported")
    assert_problem(call("process/", pipeline=[{"op": "blurr"}], accept="application/x-npy"), 400, "operation_unknown")


@pytest.mark.parametrize("path", ["operations/invert/", "presets/noir/apply/"])
def test_every_call_that_makes_pictures_makes_arrays(call: Call, noir: Preset, path: str) -> None:
    Preset.objects.update(format="")
    assert call(path, accept="application/x-npy")["Content-Type"] == "application/x-npy"


def test_inspect_and_explain_take_arrays(call: Call) -> None:
    data = npy(FLOATS)
    facts = call("inspect/", image=data, accept="application/json").json()
    assert (facts["array"], facts["bit_depth"]) == ({"dtype": "float32", "shape": [4, 3, 3]}, 32)
    plan = call("explain/", image=data, accept="application/json").json()
    assert (plan["decode"]["format"], plan["encode"]["format"]) == ("npy", "npy")


def test_a_browser_sees_the_picture_of_an_array(call: Call) -> None:
    page = call("process/", image=npy(np.zeros((4, 3), np.uint8)), accept=CHROME)
    assert b"data:image/png;base64," in page.content


@pytest.mark.parametrize("format", ["npy", "npz", "json"])
def test_a_browser_that_asks_for_an_array_can_save_it(call: Call, photo: Call, format: str) -> None:
    page = call("process/", image=photo("PNG", (4, 3)), accept=CHROME, format=format)
    assert page.status_code == 200
    assert f"cat.{format}".encode() in page.content
    assert b'<img src="data:' not in page.content


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (npy(FLOATS * 255), 422, "image_unreadable"),
        (npy(FLOATS)[:-1], 422, "image_unreadable"),
        (npy(np.zeros((9,), np.uint8)), 415, "format_unsupported"),
        (npy(np.zeros((9, 9), np.int64)), 415, "format_unsupported"),
        (npz(one=FLOATS, two=FLOATS), 415, "format_unsupported"),
    ],
)
def test_what_is_no_picture_is_a_problem(call: Call, data: bytes, status: int, code: str) -> None:
    assert_problem(call("process/", image=data), status, code, field="image")
    assert call("process/").status_code == 200


def test_an_upload_that_is_too_large_is_refused_by_its_length(client: Client, db: None) -> None:
    response = client.post(
        "/api/v1/process/", b"\x93NUMPY", content_type="application/x-npy", headers={"content-length": str(2**40)}
    )
    assert_problem(response, 413, "upload_too_large")

"""`operations/` and `operations/{name}/`."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from filters.api.serializers import takes_overlay
from filters.engine import OPERATIONS, process
from tests.api.shapes import assert_problem, body_of, picture_of
from tests.assets import logo, stored_font, stored_look, stored_picture
from tests.engine.strategies import as_text, sample

Call = Callable[..., Any]


@pytest.fixture
def stored(db: None) -> None:
    """A look, a font and a picture, each called "sample", as the smallest steps name them."""
    stored_look("sample")
    stored_font("sample")
    stored_picture("sample")


def smallest(name: str) -> dict[str, Any]:
    """The fields of the smallest step, an overlay among them where the operation takes one."""
    step = sample(OPERATIONS[name]).to_step()
    texts = {field: as_text(value) for field, value in step.items() if field != "op" and value is not None}
    return texts | ({"overlay": SimpleUploadedFile("logo.png", logo())} if takes_overlay(OPERATIONS[name]) else {})


def test_the_catalog_lists_every_operation_with_its_schema(client: Client, db: None) -> None:
    catalog = client.get("/api/v1/operations/").json()
    assert [entry["name"] for entry in catalog] == list(OPERATIONS)
    blur = next(entry for entry in catalog if entry["name"] == "gaussian_blur")
    assert blur["schema"]["properties"]["radius"]["maximum"] == 250


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_entry_can_be_read_alone(client: Client, db: None, name: str) -> None:
    assert client.get(f"/api/v1/operations/{name}/").json()["name"] == name


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_runs_with_its_defaults(call: Call, photo: Call, stored: None, name: str) -> None:
    assert picture_of(call(f"operations/{name}/", image=photo(), **smallest(name))).format == "JPEG"


def test_its_parameters_are_plain_fields(call: Call, cat_jpeg: bytes) -> None:
    expected = process(cat_jpeg, [{"op": "gaussian_blur", "radius": 4.5}], format="png").data
    assert body_of(call("operations/gaussian_blur/", radius="4.5", format="png")) == expected


def test_its_parameters_may_stand_in_the_query_string(client: Client, db: None, cat_jpeg: bytes) -> None:
    response = client.post("/api/v1/operations/gaussian_blur/?radius=4", cat_jpeg, content_type="image/jpeg")
    assert body_of(response) == process(cat_jpeg, [{"op": "gaussian_blur", "radius": 4}]).data


@pytest.mark.parametrize(("text", "size"), [("false", (20, 10)), ("true", (10, 20))])
def test_a_boolean_can_be_false(call: Call, photo: Call, text: str, size: tuple[int, int]) -> None:
    response = call("operations/rotate/", image=photo("PNG", (20, 10)), angle="90", expand=text)
    assert picture_of(response).size == size


def test_a_blank_field_is_the_default(call: Call, cat_jpeg: bytes) -> None:
    expected = process(cat_jpeg, [{"op": "gaussian_blur"}]).data
    assert body_of(call("operations/gaussian_blur/", radius="", quality=" ")) == expected


def test_a_parameter_wins_over_the_output_field_of_its_name(call: Call, photo: Call) -> None:
    fields = {"width": "10", "height": "10", "fit": "pad", "background": "#ff0000", "format": "png"}
    picture = picture_of(call("operations/resize/", image=photo("PNG", (10, 2)), **fields))
    assert picture.convert("RGB").getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"radius": "-1"}, "radius", "from 0 to 250 px; got"),
        ({"radius": "NaN"}, "radius", "a number from 0 to 250 px"),
        ({"radius": "infinity"}, "radius", "a number from 0 to 250 px"),
        ({"radius": "wide"}, "radius", "a number from 0 to 250 px"),
        ({"raduis": "3"}, "raduis", "Did you mean radius?"),
        ({"pipeline": "[]"}, "pipeline", "There is no field"),
        ({"quality": "0"}, "quality", "from 1 to 100"),
        ({"format": "jepg"}, "format", "Did you mean jpeg?"),
        ({"background": "blurple"}, "background", "must be a color"),
    ],
)
def test_a_wrong_field_is_named(call: Call, fields: dict[str, str], field: str, words: str) -> None:
    body = assert_problem(call("operations/gaussian_blur/", **fields), 400, "parameter_invalid", field=field)
    assert words in body["detail"]


def test_a_required_parameter_is_asked_for(call: Call) -> None:
    body = assert_problem(call("operations/crop/", width="10"), 400, "parameter_invalid", field="height")
    assert "crop needs height" in body["detail"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_operation_is_not_found_and_the_nearest_is_named(client: Client, db: None, method: str) -> None:
    body = assert_problem(getattr(client, method)("/api/v1/operations/gausian_blur/"), 404, "operation_unknown")
    assert "Did you mean gaussian_blur?" in body["detail"]

"""The field `generate`: a picture to make in place of one sent."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, override_settings
from jsonschema import Draft202012Validator

from filters.engine import generate
from filters.engine.generators import GENERATORS
from filters.models import Preset
from tests.api.shapes import assert_problem, body_of, picture_of

Call = Callable[..., Any]
GRADIENT = {"source": "linear_gradient", "width": 60, "height": 40, "color": "navy", "to_color": "#ff8800"}


def test_it_works(call: Call) -> None:
    response = call("process/", image=None, generate=json.dumps(GRADIENT))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert body_of(response) == generate(GRADIENT).data


def test_steps_preset_and_output_choices_hold(call: Call, noir: Preset) -> None:
    steps = [{"op": "rotate", "angle": 90.0}]
    response = call("process/", image=None, generate=json.dumps(GRADIENT), preset="noir", pipeline=steps, format="webp")
    expected = generate(GRADIENT, [{"op": "grayscale"}, *steps], format="webp")
    assert body_of(response) == expected.data
    assert (response["Image-Width"], response["Image-Height"]) == ("40", "60")


def test_it_needs_no_body(client: Client, db: None) -> None:
    response = client.post("/api/v1/process/", query_params={"generate": json.dumps(GRADIENT)})
    assert body_of(response) == generate(GRADIENT).data


def test_it_may_be_an_uploaded_file(call: Call, upload: Call) -> None:
    described = upload(json.dumps(GRADIENT).encode(), "gradient.json")
    assert body_of(call("process/", image=None, generate=described)) == generate(GRADIENT).data


@pytest.mark.parametrize("accept", ["image/webp", "image/avif"])
def test_accept_decides_the_format(call: Call, accept: str) -> None:
    assert call("process/", image=None, generate=json.dumps(GRADIENT), accept=accept)["Content-Type"] == accept


def test_one_operation_takes_it(call: Call) -> None:
    response = call("operations/invert/", image=None, generate=json.dumps(GRADIENT))
    assert body_of(response) == generate(GRADIENT, [{"op": "invert"}]).data


def test_a_preset_takes_it(call: Call, noir: Preset) -> None:
    response = call("presets/noir/apply/", image=None, generate=json.dumps(GRADIENT))
    assert picture_of(response).mode == "L"


def test_explain_shows_its_plan(call: Call) -> None:
    plan = call("explain/", image=None, generate=json.dumps(GRADIENT)).json()
    assert (plan["decode"]["width"], plan["decode"]["height"], plan["decode"]["mode"]) == (60, 40, "RGB")
    made = call("process/", image=None, generate=json.dumps(GRADIENT))
    assert made["ETag"].strip('"') == plan["etag"]


@pytest.mark.parametrize(
    ("text", "field", "fragment"),
    [
        ("{", "generate", "is not JSON"),
        ('{"source": "noyse"}', "generate.source", "Did you mean noise?"),
        ('{"source": "solid", "width": -3}', "generate.width", "from 1 to 20000 px"),
        ('{"source": "solid", "raduis": 3}', "generate.raduis", "It takes: width, height, color."),
    ],
)
def test_what_is_wrong_is_named(call: Call, text: str, field: str, fragment: str) -> None:
    problem = assert_problem(call("process/", image=None, generate=text), 400, "parameter_invalid")
    assert [error["field"] for error in problem["errors"]] == [field]
    assert fragment in problem["errors"][0]["detail"]


def test_a_picture_beside_it_is_one_too_many(call: Call) -> None:
    problem = assert_problem(call("process/", generate=json.dumps(GRADIENT)), 400, "parameter_invalid")
    assert [error["field"] for error in problem["errors"]] == ["generate"]
    assert "image and generate were both sent" in problem["detail"]


def test_a_blank_one_counts_as_none(call: Call) -> None:
    assert_problem(call("process/", image=None, generate=" "), 400, "image_missing")


@override_settings(IMGSVC_MAX_MEGAPIXELS=1)
def test_one_that_is_too_large_is_refused(call: Call) -> None:
    text = json.dumps({"source": "solid", "width": 2000, "height": 1000})
    problem = assert_problem(call("process/", image=None, generate=text), 413, "image_too_large")
    assert problem["errors"][0]["field"] == "generate"


def test_inspect_takes_none(call: Call) -> None:
    problem = assert_problem(call("inspect/", generate=json.dumps(GRADIENT)), 400, "parameter_invalid")
    assert "There is no field" in problem["detail"]


def test_the_catalog_lists_every_generator_with_its_schema(client: Client, db: None) -> None:
    entries = client.get("/api/v1/generators/").json()
    assert [entry["name"] for entry in entries] == list(GENERATORS)
    for entry in entries:
        assert entry["title"] and entry["description"].endswith(".")
        Draft202012Validator.check_schema(entry["schema"])


def test_the_root_names_the_catalog(client: Client, db: None) -> None:
    assert client.get("/api/v1/").json()["generators"].endswith("/api/v1/generators/")

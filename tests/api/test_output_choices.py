"""Output choices over HTTP: one declaration gives the fields, the names that are known, and the description."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from filters.api.output_fields import OutputSerializer, choice_field
from filters.engine import Output, process
from filters.models import Preset
from tests.api.shapes import assert_problem, body_of, picture_of

Call = Callable[..., Any]
CHOICES: list[dict[str, Any]] = [
    {"format": "jpeg", "progressive": "true", "subsampling": "4:4:4", "optimize": "true", "dpi": "300"},
    {"format": "png", "colors": "16", "dither": "false", "level": "1"},
    {"format": "webp", "lossless": "true", "method": "0"},
    {"format": "avif", "speed": "10", "quality": "40"},
    {"format": "gif", "colors": "4"},
    {"format": "tiff", "compression": "lzw"},
    {"format": "jpeg", "quality": "auto", "target": "0.95"},
    {"format": "webp", "max_bytes": "9000"},
]


def every_field() -> list[str]:
    return list(OutputSerializer().fields)


def test_every_choice_is_a_field_and_the_delivery_comes_last() -> None:
    assert every_field() == [*(choice.name for choice in Output.choices()), "disposition", "filename", "destination"]


@pytest.mark.parametrize("choice", Output.choices(), ids=lambda choice: choice.name)
def test_a_field_says_what_the_choice_says(choice: Any) -> None:
    field = choice_field(choice)
    assert field.help_text == choice.meaning
    assert not field.required
    for name in ("min_value", "max_value"):
        if hasattr(field, name) and not choice.words:
            assert getattr(field, name) == getattr(choice, "minimum" if name == "min_value" else "maximum")


@pytest.mark.parametrize("choices", CHOICES, ids=lambda choices: " ".join(f"{k}={v}" for k, v in choices.items()))
def test_it_does_what_the_engine_does(call: Call, cat_jpeg: bytes, choices: dict[str, Any]) -> None:
    response = call("process/", **choices)
    made = process(cat_jpeg, **choices)
    assert body_of(response) == made.data
    assert response.get("Image-Quality") == (None if made.quality is None else str(made.quality))


@pytest.mark.parametrize(
    ("path", "choices"),
    [
        ("process/", {"pipeline": "[]"}),
        ("operations/mirror/", {}),
        ("operations/gaussian_blur/", {"radius": "1"}),
    ],
)
def test_every_call_that_makes_a_picture_takes_them(call: Call, path: str, choices: dict[str, Any]) -> None:
    response = call(path, format="jpeg", max_bytes="9000", progressive="true", **choices)
    assert response.status_code == 200
    assert picture_of(response).info["progressive"] == 1
    assert int(response["Content-Length"]) <= 9000


def test_they_may_stand_in_the_query_string_beside_a_raw_body(client: Client, db: None, cat_jpeg: bytes) -> None:
    response = client.post("/api/v1/process/?format=png&colors=8", cat_jpeg, content_type="image/jpeg")
    assert len(picture_of(response).getcolors() or range(999)) <= 8


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"quality": "0"}, "quality", "a whole number from 1 to 100; got"),
    ({"quality": "101"}, "quality", "It may also be auto."),
    ({"quality": "best"}, "quality", "It may also be auto."),
    ({"max_bytes": "1"}, "max_bytes", "a whole number from 100 to"),
    ({"max_bytes": "-20"}, "max_bytes", 'got "-20"'),
    ({"max_bytes": "9" * 40}, "max_bytes", "a whole number from 100 to"),
    ({"colors": "1"}, "colors", "from 2 to 256"),
    ({"colors": "many"}, "colors", 'got "many"'),
    ({"target": "1"}, "target", "from 0.9 to 0.999"),
    ({"target": "inf"}, "target", 'got "inf"'),
    ({"subsampling": "4:2:"}, "subsampling", "Did you mean 4:2:"),
    ({"lossless": "true", "quality": "80"}, "lossless", "give only one of them"),
    ({"lossless": "true", "max_bytes": "5000"}, "lossless", "give only one of them"),
    ({"speed": "0"}, "speed", "from 6 to 10"),
    ({"level": "9"}, "level", "from 0 to 7"),
    ({"sizes": "0"}, "sizes", "whole numbers from 1 to 256"),
    ({"format": "atuo"}, "format", "Did you mean auto?"),
    ({"subsamping": "4:4:4"}, "subsamping", "Did you mean subsampling?"),
]


@pytest.mark.parametrize(("choices", "field", "sentence"), WRONG, ids=lambda value: str(value)[:40])
def test_a_wrong_choice_is_named(call: Call, choices: dict[str, Any], field: str, sentence: str) -> None:
    response = call("process/", **choices)
    assert_problem(response, 400, "parameter_invalid")
    (error,) = response.json()["errors"]
    assert error["field"] == field
    assert sentence in error["detail"]


def test_a_choice_given_twice_is_refused(client: Client, upload: Call, db: None) -> None:
    form = {"image": upload(), "max_bytes": ["5000", "6000"]}
    response = client.post("/api/v1/process/", form)
    assert_problem(response, 400, "parameter_invalid")
    assert "more than once" in response.json()["detail"]


def test_an_operations_own_parameter_wins_over_a_choice_of_its_name(call: Call) -> None:
    response = call("operations/quantize/", colors="3", format="png", max_bytes="100000")
    assert response.status_code == 200
    assert len(picture_of(response).convert("RGB").getcolors() or range(999)) <= 3
    assert "choices_ignored" not in response.get("Image-Warnings", "")


@pytest.mark.parametrize(
    ("accept", "types"),
    [
        ("image/jpeg", {"image/jpeg"}),
        ("image/webp, image/jpeg", {"image/webp", "image/jpeg"}),
        ("image/avif;q=0, image/webp;q=0, */*", {"image/jpeg", "image/png"}),
        ("image/*", {"image/jpeg", "image/png", "image/webp", "image/avif"}),
        ("image/tiff", {"image/tiff"}),
    ],
)
def test_the_automatic_format_is_one_that_accept_allows(call: Call, accept: str, types: set[str]) -> None:
    response = call("process/", format="auto", accept=accept)
    assert response["Content-Type"] in types
    assert "Accept" in response["Vary"]


def test_no_automatic_format_where_nothing_is_accepted(call: Call) -> None:
    assert_problem(call("process/", format="auto", accept="text/plain"), 406, "not_acceptable")


@pytest.mark.parametrize(
    ("choices", "warnings"),
    [
        ({"format": "jpeg", "max_bytes": "100"}, "max_bytes_missed"),
        ({"format": "png", "subsampling": "4:4:4"}, "choices_ignored"),
        ({"format": "webp", "quality": "auto", "target": "0.999"}, "target_missed"),
        ({"format": "png", "max_bytes": "20000"}, "colors_reduced"),
    ],
)
def test_what_could_not_be_had_is_said(call: Call, choices: dict[str, Any], warnings: str) -> None:
    assert call("process/", **choices)["Image-Warnings"] == warnings


def test_explain_shows_what_the_encoder_would_be_told(call: Call) -> None:
    encode = call("explain/", format="jpeg", quality="auto", progressive="true", colors="8").json()["encode"]
    assert encode["options"] == {"quality": "auto", "progressive": True}
    assert encode["goal"] == {"target": 0.98}
    assert encode["ignored"] == ["colors"]
    assert encode["candidates"] == []


def test_explain_shows_the_candidates(call: Call) -> None:
    encode = call("explain/", format="auto", max_bytes="9000").json()["encode"]
    assert encode["format"] == "auto"
    assert [one["format"] for one in encode["candidates"]] == ["jpeg", "png", "webp", "avif"]
    assert all(one["goal"] == {"max_bytes": 9000} for one in encode["candidates"])


class TestPresets:
    """A preset's choices count where the request makes none."""

    def test_they_are_applied(self, call: Call) -> None:
        Preset.objects.create(slug="small", title="Small", format="jpeg", output={"max_bytes": 5000})
        response = call("presets/small/apply/")
        assert int(response["Content-Length"]) <= 5000

    def test_the_requests_win(self, call: Call) -> None:
        output = {"progressive": True, "metadata": "copyright"}
        Preset.objects.create(slug="small", title="Small", format="jpeg", output=output)
        assert "progressive" not in picture_of(call("process/", preset="small", progressive="false")).info

    def test_what_contradicts_the_request_gives_way(self, call: Call) -> None:
        Preset.objects.create(slug="small", title="Small", format="webp", quality=20)
        response = call("process/", preset="small", lossless="true")
        assert response.status_code == 200
        assert "Image-Quality" not in response

    def test_staff_writes_them(self, staff: Client) -> None:
        body = {"slug": "small", "title": "Small", "output": {"quality": "auto", "dpi": 72}}
        response = staff.post("/api/v1/presets/", json.dumps(body), content_type="application/json")
        assert response.status_code == 201, response.content
        assert response.json()["output"] == {"quality": "auto", "dpi": 72}

    @pytest.mark.parametrize(
        ("body", "field", "sentence"),
        [
            ({"output": {"colors": 1}}, "output.colors", "from 2 to 256"),
            ({"output": {"colour": 8}}, "output.colour", "There is no output choice"),
            ({"output": []}, "output", "must be an object"),
            ({"output": {"format": "png"}}, "output.format", "a field of the preset itself"),
            ({"quality": 80, "output": {"lossless": True}}, "output.lossless", "give only one of them"),
        ],
    )
    def test_wrong_ones_are_named(self, staff: Client, body: dict[str, Any], field: str, sentence: str) -> None:
        whole = {"slug": "small", "title": "Small", **body}
        response = staff.post("/api/v1/presets/", json.dumps(whole), content_type="application/json")
        assert_problem(response, 400, "parameter_invalid")
        (error,) = response.json()["errors"]
        assert error["field"] == field
        assert sentence in error["detail"]

    def test_those_that_an_upgrade_made_invalid_are_the_presets_fault(self, call: Call) -> None:
        Preset.objects.create(slug="old", title="Old", output={"speed": 1})
        response = call("process/", preset="old")
        assert_problem(response, 400, "parameter_invalid")
        assert response.json()["errors"][0]["field"] == "preset"

"""What a preset refuses and what it stores."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from filters import conf
from filters.engine.limits import Limits
from filters.models import LoadedStarter, Preset

pytestmark = pytest.mark.django_db

BLUR = {"op": "gaussian_blur", "radius": 2.0}

INVALID = [
    ([BLUR, {"op": "gaussian_blur", "radius": -1}], "pipeline[1].radius", "from 0 to"),
    ([{"op": "gaussian_blur", "raduis": 1}], "pipeline[0].raduis", "Did you mean radius?"),
    ([{"op": "gausian_blur"}], "pipeline[0].op", "Did you mean gaussian_blur?"),
    ([{"op": "gaussian_blur", "radius": "3"}], "pipeline[0].radius", 'got "3"'),
    ([{"op": "gaussian_blur", "radius": True}], "pipeline[0].radius", "got true"),
    ([{"radius": 2}], "pipeline[0].op", "the name of an operation"),
    (["gaussian_blur"], "pipeline[0]", "A step is an object"),
    ({"op": "gaussian_blur"}, "pipeline", "A pipeline is a list of steps"),
    ("blur, please", "pipeline", "not JSON"),
    (7, "pipeline", "A pipeline is a list of steps"),
]


def preset(**values: Any) -> Preset:
    return Preset(**{"slug": "noir", "title": "Noir", "pipeline": [BLUR]} | values)


def test_it_is_shown_by_its_title() -> None:
    assert str(preset()) == "Noir"
    assert str(LoadedStarter(slug="noir")) == "noir"


@pytest.mark.parametrize(("pipeline", "field", "sentence"), INVALID)
def test_it_refuses_an_invalid_pipeline_and_names_the_place(pipeline: Any, field: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        preset(pipeline=pipeline).full_clean()
    (message,) = refusal.value.message_dict["pipeline"]
    assert message.startswith(f"{field}: ")
    assert sentence in message


def test_it_names_every_problem_at_once() -> None:
    with pytest.raises(ValidationError) as refusal:
        preset(pipeline=[{"op": "gaussian_blur", "radius": -1}, {"op": "nothing"}]).full_clean()
    assert len(refusal.value.message_dict["pipeline"]) == 2


def test_it_refuses_more_steps_than_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "limits", lambda: Limits(max_steps=1))
    with pytest.raises(ValidationError, match="has 2 steps; at most 1"):
        preset(pipeline=[BLUR, BLUR]).full_clean()


def test_it_stores_a_pipeline_with_its_defaults_filled_in() -> None:
    made = preset(pipeline=[{"op": "gaussian_blur"}])
    made.full_clean()
    made.save()
    assert Preset.objects.get().pipeline == [BLUR]


@pytest.mark.parametrize("empty", [[], None, ""])
def test_it_takes_an_empty_pipeline(empty: Any) -> None:
    made = preset(pipeline=empty)
    made.full_clean()
    made.save()
    assert Preset.objects.get().pipeline == []


def test_it_leaves_a_pipeline_alone_that_is_not_being_checked() -> None:
    made = preset(pipeline=[{"op": "gone"}])
    made.full_clean(exclude={"pipeline"})
    assert made.pipeline == [{"op": "gone"}]


@pytest.mark.parametrize("quality", [0, 101, -5])
def test_it_refuses_a_quality_out_of_range(quality: int) -> None:
    with pytest.raises(ValidationError) as refusal:
        preset(quality=quality).full_clean()
    assert "quality" in refusal.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        preset(quality=quality).save()


@pytest.mark.parametrize("quality", [None, 1, 100])
def test_it_takes_a_quality_in_range(quality: int | None) -> None:
    made = preset(quality=quality)
    made.full_clean()
    made.save()
    assert Preset.objects.get().quality == quality


@pytest.mark.parametrize("format", ["eps", "heic", "JPEG"])
def test_it_refuses_a_format_that_cannot_be_written(format: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        preset(format=format).full_clean()
    assert "format" in refusal.value.message_dict


@pytest.mark.parametrize("slug", ["two words", "ümlaut", "a/b", ""])
def test_it_refuses_a_slug_that_does_not_fit_a_url(slug: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        preset(slug=slug).full_clean()
    assert "slug" in refusal.value.message_dict


def test_it_refuses_a_slug_that_is_taken() -> None:
    preset().save()
    with pytest.raises(ValidationError) as refusal:
        preset().full_clean()
    assert "slug" in refusal.value.message_dict


def test_it_finds_the_active_ones() -> None:
    preset().save()
    preset(slug="off", active=False).save()
    assert [found.slug for found in Preset.objects.active()] == ["noir"]


WRONG_OUTPUT = [
    ({"progresive": True}, "Did you mean progressive?"),
    ({"colors": 1}, "colors must be a whole number from 2 to 256; got 1."),
    ({"format": "png"}, "format is a field of the preset itself"),
    ({"quality": 80}, "quality is a field of the preset itself"),
    (["progressive"], "output must be an object"),
    ("progressive", "output must be an object"),
]


@pytest.mark.parametrize(("output", "sentence"), WRONG_OUTPUT, ids=str)
def test_it_refuses_wrong_output_choices(output: Any, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        preset(output=output).full_clean()
    (message,) = refusal.value.message_dict["output"]
    assert sentence in message


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"quality": 80, "output": {"quality": "auto"}}, "a number or auto, not both"),
        ({"quality": 80, "output": {"lossless": True}}, "give only one of them"),
    ],
)
def test_it_refuses_choices_that_contradict_its_own_fields(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        preset(**values).full_clean()
    (message,) = refusal.value.message_dict["__all__"]
    assert sentence in message


def test_it_stores_output_choices_by_name_and_type() -> None:
    one = preset(format="auto", output={"quality": "auto", "max_bytes": "20000", "dpi": "", "progressive": "true"})
    one.full_clean()
    one.save()
    stored = Preset.objects.get().choices()
    assert stored.given() == {"format": "auto", "quality": "auto", "max_bytes": 20_000, "progressive": True}

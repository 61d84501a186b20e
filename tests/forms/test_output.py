"""Controls of the output choices: one for each, typed as it is declared, and read together."""

from typing import Any

import pytest
from django import forms

from filters.engine import Output
from filters.engine.choices import Choice
from filters.engine.errors import OutputInvalid
from filters.forms.output import FIRST, MORE, ChoiceField, output_fields, read_output


def named(name: str) -> ChoiceField:
    field = output_fields([name])[name]
    assert isinstance(field, ChoiceField)
    return field


def test_every_choice_has_a_place() -> None:
    assert [*FIRST, *MORE] == [choice.name for choice in Output.choices()]


@pytest.mark.parametrize("choice", Output.choices(), ids=lambda choice: choice.name)
def test_a_control_says_for_which_formats_it_counts(choice: Choice) -> None:
    field = named(choice.name)
    assert field.help_text == choice.meaning
    assert not field.required
    assert not choice.formats or field.help_text.endswith(f"For {choice.labels}.")


@pytest.mark.parametrize(
    ("name", "type", "attributes"),
    [
        ("max_bytes", "number", {"min": "100", "step": "1"}),
        ("colors", "number", {"min": "2", "max": "256"}),
        ("target", "number", {"min": "0.9", "max": "0.999", "step": "0.001"}),
        ("quality", "text", {"placeholder": "automatic"}),
        ("background", "text", {"data-default": "#ffffff"}),
    ],
)
def test_a_control_has_the_range_of_the_choice(name: str, type: str, attributes: dict[str, str]) -> None:
    widget = named(name).widget
    assert widget.input_type == type
    assert attributes.items() <= widget.attrs.items()


@pytest.mark.parametrize("name", ["lossless", "progressive", "subsampling", "compression"])
def test_a_choice_may_be_left_to_the_format(name: str) -> None:
    widget = named(name).widget
    assert isinstance(widget, forms.Select)
    assert next(iter(widget.choices))[0] == ""


def test_a_number_may_be_a_word_which_is_suggested() -> None:
    html = named("quality").widget.render("quality", "auto", {"id": "id_quality"})
    assert 'list="words-quality"' in html
    assert '<datalist id="words-quality"><option value="auto"></option></datalist>' in html
    assert 'value="auto"' in html


@pytest.mark.parametrize(
    ("texts", "given"),
    [
        ({}, {}),
        ({"metadata": "strip", "background": "#ffffff", "quality": "", "lossless": ""}, {}),
        ({"metadata": "keep", "quality": "auto"}, {"metadata": "keep", "quality": "auto"}),
        ({"progressive": "false", "sizes": "16 32"}, {"progressive": False, "sizes": (16, 32)}),
    ],
)
def test_what_is_left_at_its_default_says_nothing(texts: dict[str, str], given: dict[str, Any]) -> None:
    assert read_output(texts).given() == given


def test_every_wrong_control_is_named() -> None:
    with pytest.raises(OutputInvalid) as caught:
        read_output({"quality": "0", "colors": "x", "target": "2"})
    assert [problem.field for problem in caught.value.problems] == ["quality", "target", "colors"]

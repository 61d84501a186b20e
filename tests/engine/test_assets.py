"""Assets: found by name, refused with a hint, part of the ETag."""

from typing import Annotated, ClassVar

import pytest
from PIL import Image
from pydantic import Field

from filters.engine import Assets, Output, Pipeline
from filters.engine.assets import NO_ASSETS, Need
from filters.engine.errors import PipelineInvalid
from filters.engine.operation import Operation
from filters.engine.parameters import Look, Picture
from filters.engine.render import render
from tests.engine.pictures import encoded, photo

PNG = encoded(photo(size=(8, 6)), "PNG")
STORED = Assets(looks={"film": b"1", "noir": b"2"}, pictures={"logo": b"3"}, known={"look": ["faded", "film"]})


class Stamp(Operation):
    """Fills the picture with the first byte of its assets."""

    op: ClassVar[str] = "stamp"
    family: ClassVar[str] = "Tests"

    look: Annotated[Look, Field(description="A look.")] | None = None
    picture: Annotated[Picture, Field(description="A picture.")] | None = None

    def transform_with(self, image: Image.Image, assets: Assets) -> Image.Image:
        data = assets.look(self.look) if self.look else assets.picture(self.picture)
        return Image.new("L", image.size, data[0])

    def needs(self) -> tuple[Need, ...]:
        return super().needs() or (Need("picture", "picture", None),)


def pixel(step: Operation, assets: Assets) -> object:
    return step.apply(photo(size=(2, 2)), assets).getpixel((0, 0))


@pytest.mark.parametrize(
    ("step", "value"),
    [(Stamp(look="film"), ord("1")), (Stamp(look="noir"), ord("2")), (Stamp(picture="logo"), ord("3"))],
    ids=repr,
)
def test_a_step_gets_what_it_names(step: Stamp, value: int) -> None:
    assert pixel(step, STORED) == value


def test_a_step_that_names_none_gets_the_overlay() -> None:
    assert pixel(Stamp(), Assets(overlay=b"x")) == ord("x")


@pytest.mark.parametrize(
    ("step", "field", "detail"),
    [
        (Stamp(look="films"), "look", 'look of stamp: there is no look "films". Did you mean film?'),
        (Stamp(look="fade"), "look", 'look of stamp: there is no look "fade". Did you mean faded?'),
        (Stamp(picture="qqq"), "picture", 'picture of stamp: there is no picture "qqq".'),
        (
            Stamp(),
            "picture",
            "stamp needs a second picture: name one in picture, or send it as the form field overlay.",
        ),
    ],
    ids=repr,
)
def test_what_is_missing_is_refused_before_anything_is_decoded(step: Stamp, field: str, detail: str) -> None:
    with pytest.raises(PipelineInvalid) as caught:
        render(PNG, Pipeline((step,)), Output(), assets=STORED)
    (problem,) = caught.value.problems
    assert (problem.field, problem.code, problem.detail) == (f"pipeline[0].{field}", "parameter_invalid", detail)


def test_without_assets_everything_is_missing() -> None:
    with pytest.raises(PipelineInvalid):
        render(PNG, Pipeline((Stamp(look="film"),)), Output(), assets=NO_ASSETS)


def test_a_changed_file_is_another_etag() -> None:
    def etag(data: bytes) -> str:
        return render(PNG, Pipeline((Stamp(look="film"),)), Output(), assets=Assets(looks={"film": data})).etag

    assert etag(b"1") == etag(b"1") != etag(b"2")

"""What a step is: a frozen declaration of typed parameters, and what it does to a picture."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Self

from PIL import Image
from pydantic import BaseModel, ConfigDict, ValidationError

from filters.engine import modes
from filters.engine.assets import NO_ASSETS, Assets, Need
from filters.engine.errors import PipelineInvalid, Problem
from filters.engine.kernels.vision import Pixels, from_array, mode_of, to_array
from filters.engine.modes import Alpha
from filters.engine.parameters import Parameter, describe, read_list
from filters.engine.planes import Planes
from filters.engine.problems import parameter_problems, shown

Size = tuple[int, int]


class Operation(BaseModel):
    """One named step with typed parameters.

    A subclass declares its fields and `transform`; its docstring's first line is what users read.
    Parameters are strict: `true` and `"3"` are not numbers, unknown names, NaN and infinity are refused.
    """

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        validate_default=True,
        allow_inf_nan=False,
        use_attribute_docstrings=False,
    )

    op: ClassVar[str]
    """The name in a pipeline: snake_case, Pillow's own where Pillow has one."""
    family: ClassVar[str]
    """The heading it stands under in forms and docs."""
    version: ClassVar[int] = 1
    """Raised when the pixels of the same parameters change, so that ETags change too."""
    alpha: ClassVar[Alpha] = Alpha.OWN
    """What it does about transparency; decides which picture `transform` gets."""
    decides: ClassVar[bool] = False
    """Whether it looks at the pixels first: see `decide`."""
    example: ClassVar[Mapping[str, Any]] = {}
    """Parameters that show what it does, where the defaults alone do not: docs, contact sheet and golden tests."""
    exact_size: ClassVar[bool] = True
    """Whether `output_size` is what comes out; otherwise it is the most that can."""
    local: ClassVar[bool] = False
    """Whether a pixel follows from those within `reach` alone, in the same way wherever it lies.

    The picture's own border may differ: what lies past it is the outermost pixels repeated, or they stay as they are.
    """

    def apply(self, image: Image.Image, assets: Assets = NO_ASSETS) -> Image.Image:
        """The filtered picture, in a working mode (L, LA, RGB, RGBA). Takes every mode; its input stays as it was.

        Raises `PipelineInvalid` where the parameters do not fit the picture's size.
        """
        working = modes.to_working(image)
        step = self.decide([working]) if self.decides else self
        return modes.apply_with_alpha(
            working, step.alpha, lambda picture: step.transform_with(picture, assets), step.reach
        )

    def transform(self, image: Image.Image) -> Image.Image:
        """The operation itself. Its picture is L or RGB, also La or RGBa (PREMULTIPLY), or any working mode (OWN)."""
        raise TypeError(f"{type(self).__name__} declares no transform")

    def transform_with(self, image: Image.Image, assets: Assets) -> Image.Image:
        """`transform` for an operation that uses assets; `needs` says which."""
        return self.transform(image)

    def needs(self) -> tuple[Need, ...]:
        """The assets that the step names."""
        named = [parameter for parameter in self.parameters() if parameter.asset and getattr(self, parameter.name)]
        return tuple(Need(one.name, one.asset, getattr(self, one.name)) for one in named if one.asset)

    def decide(self, images: Sequence[Image.Image]) -> "Operation":
        """The step that runs, after a look at the picture: all frames of an animation, in working modes.

        Only asked where `decides`; the answer is the same step for every frame, so that an animation does not jump.
        """
        return self

    def output_size(self, size: Size) -> Size:
        """The size that a picture of `size` comes out with; pure geometry, no pixels.

        Raises `PipelineInvalid` (see `misfit`) where the parameters do not fit that size.
        """
        return size

    def misfit(self, field: str, why: str) -> Problem:
        """What is wrong with a parameter that is right by itself but not for this picture."""
        detail = f"{field} of {self.op} {why}; got {shown(getattr(self, field))}."
        return Problem(field, "parameter_invalid", detail)

    @property
    def reach(self) -> int:
        """How far away, in pixels, a neighbor can influence a pixel."""
        return 0

    def is_identity(self, size: Size) -> bool:
        """Whether every picture of that size comes out as it went in."""
        return False

    @classmethod
    def title(cls) -> str:
        """The name for people: "Gaussian blur"."""
        return cls.op.replace("_", " ").capitalize()

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring."""
        return (cls.__doc__ or "").strip().split("\n")[0]

    @classmethod
    @cache
    def parameters(cls) -> tuple[Parameter, ...]:
        """The fields, in the order they were declared."""
        return tuple(describe(name, field) for name, field in cls.model_fields.items())

    @classmethod
    def parse(cls, raw: Mapping[str, Any], *, path: str = "") -> Self:
        """Strictly, from JSON values. Raises `PipelineInvalid` naming each wrong field under `path`."""
        return cls._checked(lambda: cls.model_validate(dict(raw)), path)

    @classmethod
    def from_text(cls, raw: Mapping[str, str], *, path: str = "") -> Self:
        """From form fields, a query string or a command line: text is converted, an empty one means the default."""
        lists = {parameter.name: parameter for parameter in cls.parameters() if parameter.kind == "list"}
        given = {
            name: read_list(text, lists[name]) if name in lists else text for name, text in raw.items() if text.strip()
        }
        return cls._checked(lambda: cls.model_validate(given, strict=False), path)

    @classmethod
    def _checked(cls, build: Any, path: str) -> Self:
        try:
            made: Self = build()
        except ValidationError as error:
            raise PipelineInvalid(parameter_problems(cls.op, cls.parameters(), error, path)) from error
        return made

    def to_step(self) -> dict[str, Any]:
        """The step as JSON values, defaults filled in: `{"op": "gaussian_blur", "radius": 2.0}`."""
        return {"op": self.op, **self.model_dump(mode="json")}


class PlanarOperation(Operation):
    """An operation that can also work on the planes of a JPEG, before they become RGB."""

    @property
    def takes_planes(self) -> bool:
        """Whether it can with these parameters."""
        return False

    def transform_planes(self, planes: Planes) -> Planes:
        """The operation itself, where `takes_planes`: as near to `transform` as JPEG's own losses."""
        raise TypeError(f"{type(self).__name__} declares no transform_planes")


class ArrayOperation(Operation):
    """An operation whose work is arithmetic on an array: neighbors of its kind hand the array on.

    A subclass declares `transform_pixels` instead of `transform`.
    """

    def transform_pixels(self, pixels: Pixels) -> Pixels:
        """The operation itself, over 8-bit values that are read only; see `kernels.vision.to_array`.

        The shape is (height, width) for L and (height, width, channels) for RGB, also for La or RGBa (PREMULTIPLY).
        The result may have one channel instead of three, or three instead of one; it may be the very same array.
        """
        raise TypeError(f"{type(self).__name__} declares no transform_pixels")

    def transform(self, image: Image.Image) -> Image.Image:
        before = to_array(image)
        after = self.transform_pixels(before)
        if after is before:
            return image
        same_channels = after.shape[2:] == before.shape[2:]
        return from_array(after, image.mode if same_channels else mode_of(after))

"""The page of parity is complete, and everything that it names exists."""

import inspect
import re
from types import ModuleType

import pytest
from django.urls import resolve
from PIL import ImageChops, ImageEnhance, ImageFilter, ImageMorph, ImageOps

from filters.engine import OPERATIONS, Output
from filters.engine.errors import PipelineInvalid
from filters.engine.generators import GENERATORS
from imgsvc.env import Environment
from imgsvc.pages import parity
from imgsvc.variables import variables

MODULES = (ImageFilter, ImageOps, ImageEnhance, ImageChops, ImageMorph)
INVENTORIES = {
    "thumbor": """autojpg background_color blur brightness colorize contrast convolution curve equalize extract_focal
        fill focal format frame grayscale max_age max_bytes no_upscale noise proportion quality red_eye rgb rotate
        round_corner saturation sharpen stretch strip_exif strip_icc upscale watermark cover""",
    "imaginary": """/ /form /health /resize /fit /enlarge /extract /crop /smartcrop /rotate /autorotate /flip /flop
        /thumbnail /zoom /convert /watermark /watermarkimage /info /blur /pipeline""",
    "imgproxy": """resize size resizing_type width height min-width min-height zoom dpr enlarge extend
        extend_aspect_ratio gravity crop trim padding auto_rotate rotate flip background blur sharpen pixelate watermark
        strip_metadata keep_copyright strip_color_profile preserve_hdr enforce_thumbnail quality format_quality
        max_bytes format skip_processing raw cachebuster expires filename return_attachment preset max_src_resolution
        max_src_file_size max_animation_frames max_animation_frame_resolution max_result_dimension""",
    "ipx": """format fit resize quality background position enlarge kernel trim extend extract rotate autoorient flip
        flop sharpen median blur dilate erode clahe flatten unflatten gamma negate normalize threshold linear modulate
        brightness saturation hue lightness opacity tint grayscale animated width height""",
}
CALL = re.compile(r"(GET|POST) ([a-z_{}/]+/)")
STEP = re.compile(r"(\w+)(?:\.(\w+)|\((.+)\))?")


def public_names(module: ModuleType) -> set[str]:
    return {
        name
        for name, thing in vars(module).items()
        if not name.startswith("_")
        and (inspect.isfunction(thing) or inspect.isclass(thing))
        and thing.__module__ == module.__name__
    }


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_it_has_everything_that_pillow_has(module: ModuleType) -> None:
    rows = parity.tables()[module.__name__.removeprefix("PIL.")]
    assert rows.keys() - {"about"} == public_names(module)


@pytest.mark.parametrize("tool", INVENTORIES)
def test_it_has_everything_that_the_other_tools_have(tool: str) -> None:
    assert set(INVENTORIES[tool].split()) - parity.tables()[tool].keys() == set()


@pytest.mark.parametrize("reference", sorted(set(parity.references())))
def test_what_it_names_exists(reference: str) -> None:
    assert exists(reference), reference


def exists(reference: str) -> bool:
    """Whether an operation, a field, a call, a source, an address or a setting of this name is there."""
    if reference.startswith("IMGSVC_"):
        return reference in {variable.name for variable in variables(Environment)}
    if reference.startswith("/"):
        return bool(resolve(reference))
    if call := CALL.fullmatch(reference):
        return is_call(call[2])
    if reference.startswith("source "):
        return reference.removeprefix("source ") in GENERATORS
    found = STEP.fullmatch(reference)
    if not found:
        return False
    name, field, given = found.groups()
    if name == "output":
        return field in Output.model_fields
    if field or given:
        return has_parameter(name, field, given)
    return name in OPERATIONS or reference in WORDS


WORDS = {"auto", "copyright", "keep", "blur", "sm", "disposition", "filename", "preset"}


def has_parameter(name: str, field: str | None, given: str | None) -> bool:
    operation = OPERATIONS[name]
    if field:
        return field in operation.model_fields
    key, _, value = (given or "").partition("=")
    try:
        operation.from_text({key: value})
    except PipelineInvalid as error:
        return all(problem.field != key for problem in error.problems)
    return True


def is_call(path: str) -> bool:
    return bool(resolve("/api/v1/" + path.replace("{slug}", "noir").replace("{name}", "blur")))


def test_a_wrong_reference_would_be_found() -> None:
    assert [exists(wrong) for wrong in ("no_such", "resize.radius", "resize(fit=wide)", "output.size")] == [False] * 4


def test_a_missing_thing_has_a_reason() -> None:
    reasons = [here for rows in parity.tables().values() for here in rows.values() if here.startswith(parity.NO)]
    assert reasons and all(reason.endswith(".") and len(reason) > 20 for reason in reasons)

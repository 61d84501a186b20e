"""The form of the page: choices, and errors beside their fields."""

from typing import Any, get_args

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from filters.engine import Pipeline
from filters.engine.errors import Busy, EngineError, ImageUnreadable, OutputTooLarge, UploadTooLarge
from filters.engine.formats import WRITABLE
from filters.engine.output import MetadataPolicy, Output
from filters.forms.image import ProcessForm
from filters.models import Preset

pytestmark = pytest.mark.django_db


@pytest.fixture
def noir() -> Preset:
    return Preset.objects.create(slug="noir", title="Noir", pipeline=[{"op": "grayscale"}])


def form(data: dict[str, str] | None = None, *, content: bytes | None = b"picture", **kwargs: Any) -> ProcessForm:
    files = {} if content is None else {"image": SimpleUploadedFile("cat.jpg", content)}
    return ProcessForm(data or {}, files, **kwargs)


def choices(name: str) -> list[str]:
    return [value for value, _label in ProcessForm().fields[name].widget.choices]


def test_it_makes_a_job(noir: Preset) -> None:
    filled = form({"preset": "noir", "pipeline": '[{"op": "mirror"}]', "format": "webp", "quality": "70"})

    assert filled.is_valid(), filled.errors
    job = filled.job(filled.source())
    assert (job.data, job.preset, job.pipeline) == (b"picture", noir, Pipeline.parse([{"op": "mirror"}]))
    assert job.output == Output(format="webp", quality=70)
    assert job.accept is None


def test_a_photo_alone_will_do() -> None:
    filled = form()

    assert filled.is_valid(), filled.errors
    assert filled.job(filled.source()).output == Output()


def test_the_file_comes_last() -> None:
    assert list(ProcessForm().fields) == [
        "preset", "pipeline", *(choice.name for choice in Output.choices()), "overlay", "image",
    ]  # fmt: skip


def test_it_offers_active_presets(noir: Preset) -> None:
    Preset.objects.create(slug="hidden", title="Hidden", active=False)

    assert choices("preset") == ["", "noir"]


def test_it_offers_every_format_and_policy() -> None:
    assert choices("format") == ["", *(name for name in WRITABLE if name != "json"), "auto"]
    assert choices("metadata") == list(get_args(MetadataPolicy))


def test_it_accepts_the_files_that_are_switched_on(settings: Any) -> None:
    settings.IMGSVC_FORMATS_IN = ["gif", "heic"]

    accepted = ProcessForm().fields["image"].widget.attrs["accept"]
    heic = ".heic,.heif,.hif,image/heic,image/heic-sequence,image/heif,image/heif-sequence"
    assert sorted(accepted.split(",")) == sorted(f".gif,image/gif,{heic}".split(","))


WRONG = [
    ({"preset": "nior"}, "preset", "preset_unknown", 'There is no active preset "nior". Did you mean noir?'),
    ({"pipeline": "{"}, "pipeline", "pipeline_invalid", "The pipeline is not JSON"),
    ({"format": "heic"}, "format", "parameter_invalid", "format must be one of jpeg, png"),
    ({"quality": "0"}, "quality", "parameter_invalid", "quality must be a whole number from 1 to 100"),
    ({"quality": "best"}, "quality", "parameter_invalid", "quality must be a whole number from 1 to 100"),
    ({"metadata": "all"}, "metadata", "parameter_invalid", "metadata must be one of strip, copyright, keep"),
    ({"background": "reddish"}, "background", "parameter_invalid", "background must be a color"),
]


@pytest.mark.parametrize(("data", "field", "code", "message"), WRONG, ids=[str(row[0]) for row in WRONG])
def test_it_refuses_a_wrong_choice_beside_its_field(
    noir: Preset, data: dict[str, str], field: str, code: str, message: str
) -> None:
    errors = form(data).errors

    assert list(errors) == [field]
    assert errors.get_json_data()[field][0]["code"] == code
    assert str(errors[field][0]).startswith(message)


def test_it_refuses_a_preset_that_is_switched_off() -> None:
    Preset.objects.create(slug="hidden", title="Hidden", active=False)

    assert form({"preset": "hidden"}).errors.get_json_data()["preset"][0]["code"] == "preset_unknown"


def test_it_asks_for_a_photo() -> None:
    assert form(content=None).errors.get_json_data()["image"] == [
        {"message": "Choose a photo.", "code": "image_missing"}
    ]


def test_an_upload_that_was_refused_counts_as_that_and_not_as_missing() -> None:
    errors = form(content=None, upload_error=UploadTooLarge("Too large.")).errors

    assert errors.get_json_data()["image"] == [{"message": "Too large.", "code": "upload_too_large"}]


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (ImageUnreadable("It is damaged."), "image"),
        (OutputTooLarge("It would be too large.", field="pipeline[0]"), "pipeline"),
        (OutputTooLarge("It would be too large.", field="format"), "format"),
        (Busy("Full."), "__all__"),
    ],
    ids=["image", "pipeline", "format", "form"],
)
def test_an_error_of_the_engine_stands_beside_the_field_it_names(error: EngineError, field: str) -> None:
    filled = form()
    assert filled.is_valid()

    filled.refuse(error)

    assert filled.errors.get_json_data() == {field: [{"message": error.detail, "code": error.code}]}


def test_an_error_of_a_step_reaches_the_editor() -> None:
    filled = form({"pipeline": '[{"op": "mirror"}]'})
    assert filled.is_valid()

    filled.refuse(OutputTooLarge("It would be too large.", field="pipeline[0]"))

    assert "pipeline[0]&quot;" in str(filled["pipeline"])

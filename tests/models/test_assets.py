"""Assets: what their files say, what is refused, and which names a pipeline may use."""

import hashlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from PIL import Image

from filters import conf
from filters.engine.errors import PipelineInvalid
from filters.engine.limits import Limits
from filters.engine.pipeline import Pipeline
from filters.models import MODELS, Asset, Font, Look, Picture, Preset, check_assets
from tests.assets import EVEN, WARM, font_file, logo, stored_font, stored_look, stored_picture
from tests.engine.cubes import curve_text, hald
from tests.engine.pictures import encoded

pytestmark = pytest.mark.django_db

LOOK = {"op": "look", "look": "warm"}


def pipeline(*names: str) -> Pipeline:
    return Pipeline.parse([{"op": "look", "look": name} for name in names])


@pytest.mark.parametrize(
    ("file", "kind", "size"),
    [(WARM, "cube", 5), (curve_text(16), "cube", 16), (encoded(hald(3), "PNG"), "hald", 9)],
    ids=["3D", "1D", "Hald"],
)
def test_a_look_knows_its_kind_and_size(file: bytes, kind: str, size: int) -> None:
    look = stored_look(file=file)
    assert (look.kind, look.size) == (kind, size)
    assert (look.file_size, look.digest) == (len(file), hashlib.sha256(file).hexdigest())
    assert Look.objects.get().data == file


def test_a_font_knows_its_family_and_style() -> None:
    font = stored_font(license="Bitstream Vera")
    assert (font.family, font.style, str(font)) == ("DejaVu Sans", "Book", "Sans")


def test_a_picture_knows_its_size_upright() -> None:
    assert (stored_picture().format, stored_picture("b").width, stored_picture("c").height) == ("png", 40, 20)
    turned = Image.new("RGB", (30, 10))
    exif = turned.getexif()
    exif[0x0112] = 6
    picture = stored_picture("turned", file=encoded(turned, "JPEG", exif=exif))
    assert (picture.format, picture.width, picture.height) == ("jpeg", 10, 30)


REFUSED: list[tuple[type[Asset], Any, str]] = [
    (Look, b"", "The file is empty"),
    (Look, b"LUT_3D_SIZE 2\n0 0 0\nx\n", "Line 3: "),
    (Look, encoded(Image.new("RGB", (9, 9)), "PNG"), "The picture is 9 x 9, which is no Hald image"),
    (Look, b"LUT_3D_SIZE 65\n" + b"0 0 0\n" * 4_000_000, "at most 20 MiB"),
    (Font, b"", "The file is empty"),
    (Font, b"hello, world", "This is not a font"),
    (Font, logo(), "This is not a font"),
    (Font, b"wOF2" + bytes(100), "packed for the web"),
    (Font, b"\0\1\0\0" + bytes(1000), "not a font that text can be set in"),
    (Font, b"OTTO" + bytes(range(256)) * 10, "not a font that text can be set in"),
    (Font, b"\0\1\0\0" + bytes(21 * 1024 * 1024), "21.0 MiB; at most 20 MiB are kept"),
    (Picture, b"", "The file is empty"),
    (Picture, b"%PDF-1.7", "a PDF document"),
    (Picture, logo()[:60], "damaged"),
    (Picture, logo() + bytes(21 * 1024 * 1024), "at most 20 MiB are kept"),
]


@pytest.mark.parametrize(("model", "file", "sentence"), REFUSED, ids=lambda value: str(value)[:30])
def test_a_file_of_another_kind_is_refused_beside_its_field(model: type[Asset], file: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        model(slug="wrong", title="Wrong", file=file).full_clean()
    (message,) = refusal.value.message_dict["file"]
    assert sentence in message


@pytest.mark.parametrize("length", [300, 5000, 100_000])
def test_half_a_font_is_refused(length: int) -> None:
    with pytest.raises(ValidationError) as refusal:
        Font(slug="half", title="Half", file=font_file()[:length]).full_clean()
    assert "file" in refusal.value.message_dict


def test_a_picture_is_held_to_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "limits", lambda: Limits(max_pixels=100))
    with pytest.raises(ValidationError, match="at most 0\\.0001 are allowed"):
        stored_picture()


def test_a_new_file_is_read_and_an_old_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    look = stored_look()
    look.file = EVEN
    look.full_clean()
    assert (look.size, look.digest) == (2, hashlib.sha256(EVEN).hexdigest())
    monkeypatch.setattr(Asset, "reader", None)
    look.full_clean()


def test_a_list_leaves_the_files_where_they_are(django_assert_num_queries: Any) -> None:
    stored_look()
    with django_assert_num_queries(1):
        (look,) = Look.objects.without_files()
        look.full_clean(exclude=["slug", "file"])
        assert look.size == 5


@pytest.mark.parametrize("slug", ["two words", "ümlaut", ""])
def test_a_slug_fits_a_step(slug: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        stored_look(slug)
    assert "slug" in refusal.value.message_dict


def test_a_slug_is_taken_once_among_its_kind() -> None:
    stored_look("same")
    stored_font("same")
    with pytest.raises(IntegrityError), transaction.atomic():
        Look(slug="same", title="Again", file=WARM, file_size=1, size=1).save()


def test_every_kind_has_its_model() -> None:
    assert {kind: model.asset_kind for kind, model in MODELS.items()} == {
        "look": "look", "font": "font", "picture": "picture",
    }  # fmt: skip


def test_it_takes_what_is_stored_and_active(django_assert_num_queries: Any) -> None:
    stored_look()
    with django_assert_num_queries(1):
        check_assets(pipeline("warm", "warm"))
    with django_assert_num_queries(0):
        check_assets(Pipeline.parse([{"op": "invert"}]))


def test_it_names_every_missing_one_with_the_nearest() -> None:
    stored_look()
    stored_look("noir", active=False)
    with pytest.raises(PipelineInvalid) as refusal:
        check_assets(pipeline("wram", "warm", "noir"))
    first, second = refusal.value.problems
    assert (first.field, second.field) == ("pipeline[0].look", "pipeline[2].look")
    assert first.detail.endswith("Did you mean warm?")
    assert 'there is no look "noir".' in second.detail


def test_a_preset_may_not_name_an_unknown_look() -> None:
    preset = Preset(slug="film", title="Film", pipeline=[{"op": "look", "look": "warn"}])
    stored_look()
    with pytest.raises(ValidationError) as refusal:
        preset.full_clean()
    (message,) = refusal.value.message_dict["pipeline"]
    assert message.startswith("pipeline[0].look: ")
    assert "Did you mean warm?" in message
    preset.full_clean(exclude={"pipeline"})


def test_a_preset_knows_what_it_uses() -> None:
    look, font = stored_look(), stored_font("warm")
    preset = Preset(slug="film", title="Film", pipeline=[LOOK])
    assert preset.uses(look)
    assert not preset.uses(font)
    assert not preset.uses(stored_look("other"))
    assert not Preset(pipeline=[LOOK, {"op": "gone"}]).uses(look)


@pytest.mark.parametrize("everything_at_once", [False, True])
def test_one_that_an_active_preset_uses_cannot_be_deleted(everything_at_once: bool) -> None:
    look = stored_look()
    Preset.objects.create(slug="film", title="Film", pipeline=[LOOK])
    with pytest.raises(ProtectedError, match="warm is used by the presets film"), transaction.atomic():
        Look.objects.all().delete() if everything_at_once else look.delete()
    assert Look.objects.exists()


def test_one_that_no_active_preset_uses_can_be_deleted() -> None:
    Preset.objects.create(slug="film", title="Film", pipeline=[LOOK], active=False)
    stored_look().delete()
    assert not Look.objects.exists()

"""A picture's way asks the database nothing, and still follows every change at the next request."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from PIL import Image

from filters.models import Look, Preset
from tests.api.shapes import assert_problem, body_of
from tests.assets import EVEN, stored_font, stored_look, stored_picture
from tests.people import bearing, new_key, person

pytestmark = pytest.mark.django_db(transaction=True)

Call = Callable[..., Any]
APPLY = "presets/noir/apply/"
LOOK = [{"op": "look", "look": "warm"}]
TEXT = [{"op": "watermark_text", "text": "cat", "font": "sans"}]
LOGO = [{"op": "watermark_image", "picture": "logo"}]


@pytest.fixture(autouse=True)
def nothing_expires(settings: Any) -> None:
    settings.IMGSVC_PRESET_CACHE_S = 3600


def mode(response: Any) -> str:
    """The mode of the picture that came."""
    assert response.status_code == 200, body_of(response)
    return str(Image.open(BytesIO(body_of(response))).mode)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("process/", {}),
        ("process/", {"preset": "noir"}),
        ("process/", {"preset": "styled", "pipeline": LOGO}),
        ("process/", {"pipeline": LOOK}),
        ("process/", {"pipeline": TEXT}),
        ("process/", {"pipeline": [*LOOK, *TEXT, *LOGO]}),
        ("operations/gaussian_blur/", {"radius": "2"}),
        ("operations/look/", {"look": "warm"}),
        ("explain/", {"preset": "noir"}),
        ("inspect/", {}),
        (APPLY, {}),
    ],
)
def test_the_second_request_asks_the_database_nothing(
    call: Call, noir: Preset, django_assert_num_queries: Any, path: str, fields: Any
) -> None:
    stored_look()
    stored_font()
    stored_picture()
    Preset.objects.create(slug="styled", title="Styled", pipeline=LOOK)
    first = call(path, **fields)
    with django_assert_num_queries(0):
        second = call(path, **fields)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.get("ETag") == second.get("ETag")


@pytest.mark.parametrize("path", ["process/", "inspect/", "explain/", "operations/blur/", APPLY])
@pytest.mark.parametrize("owned", [False, True], ids=["the house's key", "a person's key"])
def test_nor_does_the_second_request_with_a_key(
    client: Client, cat_jpeg: bytes, noir: Preset, django_assert_num_queries: Any, path: str, owned: bool
) -> None:
    _, text = new_key(owner=person("bob") if owned else None, rate=1000, megapixels=1000)

    def send() -> Any:
        form = {"image": SimpleUploadedFile("cat.jpg", cat_jpeg)}
        return client.post(f"/api/v1/{path}", form, headers=bearing(text))

    assert send().status_code == 200
    with django_assert_num_queries(0):
        assert send().status_code == 200


def test_an_edit_counts_at_the_next_request(call: Call, staff: Client, noir: Preset) -> None:
    assert mode(call(APPLY)) == "L"
    change = {"pipeline": [{"op": "sepia"}]}
    assert staff.patch("/api/v1/presets/noir/", change, content_type="application/json").status_code == 200
    assert mode(call(APPLY)) == "RGB"


@pytest.mark.parametrize("gone", ["switched off", "deleted", "renamed"])
def test_a_preset_that_is_gone_is_gone_at_the_next_request(call: Call, noir: Preset, gone: str) -> None:
    assert call(APPLY).status_code == 200
    if gone == "switched off":
        Preset.objects.update(active=False)
    elif gone == "deleted":
        noir.delete()
    else:
        noir.slug = "black"
        noir.save()
        assert call("presets/black/apply/").status_code == 200
    assert_problem(call(APPLY), 404, "preset_unknown")
    assert_problem(call("process/", preset="noir"), 400, "preset_unknown")


def test_a_new_preset_is_there_at_the_next_request(call: Call) -> None:
    assert call(APPLY).status_code == 404
    Preset.objects.create(slug="noir", title="Noir", pipeline=[{"op": "grayscale"}])
    assert call(APPLY).status_code == 200


def test_a_change_that_is_rolled_back_was_never_seen(call: Call, noir: Preset) -> None:
    with transaction.atomic():
        Preset.objects.update(active=False)
        assert call(APPLY).status_code == 404  # by the one who is changing it
        transaction.set_rollback(True)
    assert mode(call(APPLY)) == "L"


def test_a_changed_look_colors_the_next_picture(call: Call) -> None:
    look = stored_look()
    before = call("process/", pipeline=LOOK, format="png")
    look.file = EVEN
    look.full_clean()
    look.save()
    after = call("process/", pipeline=LOOK, format="png")
    assert before["ETag"] != after["ETag"]
    assert body_of(after) == body_of(call("process/", format="png"))


@pytest.mark.parametrize(
    "gone",
    [lambda: Look.objects.update(active=False), lambda: Look.objects.all().delete()],
    ids=["switched off", "deleted"],
)
def test_a_look_that_is_gone_is_refused_with_those_that_there_are(call: Call, gone: Callable[[], Any]) -> None:
    stored_look()
    assert call("process/", pipeline=LOOK).status_code == 200
    gone()
    stored_look("warmth")
    problem = assert_problem(call("process/", pipeline=LOOK), 400, "parameter_invalid", field="pipeline[0].look")
    assert "Did you mean warmth?" in problem["detail"]

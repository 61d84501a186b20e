"""The page without JavaScript: a plain form, and the same page with what came of it."""

import base64
import io
import re
from html import unescape
from typing import Any, get_args

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from filters import conf
from filters.engine import process
from filters.engine.plan.steps import RuleName
from filters.models import Preset
from filters.web.result import RULES

pytestmark = pytest.mark.django_db
BLUR = '[{"op": "gaussian_blur", "radius": 4}]'


@pytest.fixture
def noir() -> Preset:
    return Preset.objects.create(
        slug="noir", title="Noir", description="Black and white.", pipeline=[{"op": "grayscale"}], format="webp"
    )


def picture(format: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, "teal").save(buffer, format, **options)
    return buffer.getvalue()


def post(data: dict[str, str] | None = None, content: bytes | None = None, name: str = "cat.jpg") -> Any:
    files = {} if content is None else {"image": SimpleUploadedFile(name, content)}
    return Client().post("/", {**(data or {}), **files})


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def linked_file(page: str) -> bytes:
    """What the download link holds."""
    found = re.search(r'href="data:[\w/]+;base64,([^"]*)" download=', page)
    assert found
    return base64.b64decode(found[1])


def shown_picture(page: str, role: str) -> tuple[str, bytes]:
    found = re.search(rf'<img data-role="{role}"[^>]* src="data:([\w/]+);base64,([^"]*)"', page)
    assert found
    return found[1], base64.b64decode(found[2])


def test_it_shows_the_form(noir: Preset) -> None:
    response = Client().get("/")
    page = text_of(response)

    assert response.status_code == 200
    assert page.index('name="csrfmiddlewaretoken"') < page.index('name="preset"') < page.index('name="image"')
    assert '<option value="noir">Noir</option>' in page
    assert "Black and white." in page


def test_it_has_nothing_inline(noir: Preset) -> None:
    page = text_of(Client().get("/"))

    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_it_answers_with_the_same_bytes_as_the_engine(cat_jpeg: bytes) -> None:
    response = post({"pipeline": BLUR, "format": "png"}, cat_jpeg)
    page = text_of(response)

    assert response.status_code == 200
    assert linked_file(page) == process(cat_jpeg, BLUR, format="png").data
    assert 'download="cat-filtered.png"' in page


def test_it_answers_with_the_same_bytes_as_the_api(noir: Preset, cat_jpeg: bytes) -> None:
    data = {"preset": "noir", "pipeline": BLUR}

    api = Client().post("/api/v1/process/", {**data, "image": SimpleUploadedFile("cat.jpg", cat_jpeg)})

    assert linked_file(text_of(post(data, cat_jpeg))) == b"".join(api)


def test_it_shows_before_and_after_with_their_facts(cat_jpeg: bytes) -> None:
    width, height = Image.open(io.BytesIO(cat_jpeg)).size

    page = text_of(post({"op-rotate": "on", "op-rotate-angle": "90", "op-rotate-expand": "on"}, cat_jpeg))

    assert shown_picture(page, "before") == ("image/jpeg", cat_jpeg)
    assert shown_picture(page, "after")[1] == linked_file(page)
    assert f"{width} × {height}" in page
    assert f"{height} × {width}" in page
    assert '<th scope="row">decode</th>' in page
    assert '<th scope="row">rotate</th>' in page


def test_it_shows_a_rendition_of_what_browsers_cannot_show() -> None:
    page = text_of(post({"format": "tiff"}, picture("TIFF"), name="cat.tif"))

    assert shown_picture(page, "before")[0] == "image/jpeg"
    assert shown_picture(page, "after")[0] == "image/jpeg"
    assert linked_file(page) == process(picture("TIFF"), format="tiff").data
    assert 'download="cat-filtered.tiff"' in page


def test_a_rendition_keeps_transparency() -> None:
    assert shown_picture(text_of(post({}, picture("TIFF", mode="RGBA"))), "before")[0] == "image/png"


def test_a_rendition_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("filters.web.result.INLINE_BYTES", 100)

    page = text_of(post({}, picture("PNG", (3000, 1500))))

    assert Image.open(io.BytesIO(shown_picture(page, "before")[1])).size == (1200, 600)
    assert Image.open(io.BytesIO(linked_file(page))).size == (3000, 1500)
    assert page.count("3000 × 1500") == 2


def test_it_says_what_the_result_lost() -> None:
    rotated = '[{"op": "rotate", "angle": 30}]'
    assert "<li>The format has no transparency" in text_of(post({"format": "jpeg", "pipeline": rotated}, picture()))
    assert "<li>The format has no transparency" not in text_of(post({"format": "jpeg"}, picture(mode="RGBA")))


def test_it_shows_the_curl_line(noir: Preset, cat_jpeg: bytes) -> None:
    page = text_of(post({"preset": "noir", "pipeline": BLUR}, cat_jpeg, name="o'cat.jpg"))

    assert (
        """curl -F 'image=@o'"'"'cat.jpg' -F preset=noir -F 'pipeline=[{"op":"gaussian_blur","radius":4}]' """
        "-o out.webp http://testserver/api/v1/process/"
    ) in page


def test_it_sends_the_file_directly_where_asked(cat_jpeg: bytes) -> None:
    response = post({"pipeline": BLUR, "download": "1"}, cat_jpeg)

    assert response["Content-Disposition"] == 'attachment; filename="cat-filtered.jpg"'
    assert response["Content-Type"] == "image/jpeg"
    assert b"".join(response) == process(cat_jpeg, BLUR).data


ENORMOUS = picture("PNG", (30_000, 30_000), mode="1")
WRONG_FILES = [
    pytest.param(b"just a text", 415, "The file looks like no image known here.", id="text"),
    pytest.param(b"%PDF-1.7 ...", 415, "The file looks like a PDF document.", id="pdf"),
    pytest.param(b"", 400, "The image is empty", id="empty"),
    pytest.param(None, 400, "Choose a photo.", id="none"),
    pytest.param(picture("JPEG", (400, 400))[:900], 422, "The JPEG is damaged or cut short", id="truncated"),
    pytest.param(ENORMOUS, 413, "900 megapixels; at most 64 are allowed", id="enormous"),
]


@pytest.mark.parametrize(("content", "status", "message"), WRONG_FILES)
def test_a_wrong_file_has_a_message_beside_the_field_and_keeps_the_other_choices(
    noir: Preset, content: bytes | None, status: int, message: str
) -> None:
    choices = {
        "preset": "noir", "pipeline": BLUR, "format": "webp", "quality": "71", "metadata": "keep",
        "background": "#123456", "op-box_blur": "on", "op-box_blur-radius": "5", "order-box_blur": "3",
    }  # fmt: skip

    response = post(choices, content)
    page = text_of(response)

    assert response.status_code == status
    field = page[page.index('data-field="image"') :]
    assert message in field[: field.index("</div>")]
    for kept in (
        '<option value="noir" selected>', BLUR + "</textarea>", '<option value="webp" selected>', 'value="71"',
        '<option value="keep" selected>', 'value="#123456"', 'name="op-box_blur" value="on" checked',
        'name="op-box_blur-radius" value="5"', 'autocomplete="off" value="3"',
    ):  # fmt: skip
        assert kept in page


def test_a_field_with_an_error_is_described_by_it() -> None:
    page = text_of(post({}, b"text"))

    assert re.search(r'name="image"[^>]*aria-invalid="true"[^>]*aria-describedby="id_image_error"', page)
    assert 'id="id_image_error"' in page
    assert '<a href="#id_image">Photo</a>' in page


def test_a_file_over_the_limit_is_refused_and_the_other_choices_stay(settings: Any, noir: Preset) -> None:
    settings.IMGSVC_MAX_UPLOAD_MB = 1

    response = post({"preset": "noir", "pipeline": BLUR}, b"\xff\xd8\xff" + bytes(2 * conf.MEBI))
    page = text_of(response)

    assert response.status_code == 413
    assert "The upload" in page[page.index('data-field="image"') :]
    assert "Choose a photo." not in page[page.index('data-field="image"') : page.index('data-role="progress"')]
    assert '<option value="noir" selected>' in page
    assert BLUR in page


def test_an_unknown_preset_is_a_message_beside_the_field(noir: Preset) -> None:
    response = post({"preset": "nior"}, picture())

    assert response.status_code == 400
    assert "Did you mean noir?" in text_of(response)


def test_a_wrong_step_is_named(noir: Preset) -> None:
    response = post({"pipeline": '[{"op": "mirror"}, {"op": "gaussian_blur", "radius": -1}]'}, picture())
    page = text_of(response)

    assert response.status_code == 400
    assert "radius of gaussian_blur must be a number from 0 to 250 px; got -1. (pipeline[1].radius)" in page


def test_the_worst_of_several_errors_decides_the_status(settings: Any) -> None:
    settings.IMGSVC_MAX_UPLOAD_MB = 1

    assert post({"quality": "0"}, bytes(2 * conf.MEBI)).status_code == 413


def test_a_result_that_would_be_too_large_is_refused() -> None:
    steps = '[{"op": "resize", "width": 20000, "height": 20000, "fit": "stretch", "upscale": true}]'

    response = post({"pipeline": steps}, picture())

    assert response.status_code == 413
    assert "This step would make 20000 x 20000" in text_of(response)


def test_a_full_service_says_when_to_try_again(in_flight: Any) -> None:
    with in_flight(1000, of=1000):
        response = post({"pipeline": BLUR}, picture())

    assert response.status_code == 503
    assert response["Retry-After"] == "1"
    assert "Try again in 1 s." in text_of(response)
    assert BLUR in text_of(response)


def test_work_that_passes_its_deadline_is_stopped(settings: Any) -> None:
    settings.IMGSVC_DEADLINE_S = 1e-9

    assert post({"pipeline": BLUR}, picture()).status_code == 504


def test_a_form_without_its_token_is_refused_with_a_page() -> None:
    response = Client(enforce_csrf_checks=True).post("/", {})

    assert response.status_code == 403
    assert "The form has expired" in text_of(response)


@pytest.mark.parametrize("path", ["/nothing-here", "/favicon.ico"])
def test_an_unknown_address_is_a_page(path: str) -> None:
    response = Client().get(path)

    assert response.status_code == 404
    assert "There is nothing here" in text_of(response)


def test_a_failure_is_a_page_without_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise ZeroDivisionError("in the kitchen")

    monkeypatch.setattr("filters.web.views.image_process", fail)
    response = Client(raise_request_exception=False).post("/", {"image": SimpleUploadedFile("cat.png", picture())})

    assert response.status_code == 500
    assert "Something went wrong here" in text_of(response)
    assert "kitchen" not in text_of(response)


@pytest.mark.parametrize("name", ['a"b.jpg', "a\r\nb.jpg", "🐈.jpg", "<b>.jpg", "../../etc/passwd"])
def test_a_strange_file_name_does_no_harm(name: str) -> None:
    response = post({}, picture("JPEG"), name=name)

    assert response.status_code == 200
    assert "image=@<b>" not in response.content.decode()


def test_every_rule_of_the_plan_has_its_words() -> None:
    assert set(RULES) == set(get_args(RuleName))

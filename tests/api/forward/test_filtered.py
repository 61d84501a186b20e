"""`forward/{destination}/`: pictures that are worked on before they are sent on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from filters.models import Destination, Preset
from tests.api.forward.asking import BIG, DATA, SECRET, body, post_form, post_raw, problem, size
from tests.fixtures.recorders import Recorder

pytestmark = pytest.mark.django_db


WORK = {
    "pipeline": {"pipeline": '[{"op": "resize", "width": 32, "height": 24, "fit": "cover"}]', "format": "png"},
    "operation": {"operation": "resize", "width": "32", "height": "24", "fit": "cover", "format": "png"},
    "preset": {"preset": "small", "format": "png"},
}


@pytest.mark.parametrize("how", WORK)
@pytest.mark.parametrize("send", ["raw", "form"])
def test_a_picture_is_filtered_on_its_way(
    client: Client, server: Recorder, archive: Destination, small: Preset, cat_jpeg: bytes, how: str, send: str
) -> None:
    if send == "raw":
        query = "?" + "&".join(f"{name}={value}" for name, value in (WORK[how] | {"filename": "cat.jpg"}).items())
        response = post_raw(client, cat_jpeg, query, "image/jpeg")
    else:
        response = post_form(client, cat_jpeg, "cat.jpg", **WORK[how])
    assert (response.status_code, body(response)) == (201, b'{"stored": true}')
    got = server.last()
    assert (size(got.kept), got.target) == ((32, 24), f"/in/cat.png?signature={SECRET}")
    assert (got.headers["content-type"], got.headers["content-length"]) == ("image/png", str(got.size))
    assert (response["Image-Width"], response["Image-Height"]) == ("32", "24")
    assert "encode;dur=" in response["Server-Timing"] and "forward;dur=" in response["Server-Timing"]
    assert "ETag" not in response


def test_its_format_is_what_accept_says_of_pictures(
    client: Client, server: Recorder, archive: Destination, cat_jpeg: bytes
) -> None:
    post_raw(client, cat_jpeg, "?pipeline=[]", headers={"accept": "application/json, image/webp"})
    assert server.last().headers["content-type"] == "image/webp"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?pipeline=nonsense", "pipeline_invalid"),
        ("?operation=resiez", "operation_unknown"),
        ("?operation=resize&wdith=5", "parameter_invalid"),
        ("?operation=resize&width=-5", "parameter_invalid"),
        ("?operation=resize&pipeline=[]", "parameter_invalid"),
        ("?preset=absent", "preset_unknown"),
        ("?quality=900", "parameter_invalid"),
        ("?url=&nonsense=1", "parameter_invalid"),
        ("?disposition=inline", "parameter_invalid"),
        ("?format=png&format=webp", "parameter_invalid"),
        ("?file=absent", "parameter_invalid"),
        ("?file=absent&format=png", "file_unknown"),
    ],
)
def test_a_wrong_field_sends_nothing(
    client: Client, server: Recorder, archive: Destination, query: str, code: str
) -> None:
    assert problem(post_raw(client, DATA, query), 400)["code"] == code
    assert server.other.heads == []


def test_what_is_no_picture_is_not_filtered(client: Client, server: Recorder, archive: Destination) -> None:
    assert problem(post_raw(client, DATA, "?format=png"), 415)["code"] == "format_unsupported"
    assert server.other.heads == []


@pytest.mark.parametrize("send", ["raw", "form"])
def test_only_what_is_filtered_is_bounded_as_pictures_are(
    client: Client, server: Recorder, archive: Destination, settings: Any, send: str
) -> None:
    settings.IMGSVC_MAX_UPLOAD_MB = 1
    post: Callable[..., Any] = post_form if send == "form" else post_raw
    assert post(client, BIG).status_code == 201
    filtered = post_form(client, BIG, format="png") if send == "form" else post_raw(client, BIG, "?format=png")
    assert problem(filtered, 413)["code"] == "upload_too_large"
    assert len(server.got) == 1


def test_what_is_not_filtered_is_bounded_as_files_are(
    client: Client, server: Recorder, archive: Destination, settings: Any
) -> None:
    settings.IMGSVC_MAX_FILE_MB = 1
    assert problem(post_raw(client, BIG), 413)["code"] == "upload_too_large"
    assert server.other.heads == []

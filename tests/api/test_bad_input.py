"""What people and attackers send: each gets its error, and the next request works."""

import json
import struct
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from filters.models import Preset
from tests.api.shapes import assert_problem, picture_of
from tests.fixtures.pictures import encoded

Call = Callable[..., Any]
NOT_BASE64 = (
    b'--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--x--\r\n"
)


@cache
def hand_made_png(width: int, height: int) -> bytes:
    """A one-color gray PNG of any size, made without a picture in memory."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    deflate = zlib.compressobj(9)
    row = bytes(1 + width)
    pixels = b"".join(deflate.compress(row) for _ in range(height)) + deflate.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.fixture(autouse=True)
def next_request_works(call: Call, photo: Call) -> Any:
    """Whatever a test sent, a good request is answered after it."""
    yield
    assert picture_of(call("process/", image=photo())).size == (64, 48)


@pytest.mark.parametrize(
    ("data", "name", "status", "code"),
    [
        (b"These are words, not a picture.", "words.jpg", 415, "format_unsupported"),
        (b"", "empty.jpg", 400, "image_missing"),
        (b"%PDF-1.7 ...", "paper.png", 415, "format_unsupported"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "drawing.jpg", 415, "format_unsupported"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.svg", 415, "format_unsupported"),
        (b"\xff\xd8\xff", "start.jpg", 422, "image_unreadable"),
    ],
)
@pytest.mark.parametrize("path", ["process/", "inspect/", "explain/", "operations/invert/", "presets/noir/apply/"])
def test_what_is_no_picture_is_refused_by_its_bytes(
    call: Call, upload: Call, noir: Preset, path: str, data: bytes, name: str, status: int, code: str
) -> None:
    assert_problem(call(path, image=upload(data, name)), status, code, field="image")


@pytest.mark.parametrize("path", ["process/", "inspect/", "operations/invert/"])
def test_a_truncated_jpeg_is_unreadable(call: Call, cat_jpeg: bytes, path: str) -> None:
    assert_problem(call(path, image=cat_jpeg[: len(cat_jpeg) // 2]), 422, "image_unreadable", field="image")


@pytest.mark.parametrize("path", ["process/", "inspect/", "explain/"])
def test_a_picture_of_900_megapixels_is_refused_by_its_header(call: Call, path: str) -> None:
    bomb = hand_made_png(30_000, 30_000)
    assert len(bomb) < 2_000_000
    body = assert_problem(call(path, image=bomb), 413, "image_too_large", field="image")
    assert "30000 x 30000" in body["detail"]


def test_too_many_frames_are_refused(call: Call) -> None:
    first, *others = [Image.new("L", (1, 1), number % 2 * 255) for number in range(301)]
    animation = encoded(first, "GIF", save_all=True, append_images=others)
    assert_problem(call("process/", image=animation), 413, "too_many_frames", field="image")


def test_a_result_that_is_too_large_is_refused(call: Call) -> None:
    steps = [{"op": "resize", "width": 20_000, "height": 20_000, "fit": "stretch", "upscale": True}]
    assert_problem(call("process/", pipeline=steps), 413, "output_too_large", field="pipeline[0]")


@pytest.mark.parametrize(
    ("pipeline", "code", "field", "words"),
    [
        ('[{"op": "gaussian_blur", "radius": NaN}]', "parameter_invalid", "pipeline[0].radius", "from 0 to 250"),
        ('[{"op": "gaussian_blur", "radius": 1e999}]', "parameter_invalid", "pipeline[0].radius", "from 0 to 250"),
        ('[{"op": "invert"}, {"op": "gaussian_blur", "radius": -1}]', "parameter_invalid", "pipeline[1].radius", "-1"),
        ('[{"op": "gaussian_blur", "radius": "4"}]', "parameter_invalid", "pipeline[0].radius", "a number"),
        ('[{"op": "gaussian_blur", "raduis": 4}]', "parameter_invalid", "pipeline[0].raduis", "Did you mean radius?"),
        ('[{"op": "gausian_blur"}]', "operation_unknown", "pipeline[0].op", "Did you mean gaussian_blur?"),
        ("[[[[", "pipeline_invalid", "pipeline", "not JSON"),
        ("[" * 100_000, "pipeline_invalid", "pipeline", "nested too deeply"),
        ('{"op": "invert"}', "pipeline_invalid", "pipeline", "a list of steps"),
        ("[1]", "pipeline_invalid", "pipeline[0]", "A step is an object"),
        ("gaussian_blur", "pipeline_invalid", "pipeline", "not JSON"),
        (json.dumps([{"op": "invert"}] * 33), "pipeline_invalid", "pipeline", "at most 32"),
        (f'[{{"op": "gaussian_blur", "radius": {"9" * 5000}}}]', None, "pipeline", ""),
    ],
    ids=["NaN", "1e999", "negative", "text", "misspelt", "operation", "open", "deep", "object", "number", "bare", "33",
         "digits"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["process/", "explain/"])
def test_a_wrong_pipeline_is_named(
    call: Call, path: str, pipeline: str, code: str | None, field: str, words: str
) -> None:
    response = call(path, pipeline=pipeline)
    body = assert_problem(response, 400, code or response.json()["code"])
    assert body["errors"][0]["field"].startswith(field)
    assert words in body["detail"]


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=x", "image/jpeg", "application/octet-stream"])
def test_an_upload_over_the_limit_is_refused(client: Client, db: None, content_type: str) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="image"; filename="big.jpg"\r\n\r\n'
    upload = head + bytes(40 * 1024 * 1024) + b"\r\n--x--\r\n"
    body = assert_problem(
        client.post("/api/v1/process/", upload, content_type=content_type), 413, "upload_too_large", field="image"
    )
    assert "32 MiB" in body["detail"]


def test_fields_that_are_too_large_are_refused(call: Call) -> None:
    assert_problem(call("process/", filename="x" * 2_000_000), 413, "upload_too_large")


def test_too_many_fields_are_refused(call: Call) -> None:
    assert_problem(call("process/", **{f"f{number}": "x" for number in range(2001)}), 400, "parse_error")


def test_a_thousand_unknown_fields_get_a_short_answer(call: Call) -> None:
    response = call("process/", **{f"f{number}": "x" for number in range(1000)})
    assert_problem(response, 400, "parameter_invalid")
    assert len(response.json()["errors"]) == 50
    assert response.json()["detail"].endswith("950 more problems are not listed.")


@pytest.mark.parametrize("path", ["process/", "operations/invert/"])
@pytest.mark.parametrize("accept", ["application/xml", "text/plain", "image/heic", "image/*;q=0", "image/jpeg;q=0"])
def test_an_accept_that_nothing_satisfies_is_not_acceptable(call: Call, path: str, accept: str) -> None:
    assert_problem(call(path, accept=accept), 406, "not_acceptable")


@pytest.mark.parametrize("accept", ["", "nonsense", ";;;", ",", "*/*;q=x", "image/", "a/b;q=2, */*"])
def test_an_accept_that_makes_no_sense_does_no_harm(call: Call, accept: str) -> None:
    response = call("process/", accept=accept)
    if response.status_code != 200:
        assert_problem(response, 406, "not_acceptable")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data"),
        (b"nonsense", "multipart/form-data; boundary=" + "x" * 1000),
        (b"nonsense", "multipart/form-data; charset=bz2_codec; boundary=x"),
        (NOT_BASE64, "multipart/form-data; boundary=x"),
        (b"nonsense", "*/*"),
        (b"nonsense", "image/" + "x" * 1000),
        (b"nonsense", "\xff"),
    ],
)  # fmt: skip
def test_a_broken_body_is_a_client_error(client: Client, db: None, body: bytes, content_type: str) -> None:
    response = client.generic("POST", "/api/v1/process/", body, content_type)
    assert response.status_code in (400, 415)
    assert_problem(response, response.status_code, response.json()["code"])


def test_a_preset_that_is_switched_off_is_unknown(call: Call, switched_off: Preset) -> None:
    assert_problem(call("process/", preset="retired"), 400, "preset_unknown", field="preset")
    assert_problem(call("presets/retired/apply/"), 404, "preset_unknown")


def test_a_full_service_says_when_to_come_back(call: Call, photo: Call, in_flight: Any) -> None:
    with in_flight(1000, of=1000):
        response = call("process/", image=photo())
    assert_problem(response, 503, "busy")
    assert int(response["Retry-After"]) >= 1


def test_work_past_its_deadline_is_stopped(call: Call, settings: Any) -> None:
    settings.IMGSVC_DEADLINE_S = -1
    response = call("process/", pipeline=[{"op": "gaussian_blur"}])
    settings.IMGSVC_DEADLINE_S = 20
    assert_problem(response, 504, "deadline_exceeded")


def test_a_format_that_is_switched_off_is_refused(call: Call, photo: Call, settings: Any) -> None:
    settings.IMGSVC_FORMATS_IN = ("jpeg",)
    assert_problem(call("process/", image=photo("PNG")), 415, "format_unsupported", field="image")

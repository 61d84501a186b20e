"""What a request to `batch/` may hold, and what is wrong with others: told before the answer begins."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from filters.models import Preset
from tests.api.batch.clients import BOUNDARY, END, PATH, TYPE, field, part, unzipped
from tests.api.batch.conftest import NDJSON, Batch, archive, finished, lines
from tests.api.shapes import assert_problem

Photo = Callable[..., bytes]
INVERT = [{"op": "invert"}]


def sizes(answer: Any) -> list[tuple[int, int]]:
    return [(line["width"], line["height"]) for line in lines(answer)[:-1]]


@pytest.mark.parametrize("place", ["form", "query"])
def test_fields_come_before_the_pictures_or_in_the_query(batch: Batch, photo: Photo, place: str) -> None:
    pipeline = json.dumps([{"op": "resize", "width": 20, "height": 10, "fit": "stretch"}])
    given: dict[str, Any] = {"query": {"pipeline": pipeline}} if place == "query" else {"pipeline": pipeline}
    assert sizes(batch([photo("PNG"), photo("JPEG")], accept=NDJSON, **given)) == [(20, 10), (20, 10)]


def test_a_pipeline_may_be_a_file(client: Client, db: None, photo: Photo) -> None:
    steps = b'[{"op": "resize", "width": 20, "height": 10, "fit": "stretch"}]'
    body = part("pipeline", "look.json", steps) + field("result", "none") + part("image", "a.png", photo("PNG")) + END
    answer = finished(client.post(PATH, body, content_type=TYPE, headers={"accept": NDJSON}))
    assert sizes(answer) == [(20, 10)] and "data" not in lines(answer)[0]


def test_a_preset_and_output_choices_are_those_of_process(batch: Batch, photo: Photo, noir: Preset) -> None:
    found = unzipped(batch([photo("PNG")], preset="noir", format="webp").body)
    assert list(found) == ["0.webp"] and found["0.webp"][8:12] == b"WEBP"


def test_the_format_may_be_named_in_accept(batch: Batch, photo: Photo) -> None:
    [line, _] = lines(batch([photo("PNG")], accept=f"{NDJSON}, image/webp"))
    assert line["media_type"] == "image/webp"


def test_an_archive_may_be_the_whole_body(client: Client, db: None, photo: Photo) -> None:
    data = archive({"a.png": photo("PNG"), "b.jpg": photo("JPEG")})
    answer = finished(client.post(f"{PATH}?format=png", data, content_type="application/zip"))
    assert list(unzipped(answer.body)) == ["a.png", "b.png"]


def test_what_browsers_send_for_files_that_were_not_chosen_is_nothing(client: Client, db: None, photo: Photo) -> None:
    blank = part("image", "", b"") + part("zip", "", b"")
    answer = finished(client.post(PATH, part("image", "a.png", photo("PNG")) + blank + END, content_type=TYPE))
    assert list(unzipped(answer.body)) == ["a.png"]
    assert_problem(client.post(PATH, blank + END, content_type=TYPE), 400, "image_missing")


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "pipeline": ({"pipeline": [{"op": "invrt"}]}, "operation_unknown", "pipeline[0].op"),
    "preset": ({"preset": "nothing"}, "preset_unknown", "preset"),
    "quality": ({"quality": "high"}, "parameter_invalid", "quality"),
    "order": ({"order": "random"}, "parameter_invalid", "order"),
    "answer": ({"answer": "tar"}, "parameter_invalid", "answer"),
    "result": ({"result": "disk"}, "parameter_invalid", "result"),
    "result of a zip": ({"result": "file", "answer": "zip"}, "parameter_invalid", "result"),
    "unknown": ({"pipline": "[]"}, "parameter_invalid", "pipline"),
    "twice": ({"order": ["input", "completed"]}, "parameter_invalid", "order"),
    "image as text": ({"image": "cat.png", "file": "x"}, "parameter_invalid", "image"),
}


@pytest.mark.parametrize(("fields", "code", "where"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_before_a_picture_is_read(
    client: Client, db: None, photo: Photo, fields: dict[str, Any], code: str, where: str
) -> None:
    texts = {name: json.dumps(value) if name == "pipeline" else value for name, value in fields.items()}
    many = [
        field(name, text) for name, value in texts.items() for text in (value if isinstance(value, list) else [value])
    ]
    body = b"".join(many) + part("image", "a.png", photo("PNG")) + END
    problem = assert_problem(client.post(PATH, body, content_type=TYPE), 400, code)
    assert where in [error["field"] for error in problem["errors"]]


@pytest.mark.parametrize("content_type", [TYPE, "application/json", "application/x-www-form-urlencoded", ""])
def test_without_a_picture_it_says_how_to_send_one(client: Client, db: None, content_type: str) -> None:
    body = {TYPE: END, "application/json": b"{}"}.get(content_type, b"")
    problem = assert_problem(client.post(PATH, body, content_type=content_type), 400, "image_missing")
    assert "-F image=@a.jpg" in problem["detail"]


@pytest.mark.parametrize("body", [b"[]", b"{", b"[" * 100_000, b"1"])
def test_json_that_is_no_object_is_refused(client: Client, db: None, body: bytes) -> None:
    assert_problem(client.post(PATH, body, content_type="application/json"), 400, "parse_error")


def test_another_type_of_body_is_refused(client: Client, db: None) -> None:
    problem = assert_problem(client.post(PATH, b"x", content_type="text/plain"), 415, "unsupported_media_type")
    assert "multipart/form-data" in problem["detail"]


def test_fields_that_are_too_long_are_refused(client: Client, db: None, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post(PATH, json.dumps({"file": "x" * 1000}), content_type="application/json")
    assert_problem(answer, 400, "parse_error")


@pytest.mark.parametrize(
    ("accept", "found"),
    [
        ("*/*", "application/zip"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/zip"),
        ("application/zip", "application/zip"),
        ("multipart/*", "multipart/mixed"),
        ("application/zip;q=0.5, application/x-ndjson", NDJSON),
        ("text/event-stream", "text/event-stream"),
    ],
)
def test_accept_chooses_the_answer(batch: Batch, photo: Photo, accept: str, found: str) -> None:
    assert batch([photo("PNG")], accept=accept)["Content-Type"].partition(";")[0] == found


def test_a_field_chooses_it_for_who_cannot(batch: Batch, photo: Photo) -> None:
    answer = batch([photo("PNG")], accept="image/png", answer="ndjson")
    assert answer["Content-Type"] == NDJSON


@pytest.mark.parametrize("accept", ["image/png", "application/json", "application/zip;q=0"])
def test_an_answer_that_there_is_not_is_refused(batch: Batch, photo: Photo, accept: str) -> None:
    answer = batch([photo("PNG")], accept=accept)
    assert "application/x-ndjson" in assert_problem(answer, 406, "not_acceptable")["detail"]


def test_a_boundary_that_never_comes_is_told_in_the_answer(client: Client, db: None, photo: Photo) -> None:
    body = part("image", "a.png", photo("PNG")) + part("image", "b.png", photo("PNG")) + f"--{BOUNDARY}".encode()
    found = lines(finished(client.post(PATH, body, content_type=TYPE, headers={"accept": NDJSON})))
    assert found[-1]["error"]["code"] == "upload_incomplete"

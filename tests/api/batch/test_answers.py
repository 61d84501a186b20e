"""What becomes of the pictures: results, errors in their places, and a summary."""

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from filters.models import StoredFile
from filters.services import quotas
from tests.api.batch.clients import END, PATH, TYPE, field, part, pixels, unzipped
from tests.api.batch.conftest import NDJSON, Batch, archive, finished, lines
from tests.api.shapes import assert_problem
from tests.people import bearing, new_key

Photo = Callable[..., bytes]


@pytest.fixture
def three(photo: Photo) -> list[bytes]:
    """Three pictures of different sizes."""
    return [photo("PNG", (30 + index, 20)) for index in range(3)]


def test_each_result_is_that_of_process(client: Client, batch: Batch, three: list[bytes]) -> None:
    found = unzipped(batch(three, pipeline=[{"op": "invert"}]).body)
    for name, data in found.items():
        index = int(name.partition(".")[0])
        alone = batch([three[index]], pipeline=[{"op": "invert"}], answer="ndjson")
        assert data == base64.b64decode(lines(alone)[0]["data"])
    assert len(found) == 3


def test_a_line_tells_all_about_its_picture(batch: Batch, three: list[bytes]) -> None:
    first, *_, summary = lines(batch([("dir/my cat.png", three[0]), *three[1:]], accept=NDJSON))
    assert pixels(base64.b64decode(first["data"])) == pixels(three[0])
    stages = [timing["stage"] for timing in first.pop("timings")]
    assert stages[0] == "queue" and {"decode", "encode"} < set(stages)
    size = len(base64.b64decode(first.pop("data")))
    assert first == {
        "event": "picture", "index": 0, "name": "my cat.png", "filename": "my cat.png", "size_in": len(three[0]),
        "size_out": size, "media_type": "image/png", "width": 30, "height": 20, "frames": 1, "warnings": [],
        "error": None,
    }  # fmt: skip
    assert {name: summary[name] for name in ("pictures", "processed", "failed", "error")} == {
        "pictures": 3, "processed": 3, "failed": 0, "error": None,
    }  # fmt: skip


def test_a_broken_picture_is_an_error_in_its_place(batch: Batch, three: list[bytes]) -> None:
    found = lines(batch([three[0], b"nothing", three[2]], accept=NDJSON, result="none"))
    assert [line["error"] and line["error"]["code"] for line in found[:-1]] == [None, "format_unsupported", None]
    assert (found[-1]["processed"], found[-1]["failed"]) == (2, 1)


def test_in_an_archive_it_is_listed_at_the_end(batch: Batch, three: list[bytes]) -> None:
    found = unzipped(batch([three[0], b"nothing", three[2]]).body)
    assert list(found) == ["0.png", "2.png", "errors.ndjson"]
    assert json.loads(found["errors.ndjson"])["error"]["code"] == "format_unsupported"


def test_as_completed_all_come_too(batch: Batch, three: list[bytes]) -> None:
    found = lines(batch(three, accept=NDJSON, order="completed"))
    assert sorted(line["index"] for line in found[:-1]) == [0, 1, 2]


def test_equal_names_are_told_apart(batch: Batch, three: list[bytes]) -> None:
    images = [("a/cat.png", three[0]), ("b/cat.png", three[1]), ("CAT.PNG", three[2])]
    assert list(unzipped(batch(images).body)) == ["cat.png", "cat-2.png", "CAT-3.png"]


def test_the_archive_is_named(batch: Batch, three: list[bytes]) -> None:
    assert batch(three)["Content-Disposition"] == 'attachment; filename="batch.zip"'
    assert batch(three, filename="../tuesday.zip")["Content-Disposition"] == 'attachment; filename="tuesday.zip"'


def test_events_tell_the_progress_without_the_bytes(batch: Batch, three: list[bytes]) -> None:
    text = batch(three, accept="text/event-stream").body.decode()
    events = [event.split("\ndata: ") for event in text.strip().split("\n\n")]
    assert [name for name, _ in events] == ["event: picture"] * 3 + ["event: done"]
    assert [json.loads(data)["index"] for _, data in events[:3]] == [0, 1, 2]
    assert '"data"' not in text


def test_a_field_after_the_first_image_ends_it(client: Client, db: None, three: list[bytes]) -> None:
    body = part("image", "a.png", three[0]) + field("pipeline", "[]") + part("image", "b.png", three[1]) + END
    line, summary = lines(finished(client.post(PATH, body, content_type=TYPE, headers={"accept": NDJSON})))
    assert line["error"] is None and summary["error"]["code"] == "parse_error"
    assert "send fields before the first image" in summary["error"]["detail"]


def test_a_file_of_another_name_ends_it(client: Client, db: None, three: list[bytes]) -> None:
    body = part("image", "a.png", three[0]) + part("overlay", "b.png", three[1]) + END
    found = unzipped(finished(client.post(PATH, body, content_type=TYPE)).body)
    assert json.loads(found["errors.ndjson"])["error"]["code"] == "parse_error"


def test_a_picture_over_the_upload_limit_is_an_error_in_its_place(
    batch: Batch, three: list[bytes], settings: Any
) -> None:
    settings.IMGSVC_MAX_UPLOAD_MB = 0.1
    found = lines(batch([three[0], bytes(200_000), three[2]], accept=NDJSON))
    assert [line["error"] and line["error"]["code"] for line in found[:-1]] == [None, "upload_too_large", None]


def test_pictures_over_the_count_are_errors_in_their_places(batch: Batch, three: list[bytes], settings: Any) -> None:
    settings.IMGSVC_MAX_BATCH = 2
    found = lines(batch(three, accept=NDJSON))
    assert [line["error"] and line["error"]["code"] for line in found[:-1]] == [None, None, "upload_too_large"]
    assert "at most 2 pictures" in found[2]["error"]["detail"]


def test_far_too_many_pictures_end_it(batch: Batch, three: list[bytes], settings: Any) -> None:
    settings.IMGSVC_MAX_BATCH = 1
    found = lines(batch(three, accept=NDJSON))
    assert len(found) == 3 and found[-1]["error"]["code"] == "parse_error"


def test_pictures_of_an_archive(batch: Batch, three: list[bytes]) -> None:
    packed = archive({"photos/": b"", "photos/a.png": three[0], "__MACOSX/._a.png": b"x", "b.png": three[1]})
    found = unzipped(batch([three[2]], zip=packed).body)
    assert {name: pixels(data) for name, data in found.items()} == {
        "0.png": pixels(three[2]), "a.png": pixels(three[0]), "b.png": pixels(three[1]),
    }  # fmt: skip


def test_an_archive_that_is_none_is_an_error(batch: Batch, three: list[bytes]) -> None:
    found = lines(batch([three[0]], zip=b"no archive", accept=NDJSON))
    assert [line["error"] and line["error"]["code"] for line in found[:-1]] == [None, "format_unsupported"]


@pytest.fixture
def counted() -> Iterator[None]:
    """Quotas that begin at nothing."""
    caches["quotas"].clear()
    yield
    caches["quotas"].clear()


def test_each_picture_counts_as_a_request(
    batch: Batch, three: list[bytes], settings: Any, counted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "time", lambda: 60.0 * 1000)
    settings.IMGSVC_ANONYMOUS_RATE = 2
    found = lines(batch(three, accept=NDJSON, pipeline=[]))
    codes = [line["error"] and line["error"]["code"] for line in found[:-1]]
    assert sorted(map(str, codes)) == ["None", "None", "throttled"] and codes[0] is None
    assert_problem(batch(three), 429, "throttled")


def test_each_picture_takes_of_the_pixels(
    batch: Batch, three: list[bytes], settings: Any, counted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "time", lambda: 60.0 * 1000)
    monkeypatch.setattr(quotas, "MEGA", 1000)  # of 600 pixels and more each there is room for one
    settings.IMGSVC_ANONYMOUS_MEGAPIXELS = 1
    found = lines(batch(three, accept=NDJSON))
    codes = [line["error"] and line["error"]["code"] for line in found[:-1]]
    assert (codes.count(None), codes.count("throttled")) == (1, 2)


def test_a_key_needs_the_scope(batch: Batch, three: list[bytes]) -> None:
    _, text = new_key("files")
    assert_problem(batch(three, headers=bearing(text)), 403, "permission_denied")
    _, text = new_key("process")
    assert batch(three, headers=bearing(text)).status_code == 200


def test_keeping_results_needs_the_scope_for_files(batch: Batch, three: list[bytes]) -> None:
    _, text = new_key("process")
    answer = batch(three, accept=NDJSON, result="file", headers=bearing(text))
    assert "lacks the scope files" in assert_problem(answer, 403, "permission_denied")["detail"]
    assert_problem(batch(three, accept=NDJSON, result="file"), 401, "not_authenticated")


def test_results_are_kept_as_files(batch: Batch, three: list[bytes], files_folder: Any) -> None:
    _, text = new_key("process", "files")
    found = lines(batch(three, accept=NDJSON, result="file", headers=bearing(text)))[:-1]
    assert [line["file"] for line in found] == [StoredFile.objects.get(name=f"{index}.png").pk for index in range(3)]
    assert all("data" not in line for line in found)


def test_what_cannot_be_kept_is_an_error(batch: Batch, three: list[bytes], files_folder: Any, settings: Any) -> None:
    _, text = new_key("process", "files")
    settings.IMGSVC_FILES_QUOTA_MB = 0.000001
    found = lines(batch(three[:1], accept=NDJSON, result="file", headers=bearing(text)))
    assert found[0]["error"]["code"] == "quota_exceeded" and found[-1]["failed"] == 1

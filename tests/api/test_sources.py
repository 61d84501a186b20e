"""A picture that is named in place of sent: a stored file, an address; in a form, in a query string, as JSON."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from PIL import Image

from filters.models import Preset, StoredFile, Visibility
from filters.services.access import Caller
from filters.services.files import file_store
from tests.api.shapes import assert_problem, body_of
from tests.people import bearing, new_key, person

V1 = "/api/v1/"
ROUTES = ["process/", "operations/invert/", "presets/noir/apply/", "inspect/", "explain/"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return person("owner")


@pytest.fixture
def keep(owner: User, cat_jpeg: bytes) -> Callable[..., StoredFile]:
    """Keeps a file of the owner, the cat unless told otherwise."""

    def kept(data: bytes = cat_jpeg, **fields: Any) -> StoredFile:
        return file_store(caller=Caller(user=owner), pieces=[data], **({"name": "cat.jpg"} | fields))

    return kept


@pytest.fixture
def key(owner: User) -> dict[str, str]:
    """The headers of a key of the owner that may do both."""
    return bearing(new_key("process", "files", owner=owner)[1])


def posted(client: Client, route: str, fields: dict[str, Any], headers: dict[str, str], *, way: str) -> Any:
    """The answer to these fields, sent as a form, as JSON, or in the query string."""
    if way == "json":
        return client.post(V1 + route, fields, content_type="application/json", headers=headers)
    if way == "form":
        return client.post(V1 + route, fields, headers=headers)
    return client.post(V1 + route, query_params=fields, headers=headers)


@pytest.mark.parametrize("way", ["form", "json", "query"])
@pytest.mark.parametrize("route", ROUTES)
def test_a_stored_file_is_as_good_as_an_upload(
    client: Client,
    noir: Preset,
    keep: Callable[..., StoredFile],
    key: dict[str, str],
    cat_jpeg: bytes,
    route: str,
    way: str,
) -> None:
    stored = posted(client, route, {"file": keep().pk}, key, way=way)
    sent = client.post(V1 + route, {"image": io.BytesIO(cat_jpeg)}, headers=key)
    assert (stored.status_code, sent.status_code) == (200, 200)
    assert body_of(stored) == body_of(sent)


def test_json_holds_the_pipeline_and_all_choices_as_they_are(
    client: Client, keep: Callable[..., StoredFile], key: dict[str, str]
) -> None:
    pipeline = [{"op": "resize", "width": 40}, {"op": "invert"}]
    fields = {"file": keep().pk, "pipeline": pipeline, "format": "webp", "quality": 50, "lossless": False}
    answer = posted(client, "process/", fields, key, way="json")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/webp"
    assert Image.open(io.BytesIO(body_of(answer))).width == 40


def test_the_answer_is_called_like_the_file(
    client: Client, keep: Callable[..., StoredFile], key: dict[str, str]
) -> None:
    file = keep(name="My cat.jpeg")
    answer = posted(client, "process/", {"file": file.pk, "format": "png"}, key, way="json")
    assert 'filename="My cat.png"' in answer.headers["Content-Disposition"]
    named = posted(client, "process/", {"file": file.pk, "filename": "dog"}, key, way="json")
    assert 'filename="dog.jpg"' in named.headers["Content-Disposition"]


def test_its_owner_may_name_it_by_its_name(
    client: Client, keep: Callable[..., StoredFile], key: dict[str, str]
) -> None:
    keep(name="cat.jpg")
    assert posted(client, "process/", {"file": "cat.jpg"}, key, way="json").status_code == 200


def test_a_private_file_is_there_for_its_owner_alone(
    client: Client, keep: Callable[..., StoredFile], owner: User
) -> None:
    private, public = keep(), keep(visibility=Visibility.PUBLIC)
    strangers = [{}, bearing(new_key("process", "files", owner=person("other"))[1])]
    without_scope = bearing(new_key("process", owner=owner)[1])
    for headers in (*strangers, without_scope):
        refused = posted(client, "process/", {"file": private.pk}, headers, way="json")
        assert_problem(refused, 400, "file_unknown", field="file")
        assert posted(client, "process/", {"file": public.pk}, headers, way="json").status_code == 200


@pytest.mark.parametrize("reference", ["nobody", "../../etc/passwd", "\x00", "ä" * 300, "%2e%2e"])
def test_a_file_that_is_not_there(client: Client, key: dict[str, str], reference: str) -> None:
    answer = posted(client, "process/", {"file": reference}, key, way="json")
    assert_problem(answer, 400, "file_unknown", field="file")


def test_a_file_that_is_no_picture_is_judged_by_its_bytes(
    client: Client, keep: Callable[..., StoredFile], key: dict[str, str]
) -> None:
    answer = posted(client, "process/", {"file": keep(b"words").pk}, key, way="json")
    assert_problem(answer, 415, "format_unsupported")


def test_a_file_larger_than_an_upload_is_not_read(
    client: Client, keep: Callable[..., StoredFile], key: dict[str, str], settings: Any
) -> None:
    file = keep(bytes(1024 * 1024 + 1))
    settings.IMGSVC_MAX_UPLOAD_MB = 1
    assert_problem(posted(client, "process/", {"file": file.pk}, key, way="json"), 413, "upload_too_large")


@pytest.mark.parametrize("other", ["url", "generate", "image"])
def test_there_is_one_picture_in_a_request(client: Client, cat_jpeg: bytes, other: str) -> None:
    fields: dict[str, Any] = {"file": "cat.jpg", other: io.BytesIO(cat_jpeg) if other == "image" else "x"}
    assert_problem(posted(client, "process/", fields, {}, way="form"), 400, "parameter_invalid")


def test_addresses_are_not_asked_unless_that_is_allowed(client: Client) -> None:
    answer = posted(client, "process/", {"url": "http://example.org/cat.jpg"}, {}, way="json")
    problem = assert_problem(answer, 403, "fetch_disabled")
    assert "IMGSVC_FETCH" in problem["detail"]


@pytest.mark.django_db(transaction=True)  # a thread of its own reads the file
def test_a_batch_gives_no_private_file_to_a_key_without_the_scope(
    client: Client, keep: Callable[..., StoredFile], owner: User
) -> None:
    key = bearing(new_key("process", owner=owner)[1]) | {"Accept": "application/x-ndjson"}
    answer = client.post(f"{V1}batch/", {"file": [keep().pk]}, content_type="application/json", headers=key)
    first = json.loads(b"".join(answer).splitlines()[0])
    assert first["error"]["code"] == "file_unknown"

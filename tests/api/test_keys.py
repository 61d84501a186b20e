"""API keys over HTTP: who is let in, with which challenge, and what a scope opens."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from filters.models import Preset
from tests.api.shapes import assert_problem
from tests.people import bearing, new_key, person

pytestmark = pytest.mark.django_db

Call = Callable[..., Any]
V1 = "/api/v1/"
PICTURE_CALLS = ("process/", "explain/", "inspect/", "operations/invert/", "operations/blur/", "presets/noir/apply/")
READ_CALLS = ("", "operations/", "operations/blur/", "generators/", "presets/", "presets/noir/", "looks/", "fonts/")
CHALLENGE = 'Api-Key realm="imgsvc"'


@pytest.fixture
def post(client: Client, cat_jpeg: bytes) -> Call:
    """`post("process/", headers)`: the cat."""

    def send(path: str, headers: Any = None, **fields: Any) -> Any:
        image = SimpleUploadedFile("cat.jpg", cat_jpeg)
        return client.post(f"{V1}{path}", {"image": image, **fields}, headers=headers or {})

    return send


def assert_challenged(response: Any, code: str) -> str:
    """A 401 that says how to come in; returns its sentence."""
    detail = assert_problem(response, 401, code)["detail"]
    assert response["WWW-Authenticate"] == CHALLENGE
    return str(detail)


@pytest.mark.parametrize("path", PICTURE_CALLS)
def test_a_key_with_the_scope_processes_pictures(post: Call, noir: Preset, path: str) -> None:
    _, text = new_key("process")
    assert post(path, bearing(text)).status_code == 200


@pytest.mark.parametrize("path", PICTURE_CALLS)
@pytest.mark.parametrize("scopes", [("presets",), ("files",), ("admin",), ("presets", "files", "admin")])
def test_a_key_without_it_does_not_even_where_strangers_may(
    post: Call, noir: Preset, path: str, scopes: tuple[str, ...]
) -> None:
    _, text = new_key(*scopes)
    detail = assert_problem(post(path, bearing(text)), 403, "permission_denied")["detail"]
    assert "lacks the scope process" in detail and scopes[0] in detail


@pytest.mark.parametrize(
    "header",
    [
        "Api-Key",
        "Api-Key ",
        "Api-Key x",
        "Api-Key {text} {text}",
        "Api-Key {text},Api-Key {text}",
        "Api-Key {prefix}.",
        "Api-Key {prefix}." + "x" * 32,
        "Api-Key AAAAAAAA." + "x" * 32,
        "Api-Key " + "x" * 10_000,
        "Api-Key " + "\u00e9" * 41,
        "Api-Key \u4f60\u597d",
        "Api-Key {text}\u00a0x",
        "Api-Key '; DROP TABLE filters_apikey; --",
        "api-key {prefix}.{prefix}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["process/", "inspect/", "presets/"])
def test_what_is_no_good_key_is_refused(post: Call, client: Client, header: str, path: str) -> None:
    key, text = new_key()
    value = header.format(text=text, prefix=key.prefix)
    detail = assert_challenged(post(path, {"Authorization": value}), "authentication_failed")
    assert text.partition(".")[2] not in detail
    assert_challenged(client.get(f"{V1}{path}", headers={"Authorization": value}), "authentication_failed")


@pytest.mark.parametrize("header", ["Api-Key  {text}", "api-key {text}", "API-KEY {text} "])
def test_the_scheme_is_read_in_any_case(post: Call, settings: Any, header: str) -> None:
    settings.IMGSVC_ANONYMOUS = False
    _, text = new_key()
    assert post("process/", {"Authorization": header.format(text=text)}).status_code == 200


@pytest.mark.parametrize("header", ["Basic Ym9iOmJvYg==", "Bearer abc", "Negotiate", ""])
def test_other_schemes_are_a_proxys_and_count_for_nothing(post: Call, settings: Any, header: str) -> None:
    assert post("process/", {"Authorization": header}).status_code == 200
    settings.IMGSVC_ANONYMOUS = False
    assert_challenged(post("process/", {"Authorization": header}), "not_authenticated")


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"revoked": True}, "revoked"), ({"expiry_date": timezone.now() - timedelta(days=1)}, "expired")],
    ids=["revoked", "expired"],
)
def test_a_key_that_is_over_says_so(post: Call, fields: Any, words: str) -> None:
    _, text = new_key(**fields)
    assert words in assert_challenged(post("process/", bearing(text)), "authentication_failed")


def test_the_key_of_a_person_who_was_switched_off_is_refused(post: Call) -> None:
    bob = person("bob")
    bob.is_active = False
    bob.save()
    _, text = new_key(owner=bob)
    assert "owner" in assert_challenged(post("process/", bearing(text)), "authentication_failed")


@pytest.mark.parametrize("path", READ_CALLS)
def test_a_wrong_key_is_refused_where_none_is_needed(client: Client, noir: Preset, path: str) -> None:
    response = client.get(f"{V1}{path}", headers=bearing(f"AAAAAAAA.{'x' * 32}"))
    assert_challenged(response, "authentication_failed")


@pytest.mark.parametrize("path", PICTURE_CALLS)
def test_strangers_are_kept_out_where_they_are_not_wanted(post: Call, noir: Preset, settings: Any, path: str) -> None:
    settings.IMGSVC_ANONYMOUS = False
    detail = assert_challenged(post(path), "not_authenticated")
    assert "Authorization: Api-Key" in detail


@pytest.mark.parametrize("path", PICTURE_CALLS)
def test_who_has_a_key_or_a_login_is_let_in_there(
    post: Call, client: Client, noir: Preset, settings: Any, path: str
) -> None:
    settings.IMGSVC_ANONYMOUS = False
    _, text = new_key()
    assert post(path, bearing(text)).status_code == 200
    client.force_login(person("bob"))
    assert post(path).status_code == 200


@pytest.mark.parametrize("path", [*(V1 + path for path in READ_CALLS), "/api/docs/", "/api/schema/"])
def test_reading_stays_open(client: Client, noir: Preset, settings: Any, path: str) -> None:
    settings.IMGSVC_ANONYMOUS = False
    assert client.get(path).status_code == 200


def test_a_stranger_is_refused_before_the_upload_is_read(client: Client, settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS, settings.IMGSVC_MAX_UPLOAD_MB = False, 0.0001
    response = client.post(f"{V1}process/", b"x" * 1000, content_type="image/jpeg")
    assert_challenged(response, "not_authenticated")


def test_with_a_key_no_csrf_token_is_needed(cat_jpeg: bytes) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(person("bob"))
    _, text = new_key()
    image = {"image": SimpleUploadedFile("cat.jpg", cat_jpeg)}
    assert client.post(f"{V1}process/", image, headers=bearing(text)).status_code == 200
    image = {"image": SimpleUploadedFile("cat.jpg", cat_jpeg)}
    assert_problem(client.post(f"{V1}process/", image), 403, "permission_denied")


@pytest.mark.parametrize(
    ("method", "path"), [("post", "presets/"), ("put", "presets/noir/"), ("patch", "presets/noir/"),
                         ("delete", "presets/noir/")],
)  # fmt: skip
def test_writing_presets_needs_the_scope(client: Client, noir: Preset, method: str, path: str) -> None:
    _, text = new_key("process", "files")
    response = getattr(client, method)(f"{V1}{path}", {}, content_type="application/json", headers=bearing(text))
    assert "lacks the scope presets" in assert_problem(response, 403, "permission_denied")["detail"]

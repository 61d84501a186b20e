"""Limits over HTTP: 429 with an honest Retry-After, on the API and on the page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from filters.models import Preset
from filters.services import quotas
from tests.api.shapes import assert_problem
from tests.people import bearing, new_key, person

pytestmark = pytest.mark.django_db

V1 = "/api/v1/"
NOON = 1_800_000_000.0
CALLS = ("process/", "explain/", "inspect/", "operations/invert/", "presets/noir/apply/")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A quarter of a minute has passed, and nothing is counted yet."""
    caches["quotas"].clear()
    monkeypatch.setattr(quotas, "time", lambda: NOON + 15)
    yield
    caches["quotas"].clear()


@pytest.fixture
def post(client: Client, cat_jpeg: bytes) -> Callable[..., Any]:
    """The cat, of 0.135 megapixels."""

    def send(path: str, headers: Any = None, **extra: Any) -> Any:
        image = SimpleUploadedFile("cat.jpg", cat_jpeg)
        return client.post(f"{V1}{path}", {"image": image}, headers=headers or {}, **extra)

    return send


def assert_throttled(response: Any, words: str) -> None:
    detail = assert_problem(response, 429, "throttled")["detail"]
    assert words in detail and "45 s" in detail, detail
    assert response["Retry-After"] == "45"


@pytest.mark.parametrize("path", CALLS)
def test_a_key_over_its_rate(post: Callable[..., Any], noir: Preset, path: str) -> None:
    _, text = new_key(rate=2)
    assert [post(path, bearing(text)).status_code for _ in range(2)] == [200, 200]
    assert_throttled(post(path, bearing(text)), "This API key allows 2 requests a minute.")


def test_every_request_with_a_key_counts(client: Client, post: Callable[..., Any]) -> None:
    _, text = new_key(rate=2)
    for _ in range(2):
        assert client.get(f"{V1}operations/", headers=bearing(text)).status_code == 200
    assert_throttled(client.get(f"{V1}presets/", headers=bearing(text)), "2 requests")
    assert_throttled(post("process/", bearing(text)), "2 requests")
    assert client.get(f"{V1}operations/").status_code == 200


@pytest.mark.parametrize("path", CALLS)
def test_a_stranger_over_the_rate(post: Callable[..., Any], noir: Preset, settings: Any, path: str) -> None:
    settings.IMGSVC_ANONYMOUS_RATE = 1
    assert post(path).status_code == 200
    assert_throttled(post(path), "Without an API key or a login, this service allows 1 request a minute.")


def test_strangers_read_as_often_as_they_like(client: Client, settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS_RATE = 1
    assert [client.get(f"{V1}{path}").status_code for path in ("operations/", "presets/", "")] == [200, 200, 200]


def test_a_forged_address_does_not_escape(post: Callable[..., Any], settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS_RATE = 1
    answers = [post("process/", {"X-Forwarded-For": f"203.0.113.{number}"}) for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 429, 429]


def test_behind_a_proxy_a_forged_address_does_not_escape_either(post: Callable[..., Any], settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS_RATE = 1
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    forged = [f"203.0.113.{number}, 198.51.100.7" for number in range(3)]
    answers = [post("process/", {"X-Forwarded-For": value}) for value in forged]
    assert [answer.status_code for answer in answers] == [200, 429, 429]
    assert post("process/", {"X-Forwarded-For": "198.51.100.8"}).status_code == 200


@pytest.mark.parametrize("first", ["2001:db8::1", "::ffff:192.0.2.1"])
def test_one_network_of_ipv6_is_one_client(post: Callable[..., Any], settings: Any, first: str) -> None:
    settings.IMGSVC_ANONYMOUS_RATE = 1
    second = {"2001:db8::1": "2001:db8::2", "::ffff:192.0.2.1": "192.0.2.1"}[first]
    assert post("process/", REMOTE_ADDR=first).status_code == 200
    assert post("process/", REMOTE_ADDR=second).status_code == 429


@pytest.mark.parametrize("path", ["process/", "inspect/", "operations/invert/"])
def test_megapixels_are_used_up(post: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(quotas, "MEGA", 1000)  # so that the key has a million pixels a minute
    _, text = new_key(megapixels=1000)
    answers = [post(path, bearing(text)) for _ in range(12)]
    assert answers[0].status_code == 200
    assert_throttled(answers[-1], "This API key allows 1000 megapixels a minute.")
    assert {answer.status_code for answer in answers} == {200, 429}


def test_a_picture_that_no_minute_has_room_for_is_too_large(
    post: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "MEGA", 1000)
    _, text = new_key(megapixels=1)
    response = post("process/", bearing(text))
    assert "can never be done" in assert_problem(response, 413, "image_too_large")["detail"]
    assert "Retry-After" not in response


def test_the_page_has_the_same_limits(client: Client, cat_jpeg: bytes, settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS_RATE = 1

    def send() -> Any:
        return client.post("/", {"image": SimpleUploadedFile("cat.jpg", cat_jpeg)})

    assert send().status_code == 200
    refused = send()
    assert (refused.status_code, refused["Retry-After"]) == (429, "45")
    assert "allows 1 request a minute" in refused.content.decode()
    client.force_login(person("bob"))
    assert send().status_code == 200


def test_the_page_and_the_api_count_together(
    client: Client, post: Callable[..., Any], cat_jpeg: bytes, settings: Any
) -> None:
    settings.IMGSVC_ANONYMOUS_RATE = 1
    assert client.post("/", {"image": SimpleUploadedFile("cat.jpg", cat_jpeg)}).status_code == 200
    assert post("process/").status_code == 429

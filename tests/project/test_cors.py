"""Other sites' pages: kept out by default, let in by name for the API, never with cookies."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.fixtures.servers import manage, project_environ
from tests.people import bearing, new_key
from tests.project.test_settings import read_settings

pytestmark = pytest.mark.django_db

APP = "https://app.example.org"
PROCESS = "/api/v1/process/"
EXPOSED = {
    "Content-Disposition", "ETag", "Image-Frames", "Image-Height", "Image-Quality", "Image-Warnings", "Image-Width",
    "Retry-After", "Server-Timing",
}  # fmt: skip


@pytest.fixture
def open_to_app(settings: Any) -> None:
    """As `IMGSVC_CORS_ORIGINS=https://app.example.org` sets it up."""
    settings.MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *settings.MIDDLEWARE]
    settings.CORS_ALLOWED_ORIGINS = [APP]


def cors_headers(response: Any) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name.lower().startswith("access-control-")}


def preflight(client: Client, origin: str, path: str = PROCESS) -> Any:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    return client.options(path, headers=headers)


def test_by_default_no_other_site_is_let_in(client: Client) -> None:
    for response in (client.get("/api/v1/", headers={"Origin": APP}), preflight(client, APP)):
        assert cors_headers(response) == {}


@pytest.mark.usefixtures("open_to_app")
def test_a_named_site_sends_pictures_with_a_key_and_reads_all_headers(client: Client, cat_jpeg: bytes) -> None:
    answer = preflight(client, APP)
    said = cors_headers(answer)
    assert answer.status_code == 200
    assert said["access-control-allow-origin"] == APP
    assert "authorization" in said["access-control-allow-headers"] and "POST" in said["access-control-allow-methods"]
    assert said["access-control-max-age"] == "3600"
    headers = bearing(new_key()[1]) | {"Origin": APP}
    picture = client.post(PROCESS, {"image": SimpleUploadedFile("cat.jpg", cat_jpeg)}, headers=headers)
    said = cors_headers(picture)
    assert (picture.status_code, said["access-control-allow-origin"]) == (200, APP)
    assert set(said["access-control-expose-headers"].split(", ")) >= EXPOSED
    assert "origin" in picture["Vary"].lower()


@pytest.mark.usefixtures("open_to_app")
def test_cookies_are_never_let_in(client: Client) -> None:
    for response in (client.get("/api/v1/", headers={"Origin": APP}), preflight(client, APP)):
        assert "access-control-allow-credentials" not in cors_headers(response)


@pytest.mark.usefixtures("open_to_app")
@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example", "http://app.example.org", "https://app.example.org.evil.example", "null", "",
        "https://app.example.org:8443", "https://sub.app.example.org", "*",
    ],
)  # fmt: skip
def test_no_other_site_is(client: Client, origin: str) -> None:
    for response in (client.get("/api/v1/", headers={"Origin": origin}), preflight(client, origin)):
        assert "access-control-allow-origin" not in cors_headers(response)


@pytest.mark.usefixtures("open_to_app")
@pytest.mark.parametrize("path", ["/", "/admin/", "/login/", "/healthz"])
def test_no_page_is_let_out(client: Client, path: str) -> None:
    assert cors_headers(client.get(path, headers={"Origin": APP})) == {}


@pytest.mark.usefixtures("open_to_app")
def test_errors_can_be_read_there_too(client: Client, settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS = False
    refused = client.post(PROCESS, {}, headers={"Origin": APP})
    assert (refused.status_code, cors_headers(refused)["access-control-allow-origin"]) == (401, APP)


def test_the_variable_sets_it_up(tmp_path: Path) -> None:
    found = read_settings(project_environ(tmp_path, IMGSVC_CORS_ORIGINS=f"{APP}, http://localhost:3000"))
    names = [name.rpartition(".")[2] for name in found["MIDDLEWARE"]]
    assert names.index("CorsMiddleware") < names.index("CommonMiddleware")  # it answers before a redirect does
    assert found["CORS_ALLOWED_ORIGINS"] == [APP, "http://localhost:3000"]
    assert found["CORS_ALLOW_CREDENTIALS"] is False
    closed = read_settings(project_environ(tmp_path))
    assert "corsheaders.middleware.CorsMiddleware" not in closed["MIDDLEWARE"]


@pytest.mark.parametrize("origins", [f"{APP}/", f"{APP}/path", "*", "app.example.org", "https://*.example.org"])
def test_what_is_no_origin_is_refused_at_the_start(tmp_path: Path, origins: str) -> None:
    done = manage("check", environ=project_environ(tmp_path, IMGSVC_CORS_ORIGINS=origins))
    assert done.returncode != 0
    assert "IMGSVC_CORS_ORIGINS" in done.stderr

"""Uppy on another site: what its browser asks before, and what it may read afterwards."""

from typing import Any

import pytest

from tests.api.uploads.desk import UPLOADS, Desk

APP = "https://app.example.org"
SENT = {"authorization", "content-type", "tus-resumable", "upload-checksum", "upload-defer-length", "upload-length",
        "upload-metadata", "upload-offset", "x-http-method-override", "x-request-id"}  # fmt: skip
READ = {"Content-Location", "Imgsvc-File", "Location", "Tus-Checksum-Algorithm", "Tus-Extension", "Tus-Max-Size",
        "Tus-Resumable", "Tus-Version", "Upload-Defer-Length", "Upload-Expires", "Upload-Length", "Upload-Metadata",
        "Upload-Offset"}  # fmt: skip


@pytest.fixture(autouse=True)
def _open_to_app(settings: Any) -> None:
    settings.MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *settings.MIDDLEWARE]
    settings.CORS_ALLOWED_ORIGINS = [APP]


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_browser_is_told_that_it_may_send_what_tus_needs(desk: Desk, method: str) -> None:
    answer = desk.ask(
        "OPTIONS", UPLOADS, Tus_Resumable=None, Authorization=None, Origin=APP,
        Access_Control_Request_Method=method, Access_Control_Request_Headers=", ".join(sorted(SENT)),
    )  # fmt: skip
    assert answer["Access-Control-Allow-Origin"] == APP
    assert set(answer["Access-Control-Allow-Headers"].split(", ")) >= SENT
    assert method in answer["Access-Control-Allow-Methods"].split(", ")


def test_a_page_may_read_what_tus_needs(desk: Desk) -> None:
    answer = desk.create(10, Origin=APP)
    assert set(answer["Access-Control-Expose-Headers"].split(", ")) >= READ
    assert {name for name in answer.headers if name.startswith(("Upload-", "Tus-"))} <= READ


def test_an_error_can_be_read_there_too(desk: Desk) -> None:
    answer = desk.patch(desk.begun(), 5, b"abc", Origin=APP)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (409, APP)

"""A full server refuses pictures before it reads them, in the view for who has a login."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from filters.services import execution
from filters.services.admission import Admission
from tests.services.desk import Desk


class Unread:
    """An upload that must not be read."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("the upload was read")

    readline = read


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[Admission]:
    desk = Desk(slots=1, queue_length=0)
    monkeypatch.setattr(execution, "admission", desk.admission)
    with desk.admission.admit(client="ann", pixels=1):
        yield desk.admission


@pytest.mark.django_db
@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("path", ["process/", "inspect/", "explain/", "operations/grayscale/"])
def test_it_refuses_a_picture_unread(path: str, client: Client) -> None:
    extra: dict[str, Any] = {"wsgi.input": Unread(), "CONTENT_LENGTH": "1000", "CONTENT_TYPE": "image/jpeg"}
    response = client.generic("POST", f"/api/v1/{path}", **extra)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "1"
    assert response.json()["code"] == "busy"


@pytest.mark.django_db
@pytest.mark.usefixtures("full")
def test_it_shows_its_forms(client: Client) -> None:
    assert client.get("/api/v1/process/", HTTP_ACCEPT="text/html").status_code == 200

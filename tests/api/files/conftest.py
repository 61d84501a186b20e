"""Who keeps files: a key with the scope, another, and anyone."""

from typing import Any

import pytest
from django.test import Client

from tests.people import bearing, new_key, person

FILES = "/api/v1/files/"


class Keeper:
    """Calls under `files/` with a key, or without one."""

    def __init__(self, headers: dict[str, str] | None = None) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = headers or {}

    def ask(self, method: str, path: str = "", data: Any = b"", **headers: str) -> Any:
        """A request with a raw body; `headers` with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content_type = named.pop("Content-Type", "application/octet-stream")
        return self.client.generic(method, f"{FILES}{path}", data, content_type, headers=self.headers | named)

    def get(self, path: str = "", **headers: str) -> Any:
        """GET."""
        return self.ask("GET", path, **headers)

    def put(self, name: str, data: bytes = b"data", **headers: str) -> Any:
        """PUT."""
        return self.ask("PUT", name, data, **headers)

    def patch(self, path: str, data: str, **headers: str) -> Any:
        """PATCH with JSON."""
        return self.ask("PATCH", path, data.encode(), **{"Content_Type": "application/json"} | headers)

    def post_form(self, fields: dict[str, Any], path: str = "") -> Any:
        """POST with a form."""
        return self.client.post(f"{FILES}{path}", fields, headers=self.headers)


@pytest.fixture
def alice(db: None, files_folder: Any) -> Keeper:
    """A person's key with the scope files."""
    return Keeper(bearing(new_key("files", owner=person("alice"))[1]))


@pytest.fixture
def bob(db: None, files_folder: Any) -> Keeper:
    """Another person's."""
    return Keeper(bearing(new_key("files", owner=person("bob"))[1]))


@pytest.fixture
def stranger(db: None, files_folder: Any) -> Keeper:
    """Someone without a key or a login."""
    return Keeper()

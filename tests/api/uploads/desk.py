"""A tus client for tests, one header at a time."""

from base64 import b64encode
from typing import Any

from django.test import Client

UPLOADS = "/api/v1/uploads/"
CHUNK = "application/offset+octet-stream"
VERSION = {"Tus-Resumable": "1.0.0"}


class Desk:
    """Speaks tus with a Django test client; what a call names replaces what would be sent, and None leaves it out."""

    def __init__(self, client: Client, **always: str) -> None:
        self.client = client
        self.always = always

    def ask(self, method: str, url: str = UPLOADS, data: bytes = b"", /, **headers: str | None) -> Any:
        """A request with these headers, their names written with underscores."""
        named = VERSION | self.always | {name.replace("_", "-"): text for name, text in headers.items()}
        sent = {name: text for name, text in named.items() if text is not None}
        return self.client.generic(method, url, data, content_type=sent.get("Content-Type", ""), headers=sent)

    def create(self, length: int | None = 10, data: bytes = b"", **headers: str | None) -> Any:
        """Begin an upload."""
        given: dict[str, str | None] = {"Upload_Length": None if length is None else str(length)}
        if data:
            given["Content_Type"] = CHUNK
        return self.ask("POST", UPLOADS, data, **(given | headers))

    def begun(self, length: int = 10, data: bytes = b"", **headers: str | None) -> str:
        """The address of a new upload."""
        answer = self.create(length, data, **headers)
        assert answer.status_code == 201, answer.content
        return str(answer["Location"])

    def patch(self, url: str, offset: int | str | None, data: bytes, **headers: str | None) -> Any:
        """Go on with an upload."""
        given = {"Upload_Offset": None if offset is None else str(offset), "Content_Type": CHUNK}
        return self.ask("PATCH", url, data, **(given | headers))

    def head(self, url: str, **headers: str | None) -> Any:
        """How far it is."""
        return self.ask("HEAD", url, b"", **headers)

    def offset(self, url: str) -> int:
        """How many bytes have come."""
        answer = self.head(url)
        assert answer.status_code == 200, answer
        return int(answer["Upload-Offset"])


def metadata(**values: str) -> str:
    """Upload-Metadata."""
    return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in values.items())

"""What is sent in tests, and where to."""

import hashlib
from typing import Any

from filters.models import Destination
from filters.services.forwarding import Parcel, Reply, forward

DATA = b"meow" * 50_000
SHA256 = hashlib.sha256(DATA).hexdigest()
SECRET = "OPENSESAME"


def to(url: str, **fields: Any) -> Destination:
    """A destination as the database gives it back."""
    given = {
        "slug": "archive",
        "title": "Archive",
        "url": url,
        "private": True,
        "connect_s": 5,
        "answer_s": 20,
    } | fields
    return Destination.objects.get(pk=Destination.objects.create(**given).pk)


def parcel(data: bytes = DATA, **fields: Any) -> Parcel:
    halves = (data[:1000], data[1000:])
    given: dict[str, Any] = {"name": "cat.jpg", "media_type": "image/jpeg", "pieces": halves, "length": len(data)}
    return Parcel(**given | fields)


def sent(url: str, item: Parcel | None = None, **fields: Any) -> tuple[Reply, bytes]:
    """The reply and its whole body."""
    reply = forward(destination=to(url, **fields), parcel=item or parcel())
    try:
        return reply, b"".join(reply.body)
    finally:
        reply.body.close()

"""What Content-Disposition says: a safe file name, and whether a browser may show the content in its window."""

import re

INERT = re.compile(
    r"(image/(?!svg)[\w.+-]+|audio/[\w.+-]+|video/[\w.+-]+|font/[\w.+-]+|text/(plain|csv|event-stream)"
    r"|application/(json|octet-stream|x-ndjson|x-npy|problem\+json|zip)|multipart/(mixed|byteranges|form-data))\s*(;.*)?",
    re.IGNORECASE | re.DOTALL,
)
"""Media types in which nothing runs: a list of what is harmless, since nobody can list all that is not."""


def is_inert(media_type: str) -> bool:
    """Whether a browser that opens it by itself runs nothing of it."""
    return INERT.fullmatch(media_type.strip()) is not None


def safe_name(name: str) -> str:
    """The name without folders and control characters, in valid Unicode."""
    last = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f]", "", last).encode("utf-8", "replace").decode()

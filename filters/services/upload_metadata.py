"""What a resumable upload says of itself: the header Upload-Metadata of tus 1.0, read strictly.

https://tus.io/protocols/resumable-upload#upload-metadata: pairs of a key and its value in Base64, with commas between.
"""

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass

from filters.engine.errors import EngineError, Problem
from filters.engine.problems import shown
from filters.models import Visibility

FIELD = "Upload-Metadata"
KEY = re.compile(r"[!-+\--~]+")  # visible ASCII without the comma: it goes back to clients in a header
NAMES = ("filename", "name")  # tus-js-client's examples, and Uppy
UNNAMED = "upload"


class MetadataInvalid(EngineError):
    """Metadata that cannot be read, or that says what cannot be."""

    code = "parameter_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """`text` is what the client sent; `visibility` is None where it says nothing."""

    text: str = ""
    name: str = UNNAMED
    visibility: Visibility | None = None


def read_metadata(text: str) -> Metadata:
    """The metadata of an upload; keys that mean nothing here are kept and given back. Raises `MetadataInvalid`."""
    values: dict[str, bytes] = {}
    for pair in text.split(",") if text.strip(" ") else ():
        key, _, encoded = pair.strip(" ").partition(" ")
        if not KEY.fullmatch(key):
            raise _invalid(f"{shown(key)} is no key: keys are visible ASCII characters.")
        if key in values:
            raise _invalid(f"The key {shown(key)} is there twice.", key)
        values[key] = _decoded(key, encoded)
    name = next((found for key in NAMES if (found := _text(key, values.get(key, b"")))), UNNAMED)
    return Metadata(text=text.strip(" "), name=name, visibility=_visibility(values.get("visibility")))


def _decoded(key: str, encoded: str) -> bytes:
    try:
        return b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _invalid(f"The value of {key} is no Base64.", key) from error


def _text(key: str, value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise _invalid(f"The value of {key} is no UTF-8.", key) from error


def _visibility(value: bytes | None) -> Visibility | None:
    if value is None:
        return None
    said = _text("visibility", value)
    if said not in Visibility.values:
        raise _invalid(f"The visibility is {' or '.join(Visibility.values)}; got {shown(said)}.", "visibility")
    return Visibility(said)


def _invalid(detail: str, key: str = "") -> MetadataInvalid:
    field = f"{FIELD}.{key}" if key else FIELD
    return MetadataInvalid(detail, problems=[Problem(field, MetadataInvalid.code, detail)])

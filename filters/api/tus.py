"""The headers of tus 1.0 (https://tus.io/protocols/resumable-upload), read and written."""

import binascii
import hashlib
import re
from base64 import b64decode
from typing import Any

from django.http import HttpRequest
from django.utils.http import http_date
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.reverse import reverse

from filters import conf
from filters.api.errors import RequestInvalid
from filters.engine.errors import Problem
from filters.engine.problems import shown
from filters.models import Upload
from filters.services.chunks import Checksum
from filters.services.errors import PreconditionFailed
from filters.services.resumable import upload_offset

VERSION = "1.0.0"
EXTENSIONS = ("creation", "creation-with-upload", "creation-defer-length", "expiration", "checksum", "termination")
CHECKSUMS = ("sha256", "sha1", "md5")
CHUNK = "application/offset+octet-stream"
OVERRIDE = "X-HTTP-Method-Override"
NUMBER = re.compile(r"[0-9]{1,18}")


class TermsSerializer(serializers.Serializer[Any]):
    """What is spoken here, as JSON."""

    versions = serializers.ListField(child=serializers.CharField())
    extensions = serializers.ListField(child=serializers.CharField())
    checksum_algorithms = serializers.ListField(child=serializers.CharField())
    max_size = serializers.IntegerField(help_text="Of one upload, in bytes.")


def terms() -> dict[str, Any]:
    """What is spoken here."""
    return {
        "versions": [VERSION],
        "extensions": list(EXTENSIONS),
        "checksum_algorithms": list(CHECKSUMS),
        "max_size": conf.max_file_bytes(),
    }


def announced() -> dict[str, str]:
    """The same in headers."""
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": ",".join(EXTENSIONS),
        "Tus-Max-Size": str(conf.max_file_bytes()),
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
    }


def described(upload: Upload) -> dict[str, str]:
    """How far it is, and what became of it."""
    headers = {
        "Upload-Offset": str(upload_offset(upload)),
        "Upload-Expires": http_date(upload.expires.timestamp()),
        "Cache-Control": "no-store",
    }
    if upload.file_id is not None:
        headers["Imgsvc-File"] = upload.file_id
        headers["Content-Location"] = reverse("api:file", [upload.file_id])
    return headers


def measured(upload: Upload) -> dict[str, str]:
    """How long it is, and what it says of itself."""
    length = {"Upload-Defer-Length": "1"} if upload.length is None else {"Upload-Length": str(upload.length)}
    return length | ({"Upload-Metadata": upload.metadata} if upload.metadata else {})


def require_version(request: HttpRequest | Request) -> None:
    """Raise `PreconditionFailed` where the client speaks another version, or says nothing."""
    said = request.META.get("HTTP_TUS_RESUMABLE")
    if said != VERSION:
        got = "nothing" if said is None else shown(said)
        raise PreconditionFailed(f"Send Tus-Resumable: {VERSION}; got {got}.", field="Tus-Resumable")


def read_number(request: Request, name: str) -> int | None:
    """The number in a header, None where it is not there. Raises `RequestInvalid`."""
    text = request.headers.get(name)
    if text is None:
        return None
    if not NUMBER.fullmatch(text):
        raise _invalid(name, f"{name} is a number of bytes of at most 18 digits; got {shown(text)}.")
    return int(text)


def require_whole(request: Request) -> None:
    """Raise `RequestInvalid` where a file is sent in parts that are to be joined: each would become a file here."""
    if "Upload-Concat" in request.headers:
        raise _invalid(
            "Upload-Concat",
            "Uploads are not joined here: the extension concatenation is not announced. Send the file as one upload, "
            "such as with parallelUploads: 1.",
        )


def read_offset(request: Request) -> int:
    """Where a chunk belongs. Raises `RequestInvalid`."""
    offset = read_number(request, "Upload-Offset")
    if offset is None:
        raise _invalid("Upload-Offset", "Say in Upload-Offset from which byte of the upload on these are.")
    return offset


def read_length(request: Request) -> int | None:
    """How long a new upload is, None where it will be told later. Raises `RequestInvalid`."""
    length, deferred = read_number(request, "Upload-Length"), request.headers.get("Upload-Defer-Length")
    if deferred is not None and deferred != "1":
        raise _invalid("Upload-Defer-Length", f"Upload-Defer-Length is 1 or left out; got {shown(deferred)}.")
    if (length is None) == (deferred is None):
        raise _invalid("Upload-Length", "Say how many bytes in Upload-Length, or else Upload-Defer-Length: 1.")
    return length


def read_checksum(request: Request) -> Checksum | None:
    """What the chunk's digest has to be. Raises `RequestInvalid`."""
    text = request.headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, _, encoded = text.partition(" ")
    if algorithm not in CHECKSUMS:
        raise _invalid("Upload-Checksum", f"The algorithm is one of {', '.join(CHECKSUMS)}; got {shown(algorithm)}.")
    try:
        digest = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _invalid("Upload-Checksum", "The checksum is no Base64.") from error
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size
    if len(digest) != size:
        raise _invalid("Upload-Checksum", f"A checksum by {algorithm} has {size} bytes; this has {len(digest)}.")
    return Checksum(algorithm=algorithm, digest=digest)


def _invalid(field: str, detail: str) -> RequestInvalid:
    return RequestInvalid([Problem(field, RequestInvalid.code, detail)])

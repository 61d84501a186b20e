"""What a client says its body's checksum is: Content-Digest and Repr-Digest (RFC 9530)."""

import base64
import binascii
import re

from rest_framework.request import Request

from filters.api.errors import RequestInvalid
from filters.engine.errors import Problem

HEADERS = ("Content-Digest", "Repr-Digest")
MEMBER = re.compile(r"\s*([a-z0-9-]+)=:([A-Za-z0-9+/=]*):\s*")
DIGEST_BYTES = 32


def expected_sha256(request: Request, *, is_form: bool) -> str | None:
    """The SHA-256 that the body has to have, in hexadecimal; None where the client says nothing of it.

    Other algorithms are passed over, as RFC 9530 has it. Raises `RequestInvalid`.
    """
    found: dict[str, str] = {}
    for name in HEADERS:
        for member in (request.headers.get(name) or "").split(","):
            if not member.strip():
                continue
            match = MEMBER.fullmatch(member)
            if match is None:
                raise _invalid(name, f"{name} must look like sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:.")
            if match[1] == "sha-256":
                found[name] = _hexadecimal(name, match[2])
    if found and is_form:
        raise _invalid(next(iter(found)), "A checksum goes with a raw body: a form has more in it than the file.")
    if len(set(found.values())) > 1:
        raise _invalid(HEADERS[0], f"{' and '.join(HEADERS)} name different checksums of one body.")
    return next(iter(found.values()), None)


def _hexadecimal(name: str, text: str) -> str:
    try:
        digest = base64.b64decode(text, validate=True)
    except binascii.Error:
        digest = b""
    if len(digest) != DIGEST_BYTES:
        raise _invalid(name, f"{name} names a SHA-256 that is no base64 of {DIGEST_BYTES} bytes.")
    return digest.hex()


def _invalid(name: str, detail: str) -> RequestInvalid:
    return RequestInvalid([Problem(name, "parameter_invalid", detail)])

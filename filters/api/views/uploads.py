"""`uploads/` and `uploads/{upload}/`: uploads that go on after a broken connection, by tus 1.0."""

from typing import Any

from django.http import HttpRequest
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from filters.api import tus
from filters.api.permissions import MayKeepFiles
from filters.api.upload_schema import UploadSchema
from filters.api.views.flowing import FlowingView
from filters.engine.problems import shown
from filters.models import Upload
from filters.services.chunks import Chunk
from filters.services.resumable import (
    upload_append,
    upload_create,
    upload_delete,
    upload_get,
    upload_settle,
)
from filters.services.upload_metadata import FIELD, read_metadata

BODY_ERRORS = (
    "parameter_invalid", "upload_incomplete", "permission_denied", "not_authenticated", "upload_conflict",
    "precondition_failed", "upload_too_large", "quota_exceeded", "unsupported_media_type", "upload_locked",
    "checksum_mismatch", "storage_failed", "storage_full", "busy",
)  # fmt: skip
STATE_ERRORS = ("not_found", "upload_gone")


class TusView(FlowingView):
    """What all of them have in common: the version, the method that is meant, and what is announced."""

    serializer_class = tus.TermsSerializer
    permission_classes = (MayKeepFiles,)
    schema = UploadSchema()
    unversioned: tuple[str, ...] = ("OPTIONS",)
    """Methods by which one finds out the version."""

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Take the method that the client means: some can send GET and POST only."""
        meant = request.headers.get(tus.OVERRIDE)
        if meant is not None:
            request.method = meant.strip().upper()
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nothing is done for who speaks another version."""
        super().initial(request, *args, **kwargs)
        if request.method in self.allowed_methods and request.method not in self.unversioned:
            tus.require_version(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        """Every answer says the version, a refusal which ones there are."""
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        answer.headers["Tus-Resumable"] = tus.VERSION
        if answer.status_code == 412:
            answer.headers["Tus-Version"] = tus.VERSION
        return answer

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """What is spoken here, for a tus client."""
        return Response(tus.terms(), headers=tus.announced())

    def chunk(self, offset: int) -> Chunk:
        """What this request brings. Raises `UnsupportedMediaType`, `RequestInvalid`, `UploadTooLarge`."""
        sent = (self.request.META.get("CONTENT_TYPE") or "").partition(";")[0].strip().lower()
        if sent != tus.CHUNK:
            got = shown(sent, quote=False) or "nothing"
            raise UnsupportedMediaType(sent, f"The bytes of an upload come as Content-Type: {tus.CHUNK}; got {got}.")
        body = self.body
        return Chunk(offset=offset, pieces=body, size=body.length, checksum=tus.read_checksum(self.request))


class UploadListView(TusView):
    """Uploads that go on after a broken connection, by tus 1.0: for tus-js-client, Uppy, tuspy and others."""

    unversioned = ("OPTIONS", "GET", "HEAD")
    error_codes = ("not_acceptable",)
    write_error_codes = BODY_ERRORS

    def get(self, request: Request) -> Response:
        """What a tus client finds out by OPTIONS. It begins an upload by POST, and goes on with it by PATCH."""
        return Response(tus.terms(), headers=tus.announced())

    def post(self, request: Request) -> Response:
        """Begin an upload of Upload-Length bytes, with the first of them or without. `Location` is its address."""
        tus.require_whole(request)
        length, metadata = tus.read_length(request), read_metadata(request.headers.get(FIELD, ""))
        brings = self.body.length != 0 or tus.CHUNK in (request.META.get("CONTENT_TYPE") or "")
        chunk = self.chunk(0) if brings else None
        upload = upload_create(caller=self.caller, length=length, metadata=metadata, chunk=chunk)
        return Response(status=201, headers=tus.described(upload) | {"Location": reverse("api:upload", [upload.pk])})


class UploadView(TusView):
    """One upload that is under way, or has become a file."""

    error_codes = STATE_ERRORS
    write_error_codes = (*BODY_ERRORS, *STATE_ERRORS)

    def head(self, request: Request, upload: str) -> Response:
        """How much of it has come: `Upload-Offset`."""
        found = upload_settle(upload=self.upload(), caller=self.caller)
        return Response(headers=tus.described(found) | tus.measured(found))

    def patch(self, request: Request, upload: str) -> Response:
        """Go on with it from the byte `Upload-Offset` on. The last byte makes a file: `Imgsvc-File` is its id."""
        found = self.upload()
        chunk, length = self.chunk(tus.read_offset(request)), tus.read_number(request, "Upload-Length")
        found = upload_append(upload=found, caller=self.caller, chunk=chunk, length=length)
        return Response(status=204, headers=tus.described(found))

    def delete(self, request: Request, upload: str) -> Response:
        """End it, and remove what came of it: also the file that it became."""
        upload_delete(upload=self.upload())
        return Response(status=204)

    def upload(self) -> Upload:
        """The one that the path names. Raises `UploadUnknown`, `UploadGone`."""
        return upload_get(reference=self.kwargs["upload"], caller=self.caller)

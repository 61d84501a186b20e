"""`files/`, `files/{file}/` and `files/{file}/info/`: files that are kept. Their bytes flow in and out."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from rest_framework.exceptions import NotAuthenticated, PermissionDenied, UnsupportedMediaType
from rest_framework.metadata import SimpleMetadata
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filters.api.conditions import Validators, expected_by
from filters.api.content import file_response
from filters.api.delivery import Delivery
from filters.api.digests import expected_sha256
from filters.api.errors import RequestInvalid
from filters.api.file_pages import FilePages
from filters.api.file_schema import FileSchema
from filters.api.files import FileChange, FileSerializer, FileTerms
from filters.api.negotiation import ImageNegotiation
from filters.api.parsers import DeepJSONParser
from filters.api.permissions import ACTIONS, FILES, HOW, MayKeepFiles
from filters.api.views.flowing import TOKEN, FlowingView
from filters.callers import caller_of
from filters.engine.errors import Problem, UploadTooLarge
from filters.engine.problems import shown
from filters.models import StoredFile, StoredFileQuerySet
from filters.services.file_reading import file_read
from filters.services.files import file_change, file_delete, file_get, file_put, file_rows, files_store
from filters.services.sources import stored_file

UNNAMED = "file"
FORM_HEADS = 1 << 20  # bytes of a form that are certainly no file's
KEPT_ERRORS = (
    "parameter_invalid", "parse_error", "upload_incomplete", "not_authenticated", "permission_denied",
    "not_acceptable", "upload_too_slow", "upload_too_large", "quota_exceeded", "checksum_mismatch", "storage_failed",
    "storage_full",
)  # fmt: skip


class MayUseFile(MayKeepFiles):
    """The same, and nobody changes a file whom nobody can tell from others."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Raise what is missing."""
        if request.method in ACTIONS and not caller_of(request).is_known:
            raise NotAuthenticated(f"Only who can be told from others has files by their names. {HOW}")
        return super().has_permission(request, view)


class MethodsOnly(SimpleMetadata):
    """What OPTIONS tells: there is no form to describe, and no file to look for."""

    def determine_actions(self, request: Request, view: Any) -> dict[str, Any]:
        """None."""
        return {}


class FileViewBase(FlowingView):
    """Files of who has a login or a key with the scope files; public ones for everyone who knows their id."""

    serializer_class = FileSerializer
    answer_class = FileSerializer
    schema = FileSchema()
    metadata_class = MethodsOnly
    permission_classes = (MayKeepFiles,)

    def terms(self, *, beside: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Name, visibility and end: from the query, and from the fields of a form. Raises DRF's `ValidationError`."""
        sent = {**self.request.query_params.dict(), **(beside or {})}
        sent.pop(TOKEN, None)
        serializer = FileTerms(data=sent, context={"caller": self.caller})
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def length(self) -> int | None:
        """How many bytes of content are announced, at least."""
        if self.body.length is None or not self.is_form:
            return self.body.length
        return max(0, self.body.length - FORM_HEADS)

    def require_scope(self) -> None:
        """What is not public is not for a key without the scope. Raises `PermissionDenied`."""
        key = self.caller.key
        if key is not None and not key.allows(FILES):
            raise PermissionDenied(f"This API key lacks the scope {FILES}. Ask for a key that has it.")


class FileListView(ListModelMixin, FileViewBase):
    """Files of one's own, the latest first, and where new ones go: as a form with one or several, or as a raw body."""

    answers_many = True
    error_codes = ("parameter_invalid", "permission_denied", "not_acceptable")
    write_error_codes = KEPT_ERRORS
    pagination_class = FilePages

    def get_queryset(self) -> StoredFileQuerySet:
        """The caller's own."""
        return file_rows(caller=self.caller)

    def get(self, request: Request) -> Response:
        """Your own files, the latest first; none of them without a key or a login."""
        self.require_scope()
        return self.list(request)

    def post(self, request: Request) -> Response:
        """Keep files: a form with one or several, all of them or none, or a raw body with its name in the query."""
        sha256 = expected_sha256(request, is_form=self.is_form)
        terms = self.terms(beside=self.parts.read_texts().dict() if self.is_form else None)
        name = terms.pop("name", "")
        items = self.files(name) if self.is_form else iter([(name or UNNAMED, self.body)])
        files = files_store(caller=self.caller, items=items, length=self.length(), sha256=sha256, **terms)
        answer: Any = FileSerializer(files, many=True, context=self.get_serializer_context()).data
        if len(files) > 1:
            return Response(answer, status=201)
        headers = {"Location": answer[0]["url"], **Validators.of(files[0]).headers()}
        return Response(answer[0], status=201, headers=headers)

    def files(self, name: str) -> Iterator[tuple[str, Any]]:
        """The files of the form as they arrive. Raises `RequestInvalid`."""
        count = 0
        for part in self.parts:
            if part.filename is None:
                raise _invalid(part.name, f"{shown(part.name, quote=False)} must come before the files.")
            if not part.filename and not any(part):  # what a page sends where nothing was chosen
                continue
            count += 1
            if name and count > 1:
                raise _invalid("name", "name is one file's; leave it out where several are sent.")
            yield name or part.filename or UNNAMED, part
        if not count:
            raise _invalid("file", "There is no file in the form. Send at least one, such as with curl -F file=@a.bin.")


class FileView(FileViewBase):
    """One file, by its id; one's own by its name, too."""

    permission_classes = (MayUseFile,)
    gives_content = True
    content_negotiation_class = ImageNegotiation
    error_codes: tuple[str, ...] = ("parameter_invalid", "file_unknown", "permission_denied", "precondition_failed",
                   "range_not_satisfiable", "storage_failed")  # fmt: skip
    write_error_codes = (*KEPT_ERRORS, "file_unknown", "precondition_failed", "unsupported_media_type")

    def get_object(self) -> StoredFile:
        """The file that the path names, if the caller may do this with it. Raises `FileUnknown`, `PermissionDenied`."""
        action = ACTIONS.get(str(self.request.method))
        if action is None:
            return stored_file(file=self.kwargs["file"], caller=self.caller)
        file = file_get(reference=self.kwargs["file"], caller=self.caller)
        if not self.caller.may(action, file, scope=FILES):
            raise PermissionDenied("This file is not yours: only its owner and staff may change it.")
        return file

    def get(self, request: Request, file: str) -> HttpResponseBase:
        """The content: whole, or the ranges asked for. Only raster images are shown inline, all else is saved."""
        delivery = Delivery.parse(request.query_params.get("disposition", ""), "")
        return file_read(find=self.get_object, read=lambda found: file_response(request, found, delivery.disposition))

    def put(self, request: Request, file: str) -> Response:
        """Create or replace your own file of this name or id: the body is its content, as it is."""
        if self.is_form:
            raise UnsupportedMediaType("multipart/form-data", "PUT takes the content as it is. Send forms by POST.")
        terms = self.terms()
        if "name" in terms:
            raise _invalid("name", "PUT names the file in its path.")
        stored, is_new = file_put(
            caller=self.caller, reference=file, pieces=self.body, expect=expected_by(request), length=self.length(),
            sha256=expected_sha256(request, is_form=False), **terms,
        )  # fmt: skip
        return self.described(stored, status=201 if is_new else 200)

    def patch(self, request: Request, file: str) -> Response:
        """Change the name, the visibility or the end of a file. For its owner and staff."""
        found = self.get_object()
        serializer = FileChange(data=self.json(), context={"caller": self.caller})
        serializer.is_valid(raise_exception=True)
        expected_by(request)(found)  # last: conditions are of requests that are right otherwise (RFC 9110, 13.2.1)
        return self.described(file_change(file=found, **serializer.validated_data), status=200)

    def delete(self, request: Request, file: str) -> Response:
        """Delete a file. For its owner and staff."""
        found = self.get_object()
        expected_by(request)(found)
        file_delete(file=found)
        return Response(status=204)

    def described(self, file: StoredFile, *, status: int) -> Response:
        """The file as JSON, and where it is."""
        answer = FileSerializer(file, context=self.get_serializer_context()).data
        return Response(answer, status=status, headers={"Location": answer["url"], **Validators.of(file).headers()})

    def json(self) -> Any:
        """The JSON of a short body. Raises `UnsupportedMediaType`, `UploadTooLarge` and DRF's `ParseError`."""
        sent = (self.request.META.get("CONTENT_TYPE") or "").partition(";")[0].strip().lower()
        if sent != "application/json":
            got = shown(sent, quote=False) or "nothing"
            raise UnsupportedMediaType(sent, f"Changes come as Content-Type: application/json; got {got}.")
        most, text = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE), b""
        for piece in self.body:
            text += piece
            if len(text) > most:
                raise UploadTooLarge(f"Changes have at most {most} bytes.")
        return DeepJSONParser().parse(io.BytesIO(text), sent, self.get_parser_context(self.request))


class FileInfoView(FileView):
    """What is known of one file."""

    http_method_names = ["get", "head", "options"]
    gives_content = False
    error_codes: tuple[str, ...] = ("file_unknown", "permission_denied")

    def get(self, request: Request, file: str) -> Response:
        """What is known of one file: name, size, SHA-256, media type, times, visibility."""
        return Response(FileSerializer(self.get_object(), context=self.get_serializer_context()).data)


def _invalid(field: str, detail: str) -> RequestInvalid:
    return RequestInvalid([Problem(field, "parameter_invalid", detail)])

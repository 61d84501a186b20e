"""Request bodies: a picture as the raw body becomes the same in-memory upload that a form's file part is."""

from collections.abc import Mapping
from typing import IO, Any

from django.core.files.uploadhandler import FileUploadHandler
from django.utils.datastructures import MultiValueDict
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, DataAndFiles, JSONParser

from filters import conf
from filters.engine.formats import NPY, NPZ
from filters.uploads.memory import require_upload_within_limit


class RawImageParser(BaseParser):
    """The whole body is the picture; it comes out as the file `image`."""

    media_type = "image/*"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> "DataAndFiles[Any, Any]":
        """Give the body to the upload handler, which bounds it: one that has the length it claims in one piece."""
        request = (parser_context or {})["request"]
        require_upload_within_limit(request)
        handler: FileUploadHandler = request.upload_handlers[0]
        handler.new_file("image", "image", media_type or self.media_type, None)
        size, most = 0, conf.max_upload_bytes() + 1
        while chunk := stream.read(most):
            handler.receive_data_chunk(chunk, size)
            size += len(chunk)
        return DataAndFiles({}, MultiValueDict({"image": [handler.file_complete(size)]}))


class BinaryParser(RawImageParser):
    """The same for clients that do not know the type of their picture."""

    media_type = "application/octet-stream"


class NpyParser(RawImageParser):
    """The same for a NumPy array."""

    media_type = NPY.media_type


class NpzParser(RawImageParser):
    """The same for a NumPy archive."""

    media_type = NPZ.media_type


class DeepJSONParser(JSONParser):
    """JSON whose nesting is too deep to read is a parse error, too."""

    def parse(self, stream: IO[Any], media_type: Any = None, parser_context: Any = None) -> Any:
        """The JSON value."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError("JSON parse error - it is nested too deeply") from None

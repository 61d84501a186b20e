"""Everything the engine refuses, as one tree.

EngineError
├── SeveralProblems
│   ├── PipelineInvalid    pipeline_invalid, operation_unknown, parameter_invalid
│   └── GeneratorInvalid   parameter_invalid
├── SourceError
│   ├── ImageMissing       image_missing
│   ├── FormatUnsupported  format_unsupported
│   └── ImageUnreadable    image_unreadable
├── LimitExceeded
│   ├── UploadTooLarge     upload_too_large
│   ├── ImageTooLarge      image_too_large
│   ├── TooManyFrames      too_many_frames
│   └── OutputTooLarge     output_too_large
├── OutputInvalid          parameter_invalid
├── AssetInvalid           parameter_invalid
│   ├── LookInvalid
│   ├── FontInvalid
│   └── PictureInvalid
├── NotAcceptable          not_acceptable
├── DeadlineExceeded       deadline_exceeded
├── Throttled              throttled
└── Busy                   busy

An error carries public text only: it may be shown to anyone as it stands.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

DAMAGED = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, EOFError,
    MemoryError, RuntimeError, AssertionError, struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip
"""What Pillow raises over a damaged file; `decode`, `metadata` and `color` turn it into the tree below."""


MOST_LISTED = 50
"""Problems that one error lists: a request of thousands must not be answered by megabytes."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where (``pipeline[1].radius``), its code, and a sentence that helps."""

    field: str
    code: str
    detail: str


class EngineError(Exception):
    """A request the engine refuses; `code` is stable, `detail` is a sentence for people."""

    code = "engine_error"

    def __init__(self, detail: str, *, field: str = "", problems: Sequence[Problem] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.problems = tuple(problems) or ((Problem(field, self.code, detail),) if field else ())


class SeveralProblems(EngineError):
    """One or more problems, the first `MOST_LISTED` of them listed; the code is the first one's."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        listed = problems[:MOST_LISTED]
        details = [problem.detail for problem in listed]
        if rest := len(problems) - len(listed):
            details.append(f"{rest} more problems are not listed.")
        super().__init__(" ".join(details), problems=listed)
        self.code = problems[0].code


class PipelineInvalid(SeveralProblems):
    """A pipeline that cannot run."""

    code = "pipeline_invalid"

    def under(self, path: str) -> "PipelineInvalid":
        """The same problems with their fields under a step's place: `width` becomes `pipeline[2].width`."""
        return PipelineInvalid([Problem(f"{path}.{one.field}", one.code, one.detail) for one in self.problems])


class GeneratorInvalid(SeveralProblems):
    """A picture that is to be made is described wrongly."""

    code = "parameter_invalid"


class SourceError(EngineError):
    """The input picture cannot be used."""

    def __init__(self, detail: str, *, field: str = "image") -> None:
        super().__init__(detail, field=field)


class ImageMissing(SourceError):
    """No image, or an empty one, was sent."""

    code = "image_missing"


class FormatUnsupported(SourceError):
    """The bytes are not an image, or not of a format that is allowed here."""

    code = "format_unsupported"


class ImageUnreadable(SourceError):
    """The bytes begin like an image but are truncated or corrupt."""

    code = "image_unreadable"


class LimitExceeded(SourceError):
    """A limit would be passed; refused before the memory is taken."""


class UploadTooLarge(LimitExceeded):
    """More bytes than an upload may have."""

    code = "upload_too_large"


class ImageTooLarge(LimitExceeded):
    """More pixels than an image may have, in one frame or in all of them together."""

    code = "image_too_large"


class TooManyFrames(LimitExceeded):
    """More frames than an animation may have."""

    code = "too_many_frames"


class OutputTooLarge(LimitExceeded):
    """A step or the result would have more pixels than allowed, or a side longer than the format can hold."""

    code = "output_too_large"

    def __init__(self, detail: str, *, field: str = "pipeline") -> None:
        super().__init__(detail, field=field)


class OutputInvalid(EngineError):
    """An output choice (format, quality, metadata, background) is not valid."""

    code = "parameter_invalid"


class AssetInvalid(EngineError):
    """A file that is to be kept as a look, a font or a picture is none, or too large."""

    code = "parameter_invalid"

    def __init__(self, detail: str, *, field: str = "file") -> None:
        super().__init__(detail, field=field)


class LookInvalid(AssetInvalid):
    """No look that can be read; `line` is the line of a .cube file that is wrong."""

    def __init__(self, detail: str, *, line: int | None = None, field: str = "file") -> None:
        super().__init__(detail, field=field)
        self.line = line


class FontInvalid(AssetInvalid):
    """No font that texts can be set in."""


class PictureInvalid(AssetInvalid):
    """No picture that can be laid over another."""


class NotAcceptable(EngineError):
    """None of the formats that the client accepts can be made."""

    code = "not_acceptable"


class DeadlineExceeded(EngineError):
    """The work passed its deadline and was stopped."""

    code = "deadline_exceeded"


class Throttled(EngineError):
    """The client has had its share; try again after `retry_after` seconds."""

    code = "throttled"

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Busy(EngineError):
    """All capacity is taken; try again after `retry_after` seconds."""

    code = "busy"

    def __init__(self, detail: str, *, retry_after: int = 1) -> None:
        super().__init__(detail)
        self.retry_after = retry_after

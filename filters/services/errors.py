"""What services refuse beside the engine's own errors.

EngineError
├── FileUnknown            file_unknown
├── DestinationUnknown     destination_unknown
├── RequestMalformed       parse_error
├── UploadIncomplete       upload_incomplete
├── UploadConflict         upload_conflict
├── UploadLocked           upload_locked
├── UploadGone             upload_gone
├── ChecksumMismatch       checksum_mismatch
├── PreconditionFailed     precondition_failed
├── QuotaExceeded          quota_exceeded
├── StorageFull            storage_full
├── StorageFailed          storage_failed
└── FetchDisabled          fetch_disabled
"""

from filters.engine.errors import EngineError


class FileUnknown(EngineError):
    """No file has this id or name, or it is not the caller's to see."""

    code = "file_unknown"


class DestinationUnknown(EngineError):
    """No destination has this name, or the caller may not use it."""

    code = "destination_unknown"


class RequestMalformed(EngineError):
    """A body that is not what its type says."""

    code = "parse_error"


class UploadIncomplete(EngineError):
    """The body ended before its length, or in the middle of a part."""

    code = "upload_incomplete"


class UploadConflict(EngineError):
    """Bytes of a resumable upload were sent for another place than the next."""

    code = "upload_conflict"


class UploadLocked(EngineError):
    """Another request sends to this resumable upload, or puts it together."""

    code = "upload_locked"


class UploadGone(EngineError):
    """A resumable upload that has expired."""

    code = "upload_gone"


class ChecksumMismatch(EngineError):
    """What came is not what was announced."""

    code = "checksum_mismatch"


class PreconditionFailed(EngineError):
    """If-Match, If-None-Match or If-Unmodified-Since do not hold, or Tus-Resumable names no version that is spoken."""

    code = "precondition_failed"


class QuotaExceeded(EngineError):
    """The files of this owner would take more than they may."""

    code = "quota_exceeded"


class StorageFull(EngineError):
    """The disk or the bucket has no room."""

    code = "storage_full"


class StorageFailed(EngineError):
    """The storage does not take, or not give back, what it should; try again after `retry_after` seconds."""

    code = "storage_failed"

    def __init__(self, detail: str, *, retry_after: int = 10) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class FetchDisabled(EngineError):
    """Pictures are not fetched from other servers here."""

    code = "fetch_disabled"

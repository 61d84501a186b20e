"""The HTTP status of an engine error's code on the page; a test holds it to the API's table."""

STATUSES = {
    "not_acceptable": 406,
    "upload_too_large": 413,
    "image_too_large": 413,
    "too_many_frames": 413,
    "output_too_large": 413,
    "format_unsupported": 415,
    "image_unreadable": 422,
    "busy": 503,
    "deadline_exceeded": 504,
}


def status_of(code: str) -> int:
    """The status; what is not in the table is a wrong request."""
    return STATUSES.get(code, 400)

"""The one table of error codes: the HTTP status and the title of each, for the API, the page and the docs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """What every error of one code has in common."""

    status: int
    title: str


KINDS = {
    "image_missing": Kind(400, "No image was sent"),
    "pipeline_invalid": Kind(400, "The pipeline is not valid"),
    "operation_unknown": Kind(400, "There is no such operation"),
    "parameter_invalid": Kind(400, "A parameter is not valid"),
    "preset_unknown": Kind(400, "There is no such preset"),
    "file_unknown": Kind(400, "There is no such file"),
    "url_refused": Kind(400, "This address is not asked"),
    "destination_unknown": Kind(400, "There is no such destination"),
    "upload_incomplete": Kind(400, "The upload was cut short"),
    "parse_error": Kind(400, "The request cannot be read"),
    "authentication_failed": Kind(401, "The credentials are not valid"),
    "not_authenticated": Kind(401, "Log in first"),
    "permission_denied": Kind(403, "This is not allowed"),
    "fetch_disabled": Kind(403, "Other servers are not asked here"),
    "not_found": Kind(404, "There is nothing here"),
    "method_not_allowed": Kind(405, "The method is not allowed here"),
    "not_acceptable": Kind(406, "No acceptable format can be made"),
    "upload_too_slow": Kind(408, "The upload is too slow"),
    "upload_conflict": Kind(409, "The upload stands elsewhere"),
    "upload_gone": Kind(410, "The upload has expired"),
    "precondition_failed": Kind(412, "A condition of the request does not hold"),
    "upload_too_large": Kind(413, "The upload is too large"),
    "image_too_large": Kind(413, "The image has too many pixels"),
    "too_many_frames": Kind(413, "The animation has too many frames"),
    "output_too_large": Kind(413, "The result would be too large"),
    "quota_exceeded": Kind(413, "There is no room left for this owner"),
    "format_unsupported": Kind(415, "The file is not a supported image"),
    "unsupported_media_type": Kind(415, "The request body is of the wrong type"),
    "range_not_satisfiable": Kind(416, "There is no such range"),
    "image_unreadable": Kind(422, "The image is damaged"),
    "upload_locked": Kind(423, "The upload is in use"),
    "throttled": Kind(429, "Too many requests"),
    "checksum_mismatch": Kind(460, "The checksum does not match"),
    "internal_error": Kind(500, "Something went wrong here"),
    "remote_failed": Kind(502, "The other server failed"),
    "storage_failed": Kind(503, "Files cannot be kept or read at the moment"),
    "busy": Kind(503, "The service is busy"),
    "deadline_exceeded": Kind(504, "The work took too long"),
    "remote_timeout": Kind(504, "The other server took too long"),
    "storage_full": Kind(507, "There is no room left here"),
}
NAMED_IN_PATH = {
    "operation_unknown": "name",
    "preset_unknown": "slug",
    "file_unknown": "file",
    "destination_unknown": "destination",
}
"""Codes that are 404 where the path itself names the thing: the code, and the path's part."""


def status_of(code: str) -> int:
    """The HTTP status; a code that is not in the table, such as a form's own, is a wrong request."""
    return KINDS[code].status if code in KINDS else 400

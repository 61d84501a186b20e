"""The one table of error codes."""

from filters.codes import KINDS, status_of

DESIGN = {
    400: {"image_missing", "pipeline_invalid", "operation_unknown", "parameter_invalid", "preset_unknown"},
    406: {"not_acceptable"},
    413: {"upload_too_large", "image_too_large", "too_many_frames", "output_too_large"},
    415: {"format_unsupported"},
    422: {"image_unreadable"},
    429: {"throttled"},
    503: {"busy"},
    504: {"deadline_exceeded"},
}


def test_the_statuses_are_those_of_the_design() -> None:
    assert {code: KINDS[code].status for codes in DESIGN.values() for code in codes} == {
        code: status for status, codes in DESIGN.items() for code in codes
    }


def test_a_code_outside_the_table_is_a_wrong_request() -> None:
    assert status_of("required") == 400


def test_a_code_in_the_table_has_its_own_status() -> None:
    assert status_of("upload_too_large") == 413

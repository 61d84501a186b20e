"""What the server knows of a view before a request gets there."""

import pytest

from imgsvc.addresses import flows_through, takes_images

LINES = "application/x-ndjson"


@pytest.mark.parametrize(
    ("path", "content_type", "flows"),
    [
        ("/api/v1/files/", "", True),
        ("/api/v1/files/", "image/jpeg", True),
        ("/api/v1/process/", "image/jpeg", False),
        ("/api/v1/presets/", LINES, True),
        ("/api/v1/presets/", f"{LINES.upper()} ; charset=utf-8", True),
        ("/api/v1/presets", LINES, True),
        ("/api/v1/presets/", "application/json", False),
        ("/api/v1/presets/", "", False),
        ("/api/v1/presets/noir/", LINES, False),
        ("/nowhere", LINES, False),
    ],
)
def test_bodies_flow_where_a_view_reads_them_as_they_arrive(path: str, content_type: str, flows: bool) -> None:
    assert flows_through(path, content_type) is flows


@pytest.mark.parametrize(("path", "takes"), [("/api/v1/process/", True), ("/api/v1/presets/", False), ("/", False)])
def test_pictures_are_taken_by_some(path: str, takes: bool) -> None:
    assert takes_images(path) is takes

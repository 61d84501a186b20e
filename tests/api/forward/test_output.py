"""`destination` as an output of other calls."""

from typing import Any

import pytest

from filters.models import Destination, Preset
from tests.api.forward.asking import SECRET, body, problem, size, to
from tests.fixtures.recorders import Recorder

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["process/", "operations/resize/", "presets/small/apply/"])
def test_a_result_goes_to_a_destination(
    call: Any, server: Recorder, archive: Destination, small: Preset, path: str
) -> None:
    steps: dict[str, dict[str, Any]] = {
        "process/": {"preset": "small"},
        "operations/resize/": {"width": 32, "height": 24, "fit": "cover"},
        "presets/small/apply/": {},
    }
    response = call(path, destination="archive", format="png", accept="application/json", **steps[path])
    assert (response.status_code, body(response)) == (201, b'{"stored": true}')
    got = server.last()
    assert (size(got.kept), got.target) == ((32, 24), f"/in/cat.png?signature={SECRET}")
    assert (response["Imgsvc-Remote-Status"], response["Image-Width"]) == ("201", "32")
    assert "encode;dur=" in response["Server-Timing"] and "forward;dur=" in response["Server-Timing"]


def test_a_result_has_its_digest_beforehand(call: Any, server: Recorder) -> None:
    to(server.url("/{sha256}.png"))
    assert call("process/", destination="archive", format="png").status_code == 201
    got = server.last()
    assert got.target == f"/{got.sha256}.png"


@pytest.mark.parametrize("slug", ["absent", "private", "http://127.0.0.1/"])
def test_a_result_goes_nowhere_else(call: Any, server: Recorder, slug: str) -> None:
    to(server.url(), "private", everyone=False)
    found = problem(call("process/", destination=slug), 400)
    assert (found["code"], found["errors"][0]["field"]) == ("destination_unknown", "destination")
    assert server.other.heads == []


def test_a_picture_that_cannot_be_made_is_not_sent(call: Any, server: Recorder, archive: Destination) -> None:
    assert problem(call("process/", image=b"no picture", destination="archive"), 415)
    assert server.other.heads == []


def test_a_picture_that_is_made_can_be_sent(call: Any, server: Recorder, archive: Destination) -> None:
    made = '{"source": "solid", "width": 8, "height": 6}'
    response = call("process/", image=None, generate=made, destination="archive", format="png")
    assert response.status_code == 201
    assert size(server.last().kept) == (8, 6)


def test_a_batch_has_none(call: Any, server: Recorder, archive: Destination) -> None:
    found = problem(call("batch/", destination="archive"), 400)
    assert "There is no field" in found["detail"]
    assert server.other.heads == []


def test_a_plan_needs_no_server(call: Any, server: Recorder, archive: Destination) -> None:
    assert call("explain/", destination="archive").status_code == 200
    assert server.other.heads == []

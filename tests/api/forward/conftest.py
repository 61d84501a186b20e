"""A destination, and the other server that it leads to."""

from collections.abc import Iterator

import pytest

from filters.models import Destination, Preset
from filters.services import forwarding
from filters.services.outbound import Outbound
from tests.api.forward.asking import SECRET, to
from tests.fixtures.recorders import Recorder, recorder


@pytest.fixture(autouse=True)
def _turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of this test alone: Django's test client closes no answer that is not read."""
    monkeypatch.setattr(forwarding, "sendings", Outbound())


@pytest.fixture
def server() -> Iterator[Recorder]:
    with recorder() as found:
        yield found


@pytest.fixture
def archive(server: Recorder) -> Destination:
    """Where everyone may send to."""
    return to(server.url(f"/in/{{name}}?signature={SECRET}"))


@pytest.fixture
def small() -> Preset:
    steps = [{"op": "resize", "width": 32, "height": 24, "fit": "cover"}]
    return Preset.objects.create(slug="small", title="Small", pipeline=steps)

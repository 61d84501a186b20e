"""One process that looks at files, and one server that is asked about them, for all tests of a run."""

from collections.abc import Iterator

import pytest

from tests.fixtures.servers import running_server
from tests.hostile.asking import Asked
from tests.hostile.judge import Judge


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    """The engine in a process of its own."""
    with Judge() as judge:
        yield judge


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """A real server as it runs by default, with one pixel worker."""
    with running_server(tmp_path_factory.mktemp("hostile"), WEB_CONCURRENCY="1", IMGSVC_PIXEL_WORKERS="1") as server:
        yield Asked(server)

"""One process that looks at files, and one server that is asked about them, for all tests of a run."""

from collections.abc import Iterator

import pytest

from tests.fixtures.servers import running_server
from tests.hostile.asking import Asked
from tests.hostile.judge import HANGS_S, Judge


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    """The engine in a process of its own."""
    with Judge() as judge:
        yield judge


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """A real server with one pixel worker; its deadline is far, because CPU time is bounded instead, see `Asked`."""
    settings = {"WEB_CONCURRENCY": "1", "IMGSVC_PIXEL_WORKERS": "1", "IMGSVC_DEADLINE_S": f"{HANGS_S:g}"}
    with running_server(tmp_path_factory.mktemp("hostile"), **settings) as server:
        yield Asked(server)

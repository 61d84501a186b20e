"""What the measurements of streams are made of: the plain server, its client, and the page."""

from pathlib import Path
from threading import Thread

import pytest
import requests

from benchmarks.processes import takes_connections
from benchmarks.streams.flows import Refused, flows, move
from benchmarks.streams.plain import SOURCE, serve
from benchmarks.streams.section import replace_section
from tests.fixtures.servers import free_port
from tests.fixtures.wire import wait_until

SIZE = 3_000_001


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file"


@pytest.fixture
def port(file: Path) -> int:
    """Where the plain server listens; it ends with the tests."""
    port = free_port()
    Thread(target=serve, args=(port, file), daemon=True).start()
    wait_until(lambda: takes_connections(port), "the server listens")
    return port


def test_all_flows_go_through_the_plain_server(port: int, file: Path) -> None:
    for flow in flows(other=port, size=SIZE):
        move(port, flow.plain, size=SIZE)
    data = file.read_bytes()
    assert len(data) == SIZE
    assert data[: len(SOURCE)] == SOURCE


def test_a_body_in_chunks_is_received_to_its_end(port: int) -> None:
    answer = requests.put(f"http://127.0.0.1:{port}/sink", iter([SOURCE] * 3), timeout=30)
    assert answer.status_code == 200


def test_an_answer_of_another_length_is_refused(port: int) -> None:
    with pytest.raises(Refused, match="10 of 11 bytes came"):
        move(port, ("GET", "/source/10"), size=11)


def test_a_section_is_added_and_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    for title, text in (("One", "1"), ("Two", "2"), ("One", "3"), ("Two", r"4 \1")):
        replace_section(page, title, text)
    assert page.read_text().partition("## ")[2] == "One\n\n3\n\n## Two\n\n4 \\1\n"

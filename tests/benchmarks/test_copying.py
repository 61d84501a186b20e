"""The comparison of streams with plain loops: what is made of its figures."""

import socket
from threading import Thread

import pytest

from benchmarks.streams.copying import RATIOS, WAYS, described, take

FIGURES = {way: [(0.1, 0.02), (0.3, 0.02), (0.2, 0.02)] for way in WAYS} | {
    ("wsgi", "stream"): [(0.2, 0.04), (0.3, 0.04), (0.2, 0.02)],
    ("asgi", "async"): [(0.1, 0.01), (0.15, 0.01), (0.1, 0.01)],
}


def test_each_way_has_its_row_and_the_ratios_are_of_pairs_in_one_round() -> None:
    text = described(FIGURES, megabytes=64, rounds=3)
    assert "64 MB" in text and "3 rounds" in text
    assert "by CPU time: WSGI 1.00 and 0.60, ASGI 2.00 and 2.00." in text
    assert [what for what in WAYS.values() if f" {what} |" not in text] == []
    assert "| WSGI   |" in text and " 200 |     33 |" in text


def test_a_ratio_is_of_two_ways_under_one_server() -> None:
    for floor, ours in RATIOS:
        assert {floor, ours} <= WAYS.keys()
        assert (floor[0], floor[1]) == (ours[0], "raw")


def test_an_answer_that_is_too_short_counts_for_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=say_little, args=(listener,))
        thread.start()
        with pytest.raises(ValueError, match="of 1000 bytes"):
            take(listener.getsockname()[1], "stream", size=1000)
        thread.join()


def say_little(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nlittle")

"""Typed streams: their heads, their pieces, and the one time that their sources are closed, under WSGI and ASGI."""

import asyncio
import gzip
import io
import logging
import tracemalloc
from array import array
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from filters.streams import responses
from filters.streams.blocks import AWAITED_BLOCK, BLOCK
from filters.streams.responses import EventStream, MultipartStream, OctetStream, PNGStream, Stream, TextStream
from filters.streams.sources import LengthWrong
from tests.streams.sources import AsyncPieces, CountedFile, Pieces

CLASSES = [
    (kind, kind.media_type)
    for kind in vars(responses).values()
    if isinstance(kind, type) and issubclass(kind, Stream) and kind is not MultipartStream
]


def under_wsgi(response: Stream, most: int | None = None) -> list[bytes]:
    """What a WSGI server does: iterate, up to `most` pieces before the client leaves, and close."""
    got = []
    try:
        for piece in response:
            got.append(piece)
            if len(got) == most:
                break
    finally:
        response.close()
    return got


def under_asgi(response: Stream, most: int | None = None) -> list[bytes]:
    """What Django's ASGI handler does."""

    async def send() -> list[bytes]:
        got = []
        try:
            async with aclosing(aiter(response)) as pieces:
                async for piece in pieces:
                    got.append(piece)
                    if len(got) == most:
                        break
        finally:
            await asyncio.to_thread(response.close)
        return got

    return asyncio.run(send())


Serve = Callable[..., list[bytes]]
served = pytest.mark.parametrize("serve", [under_wsgi, under_asgi], ids=["wsgi", "asgi"])
sourced = pytest.mark.parametrize("make", [Pieces, AsyncPieces], ids=["sync", "async"])


@pytest.mark.parametrize(("kind", "media_type"), CLASSES, ids=[kind.__name__ for kind, _ in CLASSES])
def test_a_class_says_what_it_carries(kind: type[Stream], media_type: str) -> None:
    response = kind(iter([]))
    text = media_type.startswith("text/")
    assert response["Content-Type"] == (f"{media_type}; charset=utf-8" if text else media_type)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.get("Content-Disposition", "").startswith("attachment") == (kind.disposition == "attachment")
    assert not response.has_header("Content-Length")


def test_another_media_type_is_a_class_of_one_line() -> None:
    class QOIStream(PNGStream):
        media_type = "image/qoi"
        filename = "picture.qoi"

    response = QOIStream(iter([b"qoif"]))
    assert (response["Content-Type"], response.getvalue()) == ("image/qoi", b"qoif")
    assert response["Content-Disposition"] == 'inline; filename="picture.qoi"'


@pytest.mark.parametrize(
    "media_type",
    ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/javascript", "application/pdf",
     "text/html; charset=x", "IMAGE/SVG+XML", " image/svg+xml", "image/png, text/html", "x",
     "multipart/x-mixed-replace; boundary=b", "multipart/related", "text/plain\n<"],
)  # fmt: skip
def test_what_a_browser_could_run_is_never_inline(media_type: str) -> None:
    response = Stream(b"", media_type=media_type.replace("\n", " "), disposition="inline", filename="a")
    assert response["Content-Disposition"] == 'attachment; filename="a"'
    assert Stream(b"", media_type=media_type.replace("\n", " "))["Content-Disposition"] == "attachment"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("cat.png", 'inline; filename="cat.png"'),
        ('a"b.png', 'inline; filename="a\\"b.png"'),
        ("../../etc/cat.png", 'inline; filename="cat.png"'),
        ("C:\\me\\cat.png", 'inline; filename="cat.png"'),
        ("a\r\nSet-Cookie: x=1.png", 'inline; filename="aSet-Cookie: x=1.png"'),
        ("kötzchen €.png", "inline; filename*=utf-8''k%C3%B6tzchen%20%E2%82%AC.png"),
        ("\ud800.png", 'inline; filename="?.png"'),
        ("dir/", None),
    ],
    ids=["plain", "quote", "folders", "windows", "injection", "unicode", "surrogate", "nothing"],
)
def test_a_file_name_is_quoted_and_encoded(name: str, header: str | None) -> None:
    assert PNGStream(b"", filename=name).get("Content-Disposition") == header


@served
@sourced
def test_pieces_of_any_kind_are_sent_as_bytes(serve: Serve, make: Any) -> None:
    pieces = [b"a", "\u00e9", bytearray(b"c"), memoryview(b"dd"), np.arange(2, dtype="<u2"), array("B", [7]), b""]
    sent = serve(TextStream(make(*pieces)))
    assert sent == [b"a", b"\xc3\xa9", b"c", b"dd", b"\x00\x00\x01\x00", b"\x07", b""]
    assert all(type(piece) is bytes for piece in sent)


@pytest.mark.parametrize(
    "whole", [b"abc", bytearray(b"abc"), memoryview(b"abc"), "abc", np.frombuffer(b"abc", "u1").data]
)
def test_one_piece_is_a_source_and_not_a_list_of_numbers(whole: Any) -> None:
    response = TextStream(whole)
    assert (response["Content-Length"], response.getvalue()) == ("3", b"abc")


@pytest.mark.parametrize("piece", [7, None, {"a": 1}, "text"], ids=["number", "none", "mapping", "text"])
def test_what_has_no_bytes_is_refused_instead_of_written_as_text(piece: Any) -> None:
    response = OctetStream(iter([piece]))
    with pytest.raises(TypeError):
        response.getvalue()


@pytest.mark.parametrize("source", [7, None])
def test_what_is_no_source_is_refused(source: Any) -> None:
    with pytest.raises(TypeError):
        Stream(source)


def test_text_is_in_the_charset_of_the_class() -> None:
    class Latin(TextStream):
        charset = "latin-1"

    assert Latin("é").getvalue() == b"\xe9"
    assert Latin("é")["Content-Type"] == "text/plain; charset=latin-1"


@served
def test_a_file_is_read_by_blocks_never_by_lines(serve: Serve) -> None:
    file = CountedFile(b"a\n" * BLOCK)
    sent = serve(OctetStream(file))
    assert [len(piece) for piece in sent] == [BLOCK, BLOCK]
    assert file.sizes == [BLOCK] * 3
    assert file.closings == 1


@served
def test_a_file_whose_reads_are_awaited_is_read_by_blocks(serve: Serve) -> None:
    class AwaitedFile:
        def __init__(self) -> None:
            self.file = CountedFile(b"a\n" * AWAITED_BLOCK)

        async def read(self, size: int) -> bytes:
            return self.file.read(size)

        async def close(self) -> None:
            self.file.close()

    file = AwaitedFile()
    assert [len(piece) for piece in serve(OctetStream(file))] == [AWAITED_BLOCK] * 2
    assert file.file.closings == 1


def test_a_text_file_is_encoded(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("é\n" * 3, encoding="latin-1")
    response = responses.CSVStream(path.open(encoding="latin-1"))
    assert not response.has_header("Content-Length")
    assert response.getvalue().decode() == "é\n" * 3


def test_the_length_is_told_where_it_is_known(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    with path.open("rb") as file, path.open("rb", buffering=0) as raw:
        file.read(2)
        assert Stream(file)["Content-Length"] == "3"
        assert Stream(raw)["Content-Length"] == "5"
    with io.BytesIO(b"12345") as memory:
        memory.seek(1)
        assert Stream(memory)["Content-Length"] == "4"
    assert Stream(iter([b"12345"]), length=5)["Content-Length"] == "5"


def test_the_size_of_a_compressed_file_is_not_taken_for_its_contents(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    with gzip_file(path, "wb") as file:
        file.write(b"x" * 10_000)
    response = Stream(gzip_file(path, "rb"))
    assert not response.has_header("Content-Length")
    assert response.getvalue() == b"x" * 10_000


@served
@sourced
@pytest.mark.parametrize(("length", "message"), [(2, "more than the 2"), (5, "after 4 of the 5")])
def test_a_wrong_length_breaks_the_answer_off(serve: Serve, make: Any, length: int, message: str) -> None:
    source = make(b"ab", b"cd")
    with pytest.raises(LengthWrong, match=message):
        serve(Stream(source, length=length))
    assert source.closings == 1


@served
@sourced
@pytest.mark.parametrize("ending", ["done", "failed", "left", "left at once"])
def test_the_source_is_closed_once(serve: Serve, make: Any, ending: str) -> None:
    source = make(b"a", b"b", OSError("lost") if ending == "failed" else b"c")
    response = Stream(source)
    if ending == "failed":
        with pytest.raises(OSError, match="lost"):
            serve(response)
    elif ending == "left at once":
        closed_in(serve, response)
    else:
        assert b"".join(serve(response, 2 if ending == "left" else None)) == (b"ab" if ending == "left" else b"abc")
    assert source.closings == 1
    closed_in(serve, response)
    assert source.closings == 1


@served
@pytest.mark.parametrize("most", [None, 1])
def test_a_generator_ends_in_its_own_words(serve: Serve, most: int | None) -> None:
    log: list[str] = []

    def sync_pieces() -> Iterator[bytes]:
        try:
            yield b"a"
            yield b"b"
        finally:
            log.append("sync")

    async def async_pieces() -> AsyncIterator[bytes]:
        try:
            yield b"a"
            await asyncio.sleep(0)
            yield b"b"
        finally:
            await asyncio.sleep(0)
            log.append("async")

    class Behind:
        def __iter__(self) -> Iterator[bytes]:
            return sync_pieces()

    for source in (sync_pieces(), async_pieces(), Behind()):
        assert serve(Stream(source), most) == [b"a", b"b"][:most]
    assert log == ["sync", "async", "sync"]


def test_an_async_source_under_wsgi_stays_in_one_loop_and_thread() -> None:
    seen = []

    async def pieces() -> AsyncIterator[bytes]:
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        task = asyncio.ensure_future(queue.put(b"x"))
        for _ in range(3):
            seen.append((id(asyncio.get_running_loop()), asyncio.current_task() is not None))
            yield await queue.get()
            await task
            task = asyncio.ensure_future(queue.put(b"x"))

    assert under_wsgi(Stream(pieces())) == [b"x"] * 3
    assert len(set(seen)) == 1


def test_a_client_that_leaves_while_a_piece_is_awaited_ends_the_source() -> None:
    log: list[str] = []

    async def pieces() -> AsyncIterator[bytes]:
        try:
            yield b"a"
            await asyncio.Event().wait()
        finally:
            log.append("closed")

    async def leave() -> None:
        response = Stream(pieces())
        begun = asyncio.Event()

        async def send() -> None:
            async with aclosing(aiter(response)) as content:
                async for _ in content:
                    begun.set()

        task = asyncio.ensure_future(send())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert log == ["closed"]
        await asyncio.to_thread(response.close)

    asyncio.run(leave())
    assert log == ["closed"]


def test_one_that_cannot_be_closed_is_logged_and_not_sent_as_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    class Stuck(Pieces):
        def close(self) -> None:
            raise OSError("stuck")

    class AsyncStuck(AsyncPieces):
        async def aclose(self) -> None:
            raise OSError("stuck")

    with caplog.at_level(logging.ERROR):
        assert under_wsgi(Stream(Stuck(b"a"))) == [b"a"]
        assert under_asgi(Stream(AsyncStuck(b"a"))) == [b"a"]
    assert [record.getMessage() for record in caplog.records] == ["The source of a stream could not be closed."] * 2


@served
@sourced
def test_a_head_keeps_its_headers_and_reads_nothing(serve: Serve, make: Any) -> None:
    source = make(b"abc")
    response = Stream(source, length=3)
    response.omit_body()
    assert serve(response) == []
    assert (source.closings, response["Content-Length"]) == (1, "3")


@served
def test_a_middleware_may_wrap_the_content(serve: Serve) -> None:
    source = Pieces(b"a", b"b")
    response = Stream(source)
    pieces: Any = response.streaming_content
    response.streaming_content = (piece.upper() for piece in pieces)
    assert serve(response) == [b"A", b"B"]
    assert source.closings == 1


@sourced
def test_nothing_is_read_before_the_answer_is_sent(make: Any) -> None:
    source = make(AssertionError("It was read."))
    Stream(source).close()
    assert source.closings == 1


def test_events_and_parts_pass_proxies_at_once() -> None:
    for response in (EventStream(iter([])), MultipartStream(iter([]), boundary="b")):
        assert (response["X-Accel-Buffering"], response["Cache-Control"]) == ("no", "no-store")
    assert response["Content-Type"] == "multipart/mixed; boundary=b"


def test_headers_and_status_are_the_views_own() -> None:
    response = Stream(b"", status=203, headers={"ETag": '"x"', "Content-Disposition": "attachment"})
    assert (response.status_code, response["ETag"], response["Content-Disposition"]) == (203, '"x"', "attachment")


def closed_in(serve: Serve, response: Stream) -> None:
    """Close it as the server would, whether or not it was sent."""
    if serve is under_wsgi:
        response.close()
    else:
        asyncio.run(asyncio.to_thread(response.close))


def gzip_file(path: Path, mode: Any) -> Any:
    return gzip.open(path, mode)


def test_to_know_the_length_of_what_is_in_memory_copies_nothing() -> None:
    data = bytes(50_000_000)
    tracemalloc.start()
    try:
        response = OctetStream(io.BytesIO(data))
        assert response["Content-Length"] == "50000000"
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()

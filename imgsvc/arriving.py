"""A request's body as it arrives: gunicorn's own reading waits until there is all that was asked for."""

from typing import Any

from gunicorn.http.body import ChunkedReader, LengthReader

from imgsvc.streams import Stream

BLOCK = 1024 * 1024  # of smaller ones, gunicorn would copy what it holds each time


def arrived(stream: Stream, size: int) -> bytes:
    """What has come, from 1 to `size` bytes; waits for one. None at the end. Raises what gunicorn does.

    Of another server's stream it is all that was asked for.
    """
    given: Any = stream
    reader = getattr(given, "reader", None)
    if size == 0 or not isinstance(reader, LengthReader | ChunkedReader):
        return bytes(given.read(size))
    if held := given.buf.tell():  # what `readline` has looked at
        return bytes(given.read(min(size, held)))
    try:
        return _chunk(reader, size) if isinstance(reader, ChunkedReader) else _block(reader, size)
    except Exception:
        given.failed = True  # gunicorn then reads no other request from the connection: nobody knows where it begins
        raise


def _block(reader: LengthReader, size: int) -> bytes:
    most = min(size, reader.length)
    if most == 0:
        return b""
    data = bytes(reader.unreader.read(None, read_ahead=most))
    if len(data) > most:
        reader.unreader.unread(data[most:])
        data = data[:most]
    reader.length -= len(data)
    return data


def _chunk(reader: ChunkedReader, size: int) -> bytes:
    while reader.parser is not None and not reader.buf.tell():
        data = next(reader.parser, None)
        if data is None:
            reader.parser = None
        elif data:
            reader.buf.write(data[size:])
            return bytes(data[:size])
    return bytes(reader.read(min(size, reader.buf.tell())))

"""Many pictures in one request: when the first byte leaves, what it takes of memory, and beside one by one.

    python -m benchmarks.streams.batch                # two minutes; the section goes into benchmarks/STREAMS.md
    python -m benchmarks.streams.batch --count 40 --dry

The exit code is 1 where the first byte comes when ten pictures were sent, or where the peak memory of all
processes at 200 pictures is not within 20 % of that at 20.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from select import select
from socket import MSG_PEEK
from threading import Thread
from time import perf_counter, sleep
from zipfile import ZipFile

import numpy as np
import skimage
from PIL import Image

from benchmarks.peers import migrated
from benchmarks.places import HERE, LOGS, ROOT
from benchmarks.processes import Running, running
from benchmarks.streams.peak import Peak, wait_until_idle
from benchmarks.streams.section import replace_section
from benchmarks.tables import MB, table

PAGE = HERE / "STREAMS.md"
TITLE = "Many pictures in one request"
SIZE = (1200, 800)
GRAIN = 6  # standard deviation, in values of 255
STEPS = json.dumps([{"op": "resize", "width": 600}, {"op": "gaussian_blur", "radius": 1}])
TENTH = 10
WITHIN = 1.2
FEW = 20
BOUNDARY = "imgsvc-benchmark"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"
PATIENCE_S = 300
BLOCK = 1 << 16
SOON_S = 1.0
TICK_S = 0.001
OPEN = f"--{BOUNDARY}\r\n".encode()
LAST = f"--{BOUNDARY}--\r\n".encode()

Send = Callable[[Running, Sequence[bytes]], bytes]


def main() -> None:
    """Measure, print, write, and judge."""
    options = _options()
    images = photos(options.count)
    size = sum(map(len, images))
    with _server(options.port) as server:
        warm(server, images[:4])
        first = [first_byte(server, images) for _ in range(options.rounds)]
        speeds = {name: [_timed(server, images, way) for _ in range(options.rounds)] for name, way in WAYS.items()}
    peaks = {
        name: [_peak(options.port, images[:count], way) for count in (FEW, len(images))] for name, way in DUPLEX.items()
    }
    sent, first_ms = max(sent for sent, _ in first), statistics.median(ms for _, ms in first)
    told = (
        f"{len(images)} JPEGs of {SIZE[0]} x {SIZE[1]}, {size / MB:.0f} MB, resized and blurred by two pixel workers; "
        f"the median of {options.rounds} rounds (`python -m benchmarks.streams.batch`). Pictures that had to be sent "
        f"until the first byte of the ZIP came: {sent}; it came after {first_ms:.0f} ms. Memory is the sum of each "
        "process's highest RSS; for a client that reads only when it has sent everything, what waits is on the disk."
    )
    speed = table(("way", "s", "pictures/s", "ratio"), _speed_rows(speeds, len(images)))
    memory = table(("client", f"MB at {FEW}", f"MB at {len(images)}", "ratio"), map(_peak_row, peaks.items()))
    text = "\n\n".join([told, speed, memory])
    print(text)
    if not options.dry:
        replace_section(PAGE, TITLE, text)
    sys.exit(sent >= TENTH or any(many > few * WITHIN for few, many in peaks.values()))


def photos(count: int) -> list[bytes]:
    """The cat, each time with other grain."""
    with Image.open(Path(skimage.data_dir) / "chelsea.png") as cat:
        pixels = np.asarray(cat.convert("RGB").resize(SIZE), np.int16)
    dice = np.random.default_rng(6)
    return [_jpeg(pixels + dice.normal(0, GRAIN, pixels.shape[:2]).astype(np.int16)[..., None]) for _ in range(count)]


def first_byte(server: Running, images: Sequence[bytes]) -> tuple[int, float]:
    """How many pictures had to be sent until the first byte came of the answer's body, and after how many milliseconds.

    Another one is sent where nothing has come for a second.
    """
    connection = _begun(server)
    began = perf_counter()
    for sent, image in enumerate(images, start=1):
        _chunk(connection, _part(image))
        while select([connection.sock], [], [], SOON_S)[0]:
            received = connection.sock.recv(BLOCK, MSG_PEEK)
            if b"PK\x03\x04" in received:
                connection.close()
                return sent, (perf_counter() - began) * 1000
            sleep(TICK_S)
            if perf_counter() - began > SOON_S * sent:
                break
    raise AssertionError("nothing came")


def duplex(server: Running, images: Sequence[bytes]) -> bytes:
    """The archive, by a client that reads while it sends."""
    connection = _begun(server)
    sender = Thread(target=_send_all, args=(connection, images))
    sender.start()
    body = _taken(connection)
    sender.join()
    return body


def half_duplex(server: Running, images: Sequence[bytes]) -> bytes:
    """The archive, by a client that reads when it has sent everything."""
    connection = _begun(server)
    _send_all(connection, images)
    return _taken(connection)


def one_by_one(server: Running, images: Sequence[bytes]) -> bytes:
    """The same pictures, one after the other over one connection."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
    for image in images:
        body = OPEN + _field("pipeline", STEPS) + _part(image, LAST)
        connection.request("POST", "/api/v1/process/", body, {"Content-Type": TYPE})
        answer = connection.getresponse()
        data = answer.read()
        assert answer.status == 200, data
    connection.close()
    return b""


def side_by_side(server: Running, images: Sequence[bytes]) -> bytes:
    """The same over as many connections as there are pixel workers, and two more."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda part: one_by_one(server, part), [images[at::4] for at in range(4)]))
    return b""


WAYS: dict[str, Send] = {
    "`batch/`, read while it is sent": duplex,
    "`batch/`, read afterwards": half_duplex,
    "`process/`, one by one": one_by_one,
    "`process/`, over four connections": side_by_side,
}
DUPLEX: dict[str, Send] = {"reads while it sends": duplex, "reads afterwards": half_duplex}


def warm(server: Running, images: Sequence[bytes]) -> None:
    """Have each pixel worker seen such a picture."""
    for way in WAYS.values():
        way(server, images)


def _timed(server: Running, images: Sequence[bytes], way: Send) -> float:
    began = perf_counter()
    body = way(server, images)
    seconds = perf_counter() - began
    if body:
        with ZipFile(BytesIO(body)) as archive:
            assert len(archive.namelist()) == len(images) and archive.testzip() is None
    return seconds


def _peak(port: int, images: Sequence[bytes], way: Send) -> float:
    """The highest memory of all processes of a fresh server, in MB."""
    with _server(port) as server:
        warm(server, images[:4])
        wait_until_idle(server)
        idle = server.resident_bytes()
        with Peak(server) as peak:
            way(server, images)
    return (idle + peak.rss) / MB


@contextmanager
def _server(port: int) -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="imgsvc-batch-") as folder:
        environ = {
            "HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "1", "IMGSVC_PIXEL_WORKERS": "2",
            "IMGSVC_DATA_DIR": folder,
        }  # fmt: skip
        migrated(environ)
        command = [sys.executable, "-m", "gunicorn"]
        with running(command, port=port, cwd=ROOT, environ=environ, log=LOGS / "batch.log") as server:
            yield server


def _begun(server: Running) -> HTTPConnection:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
    connection.putrequest("POST", "/api/v1/batch/")
    for name, text in {"Content-Type": TYPE, "Transfer-Encoding": "chunked", "Accept": "application/zip"}.items():
        connection.putheader(name, text)
    connection.endheaders()
    _chunk(connection, OPEN + _field("pipeline", STEPS))
    return connection


def _send_all(connection: HTTPConnection, images: Sequence[bytes]) -> None:
    for number, image in enumerate(images, start=1):
        _chunk(connection, _part(image, LAST if number == len(images) else OPEN))
    connection.send(b"0\r\n\r\n")


def _taken(connection: HTTPConnection) -> bytes:
    answer = connection.response_class(connection.sock, method="POST")
    answer.begin()
    with answer:
        body = answer.read()
    connection.close()
    assert answer.status == 200, body
    return body


def _chunk(connection: HTTPConnection, data: bytes) -> None:
    connection.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")


def _field(name: str, text: str) -> bytes:
    return f'Content-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode() + OPEN


def _part(image: bytes, boundary: bytes = OPEN) -> bytes:
    """A picture with the boundary that ends it: until that has come, more of it may follow."""
    return b'Content-Disposition: form-data; name="image"; filename="cat.jpg"\r\n\r\n' + image + b"\r\n" + boundary


def _jpeg(pixels: "np.ndarray[tuple[int, ...], np.dtype[np.int16]]") -> bytes:
    buffer = BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _speed_rows(speeds: dict[str, list[float]], count: int) -> Iterator[tuple[str, ...]]:
    medians = {name: statistics.median(seconds) for name, seconds in speeds.items()}
    base = medians["`process/`, one by one"]
    for name, seconds in medians.items():
        yield name, f"{seconds:.2f}", f"{count / seconds:.1f}", f"{base / seconds:.2f}"


def _peak_row(row: tuple[str, list[float]]) -> tuple[str, ...]:
    name, (few, many) = row
    return name, f"{few:.0f}", f"{many:.0f}", f"{many / few:.2f}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200, help="pictures (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="of each measurement (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8640, help="the server's (default: %(default)s)")
    parser.add_argument("--dry", action="store_true", help="leave benchmarks/STREAMS.md as it is")
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""Mixed traffic, as many different clients send it: the good, the careless, the slow and the hostile."""

import http.client
import json
import random
import re
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from time import sleep

import requests

from benchmarks.files import damaged, pictures

HOST = "127.0.0.1"
TIMEOUT_S = 60
SLICES = 12  # pieces of a slow upload or download
SLICE_S = 0.25
GONE = 0  # the "status" of a client that did not wait for one
OK = 200
BUSY = 503
PROCESS, INSPECT, EXPLAIN = "/api/v1/process/", "/api/v1/inspect/", "/api/v1/explain/"
PRESETS = ("web-photo", "square-avatar", "noir", "vintage", "teal-and-orange", "sketch", "privacy-blur", "mosaic")
PIPELINES = (
    [{"op": "resize", "width": 320}],
    [{"op": "gaussian_blur", "radius": 4}],
    [{"op": "median_filter", "size": 5}, {"op": "sepia"}],
    [{"op": "rotate", "angle": 12.5}, {"op": "autocontrast"}],
    [{"op": "text", "text": "soak"}, {"op": "unsharp_mask"}],
    [{"op": "smart_crop", "width": 200, "height": 200}],
    [{"op": "grayscale"}, {"op": "posterize", "bits": 3}, {"op": "frame"}],
)
TARGETS = ("jpeg", "jpeg", "png", "webp", "gif", "avif", "tiff")
PAGES = ("/", "/api/v1/", "/api/v1/operations/", "/api/v1/presets/", "/healthz", "/readyz", "/admin/login/")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a client got, GONE where it did not wait; `expected` are the statuses that are right, 503 apart."""

    kind: str
    status: int
    expected: tuple[int, ...]

    @property
    def right(self) -> bool:
        """Whether this is what it should be."""
        return self.status in self.expected


@dataclass(frozen=True, slots=True)
class Message:
    """A request by its parts."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


def play(port: int, dice: random.Random) -> Outcome:
    """Be one client, once. Raises OSError where the server breaks off."""
    kind = dice.choices(list(KINDS), [weight for weight, _ in KINDS.values()])[0]
    status, expected = KINDS[kind][1](port, dice)
    return Outcome(kind, status, expected)


def _process(port: int, dice: random.Random) -> tuple[int, tuple[int, ...]]:
    return _send(port, _order(dice)), (OK,)


def _preset(port: int, dice: random.Random) -> tuple[int, tuple[int, ...]]:
    slug = dice.choice(PRESETS)
    if dice.random() < 0.5:
        return _send(port, _form(f"/api/v1/presets/{slug}/apply/", _picture(dice))), (OK,)
    return _send(port, _form(PROCESS, _picture(dice), preset=slug, format="jpeg")), (OK,)


def _operation(port: int, dice: random.Random) -> tuple[int, tuple[int, ...]]:
    name = dice.choice(("invert", "sepia", "flip", "grayscale"))
    return _send(port, _form(f"/api/v1/operations/{name}/", _picture(dice))), (OK, 400)


def _inspect(port: int, dice: random.Random) -> tuple[int, tuple[int, ...]]:
    return _send(port, _form(INSPECT, _picture(dice))), (OK,)


def _explain(port: int, dice: random.Random) -> tuple[int, tuple[int, ...]]:
    return _send(port, _form(EXPLAIN, _picture(dice), pipeline=json.dumps(dice.choice(PIPELINES)))), (OK,)


def _wrong(port: int, dice: random.Random) -> tuple[int, tuple[int, ...]]:
    picture = _picture(dice)
    return dice.choice(
        (
            lambda: (_send(port, _form(PROCESS, picture, pipeline='[{"op": "no_such"}]')), (400,)),
            lambda: (_send(port, _form(PROCESS, picture, pipeline="[[[")), (400,)),
            lambda: (_send(port, _form(PROCESS, picture, preset="no-such")), (400,)),
            lambda: (_send(port, _form("/api/v1/presets/no-such/apply/", picture)), (404,)),
            lambda: (_send(port, Message("DELETE", PROCESS, {}, b"")), (405,)),
            lambda: (_send(port, Message("GET", "/no/such/page", {}, b"")), (404,)),
        )
    )()


def _hostile(port: int, dice: random.Random) -> tuple[int, tuple[int, ...]]:
    data, expected = dice.choice(list(damaged().values()))
    return _send(port, _form(dice.choice((PROCESS, INSPECT)), data)), expected


def _page(port: int, dice: random.Random) -> tuple[int, tuple[int, ...]]:
    return _send(port, Message("GET", dice.choice(PAGES), {"Accept": "text/html"}, b"")), (OK, 406)


def _browser(port: int, dice: random.Random) -> tuple[int, tuple[int, ...]]:
    """The form without JavaScript: the page, then the post with its token and cookie."""
    with requests.Session() as session:
        session.trust_env = False
        found = session.get(f"http://{HOST}:{port}/", timeout=TIMEOUT_S)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', found.text)
        if found.status_code != OK or token is None:
            return found.status_code, (OK,)
        fields = {"csrfmiddlewaretoken": token[1], "preset": dice.choice(PRESETS), "format": "jpeg"}
        files = {"image": ("a.jpg", pictures()["jpeg"])}
        return session.post(found.url, fields, files=files, timeout=TIMEOUT_S).status_code, (OK,)


def _slow_upload(port: int, dice: random.Random) -> tuple[int, tuple[int, ...]]:
    with _connected(port) as connection:
        head, body = _bytes(_order(dice))
        connection.sendall(head)
        for piece in _pieces(body):
            connection.sendall(piece)
            sleep(SLICE_S)
        return _answer(connection), (OK,)


def _slow_download(port: int, dice: random.Random) -> tuple[int, tuple[int, ...]]:
    with _connected(port, window=8192) as connection:
        connection.sendall(b"".join(_bytes(_form(PROCESS, pictures()["large jpeg"], format="png"))))
        with http.client.HTTPResponse(connection) as response:
            response.begin()
            for _ in range(SLICES):
                response.read(10_000)
                sleep(SLICE_S)
            response.read()
            return response.status, (OK,)


def _aborted_upload(port: int, dice: random.Random) -> tuple[int, tuple[int, ...]]:
    with _connected(port) as connection:
        head, body = _bytes(_order(dice))
        connection.sendall(head + body[: dice.randrange(len(body))])
    return GONE, (GONE,)


def _aborted_download(port: int, dice: random.Random) -> tuple[int, tuple[int, ...]]:
    with _connected(port) as connection:
        connection.sendall(b"".join(_bytes(_order(dice))))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, at once
    return GONE, (GONE,)


KINDS: dict[str, tuple[int, Callable[[int, random.Random], tuple[int, tuple[int, ...]]]]] = {
    "process": (30, _process),
    "preset": (12, _preset),
    "operation": (6, _operation),
    "inspect": (8, _inspect),
    "explain": (5, _explain),
    "wrong request": (8, _wrong),
    "hostile file": (10, _hostile),
    "page": (8, _page),
    "browser form": (4, _browser),
    "slow upload": (2, _slow_upload),
    "slow download": (2, _slow_download),
    "aborted upload": (3, _aborted_upload),
    "aborted download": (3, _aborted_download),
}


def _picture(dice: random.Random) -> bytes:
    return dice.choice(list(pictures().values()))


def _order(dice: random.Random) -> Message:
    steps, target = dice.choice(PIPELINES), dice.choice(TARGETS)
    return _form(PROCESS, _picture(dice), pipeline=json.dumps(steps), format=target)


def _form(path: str, image: bytes, **fields: str) -> Message:
    made = requests.Request("POST", f"http://{HOST}{path}", files={"image": ("a", image)}, data=fields).prepare()
    assert isinstance(made.body, bytes)
    return Message("POST", path, {"Content-Type": str(made.headers["Content-Type"])}, made.body)


def _send(port: int, message: Message) -> int:
    connection = http.client.HTTPConnection(HOST, port, timeout=TIMEOUT_S)
    try:
        connection.request(message.method, message.path, message.body, message.headers)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def _connected(port: int, window: int = 0) -> socket.socket:
    connection = socket.socket()
    if window:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    connection.settimeout(TIMEOUT_S)
    connection.connect((HOST, port))
    return connection


def _answer(connection: socket.socket) -> int:
    with http.client.HTTPResponse(connection) as response:
        response.begin()
        response.read()
        return response.status


def _bytes(message: Message) -> tuple[bytes, bytes]:
    headers = message.headers | {"Host": "localhost", "Content-Length": str(len(message.body)), "Connection": "close"}
    lines = [f"{message.method} {message.path} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode(), message.body


def _pieces(data: bytes) -> list[bytes]:
    size = len(data) // SLICES + 1
    return [data[at : at + size] for at in range(0, len(data), size)]

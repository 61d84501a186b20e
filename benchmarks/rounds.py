"""The rows of one photo and one operation: every service in turn, in alternating rounds."""

import io
import time
from collections.abc import Iterator
from functools import cache

from PIL import Image

from benchmarks import pillow
from benchmarks.figures import Played, Row, milliseconds, percentile
from benchmarks.likeness import Likeness, compare
from benchmarks.load import Refused, ask, play
from benchmarks.operations import Operation
from benchmarks.peers import FLOOR, Peer, Request, target_of
from benchmarks.photos import Photo
from benchmarks.processes import Running

IN_PROCESS = "in process"
PREMULTIPLIED = {"blur", "gaussian(2)", "gaussian(8)", "sharpen"}


def rows_of(
    photo: Photo, operation: Operation, servers: dict[str, tuple[Peer, Running]], *, rounds: int, seconds: float
) -> Iterator[Row]:
    """A row for each service that has the operation, once all rounds are over.

    A service sits out the rounds for which its time is used up: an AVIF takes longer than a round.
    """
    likenesses, requests, failed = _first_answers(photo, operation, servers)
    played = {name: Played() for name in requests}
    floor = Played()
    for _ in range(rounds):
        for name, request in list(requests.items()):
            try:
                if played[name].wall_s < rounds * seconds:
                    played[name].add(play(servers[name][1], request, seconds))
            except (Refused, OSError) as error:
                failed.append(_failed(photo, operation, name, str(error)))
                del requests[name], played[name]
        if FLOOR in requests and floor.wall_s < rounds * seconds / 2:
            floor.add(in_process(photo, operation, seconds / 2))
    for name in played:
        yield _row(photo, operation, name, played[name], likenesses[name])
    if floor.latencies:
        yield _row(photo, operation, IN_PROCESS, floor, (Likeness(1.0, 0.0, ""), 0))
    yield from failed


def in_process(photo: Photo, operation: Operation, seconds: float) -> Played:
    """Decoding and encoding by Pillow alone, without a server: CPU of this process, one picture at a time."""
    data, target = photo.data(), target_of(photo, operation)
    played = Played()
    start = time.perf_counter()
    while not played.latencies or time.perf_counter() < start + seconds:
        cpu, began = time.process_time(), time.perf_counter()
        pillow.process(data, "re-encode", target)
        played.latencies.append(time.perf_counter() - began)
        played.cpu_s += time.process_time() - cpu
    played.wall_s = time.perf_counter() - start
    return played


def _first_answers(
    photo: Photo, operation: Operation, servers: dict[str, tuple[Peer, Running]]
) -> tuple[dict[str, tuple[Likeness, int]], dict[str, Request], list[Row]]:
    """One answer of each service, compared; its size; what to send; and rows for those that refuse."""
    likenesses: dict[str, tuple[Likeness, int]] = {}
    requests: dict[str, Request] = {}
    failed: list[Row] = []
    for name, (peer, server) in servers.items():
        request = peer.request(photo, operation)
        if request is None:
            continue
        try:
            answer = ask(server.port, request).body
        except (Refused, OSError) as error:
            failed.append(_failed(photo, operation, name, str(error)))
            continue
        reference = _reference(photo, "re-encode" if name == FLOOR else operation.name, target_of(photo, operation))
        likenesses[name] = compare(answer, reference, target_of(photo, operation)), len(answer)
        requests[name] = request
    return likenesses, requests, failed


@cache
def _reference(photo: Photo, operation: str, target: str) -> bytes:
    """Pillow's own answer. Where transparency is soft, the color is multiplied by it before neighbors are mixed."""
    image = Image.open(io.BytesIO(photo.data()))
    if image.mode != "RGBA" or operation not in PREMULTIPLIED:
        return pillow.process(photo.data(), operation, target).getvalue()
    premultiplied = image.convert("RGBa")
    channels = Image.merge("RGBA", premultiplied.split())
    filtered = pillow.OPERATIONS[operation](channels)
    result = Image.merge("RGBa", filtered.split()).convert("RGBA")
    file = io.BytesIO()
    result.save(file, target, quality=pillow.QUALITY)
    return file.getvalue()


def _row(photo: Photo, operation: Operation, name: str, played: Played, likeness: tuple[Likeness, int]) -> Row:
    count = len(played.latencies)
    return Row(
        photo=photo.name,
        operation=operation.name,
        peer=name,
        requests=count,
        rate=count / played.wall_s,
        p50=milliseconds(percentile(played.latencies, 0.5)),
        p99=milliseconds(percentile(played.latencies, 0.99)),
        cpu=milliseconds(played.cpu_s / count),
        peak=played.peak_bytes,
        size=likeness[1],
        ssim=likeness[0].ssim,
        complaint=likeness[0].complaint,
    )


def _failed(photo: Photo, operation: Operation, name: str, why: str) -> Row:
    return Row(photo.name, operation.name, name, 0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0.0, f"failed: {why}")

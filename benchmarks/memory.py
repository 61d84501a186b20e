"""How much memory one request takes: the peak of a fresh worker above what it has when idle."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.load import ask
from benchmarks.operations import BY_NAME as OPERATIONS
from benchmarks.peers import ask_imgsvc, imgsvc_server
from benchmarks.photos import SIZES, Photo

MB = 1_000_000
WARM_UP = Photo("0.2", "jpeg")
LARGE, HUGE = Photo("24", "jpeg"), Photo("64", "jpeg")
PHOTOS = (WARM_UP, LARGE, HUGE)
FILTERS = ("gaussian(2)", "gaussian(8)", "median(3)", "sharpen", "rotate(30)", "tone6", "grayscale")
ASKED = (*((LARGE, name) for name in FILTERS), (HUGE, "resize(800)"))
MOST_PER_PIXEL = 10.0  # bytes of a filter
MOST_RESIZE = 60 * MB


@dataclass(frozen=True, slots=True)
class Memory:
    """What one request took above idle, in bytes, and in bytes per pixel of the upload."""

    photo: str
    operation: str
    idle: int
    above: int
    per_pixel: float
    met: bool


def measure(port: int) -> Iterator[Memory]:
    """Each on a server of its own, because what a worker has once had it may keep."""
    for photo, name in ASKED:
        with imgsvc_server(port, pixel_workers=1) as server:
            ask(port, ask_imgsvc(WARM_UP, OPERATIONS[name]))
            server.reset_peak()
            idle = server.resident_bytes()
            ask(port, ask_imgsvc(photo, OPERATIONS[name]))
            above = server.peak_bytes() - idle
        width, height = SIZES[photo.size]
        per_pixel = above / (width * height)
        met = above < MOST_RESIZE if photo == HUGE else per_pixel <= MOST_PER_PIXEL
        yield Memory(photo.name, name, idle, above, per_pixel, met)

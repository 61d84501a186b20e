"""The child that does what a pixel worker is for, locked down or not: all of it has to come out the same."""

import codecs
import gc
import hashlib
import os
import signal
import threading
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing import Lock, Pipe
from typing import Any

import numpy as np

from filters.engine import OPERATIONS, Limits, generate, process
from filters.engine.decode import open_source
from filters.engine.errors import EngineError
from filters.engine.examples import example, example_assets
from filters.engine.formats import ACCEPTABLE, WRITABLE
from filters.engine.generators import GENERATORS
from filters.engine.inspection import inspect
from filters.engine.warmup import warm_up
from filters.isolation.sandbox import default_readable, lock_down
from tests.isolation.children import MEMORY, answer, become, read_order

Task = Callable[[], object]
CODECS = ("cp437", "utf-8-sig")  # a root's Python may be out of reach once this process is somebody else's
LIMITS = Limits(formats_in=frozenset(ACCEPTABLE))
OUTPUTS: dict[str, dict[str, Any]] = {
    "animated gif": {"format": "gif"},
    "animated webp": {"format": "webp"},
    "animated png": {"format": "png"},
    "found quality": {"format": "jpeg", "max_bytes": 4000},
    "likeness": {"format": "webp", "quality": "auto"},
    "smallest format": {"format": "auto"},
    "metadata": {"format": "jpeg", "metadata": "keep"},
}


def made(data: bytes, steps: Sequence[Any] = (), **output: Any) -> bytes:
    return process(data, steps, limits=LIMITS, assets=example_assets(), **({"format": "png"} | output)).data


def generated(name: str) -> bytes:
    return generate({"source": name, "width": 90, "height": 60}).data


def inspected(data: bytes) -> str:
    return repr(inspect(open_source(data, LIMITS), data))


def picture_tasks(files: dict[str, bytes]) -> Iterator[tuple[str, Task]]:
    """Every operation, every format both ways, every generator."""
    photo = files["png"]
    for operation in OPERATIONS.values():
        yield f"operation {operation.op}", partial(made, photo, [example(operation)])
    for name, data in files.items():
        yield f"read {name}", partial(made, data)
        yield f"inspect {name}", partial(inspected, data)
    for name in WRITABLE:
        yield f"write {name}", partial(made, photo, format=name)
    for name, output in OUTPUTS.items():
        yield f"output {name}", partial(made, files["animation" if name.startswith("animated") else "jpeg"], **output)
    for name in GENERATORS:
        yield f"generator {name}", partial(generated, name)
    yield "animated avif", lambda: made(made(files["animation"], format="avif"))  # the file itself holds the time
    yield "turned without loss", partial(made, files["jpeg"], [{"op": "rotate", "angle": 90}], format="jpeg")


def other_tasks(files: dict[str, bytes]) -> Iterator[tuple[str, Task]]:
    """What the pool and Python itself need."""
    lock, pipe = Lock(), Pipe()
    yield "a thread", lambda: in_thread(lambda: made(files["webp"]))
    yield "a large product", lambda: int((np.ones((600, 600)) @ np.ones((600, 600))).sum())
    yield "collect", lambda: gc.collect() >= 0
    yield "compress", lambda: zlib.compress(bytes(9999))
    yield "a lock", lambda: lock.acquire(timeout=5)
    yield "a pipe", lambda: sent(pipe, bytes(1_000_000))
    yield "a damaged file", lambda: complaint(files["png"][:200])
    yield "memory after too much", survived_memory
    yield "a signal to end", survived_signals


def in_thread(task: Callable[[], bytes]) -> bytes:
    results: list[bytes] = []
    thread = threading.Thread(target=lambda: results.append(task()))
    thread.start()
    thread.join()
    return results[0]


def sent(pipe: Any, data: bytes) -> int:
    receiver, sender = pipe
    thread = threading.Thread(target=sender.send_bytes, args=(data,))
    thread.start()
    received = len(receiver.recv_bytes()) if receiver.poll(5) else 0
    thread.join()
    return received


def complaint(data: bytes) -> str:
    try:
        process(data, format="png")
    except EngineError as error:
        return error.detail
    return "none"


def survived_memory() -> int:
    """Ask for more than there is; then there is as much as before."""
    try:
        return len(bytearray(MEMORY * 2))
    except MemoryError:
        return len(bytearray(MEMORY // 4))


def survived_signals() -> bool:
    for number in (signal.SIGTERM, signal.SIGINT):
        os.kill(os.getpid(), number)
    return True


def outcome(task: Task) -> str:
    """A digest of what it gave, or its error."""
    try:
        result = task()
    except BaseException as error:
        return f"failed: {error!r}"
    return hashlib.sha256(result).hexdigest() if isinstance(result, bytes) else repr(result)


def main() -> None:
    order = read_order()
    files = {name: b64decode(text) for name, text in order["files"].items()}
    warm_up()
    for codec in CODECS:
        codecs.lookup(codec)
    outcomes, tasks = {}, dict(picture_tasks(files))
    if order["locked"]:
        tasks |= dict(other_tasks(files))
        become(order["user"])
        outcomes = lock_down(memory_bytes=MEMORY, readable=default_readable()).as_dict()
    answer(outcomes | {name: outcome(task) for name, task in tasks.items()})
    os._exit(0)


if __name__ == "__main__":
    main()

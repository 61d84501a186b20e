"""The services that are measured: how each is started, with two processes, and how it is asked for an operation."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from benchmarks import install
from benchmarks.operations import Kind, Operation
from benchmarks.photos import Photo
from benchmarks.pillow import QUALITY
from benchmarks.places import HERE, LOGS, PHOTOS, ROOT, WORK
from benchmarks.processes import Running, running

PROCESSES = 2
BOUNDARY = "----benchmark"
FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
SERVERS = HERE / "servers"


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, again and again."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Peer:
    """One service. `request` gives None for an operation that it does not have."""

    name: str
    title: str
    start: Callable[[int], AbstractContextManager[Running]]
    request: Callable[[Photo, Operation], Request | None]


def target_of(photo: Photo, operation: Operation) -> str:
    """The format of the answer."""
    return operation.target or photo.format


def imgsvc_server(port: int, pixel_workers: int = PROCESSES) -> AbstractContextManager[Running]:
    """imgsvc as `make run` serves it, with its own configuration and a data directory of its own."""
    data = WORK / "data"
    data.mkdir(parents=True, exist_ok=True)
    environ = {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "IMGSVC_PIXEL_WORKERS": str(pixel_workers),
        "IMGSVC_DATA_DIR": str(data),
        "IMGSVC_DEADLINE_S": "120",  # four AVIFs of 24 megapixels on two cores
    }
    migrated(environ)
    return running(_gunicorn(), port=port, cwd=ROOT, environ=environ, log=LOGS / "imgsvc.log")


def migrated(environ: dict[str, str]) -> dict[str, str]:
    """The same variables, once the database that they name has its tables and presets."""
    for task in ("migrate", "load_presets"):
        command = [sys.executable, str(ROOT / "manage.py"), task]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **environ}, check=True, capture_output=True)
    return environ


def ask_imgsvc(photo: Photo, operation: Operation) -> Request:
    """`POST /api/v1/process/` with the upload and the pipeline."""
    fields = {
        "pipeline": json.dumps(operation.steps),
        "quality": str(QUALITY),
        "format": target_of(photo, operation),
    }
    return Request("POST", "/api/v1/process/", FORM, _form("image", photo, fields))


def _gunicorn(*options: str) -> list[str]:
    return [sys.executable, "-m", "gunicorn", *options]


def _form(name: str, photo: Photo, fields: dict[str, str]) -> bytes:
    """A multipart body, fields first."""
    parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n'.encode() for key, text in fields.items()]
    head = f'Content-Disposition: form-data; name="{name}"; filename="{photo.name}"\r\n'
    parts.append(f"{head}Content-Type: image/{photo.format}\r\n\r\n".encode() + photo.data() + b"\r\n")
    delimiter = f"--{BOUNDARY}\r\n".encode()
    return b"".join(delimiter + part for part in parts) + f"--{BOUNDARY}--\r\n".encode()


def _snippet_server(port: int) -> AbstractContextManager[Running]:
    command = [str(install.venv("snippet") / "uvicorn"), "benchmarks.servers.snippet:app"]
    command += ["--port", str(port), "--workers", str(PROCESSES)]
    return running(command, port=port, cwd=ROOT, environ={"PYTHONPATH": str(ROOT)}, log=LOGS / "snippet.log")


def _ask_snippet(photo: Photo, operation: Operation) -> Request:
    query = urlencode({"operation": operation.name, "target": target_of(photo, operation)})
    return Request("POST", f"/process/?{query}", FORM, _form("file", photo, {}))


def _node_server(script: str) -> Callable[[int], AbstractContextManager[Running]]:
    def start(port: int) -> AbstractContextManager[Running]:
        environ = {
            "PORT": str(port),
            "BENCH_MODULES": str(install.node_modules()),
            "BENCH_PHOTOS": str(PHOTOS),
            "VIPS_CONCURRENCY": "1",  # two processes on two cores, each with one thread of libvips to a picture
            "NODE_ENV": "production",
        }
        log = LOGS / f"{script}.log"
        return running(["node", str(SERVERS / f"{script}.mjs")], port=port, cwd=SERVERS, environ=environ, log=log)

    return start


def _ask_sharp(photo: Photo, operation: Operation) -> Request | None:
    if operation.sharp is None:
        return None
    query = urlencode({"calls": json.dumps(operation.sharp), "target": target_of(photo, operation)})
    return Request("POST", f"/?{query}", {"Content-Type": f"image/{photo.format}"}, photo.data())


def _ask_ipx(photo: Photo, operation: Operation) -> Request | None:
    if operation.ipx is None:
        return None
    modifiers = [operation.ipx, *([] if photo.format == "png" and not operation.target else [f"quality_{QUALITY}"])]
    return Request("GET", f"/{','.join(filter(None, modifiers)) or '_'}/{photo.name}", {}, None)


def _thumbor_server(port: int) -> AbstractContextManager[Running]:
    command = [str(install.venv("thumbor") / "thumbor"), "--ip", "127.0.0.1", "--port", str(port)]
    command += ["--processes", str(PROCESSES), "--conf", str(_thumbor_configuration())]
    return running(command, port=port, cwd=WORK, environ={}, log=LOGS / "thumbor.log")


def _thumbor_configuration() -> str:
    """Photos from the folder, and none of them kept; the rest is as thumbor ships."""
    file = WORK / "thumbor.conf"
    file.write_text(
        "LOADER = 'thumbor.loaders.file_loader'\n"
        f"FILE_LOADER_ROOT_PATH = {str(PHOTOS)!r}\n"
        "STORAGE = 'thumbor.storages.no_storage'\n"
    )
    return str(file)


def _ask_thumbor(photo: Photo, operation: Operation) -> Request | None:
    if operation.thumbor is None:
        return None
    filters = ":".join(filter(None, [f"quality({QUALITY})", operation.thumbor]))
    parts = filter(None, ["unsafe", operation.thumbor_size, quote(f"filters:{filters}", safe=":(),;.-"), photo.name])
    return Request("GET", "/" + "/".join(parts), {}, None)


def _floor_server(port: int) -> AbstractContextManager[Running]:
    """From a folder without gunicorn.conf.py, which is imgsvc's."""
    options = ["--bind", f"127.0.0.1:{port}", "--workers", str(PROCESSES), "--no-control-socket"]
    command = _gunicorn(*options, "benchmarks.servers.floor:app")
    return running(command, port=port, cwd=WORK, environ={"PYTHONPATH": str(ROOT)}, log=LOGS / "floor.log")


def _ask_floor(photo: Photo, operation: Operation) -> Request | None:
    if operation.kind in {Kind.RESIZE, Kind.THUMBNAIL}:
        return None  # these need not decode nor encode the whole of it
    target = target_of(photo, operation)
    return Request("POST", f"/{target}", {"Content-Type": f"image/{photo.format}"}, photo.data())


IMGSVC = "imgsvc"
FLOOR = "floor"
PEERS = (
    Peer(IMGSVC, "imgsvc", imgsvc_server, ask_imgsvc),
    Peer("snippet", "FastAPI + Pillow snippet", _snippet_server, _ask_snippet),
    Peer("thumbor", "thumbor", _thumbor_server, _ask_thumbor),
    Peer("sharp", "sharp behind Node's http", _node_server("sharp"), _ask_sharp),
    Peer("ipx", "ipx", _node_server("ipx"), _ask_ipx),
    Peer(FLOOR, "floor: Pillow under gunicorn", _floor_server, _ask_floor),
)
BY_NAME = {peer.name: peer for peer in PEERS}

"""How gunicorn serves imgsvc; what an operator may choose is declared in `imgsvc.env`."""

import os
import resource
import shutil
import tempfile
from typing import Any

from filters.isolation.memory import freeze_loaded, keep_freed_memory
from filters.services import execution
from imgsvc.env import read_environment
from imgsvc.variables import refusal

os.environ.setdefault("IMGSVC_EXECUTOR", "pool")
_environment, _problems = read_environment(os.environ)
_errors = [f"{problem.rule}: {problem.detail}" for problem in _problems if problem.level == "E"]
if _errors:
    raise SystemExit(refusal(_errors))
keep_freed_memory(_environment.keep_memory_mb, os.environ)  # the workers inherit it

wsgi_app = "imgsvc.wsgi"
bind = f"{_environment.host}:{_environment.port}"
worker_class = "imgsvc.serving.worker.PatientWorker"
workers = _environment.workers
threads = _environment.threads

# Loaded once, before the workers are forked: they share its memory, and a failed check stops the server instead of
# restarting workers for ever. The price: new code needs a restart, a HUP is not enough.
preload_app = True

control_socket_disable = True
_memory = "/dev/shm"  # noqa: S108  # nosec B108  # gunicorn makes its own unguessable file there
worker_tmp_dir = _memory if os.access(_memory, os.W_OK) else None
timeout = 60  # a worker whose main loop hangs is replaced
graceful_timeout = 30
keepalive = 5
sendfile = False  # a client that takes too slowly is cut off, which the kernel's own way of sending would not see

# What a client may send before anyone looks at it; imgsvc.serving.heads bounds the whole head.
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190
backlog = 2048

# One descriptor for each connection, the rest for files and the pixel workers.
_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
_descriptors = 65_536 if _hard == resource.RLIM_INFINITY else min(_hard, 65_536)
resource.setrlimit(resource.RLIMIT_NOFILE, (max(_soft, _descriptors), _hard))
worker_connections = max(threads + 1, min(2000, _descriptors // 2))

# Whom to believe. Only the one proxy tells the scheme; no header ever tells the path.
forwarded_allow_ips = "*" if _environment.trust_proxy else ""
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
forwarder_headers = ""
header_map = "drop"  # X_Forwarded_For is not X-Forwarded-For
strip_header_spaces = False
permit_obsolete_folding = False
permit_unconventional_http_method = False
permit_unconventional_http_version = False
casefold_http_method = False
proxy_protocol = "off"
http_protocols = "h1"
http2_cleartext = "off"

accesslog = "-"
logger_class = "imgsvc.logs.ServerLog"
access_log_format = '%(h)s "%(r)s" %(s)s %(b)s bytes %(M)s ms "%(a)s"'


def when_ready(server: Any) -> None:
    """Before the workers are forked: they share what is loaded."""
    freeze_loaded()


def pre_fork(server: Any, worker: Any) -> None:
    """Make a folder for its temporary files, such as the socket by which pixel workers are ordered."""
    worker.folder = tempfile.mkdtemp(prefix="imgsvc-")


def post_worker_init(worker: Any) -> None:
    """Before it takes requests: start its pixel workers."""
    tempfile.tempdir = worker.folder
    execution.start()


def worker_exit(server: Any, worker: Any) -> None:
    """Its last requests are answered: stop its pixel workers."""
    execution.stop()


def child_exit(server: Any, worker: Any) -> None:
    """It has ended, and may have been killed: remove what it could not."""
    shutil.rmtree(worker.folder, ignore_errors=True)

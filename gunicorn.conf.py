"""How gunicorn serves imgsvc; what an operator may choose is declared in `imgsvc.env`."""

import gc
import os
from typing import Any

from imgsvc.env import read_environment
from imgsvc.memory import keep_freed_memory
from imgsvc.variables import refusal

os.environ.setdefault("IMGSVC_EXECUTOR", "pool")
_environment, _problems = read_environment(os.environ)
_errors = [f"{problem.rule}: {problem.detail}" for problem in _problems if problem.level == "E"]
if _errors:
    raise SystemExit(refusal(_errors))
keep_freed_memory(_environment.keep_memory_mb, os.environ)  # the workers inherit it

wsgi_app = "imgsvc.wsgi"
bind = f"{_environment.host}:{_environment.port}"
worker_class = "gthread"
workers = _environment.workers
threads = _environment.threads

# Loaded once, before the workers are forked: they share its memory, and a failed check stops the server instead of
# restarting workers for ever. The price: new code needs a restart, a HUP is not enough.
preload_app = True

control_socket_disable = True
_memory = "/dev/shm"  # noqa: S108 -- gunicorn makes its own unguessable file there
worker_tmp_dir = _memory if os.access(_memory, os.W_OK) else None
timeout = 60  # a worker whose main loop hangs is replaced
graceful_timeout = 30
keepalive = 5
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190
forwarded_allow_ips = "*" if _environment.trust_proxy else ""

accesslog = "-"
access_log_format = '%(h)s "%(r)s" %(s)s %(b)s bytes %(M)s ms "%(a)s"'


def when_ready(server: Any) -> None:
    """Before the workers are forked: leave what is loaded out of their collections, which would copy all of it."""
    gc.collect()
    gc.freeze()

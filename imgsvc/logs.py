"""What goes into the logs: one line for each record, and of what strangers send nothing that could be a secret.

Query strings are left out: a key that someone put there by mistake must not outlive the request. So are the pieces of
a malformed request that gunicorn would quote, which can be a header or a body. What remains of strangers' words, such
as paths and user agents, cannot end a line and begin one of its own.
"""

import logging
import re
from typing import Any

from gunicorn.glogging import Logger

INDENT = "    "
MALFORMED = re.compile(r"\A(Invalid request from [^ ]+ [^:]*)(?s:.*)\Z")
"""gunicorn's account of a malformed request: after the next colon comes what was sent."""


def escaped(text: str) -> str:
    """The text in one line: what is not printable is written as in Python's source."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


class LineFormatter(logging.Formatter):
    """One line, then the traceback, if there is one, each of its lines indented: none of them can pass for a record."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- logging's own name
        """The line."""
        return escaped(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 -- logging's own name
        """The traceback, which may quote what was sent."""
        return "\n".join(INDENT + escaped(line) for line in super().formatException(ei).split("\n"))


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's log and access log."""

    def setup(self, cfg: Any) -> None:
        """As gunicorn does, with our lines."""
        super().setup(cfg)
        for log, style in ((self.error_log, self.error_fmt), (self.access_log, self.access_fmt)):
            for handler in log.handlers:
                handler.setFormatter(LineFormatter(style, self.datefmt))

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        """What a line of the access log can show; the request is shown without its query string."""
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        path = environ["RAW_URI"].partition("?")[0]
        return atoms | {"r": f"{environ['REQUEST_METHOD']} {path} {environ['SERVER_PROTOCOL']}", "q": ""}

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """A malformed request is told by its address and what is wrong with it."""
        super().warning(MALFORMED.sub(r"\1.", msg), *args, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """What failed, with its address but no query string."""
        super().exception(msg, *(_without_query(each) for each in args), **kwargs)


def _without_query(argument: Any) -> Any:
    return argument.partition("?")[0] if isinstance(argument, str) else argument

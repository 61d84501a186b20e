"""What can go wrong with another server.

EngineError
├── UrlRefused       url_refused
├── RemoteFailed     remote_failed
└── RemoteTimeout    remote_timeout
"""

from filters.engine.errors import EngineError


class UrlRefused(EngineError):
    """An address that is not asked: its scheme, host, port or what it resolves to is not allowed."""

    code = "url_refused"

    def __init__(self, detail: str, *, field: str = "url") -> None:
        super().__init__(detail, field=field)


class RemoteFailed(EngineError):
    """The other server cannot be reached, answers with an error, or breaks off."""

    code = "remote_failed"


class RemoteTimeout(EngineError):
    """The other server stalls or takes longer than it may."""

    code = "remote_timeout"

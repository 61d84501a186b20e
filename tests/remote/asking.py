"""Asking a server of the loopback interface, which an admin listed as private."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from filters.remote.answers import Answer
from filters.remote.client import open_url
from filters.remote.guard import HostRule, Rules
from tests.fixtures.others import Other

NAME = "pictures.example"
MOST = 1 << 20
Addresses = Mapping[str, list[str]]


def rules(*others: Other, private: bool = True, mode: Any = "listed") -> Rules:
    """Allow these servers, by their address and by `NAME`."""
    hosts = [HostRule(host, other.port, private) for other in others for host in ("127.0.0.1", NAME)]
    return Rules(mode, tuple(hosts))


def ask(other: Other, path: str = "/", *, host: str = "127.0.0.1", scheme: str = "http", **options: Any) -> Answer:
    """Its answer; `options` are those of `open_url`."""
    given: dict[str, Any] = {"rules": rules(other), "deadline_s": 20, "most": MOST} | options
    return open_url(other.url(path, host=host, scheme=scheme), **given)


def body_of(other: Other, path: str = "/", **options: Any) -> bytes:
    """All of the body."""
    with ask(other, path, **options) as answer:
        return b"".join(answer.pieces)


class Resolver:
    """Stands for the system's: each look-up of a name takes the next of its answers, and the last one for ever."""

    def __init__(self, names: Mapping[str, list[list[str]]]) -> None:
        self.names = {name: list(answers) for name, answers in names.items()}
        self.asked: list[str] = []

    def __call__(self, host: Any, port: Any, *args: Any, **options: Any) -> Any:
        if host not in self.names:
            return _real(host, port, *args, **options)
        self.asked.append(host)
        answers = self.names[host]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [_entry(address, port) for address in addresses]


_real = socket.getaddrinfo


def _entry(address: str, port: int) -> Any:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port)


@contextmanager
def resolving(names: Mapping[str, list[list[str]]]) -> Iterator[Resolver]:
    """These names have these addresses."""
    resolver = Resolver(names)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolver)
        yield resolver

"""A real server that keeps files: what it holds, in every place where something could be left."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from benchmarks.census import WEB
from tests.faults.house import WAIT_S, Answer, House, house, open_descriptors, roles, wait_for
from tests.faults.links import connected, connections
from tests.fixtures.servers import manage, project_environ
from tests.fixtures.wire import request

API = "/api/v1"
THREADS = 4
TABLES = ("blob", "segment", "storedfile", "upload")
FURNISH = """
from filters.models import ApiKey, Destination
key, text = ApiKey.objects.create_key(name="tests", scopes=["process", "files"])
Destination.objects.create(slug="other", title="Other", url="http://127.0.0.1:{other}/", private=True, answer_s=30)
print(text)
"""


@dataclass(frozen=True, slots=True)
class State:
    """What there is: rows, stored content, other files, names in the list, processes, threads, connections."""

    rows: Mapping[str, int]
    stored: frozenset[str]
    files: frozenset[str]
    listed: tuple[str, ...]
    processes: Mapping[str, int]
    threads: int
    connections: int
    descriptors: int


@dataclass(frozen=True, slots=True)
class Storehouse:
    """The server, and a key that keeps files there."""

    house: House
    key: str

    @property
    def headers(self) -> dict[str, str]:
        """Of each request."""
        return {"Authorization": f"Api-Key {self.key}", "Connection": "close"}

    @property
    def folder(self) -> Path:
        """Where the content is."""
        return self.house.server.data_dir / "files"

    @property
    def web(self) -> int:
        """The web process."""
        return self.house.the(WEB)

    def ask(self, method: str, path: str, data: Any = None, **more: Any) -> Answer:
        """A request on a connection of its own."""
        headers = self.headers | more.pop("headers", {})
        url = self.house.server.url + API + path
        return requests.request(method, url, data=data, headers=headers, timeout=WAIT_S, **more)

    def rows(self) -> dict[str, int]:
        """How many there are in each table."""
        with closing(sqlite3.connect(self.house.server.data_dir / "db.sqlite3", timeout=WAIT_S)) as database:
            return {name: database.execute(f"SELECT COUNT(*) FROM filters_{name}").fetchone()[0] for name in TABLES}

    def change(self, statement: str) -> None:
        """Change the database behind the server's back."""
        with closing(sqlite3.connect(self.house.server.data_dir / "db.sqlite3", timeout=WAIT_S)) as database, database:
            database.execute(statement)

    def stored(self) -> frozenset[str]:
        """The content that is stored, and anything else in that folder."""
        return frozenset(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())

    def state(self) -> State:
        """All of it, now."""
        stored = self.stored()
        return State(
            rows=self.rows(),
            stored=stored,
            files=frozenset(self.house.files()) - {str(self.folder / name) for name in stored},
            listed=tuple(one["name"] for one in self.ask("GET", "/files/").json()["results"]),
            processes=roles(self.house),
            threads=len(os.listdir(f"/proc/{self.web}/task")),
            connections=_calm(self),
            descriptors=open_descriptors(self.web),
        )

    def require_like(self, before: State) -> None:
        """Fail unless all becomes as it was, and the next upload works."""
        answer = self.ask("PUT", "/files/after.bin", b"fine")
        assert answer.status_code == 201, answer.text
        assert self.ask("GET", "/files/after.bin").content == b"fine"
        assert self.ask("DELETE", "/files/after.bin").status_code == 204
        last: list[State] = []

        def is_like_before() -> bool:
            last[:] = [self.state()]
            return last[0] == before

        try:
            wait_for(is_like_before, "state as before")
        except AssertionError as error:
            raise AssertionError(f"It was {before}, and is {last[0]}") from error


def _calm(store: Storehouse) -> int:
    """How many connections there are, once those that ended are closed."""
    wait_for(lambda: connections(store.house) == 0, "end of all connections")
    return 0


@contextmanager
def storehouse(prepared: Path, folder: Path, *, other: int = 9, **variables: str) -> Iterator[Storehouse]:
    """A server of one web process, whose threads have all been at work. `other` is the port of a destination."""
    with house(prepared, folder, THREADS=str(THREADS), IMGSVC_MAX_FILE_MB="64", **variables) as made:
        data = made.server.data_dir
        environ = project_environ(data, **{name: variables[name] for name in variables if name.startswith("DJANGO")})
        done = manage("shell", "--no-imports", "-c", FURNISH.format(other=other), environ=environ)
        assert done.returncode == 0, done.stderr
        store = Storehouse(made, done.stdout.split()[-1])
        warm_up(store)
        yield store


def warm_up(store: Storehouse) -> None:
    """Have each thread begin an upload at the same time: it is there from now on, with a database of its own."""
    before = store.rows()
    head = request(f"PUT {API}/files/a.bin HTTP/1.1", f"Authorization: Api-Key {store.key}", "Content-Length: 9")
    clients = [connected(store.house) for _ in range(THREADS)]
    for client in clients:
        client.sendall(head + b"1234")
    wait_for(lambda: store.rows()["segment"] == before["segment"] + THREADS, "upload on each thread")
    for client in clients:
        client.close()
    wait_for(lambda: store.rows() == before, "end of these uploads")
    store.ask("GET", "/files/")

"""Who uploads: a key with the scope, over an API whose files lie in a folder of the test's own; and another site."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.test import Client

from tests.api.uploads.desk import Desk
from tests.fixtures.servers import ROOT, Server, running_server
from tests.people import bearing, new_key, person

SCRIPT = ROOT / "tests" / "clients" / "tus-js-client.browser.js"


@pytest.fixture
def desk(transactional_db: None, files_folder: Path) -> Desk:
    """Ann's, with her key."""
    return Desk(Client(raise_request_exception=False), **bearing(new_key("files", owner=person("ann"))[1]))


class _Page(BaseHTTPRequestHandler):
    """A page with tus-js-client in it, whatever is asked for."""

    def do_GET(self) -> None:  # the name that the class calls
        body = f"<!doctype html><title>Uppy</title><script>{SCRIPT.read_text()}</script>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def other_site() -> Iterator[str]:
    """The origin of a site with an uploader."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory, other_site: str) -> Iterator[Server]:
    """A real server that keeps files for strangers, and lets the other site in."""
    variables = {"IMGSVC_ANONYMOUS_FILES": "true", "IMGSVC_CORS_ORIGINS": other_site}
    with running_server(tmp_path_factory.mktemp("keeper"), **variables) as server:
        yield server

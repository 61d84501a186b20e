"""Static files: plain until they are collected, hashed and compressed afterwards, imports of modules included."""

import json
import re
from pathlib import Path

import requests

from tests.fixtures.servers import Server, manage, project_environ, running_server

HASHED = re.compile(r"\.[0-9a-f]{12}\.")


def test_collected_files_are_hashed_and_their_imports_rewritten(tmp_path: Path) -> None:
    done = manage("collectstatic", "--no-input", environ=project_environ(tmp_path))
    assert done.returncode == 0, done.stderr
    paths = json.loads((tmp_path / "static" / "staticfiles.json").read_text())["paths"]
    ours = {name: hashed for name, hashed in paths.items() if name.startswith("filters/") and name.endswith(".js")}
    imported = [
        name
        for hashed in ours.values()
        for name in re.findall(r'from "\./([^"]+)"', (tmp_path / "static" / hashed).read_text())
    ]
    assert imported
    assert all(HASHED.search(name) for name in imported)
    with running_server(tmp_path) as server:
        page, script = _page_and_script(server)
    assert HASHED.search(script.url)
    assert "immutable" in script.headers["Cache-Control"]
    assert script.headers["Content-Encoding"] == "gzip"
    assert page.status_code == script.status_code == 200


def test_files_are_served_before_they_are_collected(gunicorn_server: Server) -> None:
    _, script = _page_and_script(gunicorn_server)
    assert script.status_code == 200
    assert not HASHED.search(script.url)


def _page_and_script(server: Server) -> tuple[requests.Response, requests.Response]:
    page = requests.get(server.url, timeout=20)
    path = re.search(r'src="(/static/filters/[^"]+\.js)"', page.text)
    assert path
    return page, requests.get(server.url + path[1], timeout=20)

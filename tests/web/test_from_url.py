"""The page's photo by its address, with JavaScript and without it; only where other servers are asked."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from filters.engine import process
from filters.models import RemoteHost
from tests.fixtures.others import Other, answer, other_server
from tests.fixtures.servers import Server, manage, prepare, project_environ, started_server

ALLOW = "from filters.models import RemoteHost; RemoteHost.objects.create(host='127.0.0.1', port={}, private=True)"


@pytest.fixture
def other(cat_jpeg: bytes) -> Iterator[Other]:
    """Another server; whatever it is asked for is the cat."""
    with other_server(answer(cat_jpeg, "Content-Type: image/jpeg")) as running:
        yield running


@pytest.fixture
def listed(settings: Any, db: None, other: Other) -> Other:
    """The other server, from which photos may be fetched."""
    settings.IMGSVC_FETCH = "listed"
    RemoteHost.objects.create(host="127.0.0.1", port=other.port, private=True)
    return other


@pytest.fixture
def server(tmp_path: Path, other: Other) -> Iterator[Server]:
    """A real one that fetches from the other."""
    chosen = {"IMGSVC_FETCH": "listed"}
    prepare(tmp_path, **chosen)
    done = manage("shell", "-c", ALLOW.format(other.port), environ=project_environ(tmp_path, **chosen))
    assert done.returncode == 0, done.stderr
    with started_server(tmp_path, **chosen) as running:
        yield running


@pytest.mark.django_db
def test_it_is_not_offered_where_other_servers_are_not_asked() -> None:
    assert 'name="url"' not in Client().get("/").content.decode()
    refused = Client().post("/", {"url": "http://127.0.0.1/cat.jpg"})
    assert (refused.status_code, "Choose a photo." in refused.content.decode()) == (400, True)


def test_a_plain_form_fetches_it(listed: Other, cat_jpeg: bytes) -> None:
    fields = {"url": listed.url("/cat.jpg"), "pipeline": '[{"op": "invert"}]'}
    saved = Client().post("/", fields | {"download": "1"})
    assert b"".join(saved) == process(cat_jpeg, [{"op": "invert"}]).data
    assert "cat-filtered.jpg" in saved.headers["Content-Disposition"]
    page = Client().post("/", fields).content.decode()
    assert f"--form-string url={shlex.quote(listed.url('/cat.jpg'))}" in page


def test_what_is_wrong_stands_beside_the_field(listed: Other) -> None:
    refused = Client().post("/", {"url": "http://127.0.0.1:1/cat.jpg"})
    assert refused.status_code == 400
    form = refused.context["form"]
    assert [error["code"] for error in form.errors.get_json_data()["url"]] == ["url_refused"]


def test_the_page_takes_it_as_if_it_had_been_chosen(page: Page, server: Server, other: Other) -> None:
    page.goto(server.url)
    address = page.get_by_label("or the address of one")
    address.fill(other.url("/cat.jpg"))
    address.press("Enter")
    expect(page.locator("[data-role=status]")).to_contain_text("Done")
    expect(page.locator("[data-role=filename]")).to_have_text("cat-filtered.jpg")
    expect(page.locator(".errorlist")).to_have_count(0)


def test_the_page_tells_what_is_wrong(page: Page, server: Server, console_errors: list[str]) -> None:
    page.goto(server.url)
    address = page.get_by_label("or the address of one")
    address.fill("http://127.0.0.1:1/cat.jpg")
    address.press("Tab")
    expect(page.locator("[data-field=url] .errorlist")).to_contain_text("Remote hosts")
    console_errors.clear()  # the browser notes the refusal itself

"""The content security policy in Chromium: every page works under it, and nothing that is slipped into one runs."""

import re
import secrets
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.servers import Server, manage, project_environ

NAME, PASSWORD = "policy", secrets.token_urlsafe(12)
MOST = 100  # pages; more are a loop
INJECTED = """() => {
  document.body.insertAdjacentHTML("beforeend", "<img src=x: onerror='window.ran = 1'><p style='color: red'>x</p>");
  const script = document.createElement("script");
  script.textContent = "window.ran = 2";
  document.body.append(script);
  return new Promise(done => setTimeout(() => done(window.ran ?? 0), 200));
}"""


@pytest.fixture(scope="session")
def staffed(gunicorn_server: Server) -> Server:
    """The server, with an admin."""
    environ = project_environ(gunicorn_server.data_dir, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    done = manage("createsuperuser", "--noinput", "--username", NAME, "--email", "c@example.org", environ=environ)
    assert done.returncode == 0, done.stderr
    return gunicorn_server


def links(page: Page) -> dict[str, str]:
    """The pages of the admin that a page leads to, one for each kind: those of two presets are of one kind."""
    found = page.locator("a[href]").evaluate_all("found => found.map(link => link.href)")
    paths = {urlsplit(link).path for link in found if link.startswith(page.url.split("/admin/")[0] + "/admin/")}
    return {re.sub(r"\d+", "1", path): path for path in sorted(paths) if "logout" not in path}


def test_every_page_of_the_admin_works_without_a_violation(page: Page, staffed: Server) -> None:
    page.goto(f"{staffed.url}/admin/login/")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{staffed.url}/admin/")
    seen: set[str] = set()
    known = links(page)
    while todo := sorted(known.keys() - seen, reverse=True):
        answer = page.goto(staffed.url + known[todo[0]])
        assert answer and answer.status == 200, known[todo[0]]
        seen.add(todo[0])
        assert len(seen) < MOST
        known = links(page) | known
    assert {"/admin/filters/preset/", "/admin/filters/preset/add/", "/admin/filters/preset/1/change/"} <= seen
    assert {"/admin/filters/look/add/", "/admin/auth/user/add/", "/admin/password_change/"} <= seen


@pytest.mark.parametrize("path", ["/", "/api/docs/", "/api/v1/", "/api/v1/process/", "/admin/login/"])
def test_every_public_page_works_without_a_violation(page: Page, gunicorn_server: Server, path: str) -> None:
    page.goto(gunicorn_server.url + path, wait_until="networkidle")
    expect(page.locator("body")).not_to_be_empty()


@pytest.mark.parametrize("path", ["/", "/api/docs/", "/api/v1/", "/admin/login/"])
def test_what_is_slipped_into_a_page_does_not_run(
    page: Page, gunicorn_server: Server, console_errors: list[str], path: str
) -> None:
    page.goto(gunicorn_server.url + path, wait_until="networkidle")
    assert page.evaluate(INJECTED) == 0
    assert any("Content Security Policy" in error for error in console_errors)
    console_errors.clear()

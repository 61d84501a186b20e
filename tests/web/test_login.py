"""Logging in: the site's own page, who needs it, and what stops those who guess passwords."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from tests.people import person

pytestmark = pytest.mark.django_db

PASSWORD = "not-a-secret-1"
PAGES = ("/login/", "/admin/login/")
LIMIT = 5


@pytest.fixture
def alice() -> User:
    """A superuser, who may log in on either page."""
    return User.objects.create_superuser("alice", password=PASSWORD)


@pytest.fixture
def guesser() -> Client:
    return Client(raise_request_exception=False)


def log_in(client: Client, page: str, password: str = PASSWORD, name: str = "alice", **extra: Any) -> Any:
    return client.post(page, {"username": name, "password": password, "next": "/"}, **extra)


def guess(client: Client, page: str, times: int, **extra: Any) -> list[int]:
    return [log_in(client, page, f"guess {number}", **extra).status_code for number in range(times)]


@pytest.mark.parametrize("page", PAGES)
def test_who_knows_the_password_gets_in_with_a_new_session(client: Client, alice: User, page: str) -> None:
    client.get(page)
    client.cookies["sessionid"] = "chosen-by-an-attacker"
    response = log_in(client, page)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.cookies["sessionid"].value != "chosen-by-an-attacker"


def test_who_is_no_staff_logs_in_on_the_sites_page(client: Client) -> None:
    User.objects.create_user("bob", password=PASSWORD)
    assert log_in(client, "/login/", name="bob").status_code == 302
    assert "bob" in client.get("/").content.decode()
    assert client.post("/logout/").status_code == 302
    assert "bob" not in client.get("/").content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"])
def test_the_login_leads_nowhere_else(client: Client, alice: User, target: str) -> None:
    form = {"username": "alice", "password": PASSWORD, "next": target}
    assert client.post("/login/", form)["Location"] == "/"


def test_the_page_says_nothing_about_who_there_is(client: Client, alice: User) -> None:
    pages = [log_in(client, "/login/", "wrong", name).content.decode() for name in ("alice", "nobody")]
    assert "Please enter a correct username and password" in pages[0]
    assert pages[0].count("alice") == pages[1].count("nobody")


@pytest.mark.parametrize("page", PAGES)
def test_too_many_guesses_end_in_a_pause(guesser: Client, alice: User, page: str) -> None:
    assert guess(guesser, page, LIMIT + 2) == [200] * (LIMIT - 1) + [429] * 3
    response = log_in(guesser, page)
    text = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (429, "900")
    assert "Too many failed logins" in text and "Wait 15 minutes" in text
    assert "alice" not in text and "sessionid" not in guesser.cookies


def test_the_pause_holds_on_both_pages(guesser: Client, alice: User) -> None:
    guess(guesser, "/login/", LIMIT)
    assert log_in(guesser, "/admin/login/").status_code == 429


def test_others_are_not_kept_out(guesser: Client, alice: User) -> None:
    guess(guesser, "/login/", LIMIT)
    assert log_in(guesser, "/login/").status_code == 429
    assert log_in(Client(), "/login/", REMOTE_ADDR="198.51.100.9").status_code == 302
    User.objects.create_user("bob", password=PASSWORD)
    assert log_in(Client(), "/login/", name="bob").status_code == 302


def test_a_forged_address_or_browser_does_not_escape(guesser: Client, alice: User) -> None:
    for number in range(LIMIT):
        headers = {"X-Forwarded-For": f"203.0.113.{number}", "User-Agent": f"browser {number}"}
        log_in(guesser, "/login/", "wrong", headers=headers)
    assert log_in(guesser, "/login/", headers={"X-Forwarded-For": "203.0.113.99"}).status_code == 429


def test_behind_a_proxy_the_address_is_the_clients(guesser: Client, alice: User, settings: Any) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    for number in range(LIMIT):
        log_in(guesser, "/login/", "wrong", headers={"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"})
    assert log_in(guesser, "/login/", headers={"X-Forwarded-For": "198.51.100.7"}).status_code == 429
    assert log_in(guesser, "/login/", headers={"X-Forwarded-For": "198.51.100.8"}).status_code == 302


def test_a_good_login_forgets_the_failures(guesser: Client, alice: User) -> None:
    for _ in range(3):
        assert guess(guesser, "/login/", LIMIT - 1) == [200] * (LIMIT - 1)
        assert log_in(guesser, "/login/").status_code == 302
        guesser.logout()


def test_the_pause_ends_by_itself_and_trying_does_not_prolong_it(guesser: Client, alice: User) -> None:
    guess(guesser, "/login/", LIMIT)
    attempt = AccessAttempt.objects.get()
    assert log_in(guesser, "/login/").status_code == 429
    assert AccessAttempt.objects.get().attempt_time == attempt.attempt_time
    AccessAttempt.objects.update(attempt_time=attempt.attempt_time - timedelta(minutes=15, seconds=1))
    assert log_in(guesser, "/login/").status_code == 302


def test_a_command_lifts_the_pause(guesser: Client, alice: User, capsys: Any) -> None:
    guess(guesser, "/login/", LIMIT)
    call_command("axes_reset_username", "alice")
    assert log_in(guesser, "/login/").status_code == 302


@pytest.mark.parametrize("name", ["", "\0", "x" * 10_000, "' OR 1=1 --", "\U0001f600", "alice\r\nSet-Cookie: x=1"])
@pytest.mark.parametrize("password", ["", "\0", "x" * 100_000])
def test_odd_names_and_passwords_are_just_wrong(guesser: Client, alice: User, name: str, password: str) -> None:
    assert log_in(guesser, "/login/", password, name).status_code == 200


def test_a_password_is_never_stored_with_a_failure(guesser: Client, alice: User) -> None:
    log_in(guesser, "/login/", "my-real-password-2")
    assert "my-real-password-2" not in str(AccessAttempt.objects.values().get())


def test_the_login_needs_a_csrf_token(alice: User) -> None:
    assert log_in(Client(enforce_csrf_checks=True), "/login/").status_code == 403


@pytest.fixture
def no_strangers(settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS = False


@pytest.mark.usefixtures("no_strangers")
def test_the_page_sends_strangers_to_the_login_and_works_after_it(client: Client, alice: User, cat_jpeg: bytes) -> None:
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/login/?next=/")
    assert "for people with a login" in client.get(response["Location"]).content.decode()
    assert client.post("/", {"image": SimpleUploadedFile("cat.jpg", cat_jpeg)}).status_code == 302
    assert log_in(client, "/login/")["Location"] == "/"
    assert client.get("/").status_code == 200
    page = client.post("/", {"image": SimpleUploadedFile("cat.jpg", cat_jpeg)})
    assert "cat-filtered.jpg" in page.content.decode()


@pytest.mark.usefixtures("no_strangers")
def test_who_may_log_in_only_here_may_process_too(client: Client, cat_jpeg: bytes) -> None:
    client.force_login(person("bob"))
    form = {"image": SimpleUploadedFile("cat.jpg", cat_jpeg)}
    assert client.post("/api/v1/process/", form).status_code == 200

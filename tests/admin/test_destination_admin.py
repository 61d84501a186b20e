"""The admin of destinations: written and never read, tried out, and kept from leading elsewhere."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.admin.models import LogEntry as AdminEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from PIL import Image

from filters.admin.destinations import TINY
from filters.models import Destination, decrypted
from tests.fixtures.others import answer, other_server
from tests.fixtures.recorders import Recorder, recorder

pytestmark = pytest.mark.django_db

LIST = "/admin/filters/destination/"
ADD = f"{LIST}add/"
SECRET = "OPENSESAME"
URL = f"https://images.example.org:8443/in?signature={SECRET}"
HEADERS = f"Authorization: Bearer {SECRET}"
FORM = {"title": "Archive", "slug": "archive", "url": URL, "headers": HEADERS, "method": "PUT", "body": "raw",
        "field": "file", "connect_s": "5", "answer_s": "60", "active": "on"}  # fmt: skip
KEPT = FORM | {"url": "", "headers": ""}


@pytest.fixture
def boss(admin_client: Client) -> Client:
    """A superuser."""
    return admin_client


@pytest.fixture
def archive() -> Destination:
    made = Destination.objects.create(slug="archive", title="Archive", url=URL, headers=HEADERS)
    return Destination.objects.get(pk=made.pk)


@pytest.fixture
def server() -> Iterator[Recorder]:
    with recorder() as found:
        yield found


def change(destination: Destination) -> str:
    return f"{LIST}{destination.pk}/change/"


def stored() -> tuple[str, str]:
    destination = Destination.objects.get()
    return decrypted(destination.url), decrypted(destination.headers)


def errors(response: Any) -> dict[str, Any]:
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


def staff(*permissions: str) -> Client:
    user = User.objects.create_user("bob", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def test_a_new_one_is_stored_as_it_was_given(boss: Client) -> None:
    assert boss.post(ADD, FORM).status_code == 302
    assert stored() == (URL, HEADERS)
    assert Destination.objects.get().method == "PUT"


def test_no_page_and_no_record_shows_a_secret(boss: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="imgsvc.audit")
    boss.post(ADD, FORM)
    archive = Destination.objects.get()
    boss.post(change(archive), FORM | {"title": "Renamed"})
    pages = [boss.get(url) for url in (LIST, change(archive), f"{change(archive)[:-7]}history/", "/admin/")]
    places = [page.content.decode() for page in pages]
    places += [str(list(LogEntry.objects.values())), str(list(AdminEntry.objects.values())), caplog.text]
    assert not [place for place in places if SECRET in place or str(archive.url) in place]
    assert all(page.status_code == 200 for page in pages)


def test_the_page_shows_the_host_and_that_headers_are_set(boss: Client, archive: Destination) -> None:
    page = boss.get(change(archive)).content.decode()
    assert "https://images.example.org:8443" in page and "set" in page
    assert 'name="clear_headers"' in page
    assert "https://images.example.org:8443" in boss.get(LIST).content.decode()


def test_without_headers_there_are_none_to_clear(boss: Client) -> None:
    archive = Destination.objects.create(slug="archive", title="Archive", url=URL)
    page = boss.get(change(archive)).content.decode()
    assert 'name="clear_headers"' not in page and "none" in page


def test_empty_boxes_keep_what_is_stored(boss: Client, archive: Destination) -> None:
    assert boss.post(change(archive), KEPT | {"title": "Renamed"}).status_code == 302
    assert stored() == (URL, HEADERS)
    assert Destination.objects.get().title == "Renamed"
    assert "url" not in AdminEntry.objects.latest("action_time").change_message


def test_the_box_clears_the_headers(boss: Client, archive: Destination) -> None:
    assert boss.post(change(archive), KEPT | {"clear_headers": "on"}).status_code == 302
    assert stored() == (URL, "")


def test_to_clear_and_to_give_headers_is_a_slip(boss: Client, archive: Destination) -> None:
    assert "clear_headers" in errors(boss.post(change(archive), KEPT | {"headers": "X-A: b", "clear_headers": "on"}))


def test_headers_do_not_move_to_another_server(boss: Client, archive: Destination) -> None:
    moved = KEPT | {"url": "https://evil.example/"}
    assert "give the headers anew" in str(errors(boss.post(change(archive), moved))["headers"])
    assert stored() == (URL, HEADERS)


@pytest.mark.parametrize(
    ("more", "expected"),
    [({"headers": "X-A: b"}, "X-A: b"), ({"clear_headers": "on"}, "")],
    ids=["anew", "cleared"],
)
def test_headers_are_given_anew_for_another_server(
    boss: Client, archive: Destination, more: dict[str, str], expected: str
) -> None:
    assert boss.post(change(archive), KEPT | {"url": "https://other.example/"} | more).status_code == 302
    assert stored() == ("https://other.example/", expected)


def test_headers_stay_where_only_the_path_changes(boss: Client, archive: Destination) -> None:
    url = "https://images.example.org:8443/elsewhere/{name}"
    assert boss.post(change(archive), KEPT | {"url": url}).status_code == 302
    assert stored() == (url, HEADERS)


@pytest.mark.parametrize(
    ("change_made", "field"),
    [
        ({"url": ""}, "url"),
        ({"url": f"ftp://images.example.org/{SECRET}"}, "url"),
        ({"url": f"https://bob:{SECRET}@images.example.org/"}, "url"),
        ({"url": f"https://{{name}}.example.org/{SECRET}"}, "url"),
        ({"headers": SECRET}, "headers"),
        ({"headers": f"Host: {SECRET}"}, "headers"),
        ({"headers": f"Transfer-Encoding: {SECRET}"}, "headers"),
        ({"headers": f"Content-Length: {SECRET}"}, "headers"),
        ({"headers": f"Connection: {SECRET}"}, "headers"),
        ({"method": "GET"}, "method"),
        ({"body": "json"}, "body"),
        ({"field": ""}, "field"),
        ({"connect_s": "0"}, "connect_s"),
        ({"answer_s": "100000"}, "answer_s"),
        ({"slug": "a b"}, "slug"),
    ],
)
def test_what_could_not_be_sent_is_refused(boss: Client, change_made: dict[str, str], field: str) -> None:
    response = boss.post(ADD, FORM | change_made)
    assert list(errors(response)) == [field]
    assert SECRET not in response.content.decode()
    assert not Destination.objects.exists()


def test_a_form_that_comes_back_has_forgotten_the_secrets(boss: Client) -> None:
    response = boss.post(ADD, FORM | {"title": ""})
    assert "title" in errors(response)
    assert SECRET not in response.content.decode()


def test_who_may_only_look_sees_no_more(archive: Destination) -> None:
    viewer = staff("view_destination")
    page = viewer.get(change(archive)).content.decode()
    assert "https://images.example.org:8443" in page
    assert SECRET not in page and str(archive.url) not in page and 'name="url"' not in page
    assert viewer.post(change(archive), FORM).status_code == 403


def test_others_see_nothing(archive: Destination) -> None:
    stranger = staff("view_preset")
    assert [stranger.get(url).status_code for url in (LIST, change(archive), ADD)] == [403, 403, 403]


def run_test(client: Client, *destinations: Destination) -> list[tuple[str, str]]:
    """What the action says, each with its level."""
    form = {"action": "send_test", "_selected_action": [destination.pk for destination in destinations]}
    response = client.post(LIST, form, follow=True)
    assert response.status_code == 200
    assert SECRET not in response.content.decode()
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


def local(url: str, **fields: Any) -> Destination:
    return Destination.objects.create(**{"slug": "archive", "title": "Archive", "url": url, "private": True} | fields)


def test_a_test_sends_a_picture_and_shows_the_status(boss: Client, server: Recorder) -> None:
    destination = local(server.url(f"/{{name}}/{{sha256}}/{{id}}?{SECRET}"), headers=HEADERS, active=False)
    ((level, said),) = run_test(boss, destination)
    assert level == "success" and said.startswith("Archive: answered 201 in ")
    got = server.last()
    assert (got.kept, got.headers["authorization"]) == (TINY, f"Bearer {SECRET}")
    assert got.target.startswith("/test.png/")


def test_a_test_shows_a_refusal(boss: Client) -> None:
    with other_server(answer(SECRET.encode(), status="403 Forbidden")) as other:
        ((level, said),) = run_test(boss, local(other.url()))
    assert level == "warning" and "answered 403" in said


@pytest.mark.parametrize(
    ("path", "fields", "sentence"),
    [
        ("/", {"private": False}, "no public address"),
        ("/", {"headers": "no header"}, "Line 1 is no header"),
    ],
)
def test_a_test_tells_an_admin_why_nothing_is_sent(
    boss: Client, server: Recorder, path: str, fields: dict[str, Any], sentence: str
) -> None:
    ((level, said),) = run_test(boss, local(server.url(path), **fields))
    assert level == "error" and sentence in said
    assert server.other.heads == []


def test_a_test_of_a_server_that_is_gone_says_so(boss: Client) -> None:
    with other_server(b"") as other:
        url = other.url()
    ((level, said),) = run_test(boss, local(url))
    assert level == "error" and "cannot be reached" in said


def test_only_a_few_are_tested_at_once(boss: Client, server: Recorder) -> None:
    rows = [local(server.url(), slug=f"number-{number}") for number in range(7)]
    said = run_test(boss, *rows)
    assert [level for level, _ in said] == ["success"] * 5 + ["warning"]
    assert len(server.other.heads) == 5


def test_who_may_only_look_tests_nothing(server: Recorder) -> None:
    viewer = staff("view_destination")
    viewer.post(LIST, {"action": "send_test", "_selected_action": [local(server.url()).pk]})
    assert server.other.heads == []


def test_a_secret_that_cannot_be_read_any_more_can_be_replaced(
    boss: Client, archive: Destination, settings: Any
) -> None:
    settings.SECRET_KEY = "another" * 8
    boss.force_login(User.objects.get(username="admin"))
    page = boss.get(change(archive)).content.decode()
    assert "enter the URL anew" in page
    assert boss.post(change(archive), FORM).status_code == 302
    assert stored() == (URL, HEADERS)


def test_the_tiny_picture_is_one() -> None:
    with Image.open(io.BytesIO(TINY)) as image:
        image.load()
        assert (image.format, image.size) == ("PNG", (1, 1))

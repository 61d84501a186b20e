"""Who may begin an upload, and who goes on with it."""

from typing import Any

import pytest
from django.test import Client

from filters.models import StoredFile, Upload
from tests.api.uploads.desk import UPLOADS, Desk, metadata
from tests.people import bearing, new_key, person

pytestmark = pytest.mark.usefixtures("files_folder", "transactional_db")


def stranger(**always: str) -> Desk:
    return Desk(Client(raise_request_exception=False), **always)


def logged_in(name: str) -> Desk:
    """Someone in a browser, with the token against forgery."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(person(name))
    token = "c" * 32
    client.cookies["csrftoken"] = token
    return Desk(client, **{"X-CSRFToken": token})


def test_strangers_are_asked_to_log_in() -> None:
    answer = stranger().create()
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert (answer["Tus-Resumable"], answer["WWW-Authenticate"]) == ("1.0.0", 'Api-Key realm="imgsvc"')
    assert Upload.objects.count() == 0


def test_strangers_may_where_files_are_kept_for_them(settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS_FILES = True
    url = stranger().begun(3)
    assert stranger().patch(url, 0, b"abc").status_code == 204
    assert StoredFile.objects.get().anonymous


def test_a_key_needs_the_scope() -> None:
    answer = stranger(**bearing(new_key("process")[1])).create()
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert "files" in answer.json()["detail"]


def test_a_key_of_the_house_keeps_for_the_house() -> None:
    house = stranger(**bearing(new_key("files")[1]))
    house.begun(3, b"abc", Upload_Metadata=metadata(visibility="private"))
    file = StoredFile.objects.get()
    assert (file.owner, file.anonymous) == (None, False)


def test_who_is_logged_in_sends_a_token_against_forgery() -> None:
    ann = logged_in("ann")
    url = ann.begun(3)
    for method, address in (("POST", UPLOADS), ("PATCH", url), ("DELETE", url)):
        assert ann.ask(method, address, X_CSRFToken=None, Upload_Length="3").status_code == 403
        forged = ann.ask("POST", address, X_CSRFToken=None, X_HTTP_Method_Override=method, Upload_Length="3")
        assert forged.status_code == 403
    assert ann.patch(url, 0, b"abc").status_code == 204


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_what_another_began_is_not_there(desk: Desk, method: str, settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS_FILES = True
    url = desk.begun(10, b"01234")
    others = [stranger(), logged_in("bob"), stranger(**bearing(new_key("files")[1]))]
    for other in others:
        answer = other.ask(method, url, b"x", Upload_Offset="5", Content_Type="application/offset+octet-stream")
        assert answer.status_code == 404
    assert desk.offset(url) == 5

"""The admin of files: what there is, whose, and what it is like; deleting content with its last file."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.test import Client

from filters.admin import thumbnails
from filters.models import FileAllowance, StoredFile
from filters.services.access import Caller
from filters.services.files import file_store
from filters.services.images import image_process
from tests.fixtures.files import stored
from tests.people import new_key, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_folder")]

LIST = "/admin/filters/storedfile/"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Nothing was drawn yet."""
    cache.clear()


@pytest.fixture
def cat(cat_jpeg: bytes) -> StoredFile:
    """Alice's picture."""
    return file_store(caller=Caller(user=person("alice")), name="cat.jpg", pieces=[cat_jpeg])


def keep(name: str, caller: Caller, data: bytes = b"data") -> StoredFile:
    return file_store(caller=caller, name=name, pieces=[data])


def staff(*permissions: str) -> Client:
    """A member of staff who may do this and nothing else."""
    user, _ = User.objects.get_or_create(username="keeper", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def test_the_list_says_what_there_is_and_whose(admin_client: Client, cat: StoredFile, cat_jpeg: bytes) -> None:
    keep("of-the-house.bin", Caller(key=new_key("files")[0]))
    keep("of-nobody.bin", Caller(address="192.0.2.1"))
    text = admin_client.get(LIST).content.decode()
    for words in ("cat.jpg", "alice", "the house", "a stranger", "image/jpeg", "application/octet-stream"):
        assert words in text
    assert text.count("<img class=") == 1
    assert f"{LIST}{cat.pk}/thumbnail/?v=" in text


def test_the_list_asks_the_same_however_long_it_is(
    admin_client: Client, cat: StoredFile, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        keep(f"{number}", Caller(user=cat.owner), str(number).encode())
    with django_assert_max_num_queries(16):
        admin_client.get(LIST)


@pytest.mark.parametrize("query", ["cat", "alice", "jpg"])
def test_files_are_searched(query: str, admin_client: Client, cat: StoredFile) -> None:
    keep("other.bin", Caller(user=person("bob")))
    text = admin_client.get(LIST, {"q": query}).content.decode()
    assert "cat.jpg" in text and "other.bin" not in text


def test_a_picture_is_drawn_once_and_small(
    admin_client: Client, cat: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Any] = []
    really = image_process

    def note(*, job: Any) -> Any:
        jobs.append(job)
        return really(job=job)

    monkeypatch.setattr(thumbnails, "image_process", note)
    answers = [admin_client.get(f"{LIST}{cat.pk}/thumbnail/") for _ in range(2)]
    assert [answer["Content-Type"] for answer in answers] == ["image/jpeg"] * 2
    assert (len(jobs), len(answers[0].content) < 20_000) == (1, True)
    again = admin_client.get(f"{LIST}{cat.pk}/thumbnail/", headers={"If-None-Match": answers[0]["ETag"]})
    assert (again.status_code, "private" in again["Cache-Control"]) == (304, True)


@pytest.mark.parametrize("data", [b"text", b"<svg onload='alert(1)'/>", b"\xff\xd8\xff damaged"])
def test_what_cannot_be_drawn_says_why(data: bytes, admin_client: Client) -> None:
    file = keep("cat.jpg", Caller(user=person("bob")), data)
    answer = admin_client.get(f"{LIST}{file.pk}/thumbnail/")
    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert b"svg" not in answer.content


def test_what_the_storage_lost_says_so(admin_client: Client, cat: StoredFile, files_folder: Path) -> None:
    (files_folder / stored(files_folder)[0]).unlink()
    assert admin_client.get(f"{LIST}{cat.pk}/thumbnail/").status_code == 422


def test_a_thumbnail_is_for_staff_that_may_see_files(client: Client, cat: StoredFile) -> None:
    assert client.get(f"{LIST}{cat.pk}/thumbnail/").status_code == 302
    assert staff("view_preset").get(f"{LIST}{cat.pk}/thumbnail/").status_code == 403
    assert staff("view_storedfile").get(f"{LIST}{cat.pk}/thumbnail/").status_code == 200


def test_a_file_is_changed_and_its_name_made_safe(admin_client: Client, cat: StoredFile) -> None:
    form = {"name": "../../dog.jpg", "visibility": "public", "expires_0": "2100-01-01", "expires_1": "00:00:00"}
    assert admin_client.post(f"{LIST}{cat.pk}/change/", form).status_code == 302
    cat.refresh_from_db()
    assert (cat.name, cat.visibility, cat.expires and cat.expires.year) == ("dog.jpg", "public", 2100)
    assert admin_client.get(f"{LIST}{cat.pk}/change/").status_code == 200


def test_files_are_not_added_here(admin_client: Client) -> None:
    assert admin_client.get(f"{LIST}add/").status_code == 403


def test_content_goes_with_the_last_file_that_has_it(
    admin_client: Client, files_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        files = [keep(name, Caller(user=person(name))) for name in ("a", "b", "c")]
        admin_client.post(f"{LIST}{files[0].pk}/delete/", {"post": "yes"})
    assert len(stored(files_folder)) == 1
    chosen = {"action": "delete_selected", "_selected_action": [files[1].pk, files[2].pk], "post": "yes"}
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(LIST, chosen)
    assert (StoredFile.objects.count(), stored(files_folder)) == (0, [])


def test_an_allowance_is_set_and_says_what_is_used(admin_client: Client, cat: StoredFile, cat_jpeg: bytes) -> None:
    form = {"owner": cat.owner_id, "megabytes": 5, "days": ""}
    assert admin_client.post("/admin/filters/fileallowance/add/", form).status_code == 302
    assert FileAllowance.objects.get().megabytes == 5
    text = admin_client.get("/admin/filters/fileallowance/").content.decode()
    assert f"{len(cat_jpeg) / 1024:.1f}\xa0KB" in text

"""`files/`: keeping, listing, changing and deleting."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from filters.models import StoredFile
from tests.api.files.conftest import FILES, Keeper
from tests.api.shapes import assert_problem, body_of
from tests.people import bearing, new_key

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def form_file(name: str, data: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "text/html")


def made(response: Any) -> Any:
    assert response.status_code == 201, body_of(response)
    return response.json()


def test_a_put_keeps_a_file(alice: Keeper) -> None:
    response = alice.put("cat.png", PNG)
    file = made(response)
    assert file == {
        "id": file["id"], "name": "cat.png", "size": 108, "sha256": hashlib.sha256(PNG).hexdigest(),
        "media_type": "image/png", "created": file["created"], "modified": file["modified"], "expires": None,
        "visibility": "private", "url": f"http://testserver{FILES}{file['id']}/",
    }  # fmt: skip
    assert response.headers["Location"] == file["url"]
    assert response.headers["ETag"] == f'"{file["sha256"]}"'
    assert body_of(alice.get("cat.png")) == PNG


def test_a_put_replaces_and_keeps_the_id(alice: Keeper) -> None:
    before = made(alice.put("cat.png", b"old"))
    again = alice.put("cat.png", PNG)
    assert (again.status_code, again.json()["id"]) == (200, before["id"])
    assert alice.put(before["id"], b"third").json()["name"] == "cat.png"
    assert body_of(alice.get("cat.png/")) == b"third"


def test_a_raw_body_is_kept_under_the_name_of_the_query(alice: Keeper) -> None:
    file = made(alice.ask("POST", "?name=cat.png&visibility=public&expires=2100-01-31T12:00:00Z", PNG))
    assert (file["name"], file["visibility"], file["expires"]) == ("cat.png", "public", "2100-01-31T12:00:00Z")


def test_a_raw_body_needs_no_name_and_no_type(alice: Keeper) -> None:
    assert made(alice.ask("POST", "", PNG, Content_Type="application/x-www-form-urlencoded"))["name"] == "file"


def test_an_empty_file_is_a_file(alice: Keeper) -> None:
    file = made(alice.put("empty", b""))
    assert (file["size"], file["sha256"]) == (0, hashlib.sha256(b"").hexdigest())
    assert (body_of(alice.get("empty")), alice.get("empty").headers["Content-Length"]) == (b"", "0")


def test_a_form_keeps_several_files(alice: Keeper) -> None:
    files = made(alice.post_form({"visibility": "public", "file": [form_file("a.png"), form_file("b.txt", b"text")]}))
    assert [(file["name"], file["media_type"], file["visibility"]) for file in files] == [
        ("a.png", "image/png", "public"),
        ("b.txt", "application/octet-stream", "public"),
    ]


def test_a_form_with_one_file_is_like_a_raw_body(alice: Keeper) -> None:
    response = alice.post_form({"name": "b.png", "any": form_file("a.png")})
    assert made(response)["name"] == "b.png"
    assert response.headers["Location"] == response.json()["url"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\\\..\\\\passwd", "/etc/passwd", "pass\x01wd", ".passwd."])
def test_a_name_is_no_path(name: str, alice: Keeper) -> None:
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + PNG + b"\r\n--x--\r\n"
    assert made(alice.ask("POST", "", body, Content_Type="multipart/form-data; boundary=x"))["name"] == "passwd"
    assert made(alice.ask("POST", f"?name={quote(name, safe='')}", b"other"))["name"] == "passwd"
    assert body_of(alice.get("passwd")) == b"other"


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("?visibility=secret", "visibility"),
        ("?expires=tomorrow", "expires"),
        ("?expires=2001-01-01T00:00:00Z", "expires"),
        ("?color=red", "color"),
        ("cat.png?name=dog.png", "name"),
    ],
    ids=["visibility", "expires", "past", "unknown", "named-twice"],
)
def test_what_is_wrong_in_the_query_is_named(path: str, field: str, alice: Keeper) -> None:
    response = alice.ask("PUT" if path[0] != "?" else "POST", path, PNG)
    assert_problem(response, 400, "parameter_invalid", field=field)


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"visibility": "public"}, "file"),
        ({"name": "one", "file": [form_file("a"), form_file("b")]}, "name"),
        ({"file": form_file("a"), "visibility": "public"}, "visibility"),
        ({"color": "red", "file": form_file("a")}, "color"),
    ],
    ids=["no-file", "one-name", "after", "unknown"],
)
def test_what_is_wrong_in_a_form_is_named(fields: dict[str, Any], field: str, alice: Keeper) -> None:
    assert_problem(alice.post_form(fields), 400, "parameter_invalid", field=field)


@pytest.mark.usefixtures("nothing_left")
def test_a_form_is_not_put(alice: Keeper) -> None:
    response = alice.put("a", b"--x--", Content_Type="multipart/form-data; boundary=x")
    assert_problem(response, 415, "unsupported_media_type")


@pytest.mark.usefixtures("nothing_left")
def test_a_form_that_is_cut_keeps_none_of_its_files(alice: Keeper) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n'
    body = head % b"a" + PNG + b"\r\n" + head % b"b" + PNG
    response = alice.ask("POST", "", body, Content_Type="multipart/form-data; boundary=x")
    assert_problem(response, 400, "upload_incomplete")


def digest_of(data: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"


@pytest.mark.parametrize("name", ["Content_Digest", "Repr_Digest"])
def test_a_checksum_is_checked(name: str, alice: Keeper) -> None:
    made(alice.put("cat.png", PNG, **{name: f"sha-512=:AAAA:, {digest_of(PNG)}"}))
    assert_problem(alice.put("dog.png", PNG, **{name: digest_of(b"other")}), 460, "checksum_mismatch")
    assert StoredFile.objects.count() == 1


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    "value", ["sha-256=abc", "sha-256=:AAAA:", "sha-256=:!:", "nonsense", f"sha-256=:{'A' * 45}:"], ids=str
)
def test_a_checksum_that_cannot_be_read_is_refused(value: str, alice: Keeper) -> None:
    problem = assert_problem(alice.put("a", PNG, Content_Digest=value), 400, "parameter_invalid")
    assert problem["errors"][0]["field"] == "Content-Digest"


@pytest.mark.usefixtures("nothing_left")
def test_checksums_that_differ_are_refused(alice: Keeper) -> None:
    both = {"Content_Digest": digest_of(PNG), "Repr_Digest": digest_of(b"")}
    assert_problem(alice.put("a", PNG, **both), 400, "parameter_invalid")


def test_files_are_listed_to_their_owner_the_latest_first(alice: Keeper, bob: Keeper, stranger: Keeper) -> None:
    for name in ("a", "b", "c"):
        made(alice.put(name, name.encode()))
    made(bob.ask("POST", "?name=bobs&visibility=public", b"bob"))
    page = alice.get("?limit=2").json()
    assert ([file["name"] for file in page["results"]], page["count"]) == (["c", "b"], 3)
    assert [file["name"] for file in alice.client.get(page["next"], headers=alice.headers).json()["results"]] == ["a"]
    assert stranger.get().json()["results"] == []


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=1.5", "limit=all", "offset=-1", "offset=9999999999999"]
)
def test_a_page_that_is_none_is_refused(query: str, alice: Keeper) -> None:
    assert_problem(alice.get(f"?{query}"), 400, "parameter_invalid", field=query.partition("=")[0])


def test_a_page_of_the_largest_size_is_one(alice: Keeper) -> None:
    assert alice.get("?limit=1000&offset=1000000000").json()["results"] == []


def test_a_file_is_described(alice: Keeper) -> None:
    file = made(alice.put("cat.png", PNG))
    assert alice.get(f"{file['id']}/info/").json() == alice.get("cat.png/info").json() == file


def test_a_file_is_changed(alice: Keeper, stranger: Keeper) -> None:
    file = made(alice.put("cat.png", PNG))
    until = "2100-01-01T00:00:00Z"
    changed = alice.patch(file["id"], json.dumps({"name": "dog.png", "visibility": "public", "expires": until}))
    assert changed.json() == file | {"name": "dog.png", "visibility": "public", "expires": until}
    assert body_of(stranger.get(file["id"])) == PNG
    assert alice.patch("dog.png", '{"expires": null}').json()["expires"] is None


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ('{"color": 1}', "parameter_invalid", "color"),
        ('{"expires": "soon"}', "parameter_invalid", "expires"),
        ('{"visibility": null}', "parameter_invalid", "visibility"),
        ('{"name": ""}', "parameter_invalid", "name"),
        ("[]", "parameter_invalid", None),
        ("{", "parse_error", None),
        ("[" * 100_000, "parse_error", None),
    ],
    ids=["unknown", "expires", "null", "empty", "list", "cut", "deep"],
)
def test_a_change_that_is_wrong_is_named(body: str, code: str, field: str | None, alice: Keeper) -> None:
    made(alice.put("cat.png", PNG))
    assert_problem(alice.patch("cat.png", body), 400, code, field=field)


def test_a_change_is_short_json(alice: Keeper) -> None:
    made(alice.put("cat.png", PNG))
    assert_problem(alice.patch("cat.png", " " * 300_000), 413, "upload_too_large")
    response = alice.patch("cat.png", "a=1", Content_Type="text/plain")
    assert_problem(response, 415, "unsupported_media_type")


def test_a_file_is_deleted(alice: Keeper) -> None:
    made(alice.put("cat.png", PNG))
    assert alice.ask("DELETE", "cat.png").status_code == 204
    assert_problem(alice.get("cat.png"), 404, "file_unknown", field="file")
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("path", ["nothing", "A" * 22, "nothing/info", "%00", "%ff", "a" * 2000])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_what_is_not_there_is_404(method: str, path: str, alice: Keeper) -> None:
    if path.endswith("/info") and method != "GET":
        assert_problem(alice.ask(method, path), 405, "method_not_allowed")
    else:
        assert_problem(alice.ask(method, path), 404, "file_unknown", field="file")


def test_a_private_file_is_not_there_for_others(alice: Keeper, bob: Keeper, stranger: Keeper) -> None:
    file = made(alice.put("cat.png", PNG))
    for other in (bob, stranger):
        for path in (file["id"], f"{file['id']}/info"):
            assert_problem(other.get(path), 404, "file_unknown")
    assert_problem(bob.ask("DELETE", file["id"]), 404, "file_unknown")
    assert_problem(bob.patch(file["id"], "{}"), 404, "file_unknown")


def test_a_public_file_is_read_by_all_and_changed_by_its_owner(alice: Keeper, bob: Keeper, stranger: Keeper) -> None:
    file = made(alice.ask("POST", "?visibility=public", PNG))
    assert body_of(bob.get(file["id"])) == body_of(stranger.get(file["id"])) == PNG
    assert_problem(bob.ask("DELETE", file["id"]), 403, "permission_denied")
    assert_problem(bob.patch(file["id"], "{}"), 403, "permission_denied")
    assert_problem(stranger.ask("DELETE", file["id"]), 401, "not_authenticated")


def test_strangers_keep_nothing(stranger: Keeper) -> None:
    for method, path in (("POST", ""), ("PUT", "a")):
        assert_problem(stranger.ask(method, path, PNG), 401, "not_authenticated")


def test_strangers_keep_files_for_a_day_where_they_may(stranger: Keeper, settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS_FILES = True
    file = made(stranger.ask("POST", "?name=a", PNG))
    assert file["visibility"] == "public" and file["expires"]
    assert body_of(Keeper().get(file["id"])) == PNG
    for query in ("?visibility=private", "?expires=2100-01-01T00:00:00Z"):
        assert_problem(stranger.ask("POST", query, PNG), 400, "parameter_invalid")
    assert_problem(stranger.ask("DELETE", file["id"]), 401, "not_authenticated")


def test_strangers_are_counted_as_those_with_pictures_are(stranger: Keeper, settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS_FILES, settings.IMGSVC_ANONYMOUS_RATE = True, 1
    made(stranger.ask("POST", "", PNG))
    assert_problem(stranger.ask("POST", "", PNG), 429, "throttled")


def test_a_stranger_puts_nothing_by_name(stranger: Keeper, settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS_FILES = True
    assert_problem(stranger.put("a", PNG), 401, "not_authenticated")


def test_a_key_without_the_scope_has_what_is_public(alice: Keeper) -> None:
    weak = Keeper(bearing(new_key("process")[1]))
    public = made(alice.ask("POST", "?visibility=public", PNG))
    assert body_of(weak.get(public["id"])) == PNG
    for method, path in (("PUT", "a"), ("POST", ""), ("GET", ""), ("DELETE", public["id"])):
        assert_problem(weak.ask(method, path), 403, "permission_denied")


def test_to_a_key_without_the_scope_its_owners_private_files_are_not_there(alice: Keeper) -> None:
    weak = Keeper(bearing(new_key("process", owner=User.objects.get(username="alice"))[1]))
    private = made(alice.put("secret.png", PNG))
    for reference in (private["id"], "secret.png", "0" * 22):
        for path in (reference, f"{reference}/info/"):
            assert_problem(weak.get(path), 404, "file_unknown")


def test_too_much_is_refused_by_its_length_and_by_the_quota(alice: Keeper, settings: Any) -> None:
    settings.IMGSVC_FILES_QUOTA_MB = 1
    assert_problem(alice.put("a", bytes(1 << 21)), 413, "quota_exceeded")
    settings.IMGSVC_MAX_FILE_MB = 1
    assert_problem(alice.put("a", bytes(1 << 21)), 413, "upload_too_large")


def test_a_login_keeps_files_with_a_token_against_forgery(alice: Keeper) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(username="alice"))
    refused = browser.put(f"{FILES}a", PNG, content_type="image/png")
    assert_problem(refused, 403, "permission_denied")
    browser.get("/")
    token = browser.cookies["csrftoken"].value
    kept = browser.put(f"{FILES}a", PNG, content_type="image/png", headers={"X-CSRFToken": token})
    assert made(kept)["name"] == "a"
    form = {"csrfmiddlewaretoken": token, "file": form_file("b.png")}
    assert made(browser.post(FILES, form))["name"] == "b.png"
    assert_problem(browser.post(FILES, {"file": form_file("c.png")}), 403, "permission_denied")

"""`forward/{destination}/` and the output field `destination`: what arrives there, and what comes back."""

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from filters.models import Destination, Preset
from filters.services.access import Caller
from filters.services.files import file_store
from tests.fixtures.others import answer, other_server
from tests.fixtures.recorders import Recorder, recorder
from tests.people import bearing, new_key, person

pytestmark = pytest.mark.django_db

DATA = b"meow" * 1000
BIG = b"meow" * (1 << 20)
TYPE = "application/octet-stream"
SECRET = "OPENSESAME"


@pytest.fixture
def server() -> Iterator[Recorder]:
    with recorder() as found:
        yield found


@pytest.fixture
def archive(server: Recorder) -> Destination:
    """Where everyone may send to."""
    return to(server.url(f"/in/{{name}}?signature={SECRET}"))


def to(url: str, slug: str = "archive", **fields: Any) -> Destination:
    given = {"slug": slug, "title": slug, "url": url, "private": True, "everyone": True} | fields
    return Destination.objects.create(**given)


def post_raw(client: Client, data: bytes, query: str = "", content_type: str = TYPE, **options: Any) -> Any:
    return client.post(f"/api/v1/forward/archive/{query}", data, content_type=content_type, **options)


def post_form(client: Client, data: bytes = DATA, name: str = "cat.bin", **fields: Any) -> Any:
    form = {**fields, "image": SimpleUploadedFile(name, data, "image/x-cat")}
    return client.post("/api/v1/forward/archive/", form)


def body(response: Any) -> bytes:
    return b"".join(response) if response.streaming else bytes(response.content)


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert "Imgsvc-Remote-Status" not in response
    return dict(response.json())


def test_a_raw_body_arrives_as_it_is(client: Client, server: Recorder, archive: Destination) -> None:
    response = post_raw(client, DATA, "?filename=../a%20b.bin", "text/x-anything; charset=utf-8")
    assert (response.status_code, body(response)) == (201, b'{"stored": true}')
    got = server.last()
    assert (got.line, got.size) == (f"POST /in/a%20b.bin?signature={SECRET} HTTP/1.1", len(DATA))
    assert got.sha256 == hashlib.sha256(DATA).hexdigest()
    assert (got.headers["content-type"], got.headers["content-length"]) == ("text/x-anything", str(len(DATA)))


def test_the_answer_tells_whose_it_is(client: Client, archive: Destination) -> None:
    response = post_raw(client, DATA)
    assert (response["Imgsvc-Remote-Status"], response["Content-Type"]) == ("201", "application/json")
    assert (response["Content-Length"], response["X-Content-Type-Options"]) == ("16", "nosniff")
    assert response["Server-Timing"].startswith("forward;dur=")
    assert response["Cache-Control"] == "private, no-store"
    assert "sandbox" in response["Content-Security-Policy"]


def test_nothing_of_the_client_is_sent_along(client: Client, server: Recorder, archive: Destination) -> None:
    headers = {"Cookie": SECRET, "X-Evil": SECRET, "Referer": SECRET, "User-Agent": SECRET, "Accept": SECRET}
    post_raw(client, DATA, headers=headers)
    assert SECRET not in str(server.last().headers)


def test_nothing_of_its_headers_comes_back(client: Client) -> None:
    said = ("Set-Cookie: sessionid=evil", "Location: http://evil.example/", "Refresh: 0", "Link: <x>", "X-Evil: 1")
    with other_server(answer(b"{}", "Content-Type: application/json; x=y", *said)) as other:
        to(other.url())
        response = post_raw(client, b"small")
        assert body(response) == b"{}"
    assert not {"Set-Cookie", "Location", "Refresh", "Link", "X-Evil"} & set(response.headers)
    assert not response.cookies and "evil" not in str(response.headers)


def test_a_page_of_the_other_server_is_saved_and_not_shown(client: Client) -> None:
    with other_server(answer(b"<script>", "Content-Type: text/html")) as other:
        to(other.url())
        response = post_raw(client, b"small")
        assert body(response) == b"<script>"
    assert (response["Content-Type"], response["Content-Disposition"]) == (TYPE, "attachment")


@pytest.mark.parametrize("status", ["204 No Content", "205 Reset Content", "401 Unauthorized", "500 Oops"])
def test_its_status_is_the_status(client: Client, status: str) -> None:
    with other_server(answer(b"", status=status)) as other:
        to(other.url())
        response = post_raw(client, b"small")
        assert (response.status_code, body(response)) == (int(status[:3]), b"")
    assert response["Imgsvc-Remote-Status"] == status[:3]


def test_the_first_file_of_a_form_arrives(client: Client, server: Recorder, archive: Destination) -> None:
    assert post_form(client, filename="b.bin").status_code == 201
    got = server.last()
    assert (got.kept, got.target, got.headers["content-type"]) == (DATA, f"/in/b.bin?signature={SECRET}", "image/x-cat")
    assert got.headers["content-length"] == str(len(DATA))


@pytest.mark.parametrize("name", ["cat ü.bin", "../../cat ü.bin"])
def test_a_file_goes_by_its_own_name(client: Client, server: Recorder, archive: Destination, name: str) -> None:
    post_form(client, name=name)
    assert server.last().target.partition("?")[0] == "/in/cat%20%C3%BC.bin"


def test_a_long_file_of_a_form_is_sent_in_chunks(client: Client, server: Recorder, archive: Destination) -> None:
    assert post_form(client, BIG).status_code == 201
    got = server.last()
    assert (got.sha256, got.headers["transfer-encoding"]) == (hashlib.sha256(BIG).hexdigest(), "chunked")


def test_a_digest_in_the_address_needs_a_short_file(client: Client, server: Recorder) -> None:
    to(server.url("/{sha256}"))
    assert post_raw(client, DATA).status_code == 201
    assert server.last().target == f"/{hashlib.sha256(DATA).hexdigest()}"
    assert problem(post_raw(client, BIG), 400)["errors"][0]["field"] == "destination"


LATE = ({"later": "x"}, "later must come before the file"), ({"second": b"x"}, "A form has one file here")


@pytest.mark.parametrize(("more", "sentence"), LATE, ids=["field", "file"])
@pytest.mark.parametrize("data", [DATA, BIG], ids=["short", "long"])
def test_what_follows_the_file_comes_too_late(
    client: Client, server: Recorder, archive: Destination, data: bytes, more: dict[str, Any], sentence: str
) -> None:
    ((name, value),) = more.items()
    form = {"image": SimpleUploadedFile("a.bin", data)}
    form[name] = SimpleUploadedFile("b.bin", value) if isinstance(value, bytes) else value
    found = problem(client.post("/api/v1/forward/archive/", form), 400)
    assert sentence in found["detail"] and found["errors"][0]["field"] == name
    assert not server.other.heads or not server.last().complete


@pytest.mark.parametrize("send", ["raw", "form", "no file"])
def test_no_file_is_none(client: Client, server: Recorder, archive: Destination, send: str) -> None:
    if send == "raw":
        response = post_raw(client, b"")
    elif send == "form":
        response = post_form(client, b"")
    else:
        response = client.post("/api/v1/forward/archive/", {"filename": "x"})
    assert problem(response, 400)["code"] == "image_missing"
    assert server.other.heads == []


def size(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as image:
        return image.size


WORK = {
    "pipeline": {"pipeline": '[{"op": "resize", "width": 32, "height": 24, "fit": "cover"}]', "format": "png"},
    "operation": {"operation": "resize", "width": "32", "height": "24", "fit": "cover", "format": "png"},
    "preset": {"preset": "small", "format": "png"},
}


@pytest.fixture
def small() -> Preset:
    steps = [{"op": "resize", "width": 32, "height": 24, "fit": "cover"}]
    return Preset.objects.create(slug="small", title="Small", pipeline=steps)


@pytest.mark.parametrize("how", WORK)
@pytest.mark.parametrize("send", ["raw", "form"])
def test_a_picture_is_filtered_on_its_way(
    client: Client, server: Recorder, archive: Destination, small: Preset, cat_jpeg: bytes, how: str, send: str
) -> None:
    if send == "raw":
        query = "?" + "&".join(f"{name}={value}" for name, value in (WORK[how] | {"filename": "cat.jpg"}).items())
        response = post_raw(client, cat_jpeg, query, "image/jpeg")
    else:
        response = post_form(client, cat_jpeg, "cat.jpg", **WORK[how])
    assert (response.status_code, body(response)) == (201, b'{"stored": true}')
    got = server.last()
    assert (size(got.kept), got.target) == ((32, 24), f"/in/cat.png?signature={SECRET}")
    assert (got.headers["content-type"], got.headers["content-length"]) == ("image/png", str(got.size))
    assert (response["Image-Width"], response["Image-Height"]) == ("32", "24")
    assert "encode;dur=" in response["Server-Timing"] and "forward;dur=" in response["Server-Timing"]
    assert "ETag" not in response


def test_its_format_is_what_accept_says_of_pictures(
    client: Client, server: Recorder, archive: Destination, cat_jpeg: bytes
) -> None:
    post_raw(client, cat_jpeg, "?pipeline=[]", headers={"accept": "application/json, image/webp"})
    assert server.last().headers["content-type"] == "image/webp"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?pipeline=nonsense", "pipeline_invalid"),
        ("?operation=resiez", "operation_unknown"),
        ("?operation=resize&wdith=5", "parameter_invalid"),
        ("?operation=resize&width=-5", "parameter_invalid"),
        ("?operation=resize&pipeline=[]", "parameter_invalid"),
        ("?preset=absent", "preset_unknown"),
        ("?quality=900", "parameter_invalid"),
        ("?url=&nonsense=1", "parameter_invalid"),
        ("?disposition=inline", "parameter_invalid"),
        ("?format=png&format=webp", "parameter_invalid"),
        ("?file=absent", "parameter_invalid"),
        ("?file=absent&format=png", "file_unknown"),
    ],
)
def test_a_wrong_field_sends_nothing(
    client: Client, server: Recorder, archive: Destination, query: str, code: str
) -> None:
    assert problem(post_raw(client, DATA, query), 400)["code"] == code
    assert server.other.heads == []


def test_what_is_no_picture_is_not_filtered(client: Client, server: Recorder, archive: Destination) -> None:
    assert problem(post_raw(client, DATA, "?format=png"), 415)["code"] == "format_unsupported"
    assert server.other.heads == []


@pytest.mark.parametrize("send", ["raw", "form"])
def test_only_what_is_filtered_is_bounded_as_pictures_are(
    client: Client, server: Recorder, archive: Destination, settings: Any, send: str
) -> None:
    settings.IMGSVC_MAX_UPLOAD_MB = 1
    post: Callable[..., Any] = post_form if send == "form" else post_raw
    assert post(client, BIG).status_code == 201
    filtered = post_form(client, BIG, format="png") if send == "form" else post_raw(client, BIG, "?format=png")
    assert problem(filtered, 413)["code"] == "upload_too_large"
    assert len(server.got) == 1


def test_what_is_not_filtered_is_bounded_as_files_are(
    client: Client, server: Recorder, archive: Destination, settings: Any
) -> None:
    settings.IMGSVC_MAX_FILE_MB = 1
    assert problem(post_raw(client, BIG), 413)["code"] == "upload_too_large"
    assert server.other.heads == []


def test_a_stored_file_is_sent(server: Recorder, archive: Destination) -> None:
    bob = person("bob")
    file = file_store(caller=Caller(user=bob), name="kept.bin", pieces=iter([BIG]))
    client = Client(raise_request_exception=False)
    client.force_login(bob)
    response = client.post(f"/api/v1/forward/archive/?file={file.pk}")
    assert (response.status_code, body(response)) == (201, b'{"stored": true}')
    got = server.last()
    assert (got.sha256, got.headers["content-length"]) == (hashlib.sha256(BIG).hexdigest(), str(len(BIG)))
    assert got.target.startswith("/in/kept.bin?")


def test_a_file_of_others_is_not(client: Client, server: Recorder, archive: Destination) -> None:
    file = file_store(caller=Caller(user=person("bob")), name="kept.bin", pieces=iter([BIG]))
    response = client.post(f"/api/v1/forward/archive/?file={file.pk}")
    assert problem(response, 400)["code"] == "file_unknown"
    assert server.other.heads == []


def sent_by(kind: str) -> Any:
    client = Client(raise_request_exception=False)
    headers = bearing(new_key(kind)[1]) if kind in ("process", "files") else {}
    if kind == "a login":
        client.force_login(person("bob"))
    return post_raw(client, DATA, headers=headers)


@pytest.mark.parametrize(
    ("kind", "everyone", "status"),
    [
        ("anyone", True, 201),
        ("anyone", False, 404),
        ("a login", False, 201),
        ("process", False, 201),
        ("files", False, 403),
    ],
)
def test_who_may_send(server: Recorder, kind: str, everyone: bool, status: int) -> None:
    to(server.url(), everyone=everyone)
    response = sent_by(kind)
    assert response.status_code == status
    if status == 404:
        assert problem(response, 404)["code"] == "destination_unknown"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS"])
@pytest.mark.parametrize("slug", ["absent", "off", "http:%2F%2F127.0.0.1%2F", "archive%00"])
def test_a_destination_that_is_not_there_is_not_found(client: Client, server: Recorder, slug: str, method: str) -> None:
    to(server.url(), "off", active=False)
    response = client.generic(method, f"/api/v1/forward/{slug}/", DATA, content_type=TYPE)
    assert problem(response, 404)["code"] in ("destination_unknown", "not_found")
    assert server.other.heads == []


def test_strangers_are_kept_out_where_they_are(client: Client, archive: Destination, settings: Any) -> None:
    settings.IMGSVC_ANONYMOUS = False
    assert problem(post_raw(client, DATA), 401)["code"] == "not_authenticated"


@pytest.mark.parametrize("way", ["header", "field", "none"])
def test_a_login_needs_a_token_against_forgery(server: Recorder, archive: Destination, way: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("bob"))
    token = "t" * 32
    client.cookies["csrftoken"] = token
    form = {"csrfmiddlewaretoken": token} if way == "field" else {}
    headers = {"X-CSRFToken": token} if way == "header" else {}
    form["image"] = SimpleUploadedFile("cat.bin", DATA)  # type: ignore[assignment]
    response = client.post("/api/v1/forward/archive/", form, headers=headers)
    assert response.status_code == (403 if way == "none" else 201)


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        (answer(b"", "Location: http://127.0.0.1/", status="302 Found"), 502, "remote_failed"),
        (b"", 502, "remote_failed"),
        (answer(b"x", length=5), 502, "remote_failed"),
    ],
    ids=["redirect", "reset", "short"],
)
def test_its_failures_are_its_failures(client: Client, said: bytes, status: int, code: str) -> None:
    with other_server(said) as other:
        to(other.url(f"/{SECRET}"))
        found = problem(post_raw(client, DATA), status)
    assert found["code"] == code
    assert SECRET not in str(found) and "127.0.0.1" not in str(found)


def test_a_server_that_stalls_is_given_up(client: Client) -> None:
    with other_server(lambda connection, head: other.ending.wait() and None) as other:
        to(other.url(), answer_s=0.2)
        assert problem(post_raw(client, DATA), 504)["code"] == "remote_timeout"


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_a_visitor_sees_what_the_call_is_for(client: Client, archive: Destination, accept: str) -> None:
    response = client.get("/api/v1/forward/archive/", headers={"accept": accept})
    if accept == "*/*":
        assert problem(response, 405)["code"] == "method_not_allowed"
        return
    page = response.content.decode()
    assert response.status_code == 200
    assert 'type="file"' in page and 'name="operation"' in page
    assert page.index('name="pipeline"') < page.index('name="image"')
    assert SECRET not in page and "127.0.0.1" not in page


def test_the_page_fills_in_nothing_that_would_filter(client: Client, archive: Destination) -> None:
    page = client.get("/api/v1/forward/archive/", headers={"accept": "text/html"}).content.decode()
    form = page[page.index("<form") : page.index("</form>", page.index('name="pipeline"'))]
    values = re.findall(r'<input[^>]*name="(?!csrf)[^>]*value="([^"]*)"|<option value="([^"]*)" selected', form)
    assert {value for pair in values for value in pair} <= {""}


# `destination` as an output of other calls


@pytest.mark.parametrize("path", ["process/", "operations/resize/", "presets/small/apply/"])
def test_a_result_goes_to_a_destination(
    call: Any, server: Recorder, archive: Destination, small: Preset, path: str
) -> None:
    steps = {"process/": {"preset": "small"}, "operations/resize/": {"width": 32, "height": 24, "fit": "cover"}}
    response = call(path, destination="archive", format="png", accept="application/json", **steps.get(path, {}))
    assert (response.status_code, body(response)) == (201, b'{"stored": true}')
    got = server.last()
    assert (size(got.kept), got.target) == ((32, 24), f"/in/cat.png?signature={SECRET}")
    assert (response["Imgsvc-Remote-Status"], response["Image-Width"]) == ("201", "32")
    assert "encode;dur=" in response["Server-Timing"] and "forward;dur=" in response["Server-Timing"]


def test_a_result_has_its_digest_beforehand(call: Any, server: Recorder) -> None:
    to(server.url("/{sha256}.png"))
    assert call("process/", destination="archive", format="png").status_code == 201
    got = server.last()
    assert got.target == f"/{got.sha256}.png"


@pytest.mark.parametrize("slug", ["absent", "private", "http://127.0.0.1/"])
def test_a_result_goes_nowhere_else(call: Any, server: Recorder, slug: str) -> None:
    to(server.url(), "private", everyone=False)
    found = problem(call("process/", destination=slug), 400)
    assert (found["code"], found["errors"][0]["field"]) == ("destination_unknown", "destination")
    assert server.other.heads == []


def test_a_picture_that_cannot_be_made_is_not_sent(call: Any, server: Recorder, archive: Destination) -> None:
    assert problem(call("process/", image=b"no picture", destination="archive"), 415)
    assert server.other.heads == []


def test_a_picture_that_is_made_can_be_sent(call: Any, server: Recorder, archive: Destination) -> None:
    made = '{"source": "solid", "width": 8, "height": 6}'
    response = call("process/", image=None, generate=made, destination="archive", format="png")
    assert response.status_code == 201
    assert size(server.last().kept) == (8, 6)

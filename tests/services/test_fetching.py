"""Fetching: the mode, the list of hosts, what other servers say, and the bounds."""

import socket
from contextlib import ExitStack, closing
from typing import Any

import pytest

from filters.engine.errors import Busy, UploadTooLarge
from filters.models import RemoteHost
from filters.remote.errors import RemoteFailed, RemoteTimeout, UrlRefused
from filters.services.access import Caller
from filters.services.errors import FetchDisabled
from filters.services.fetching import fetch_rules, outbound, url_data, url_name, url_stream
from filters.services.outbound import AT_ONCE_EACH
from tests.fixtures.others import Other, answer, other_server, until_gone
from tests.fixtures.wire import wait_until

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
CALLER = Caller(address="192.0.2.7")


@pytest.fixture(autouse=True)
def _no_turn_is_left() -> Any:
    yield
    assert len(outbound) == 0


def listed(other: Other, settings: Any, *, mode: str = "listed", private: bool = True, active: bool = True) -> str:
    """Its URL, once an admin listed it."""
    settings.IMGSVC_FETCH = mode
    RemoteHost.objects.create(host="127.0.0.1", port=other.port, private=private, active=active)
    return other.url("/a/cat.png?size=1")


def test_nothing_is_fetched_where_it_is_off_and_the_error_tells_how_to_turn_it_on() -> None:
    for fetch in (url_data, url_stream):
        with pytest.raises(FetchDisabled, match=r"IMGSVC_FETCH=listed.*IMGSVC_FETCH=open") as disabled:
            fetch(url="https://example.org/")
        assert [problem.field for problem in disabled.value.problems] == ["url"]


def test_a_listed_host_is_asked_for_a_picture(settings: Any) -> None:
    with other_server(answer(PNG)) as other:
        assert url_data(url=listed(other, settings)) == PNG
        assert other.heads[0].startswith(b"GET /a/cat.png?size=1 HTTP/1.1\r\n") and b"Accept: image/*" in other.heads[0]


@pytest.mark.parametrize("mode", ["listed", "open"])
def test_a_host_that_is_not_listed_as_private_is_not_asked_inside(mode: str, settings: Any) -> None:
    with other_server(answer(PNG)) as other:
        url = listed(other, settings, mode=mode, private=False)
        with pytest.raises(UrlRefused, match="no public address"):
            url_data(url=url)
        assert other.heads == []


def test_one_that_was_switched_off_is_not_listed(settings: Any) -> None:
    with other_server(answer(PNG)) as other:
        url = listed(other, settings, active=False)
        with pytest.raises(UrlRefused, match="An admin can add it"):
            url_data(url=url)


def test_the_list_counts_as_it_stands_now(settings: Any) -> None:
    with other_server(answer(PNG)) as other:
        url = listed(other, settings)
        assert url_data(url=url) == PNG
        RemoteHost.objects.update(active=False)
        with pytest.raises(UrlRefused):
            url_data(url=url)


@pytest.mark.django_db(transaction=True)
def test_the_list_is_kept_and_read_again_when_it_changed(settings: Any, django_assert_num_queries: Any) -> None:
    settings.IMGSVC_FETCH = "listed"
    RemoteHost.objects.create(host="*.example.org", note="kept")
    assert [rule.host for rule in fetch_rules().hosts] == ["*.example.org"]
    with django_assert_num_queries(0):
        fetch_rules()
    RemoteHost.objects.all().delete()
    assert fetch_rules().hosts == ()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("404 Whatever", "404 Not Found"),
        ("403 X", "403 Forbidden"),
        ("500 X", "500 Internal Server Error"),
        ("206 X", "206 Partial Content"),
        ("204 X", "204 No Content"),
        ("304 X", "304 Not Modified"),
        ("799 <script>", "799."),
    ],
)
def test_what_is_no_file_has_failed_with_the_other_servers_status(status: str, said: str, settings: Any) -> None:
    with other_server(answer(b"inside", status=status)) as other:
        url = listed(other, settings)
        for fetch in (url_data, url_stream):
            with pytest.raises(RemoteFailed) as failed:
                fetch(url=url)
            assert said in failed.value.detail and "script" not in failed.value.detail


def test_a_picture_is_no_larger_than_an_upload(settings: Any) -> None:
    settings.IMGSVC_MAX_UPLOAD_MB = 1
    with other_server(answer(b"a" * (1 << 20))) as other:
        url = listed(other, settings)
        assert len(url_data(url=url)) == 1 << 20
        for more in (answer(b"a" * (1 << 20) + b"a"), b"HTTP/1.0 200 OK\r\n\r\n" + b"a" * (2 << 20)):
            other.say = lambda connection, head, said=more: connection.sendall(said)  # type: ignore[misc]
            with pytest.raises(UploadTooLarge, match="larger than the 1 MiB"):
                url_data(url=url)


def test_a_stream_is_no_longer_than_a_file(settings: Any) -> None:
    settings.IMGSVC_MAX_FILE_MB = 1
    endless = b"HTTP/1.0 200 OK\r\n\r\n" + b"a" * (2 << 20)
    with other_server(endless) as other, url_stream(url=listed(other, settings)) as found:  # noqa: SIM117
        with pytest.raises(UploadTooLarge):
            list(found)


def stalling(connection: socket.socket, head: bytes) -> None:
    """Say nothing."""
    until_gone(connection)


def test_a_picture_has_its_time(settings: Any) -> None:
    settings.IMGSVC_FETCH_S = 0.3
    with other_server(stalling) as other:
        url = listed(other, settings)
        with pytest.raises(RemoteTimeout):
            url_data(url=url)


def test_a_stream_is_a_file_with_what_is_known_of_it(settings: Any) -> None:
    told = ['ETag: W/"a"', "Last-Modified: Sat, 01 Nov 2025 10:00:00 GMT", "Content-Type: text/html", "X-Inside: 1"]
    with other_server(answer(PNG * 1000, *told)) as other, url_stream(url=listed(other, settings)) as found:
        assert (found.media_type, found.disposition, found.name) == ("image/png", "inline", "cat.png")
        assert found.length == len(PNG) * 1000
        assert found.headers == {"ETag": 'W/"a"', "Last-Modified": "Sat, 01 Nov 2025 10:00:00 GMT"}
        assert b"".join(found) == PNG * 1000


@pytest.mark.parametrize(
    "told",
    ["ETag: a", 'ETag: "a"; x', 'ETag: "' + "a" * 300 + '"', "Last-Modified: today",
     "Last-Modified: Sat, 99 Nov 2025 10:00:00 GMT",
     "Last-Modified: Sat, 01 Nov 2025 10:00:00 +0200"],
)  # fmt: skip
def test_malformed_validators_are_left_out(told: str, settings: Any) -> None:
    with other_server(answer(PNG, told)) as other, url_stream(url=listed(other, settings)) as found:
        assert found.headers == {}


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "image/jpeg"),
        (b"GIF89a" + b"\0" * 50, "image/gif"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", ""),
        (b"<!doctype html><script>1</script>", ""),
        (b"%PDF-1.7", ""),
        (b"PK\3\4", ""),
        (b"root:x:0:0", ""),
        (b"", ""),
    ],
)
def test_only_raster_images_are_called_what_they_are(content: bytes, media_type: str, settings: Any) -> None:
    said = answer(content, "Content-Type: image/png")
    with other_server(said) as other, url_stream(url=listed(other, settings)) as found:
        shown = ("inline", media_type) if media_type else ("attachment", "application/octet-stream")
        assert (found.disposition, found.media_type) == shown
        assert b"".join(found) == content


def test_a_stream_that_is_left_hangs_up(settings: Any) -> None:
    seen: list[bytes] = []

    def say(connection: socket.socket, head: bytes) -> None:
        connection.sendall(answer(PNG * 100, length=10**9))
        seen.append(until_gone(connection))

    with other_server(say) as other:
        found = url_stream(url=listed(other, settings))
        assert next(iter(found)).startswith(PNG[:8])
        assert len(outbound) == 1 and seen == []
        found.close()
        found.close()
        wait_until(lambda: seen == [b""], "the other server to be hung up on")


def test_one_client_fetches_a_few_at_one_time(settings: Any) -> None:
    with other_server(answer(PNG)) as other, ExitStack() as open_streams:
        url = listed(other, settings)
        streams = [open_streams.enter_context(closing(url_stream(url=url, caller=CALLER))) for _ in range(AT_ONCE_EACH)]
        for fetch in (url_data, url_stream):
            with pytest.raises(Busy, match="of yours") as busy:
                fetch(url=url, caller=CALLER)
            assert busy.value.retry_after > 0
        assert url_data(url=url, caller=Caller(address="192.0.2.8")) == PNG
        streams.pop().close()
        assert url_data(url=url, caller=CALLER) == PNG


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.org/a/cat.png?x=/dog.png#y", "cat.png"),
        ("https://example.org/a%2Fb%5Ccat.png", "cat.png"),
        ("https://example.org/b%C3%A4r.png", "bär.png"),
        ("https://example.org/%0D%0AX:y.png", "X:y.png"),
        ("https://example.org/", "file"),
        ("https://example.org", "file"),
        ("https://example.org/..", "file"),
    ],
)
def test_a_file_is_called_what_its_url_calls_it(url: str, name: str) -> None:
    assert url_name(url) == name

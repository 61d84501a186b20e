"""What is spoken here, for people and programs that look."""

from django.test import Client

from tests.api.uploads.desk import UPLOADS


def test_it_is_told_as_json(client: Client) -> None:
    answer = client.get(UPLOADS)
    assert answer.status_code == 200 and answer["Tus-Version"] == "1.0.0"
    assert answer.json() == {
        "versions": ["1.0.0"],
        "extensions": answer["Tus-Extension"].split(","),
        "checksum_algorithms": ["sha256", "sha1", "md5"],
        "max_size": 5120 << 20,
    }


def test_a_person_sees_a_page(client: Client) -> None:
    page = client.get(UPLOADS, headers={"Accept": "text/html"})
    assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "tus-js-client" in page.content.decode()


def test_a_person_who_opens_an_upload_sees_what_it_takes(client: Client) -> None:
    page = client.get(f"{UPLOADS}{'x' * 22}/", headers={"Accept": "text/html"})
    assert (page.status_code, page["Allow"]) == (405, "PATCH, DELETE, HEAD, OPTIONS")


def test_a_program_that_prefers_pages_gets_its_headers_too(client: Client) -> None:
    refused = client.post(UPLOADS, headers={"Accept": "text/html"})
    assert (refused.status_code, refused["Tus-Resumable"]) == (401, "1.0.0")


def test_its_headers_are_told_alone_too(client: Client) -> None:
    answer = client.head(UPLOADS)
    assert (answer.status_code, answer.content, answer["Tus-Version"]) == (200, b"", "1.0.0")

"""Presets as JSON Lines: out of one service, and into another."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client

from filters.api import preset_lines
from filters.api.preset_lines import LONGEST, PresetImport
from filters.models import Preset, PresetQuerySet
from filters.services.access import Caller
from filters.services.presets import MOST_OWN, starter_presets_load
from tests.api.shapes import assert_problem, assert_problem_body, body_of
from tests.people import bearing, editor, new_key, person

pytestmark = pytest.mark.django_db

URL = "/api/v1/presets/"
LINES = "application/x-ndjson"
SOFT = {"slug": "soft", "title": "Soft", "pipeline": [{"op": "gaussian_blur"}]}
FIELDS = {"slug", "title", "description", "pipeline", "format", "quality", "output", "visibility", "active"}


def export(client: Client, query: str = "?format=ndjson", **headers: str) -> list[dict[str, Any]]:
    """The presets that come out."""
    response: Any = client.get(URL + query, headers=headers)
    assert (response.status_code, response["Content-Type"]) == (200, LINES), body_of(response)
    return [json.loads(line) for line in body_of(response).splitlines()]


def send(client: Client, *lines: Any, query: str = "", **headers: str) -> Any:
    """The answer to lines, given as values or as they are."""
    body = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return client.post(URL + query, body, content_type=LINES, headers=headers)


def results(response: Any) -> list[dict[str, Any]]:
    """What became of each line."""
    assert (response.status_code, response["Content-Type"]) == (200, LINES), body_of(response)
    return [json.loads(line) for line in body_of(response).splitlines()]


def fates(response: Any) -> list[tuple[int, str | None, str]]:
    """Each line's number, slug and status."""
    return [(result["line"], result["slug"], result["status"]) for result in results(response)]


# Out


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("?format=ndjson", {}),
        ("", {"accept": LINES}),
        ("", {"accept": "application/x-ndjson, */*"}),
        ("?format=ndjson", {"accept": "text/html"}),
        ("?format=ndjson", {"accept": "image/png"}),
    ],
    ids=["query", "accept", "preferred", "a link in a browser", "query over accept"],
)
def test_they_come_out_one_a_line(client: Client, noir: Preset, query: str, headers: dict[str, str]) -> None:
    (line,) = export(client, query, **headers)
    assert set(line) == FIELDS
    assert line == {
        "slug": "noir", "title": "Noir", "description": "", "pipeline": [{"op": "grayscale"}], "format": "png",
        "quality": None, "output": {}, "visibility": "public", "active": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "headers", "media_type"),
    [
        ("", {}, "application/json"),
        ("", {"accept": "*/*"}, "application/json"),
        ("?format=json", {"accept": "text/html"}, "application/json"),
        ("", {"accept": "text/html"}, "text/html"),
    ],
)
def test_who_asks_for_something_else_gets_that(
    client: Client, noir: Preset, query: str, headers: dict[str, str], media_type: str
) -> None:
    response: Any = client.get(URL + query, headers=headers)
    assert (response.status_code, response["Content-Type"].partition(";")[0]) == (200, media_type)


def test_another_format_is_refused_and_those_there_are_named(client: Client) -> None:
    problem = assert_problem(client.get(f"{URL}?format=csv"), 400, "parameter_invalid", field="format")
    assert problem["detail"] == 'format must be one of json, ndjson; got "csv".'


def test_everyone_exports_what_they_may_see(client: Client, staff: Client, noir: Preset, switched_off: Preset) -> None:
    bob = person("bob")
    Preset.objects.create(slug="secret", title="Secret", pipeline=[], owner=bob, visibility="private")
    with_key = bearing(new_key("presets", owner=bob)[1])
    assert [line["slug"] for line in export(client)] == ["noir"]
    assert [line["slug"] for line in export(client, **with_key)] == ["noir", "secret"]
    assert [line["slug"] for line in export(staff)] == ["noir", "retired", "secret"]


def test_the_export_is_a_download(client: Client) -> None:
    response: Any = client.get(f"{URL}?format=ndjson")
    assert response["Content-Disposition"] == 'attachment; filename="presets.ndjson"'
    assert (response["X-Accel-Buffering"], response["X-Content-Type-Options"]) == ("no", "nosniff")
    assert body_of(response) == b""


def test_a_head_reads_no_preset(
    client: Client, noir: Preset, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PresetQuerySet, "iterator", lambda *args, **options: pytest.fail("It was read."))
    response: Any = client.head(f"{URL}?format=ndjson")
    assert (response.status_code, response["Content-Type"], body_of(response)) == (200, LINES, b"")


def test_they_are_read_in_chunks_while_they_are_sent(client: Client, noir: Preset) -> None:
    Preset.objects.bulk_create(Preset(slug=f"p{number:04}", title=f"P {number:04}") for number in range(250))
    response: Any = client.get(f"{URL}?format=ndjson")
    pieces = iter(response)
    assert json.loads(next(pieces))["slug"] == "noir"
    assert len(list(pieces)) == 250
    response.close()


def test_a_database_that_is_lost_midway_is_told_in_the_last_line(
    client: Client, noir: Preset, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def iterator(rows: PresetQuerySet, chunk_size: int) -> Iterator[Preset]:
        yield noir
        raise OperationalError("the disk is gone")

    monkeypatch.setattr(PresetQuerySet, "iterator", iterator)
    first, last = export(client)
    assert first["slug"] == "noir"
    assert_problem_body(last, 503, "busy")
    assert "The database does not answer." in caplog.text


def test_a_fault_of_ours_is_logged_and_told_without_a_trace(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def iterator(rows: PresetQuerySet, chunk_size: int) -> Iterator[Preset]:
        raise ZeroDivisionError("/work/secret.py")
        yield

    monkeypatch.setattr(PresetQuerySet, "iterator", iterator)
    (last,) = export(client)
    assert_problem_body(last, 500, "internal_error")
    assert "ZeroDivisionError" in caplog.text


# In


def test_what_comes_out_goes_into_an_empty_service_and_is_the_same(staff: Client, switched_off: Preset) -> None:
    starter_presets_load()
    everything = Preset(
        slug="all", title="A\u2028ll é", description="x\u2029y", pipeline=[{"op": "sepia"}], format="webp", quality=70,
        output={"metadata": "keep"}, visibility="private", active=False,
    )  # fmt: skip
    for preset in (everything, switched_off):
        preset.full_clean()
        preset.save()
    before = body_of(staff.get(f"{URL}?format=ndjson"))
    count = Preset.objects.count()
    assert count > 5
    Preset.objects.all().delete()
    answer = results(send(staff, before))
    assert [result["status"] for result in answer] == ["created"] * count
    assert body_of(staff.get(f"{URL}?format=ndjson")) == before
    assert {fate for *_, fate in fates(send(staff, before, query="?on_conflict=replace"))} == {"replaced"}
    assert body_of(staff.get(f"{URL}?format=ndjson")) == before


def test_each_line_is_answered_by_a_line(staff: Client) -> None:
    response = send(staff, SOFT, b"", {**SOFT, "slug": "softer"}, b"  ")
    assert results(response) == [
        {"line": 1, "slug": "soft", "status": "created", "errors": []},
        {"line": 3, "slug": "softer", "status": "created", "errors": []},
    ]
    assert Preset.objects.get(slug="soft").pipeline == [{"op": "gaussian_blur", "radius": 2.0}]


@pytest.mark.parametrize(
    ("line", "slug", "code", "field", "detail"),
    [
        (b"{", None, "parse_error", "", "not JSON"),
        (b'{"slug": "a", }', None, "parse_error", "", "not JSON"),
        (b"\xff", None, "parse_error", "", "byte 0 is not"),
        (b'{"slug": NaN}', None, "parse_error", "", "NaN is no number"),
        (b"[" * 100_000, None, "parse_error", "", "nested too deeply"),
        (b'"' + b"x" * LONGEST + b'"', None, "upload_too_large", "", f"longer than {LONGEST} bytes"),
        (["soft"], None, "parameter_invalid", "", "dictionary"),
        ({"slug": "a b", "title": "A"}, "a b", "parameter_invalid", "slug", "slug"),
        ({"slug": "a\u0000", "title": "A"}, None, "parameter_invalid", "slug", ""),
        ({"slug": ["a"], "title": "A"}, None, "parameter_invalid", "slug", "slug"),
        ({"slug": "a"}, "a", "parameter_invalid", "title", "required"),
        ({"slug": "a", "title": "A", "colour": 1}, "a", "parameter_invalid", "colour", "no field"),
        ({"slug": "a", "title": "A", "pipeline": [{"op": "blurr"}]}, "a", "operation_unknown", "pipeline[0].op", ""),
        ({"slug": "a", "title": "A", "quality": 101}, "a", "parameter_invalid", "quality", "100"),
    ],
    ids=["cut", "comma", "bytes", "nan", "deep", "long", "list", "slug", "nul", "type", "missing", "unknown",
         "operation", "range"],
)  # fmt: skip
def test_a_line_that_is_wrong_is_an_error_and_the_others_are_imported(
    staff: Client, line: Any, slug: str | None, code: str, field: str, detail: str
) -> None:
    first, wrong, last = results(send(staff, SOFT, line, {**SOFT, "slug": "softer"}))
    assert (first["status"], last["status"], last["line"]) == ("created", "created", 3)
    assert (wrong["line"], wrong["slug"], wrong["status"]) == (2, slug, "error")
    error, *_ = wrong["errors"]
    assert (error["field"], error["code"]) == (field, code)
    assert detail in error["detail"]
    assert set(Preset.objects.values_list("slug", flat=True)) == {"soft", "softer"}


@pytest.mark.parametrize(
    ("on_conflict", "status", "title"),
    [("error", "error", "Noir"), ("skip", "skipped", "Noir"), ("replace", "replaced", "Soft")],
)
def test_what_is_there_already_is_treated_as_asked(
    staff: Client, noir: Preset, on_conflict: str, status: str, title: str
) -> None:
    response = send(staff, {**SOFT, "slug": "noir"}, SOFT, query=f"?on_conflict={on_conflict}")
    assert fates(response) == [(1, "noir", status), (2, "soft", "created")]
    assert Preset.objects.get(slug="noir").title == title


def test_a_conflict_is_an_error_unless_told_otherwise(staff: Client, noir: Preset) -> None:
    (result,) = results(send(staff, {**SOFT, "slug": "noir"}))
    assert result["errors"] == [
        {"field": "slug", "code": "parameter_invalid", "detail": "This slug is taken. Choose another."}
    ]


def test_another_way_of_conflict_is_refused_before_anything_is_read(staff: Client) -> None:
    response = send(staff, SOFT, query="?on_conflict=overwrite")
    assert_problem(response, 400, "parameter_invalid", field="on_conflict")
    assert not Preset.objects.exists()


def test_bob_replaces_his_own_and_nobody_elses(noir: Preset, switched_off: Preset) -> None:
    bob = person("bob")
    Preset.objects.create(slug="mine", title="Mine", owner=bob, visibility="private")
    Preset.objects.create(slug="secret", title="Secret", owner=person("eve"), visibility="private")
    lines = [{**SOFT, "slug": slug} for slug in ("mine", "noir", "secret", "retired", "new")]
    response = send(Client(), *lines, query="?on_conflict=replace", **bearing(new_key("presets", owner=bob)[1]))
    mine, house, secret, retired, new = results(response)
    assert [mine["status"], new["status"]] == ["replaced", "created"]
    assert house["errors"][0]["code"] == "permission_denied"
    assert secret["errors"] == retired["errors"], "both are there for others only"
    assert "taken" in secret["errors"][0]["detail"]
    assert set(Preset.objects.of(bob.pk).values_list("slug", "title", "visibility")) == {
        ("mine", "Soft", "private"),
        ("new", "Soft", "private"),
    }
    assert not Preset.objects.exclude(owner=bob).filter(title="Soft").exists()


def test_nobody_imports_more_than_they_may_have() -> None:
    bob = person("bob")
    Preset.objects.bulk_create(Preset(slug=f"p{number}", title="P", owner=bob) for number in range(MOST_OWN - 1))
    lines = [{**SOFT, "slug": slug} for slug in ("one", "two")]
    first, second = results(send(Client(), *lines, **bearing(new_key("presets", owner=bob)[1])))
    assert (first["status"], second["errors"][0]["code"]) == ("created", "permission_denied")


def test_strangers_and_keys_without_the_scope_import_nothing(client: Client) -> None:
    assert_problem(send(client, SOFT), 401, "not_authenticated")
    assert_problem(send(client, SOFT, **bearing(new_key("process")[1])), 403, "permission_denied")
    assert not Preset.objects.exists()


def test_a_login_imports_with_a_token_against_csrf() -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(editor("alice"))
    assert_problem(send(client, SOFT), 403, "permission_denied")
    client.cookies["csrftoken"] = token = "a" * 32
    assert fates(send(client, SOFT, **{"x-csrftoken": token})) == [(1, "soft", "created")]


def test_too_many_lines_end_in_a_problem(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preset_lines, "MOST_LINES", 2)
    *made, last = results(send(staff, SOFT, b"", {**SOFT, "slug": "third"}))
    assert [result["status"] for result in made] == ["created"]
    assert_problem_body(last, 413, "upload_too_large")
    assert Preset.objects.get().slug == "soft"


def test_a_body_that_announces_too_much_is_refused(staff: Client) -> None:
    response = staff.post(URL, b"{}", content_type=LINES, CONTENT_LENGTH=str(1 << 40))
    assert_problem(response, 413, "upload_too_large")


def test_a_body_that_breaks_off_keeps_its_whole_lines(staff: Client) -> None:
    text = json.dumps(SOFT).encode() + b'\n{"slug": "half'
    cut: Any = {"wsgi.input": BytesIO(text)}
    response = staff.post(URL, text, content_type=LINES, CONTENT_LENGTH=str(len(text) + 5), **cut)
    first, last = results(response)
    assert first["status"] == "created"
    assert_problem_body(last, 400, "upload_incomplete")


@pytest.mark.django_db(transaction=True)
def test_a_line_is_imported_before_the_next_has_come() -> None:
    seen: list[bool] = []

    def body() -> Iterator[bytes]:
        yield json.dumps(SOFT).encode() + b"\n"
        seen.append(Preset.objects.filter(slug="soft").exists())
        yield json.dumps({**SOFT, "slug": "softer"}).encode()

    answer = PresetImport(body(), caller=Caller(user=editor("alice")), on_conflict="error")
    assert [result["status"] for result in answer] == ["created", "created"]
    assert seen == [True]


def test_a_slug_that_another_request_takes_meanwhile_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(serializer: Any, *, caller: Caller) -> None:
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr(preset_lines, "save_new", lose)
    (result,) = PresetImport([json.dumps(SOFT).encode()], caller=Caller(user=editor("alice")), on_conflict="error")
    assert (result["status"], result["errors"][0]["field"]) == ("error", "slug")


def test_one_preset_as_json_is_still_taken(staff: Client) -> None:
    response: Any = staff.post(URL, SOFT, content_type="application/json", headers={"accept": LINES})
    assert (response.status_code, response["Content-Type"]) == (201, LINES)
    assert json.loads(response.content)["slug"] == "soft"


def test_an_error_to_who_wants_lines_is_a_problem(client: Client) -> None:
    response = client.post(URL, SOFT, content_type="application/json", headers={"accept": LINES})
    assert_problem(response, 401, "not_authenticated")

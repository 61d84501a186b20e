"""Many clients at one file, one content, one quota: nobody gets another's bytes, nothing is lost, nothing is left."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faults.house import Answer
from tests.faults.storehouse import Storehouse, storehouse

MIB = 1 << 20
CLIENTS, ROUNDS = 8, 6
QUOTA_MB = 8
CONTENTS = [Random(seed).randbytes(300_000) for seed in range(CLIENTS)]


@pytest.fixture(scope="module")
def store(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storehouse]:
    folder = tmp_path_factory.mktemp("at-once")
    with storehouse(prepared, folder, IMGSVC_FILES_QUOTA_MB=str(QUOTA_MB)) as made:
        yield made
        assert 'HTTP/1.1" 500 ' not in made.house.server.output()


@pytest.fixture(autouse=True)
def nothing_is_left(store: Storehouse) -> Iterator[None]:
    before = store.state()
    yield
    store.require_like(before)


def together(call: Callable[[int], Any]) -> list[Any]:
    """What each of the clients finds, all at the same time."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(call, range(CLIENTS)))


def listed(store: Storehouse) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = store.ask("GET", "/files/").json()["results"]
    return found


def test_all_put_one_name(store: Storehouse) -> None:
    def put(number: int) -> list[Answer]:
        return [store.ask("PUT", "/files/one.bin", CONTENTS[number]) for _ in range(ROUNDS)]

    answers = [answer for found in together(put) for answer in found]
    assert {answer.status_code for answer in answers} == {200, 201}
    assert sum(answer.status_code == 201 for answer in answers) == 1
    assert len({answer.json()["id"] for answer in answers}) == 1
    files = listed(store)
    assert [one["name"] for one in files] == ["one.bin"]
    content = store.ask("GET", "/files/one.bin").content
    assert content in CONTENTS
    assert sha256(content).hexdigest() == files[0]["sha256"]
    assert len(store.stored()) == 1
    assert store.ask("DELETE", "/files/one.bin").status_code == 204


def test_one_content_is_kept_and_deleted_under_many_names(store: Storehouse) -> None:
    def keep_and_delete(number: int) -> None:
        for _ in range(ROUNDS):
            kept = store.ask("PUT", f"/files/{number}.bin", CONTENTS[0])
            assert kept.status_code == 201, kept.text
            assert store.ask("GET", f"/files/{number}.bin").content == CONTENTS[0]
            assert store.ask("DELETE", f"/files/{number}.bin").status_code == 204

    together(keep_and_delete)


def test_a_file_is_read_while_it_is_replaced_and_deleted(store: Storehouse) -> None:
    def change_or_read(number: int) -> None:
        for _ in range(ROUNDS):
            if number == 0:
                assert store.ask("DELETE", "/files/one.bin").status_code in (204, 404)
            elif number < 3:
                assert store.ask("PUT", "/files/one.bin", CONTENTS[number]).status_code in (200, 201)
            else:
                answer = store.ask("GET", "/files/one.bin")
                assert answer.status_code in (200, 404), answer.text
                assert answer.status_code == 404 or answer.content in CONTENTS[1:3]

    together(change_or_read)
    assert store.ask("DELETE", "/files/one.bin").status_code in (204, 404)


@pytest.mark.parametrize("announced", [True, False], ids=["length", "chunked"])
def test_all_fill_one_quota(store: Storehouse, announced: bool) -> None:
    def put(number: int) -> int:
        data = Random(number).randbytes(3 * MIB)
        answer = store.ask("PUT", f"/files/{number}.bin", data if announced else iter([data[:MIB], data[MIB:]]))
        assert answer.status_code == 201 or answer.json()["code"] == "quota_exceeded", answer.text
        return answer.status_code

    assert sorted(together(put)) == [201] * 2 + [413] * (CLIENTS - 2)
    files = listed(store)
    assert sum(one["size"] for one in files) == 6 * MIB
    for one in files:
        assert store.ask("DELETE", f"/files/{one['id']}").status_code == 204


def test_one_etag_lets_one_of_many_replace(store: Storehouse) -> None:
    made = store.ask("PUT", "/files/one.bin", CONTENTS[0])

    def replace(number: int) -> int:
        headers = {"If-Match": made.headers["ETag"]}
        return store.ask("PUT", "/files/one.bin", CONTENTS[number][1:], headers=headers).status_code

    assert sorted(together(replace)) == [200] + [412] * (CLIENTS - 1)
    assert store.ask("DELETE", "/files/one.bin").status_code == 204


def test_many_that_may_only_create_create_one(store: Storehouse) -> None:
    def create(number: int) -> int:
        return store.ask("PUT", "/files/one.bin", CONTENTS[number], headers={"If-None-Match": "*"}).status_code

    assert sorted(together(create)) == [201] + [412] * (CLIENTS - 1)
    assert store.ask("DELETE", "/files/one.bin").status_code == 204

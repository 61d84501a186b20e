"""What a pixel worker goes on doing once it is locked down: everything, with the same bytes as before."""

from base64 import b64encode

import pytest

from filters.engine import OPERATIONS, process
from filters.engine.formats import ACCEPTABLE, FORMATS, WRITABLE
from filters.engine.generators import GENERATORS
from tests.engine.pictures import animation, encoded, heic, photo
from tests.isolation.children import USERS, answer_of

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" width="180" height="120"><mask id="m"><circle r="90" fill="white"/>
</mask><text x="9" y="90" font-size="60" font-family="serif" mask="url(#m)">Text</text></svg>"""
OTHERS = {
    "a large product": "216000000",
    "collect": "True",
    "a lock": "True",
    "a pipe": "1000000",
    "memory after too much": str(768 * 1024 * 1024 // 4),
    "a signal to end": "True",
}


def a_file(name: str) -> bytes:
    """The cat as a file of a readable format."""
    cat = photo(size=(180, 120))
    if name == "svg":
        return SVG
    if name == "heic":
        return heic(cat)
    if FORMATS[name].array:
        return process(encoded(cat, "PNG"), format=name).data
    return encoded(cat.resize((64, 64)) if name == "ico" else cat, FORMATS[name].pillow)


def told(*, user: int | None, locked: bool) -> dict[str, str]:
    files = {name: a_file(name) for name in ACCEPTABLE} | {"animation": animation("GIF"), "pages": animation("TIFF")}
    texts = {name: b64encode(data).decode() for name, data in files.items()}
    answer: dict[str, str] = answer_of("works", files=texts, user=user, locked=locked)
    return answer


@pytest.fixture(scope="module")
def free() -> dict[str, str]:
    return told(user=None, locked=False)


@pytest.fixture(scope="module", params=list(USERS.values()), ids=list(USERS))
def locked(request: pytest.FixtureRequest) -> dict[str, str]:
    return told(user=request.param, locked=True)


def test_pictures_come_out_the_same(free: dict[str, str], locked: dict[str, str]) -> None:
    assert {name: locked[name] for name in free if locked[name] != free[name]} == {}


def test_every_operation_format_and_generator_was_tried(free: dict[str, str]) -> None:
    tried = (
        *(f"operation {name}" for name in OPERATIONS), *(f"read {name}" for name in ACCEPTABLE),
        *(f"write {name}" for name in WRITABLE), *(f"generator {name}" for name in GENERATORS),
    )  # fmt: skip
    assert set(tried) <= set(free)
    assert {name: said for name, said in free.items() if said.startswith("failed")} == {}


@pytest.mark.parametrize("name", OTHERS)
def test_python_and_the_pool_have_what_they_need(locked: dict[str, str], name: str) -> None:
    assert locked[name] == OTHERS[name]


def test_a_thread_works_on_a_picture(free: dict[str, str], locked: dict[str, str]) -> None:
    assert locked["a thread"] == free["read webp"]


def test_a_damaged_file_is_told_of_as_before(locked: dict[str, str]) -> None:
    assert locked["a damaged file"].startswith("'The PNG is damaged or cut short")


def test_it_was_locked_down(locked: dict[str, str]) -> None:
    assert locked["landlock"].startswith("on") and locked["seccomp"] == "on"

"""Files that lie, burst or hold no picture: a named error, before any memory is taken."""

import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine import Limits, process
from filters.engine.errors import EngineError
from tests.engine.arrays.files import archive, header, npy, npz, numbers, with_header

ROOT = Path(__file__).resolve().parents[3]
GOOD = npy(numbers())
OBJECTS = npy(np.array([[1, "two"]], object), allow_pickle=True)
STRUCTURED = npy(np.zeros((2, 2), [("red", "u1"), ("green", "u1")]))
DTYPES = "Send uint8, uint16, float16, float32 or float64."
HEADERS = [
    # shape, dtype, bytes of data, code, words of the message
    ("()", "'|u1'", 1, "format_unsupported", "the shape (), which is no picture. Send height x width"),
    ("(12,)", "'|u1'", 12, "format_unsupported", "the shape (12,), which is no picture"),
    ("(2, 3, 5)", "'|u1'", 30, "format_unsupported", "the shape (2, 3, 5), which is no picture"),
    ("(3, 9, 9)", "'|u1'", 243, "format_unsupported", "height x width x channels"),
    ("(1, 1, 2, 2, 3)", "'|u1'", 12, "format_unsupported", "the shape (1, 1, 2, 2, 3)"),
    (f"({'1, ' * 500})", "'|u1'", 1, "format_unsupported", "no picture"),
    ("(0, 5)", "'|u1'", 0, "image_unreadable", "a picture without pixels"),
    ("(0, 4, 4, 3)", "'|u1'", 0, "image_unreadable", "a picture without pixels"),
    ("(-2, 5)", "'|u1'", 10, "image_unreadable", "a side below zero"),
    ("(True, 5)", "'|u1'", 5, "image_unreadable", "the shape (True, 5), which is not of numbers"),
    ("(-2, -5)", "'|u1'", 10, "image_unreadable", "a side below zero"),
    ("(8001, 8000)", "'|u1'", 10, "image_too_large", "at most 64 are allowed"),
    (f"({10**4000}, 1)"[:3900] + "0, 1)", "'|u1'", 10, "image_too_large", "no picture is as large as that"),
    ("(9, 4000, 4000, 3)", "'|u1'", 10, "image_too_large", "4000 x 4000 x 9 frames"),
    ("(301, 1, 1, 1)", "'|u1'", 301, "too_many_frames", "more than 300 frames"),
    (f"({10**9}, 1, 1, 1)", "'|u1'", 10, "too_many_frames", "more than 300 frames"),
    ("(7000, 7000, 4)", "'<f8'", 10, "image_too_large", "at most 256000000 are allowed"),
    ("(2, 2)", "'|O'", 4, "format_unsupported", "Python objects, which are never unpickled"),
    ("(2, 2)", "'<i4'", 16, "format_unsupported", f"The array holds int32. {DTYPES}"),
    ("(2, 2)", "'|b1'", 4, "format_unsupported", "The array holds bool."),
    ("(2, 2)", "'<c8'", 32, "format_unsupported", "The array holds complex64."),
    ("(2, 2)", "'<f16'", 64, "format_unsupported", "The array holds float128."),
    ("(2, 2)", "'|S2000000000'", 4, "format_unsupported", "The array holds |S2000000000."),
    ("(2, 2)", "'<M8[s]'", 32, "format_unsupported", "The array holds datetime64[s]."),
    ("(2, 2)", "[('a', '|u1'), ('b', '|u1')]", 8, "format_unsupported", "The array holds [('a'"),
    ("(2, 2)", "'nonsense'", 4, "image_unreadable", "its header cannot be read"),
    ("(2, 2)", "7", 4, "image_unreadable", "its header cannot be read"),
    ("(2, 2.5)", "'|u1'", 5, "image_unreadable", "its header cannot be read"),
    ("[2, 2]", "'|u1'", 4, "image_unreadable", "its header cannot be read"),
    ("(2, 2)", "'|u1'", 3, "image_unreadable", "The array (2, 2) of uint8 needs 4 bytes; the file has 3."),
    ("(2, 2)", "'|u1'", 5, "image_unreadable", "needs 4 bytes; the file has 5."),
    ("(2, 2)", "'<f4'", 0, "image_unreadable", "needs 16 bytes; the file has 0."),
]
BROKEN = [
    b"\x93NUMPY",
    b"\x93NUMPY\1",
    b"\x93NUMPY\1\0\x76",
    b"\x93NUMPY\1\0\xff\xff{",
    b"\x93NUMPY\2\0\xff\xff\xff\xff{",
    b"\x93NUMPY\3\0\x76\0\0\0" + GOOD[10:],
    b"\x93NUMPY\x09\x09\x76\0" + GOOD[10:],
    with_header(""),
    with_header("{}"),
    with_header("[" * 4000),
    with_header("-" * 4000),
    with_header("{" + "'a':{" * 700),
    with_header("(" * 3000 + ")" * 3000),
    with_header("__import__('os').system('true')"),
    with_header("'" + "a" * 60000 + "'"),
    with_header(header("(2, 2)")[:-2] + ", 'more': 1}", bytes(4)),
    GOOD[:100],
]


def refused(data: bytes, **limits: Any) -> EngineError:
    with pytest.raises(EngineError) as caught:
        process(data, format="png", limits=Limits(**limits))
    assert caught.value.problems[0].field == "image"
    assert len(caught.value.detail) < 400
    return caught.value


@pytest.mark.parametrize(
    ("shape", "descr", "size", "code", "words"), HEADERS, ids=[f"{h[0]}-{h[1]}"[:40] for h in HEADERS]
)
def test_a_header_is_judged_before_the_numbers(shape: str, descr: str, size: int, code: str, words: str) -> None:
    error = refused(with_header(header(shape, descr), bytes(size)))
    assert (error.code, words in error.detail) == (code, True), error.detail


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_header_is_no_array(data: bytes) -> None:
    assert refused(data).code == "image_unreadable"


@pytest.mark.parametrize(
    "data", [OBJECTS, STRUCTURED, npz(image=np.array([[{}]], object))], ids=["npy", "mixed", "npz"]
)
def test_objects_are_never_unpickled(data: bytes) -> None:
    error = refused(data)
    assert error.code == "format_unsupported"
    assert DTYPES in error.detail


@pytest.mark.parametrize("code", ["<f2", ">f4", "<f8"])
@pytest.mark.parametrize(
    ("value", "words"),
    [
        (float("nan"), "NaN or infinity"),
        (float("inf"), "NaN or infinity"),
        (float("-inf"), "NaN or infinity"),
        (255.0, "The array ranges from 0 to 255; floats must lie between 0 and 1. Divide by"),
        (-0.5, "The array ranges from -0.5 to 0.25;"),
        (1.001, "floats must lie between 0 and 1"),
    ],
)
@pytest.mark.parametrize("output", ["png", "npy", "npz", "json"])
def test_floats_lie_between_0_and_1(code: str, value: float, words: str, output: str) -> None:
    array = np.full((3, 4), 0.25, code)
    array[0, 0] = 0
    array[1, 2] = value
    with pytest.raises(EngineError) as caught:
        process(npy(array), format=output)
    assert (caught.value.code, words in caught.value.detail) == ("image_unreadable", True), caught.value.detail


def test_the_ends_of_the_range_are_in_it() -> None:
    assert process(npy(np.array([[0.0, 1.0, -0.0]]))).size == (3, 1)


def test_arrays_can_be_switched_off() -> None:
    assert refused(GOOD, formats_in=frozenset({"png"})).code == "format_unsupported"
    assert refused(npz(image=numbers()), formats_in=frozenset({"npy", "png"})).code == "format_unsupported"


ARCHIVES = [
    ("two", npz(first=numbers(), second=numbers()), "format_unsupported", "holds 2 arrays (first, second). Send one"),
    ("none", archive(("a.npy", b"")), "image_unreadable", "its header cannot be read"),
    ("text", archive(("image.npy", b"just words")), "image_unreadable", "its header cannot be read"),
    ("path", archive(("../image.npy", GOOD)), "format_unsupported", "members that numpy.savez does not write"),
    ("absolute", archive(("/etc/image.npy", GOOD)), "format_unsupported", "members that numpy.savez does not write"),
    ("drive", archive(("c:image.npy", GOOD)), "format_unsupported", "members that numpy.savez does not write"),
    ("other", archive(("image.npy", GOOD), ("run.sh", b"#")), "format_unsupported", "numpy.savez does not write"),
    ("packed", archive(("image.npy", GOOD), method=zipfile.ZIP_LZMA), "format_unsupported", "packed in an unusual way"),
    ("bzip2", archive(("image.npy", GOOD), method=zipfile.ZIP_BZIP2), "format_unsupported", "packed in an unusual way"),
    ("many", archive(*[(f"{n}.npy", GOOD) for n in range(17)]), "format_unsupported", "17 members; at most 16"),
    ("cut", npz(image=numbers())[:-30], "image_unreadable", "cut short"),
    ("more", npz(image=numbers()) + b"more", "image_unreadable", "something follows it"),
    ("long", archive(("image.npy", GOOD + b"tail")), "image_unreadable", "needs 105 bytes; the file has 109."),
    ("short", archive(("image.npy", GOOD[:-1])), "image_unreadable", "needs 105 bytes; the file has 104."),
]


@pytest.mark.parametrize(("data", "code", "words"), [one[1:] for one in ARCHIVES], ids=[one[0] for one in ARCHIVES])
def test_an_odd_archive_is_refused(data: bytes, code: str, words: str) -> None:
    error = refused(data)
    assert (error.code, words in error.detail) == (code, True), error.detail


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_two_members_of_one_name_are_refused() -> None:
    error = refused(archive(("image.npy", GOOD), ("image.npy", GOOD)))
    assert error.code == "format_unsupported"


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(archive(("image.npy", GOOD)))
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + flags] |= 1
    assert "encrypted" in refused(bytes(data)).detail


def test_an_archive_that_lies_about_its_directory_is_refused() -> None:
    data = bytearray(archive(("image.npy", GOOD)))
    data[-12 + 2 : -12 + 4] = b"\xff\xff"  # the directory's size
    assert refused(bytes(data)).code == "format_unsupported"


def lying_archive(claimed: int, data: bytes) -> bytes:
    """A member whose entries in the archive claim another size than it unpacks to."""
    made = bytearray(archive(("image.npy", data)))
    for signature, at in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        struct.pack_into("<I", made, made.index(signature) + at, claimed)
    return bytes(made)


@pytest.mark.parametrize("claimed", [len(GOOD) - 5, len(GOOD) + 5, 0, 2**32 - 2])
def test_a_member_that_lies_about_its_size_is_refused(claimed: int) -> None:
    assert refused(lying_archive(claimed, GOOD)).code == "image_unreadable"


def test_a_member_that_unpacks_to_more_than_it_claims_is_refused() -> None:
    bomb = with_header(header("(2, 2)"), bytes(1_000_000))
    honest = len(with_header(header("(2, 2)"))) + 4
    assert refused(lying_archive(honest, bomb)).code == "image_unreadable"


def test_flipped_bits_in_a_member_are_noticed() -> None:
    data = bytearray(npz(image=numbers(shape=(50, 50, 3))))
    data[len(data) // 2] ^= 255
    assert refused(bytes(data)).code == "image_unreadable"


@pytest.mark.filterwarnings("ignore:Reading .*:UserWarning")  # noise may look like a header of Python 2
@given(st.integers(0, 400), st.binary(max_size=8))
def test_any_damage_is_a_named_error_or_a_picture(at: int, noise: bytes) -> None:
    for good in (GOOD, npz(image=numbers())):
        try:
            process(good[:at] + noise + good[at + len(noise) :], format="png")
        except EngineError as error:
            assert error.problems


ZEROS = bytes(100_000_000)
READ = """
import resource, sys
from filters.engine import process
from filters.engine.errors import EngineError
for name in sys.argv[1:]:
    data = open(name, "rb").read()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        process(data, format="png")
    except EngineError as error:
        print(error.code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_bombs_take_no_memory(tmp_path: Path) -> None:
    bombs = {
        "huge": with_header(header("(60000, 1000, 4)"), b"x"),
        "deep": with_header("[" * 60000),
        "wide": archive(("image.npy", with_header(header("(8000, 8000, 4)", "'<f8'"), ZEROS))),
        "lying": lying_archive(120, with_header(header("(2, 2)"), ZEROS)),
    }
    files = [tmp_path / name for name in bombs]
    for file, data in zip(files, bombs.values(), strict=True):
        file.write_bytes(data)
    command = [sys.executable, "-c", READ, *map(str, files)]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=120).stdout
    answers = [line.split() for line in output.splitlines()]
    assert [code for code, _ in answers] == ["image_unreadable"] * 2 + ["image_too_large", "image_unreadable"]
    assert max(int(kilobytes) for _, kilobytes in answers) < 20_000

"""`.cube` files: Adobe's and Resolve's are read, and what is wrong is refused with its line."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.engine.errors import LookInvalid
from filters.engine.looks.cube import MAX_BYTES, read_cube
from tests.engine.cubes import cube_text, curve_text, lattice, rows, unchanged, warm

ADOBE = """\
#Created by: Adobe Photoshop Export Color Lookup Plugin
#Copyright: (c) Nobody

TITLE\t"Teal and\x07 orange"

#LUT size
LUT_3D_SIZE 2

#data domain
DOMAIN_MIN 0.0 0.0 0.0
DOMAIN_MAX 1.0 1.0 1.0

#LUT data points
"""
CUBE_2 = rows(lattice(2))
ROWS = rows([(0, 0, 0), (1, 1, 1)])


def refusal(data: str | bytes) -> LookInvalid:
    with pytest.raises(LookInvalid) as caught:
        read_cube(data.encode() if isinstance(data, str) else data)
    error = caught.value
    assert error.code == "parameter_invalid"
    assert len(error.detail) < 400
    assert error.detail.isprintable()
    return error


def test_it_reads_what_adobe_writes() -> None:
    lut = read_cube((ADOBE + CUBE_2).encode())
    assert lut.title == "Teal and orange"
    assert lut.curves is None
    assert lut.cube is not None
    assert lut.cube.fills_unit
    assert lut.cube.points.shape == (2, 2, 2, 3)


def test_red_runs_fastest() -> None:
    cube = read_cube(cube_text(3, warm)).cube
    assert cube is not None
    assert cube.points.dtype == np.float32
    blue, green, red = 2, 1, 0
    assert np.allclose(cube.points[blue, green, red], warm(red / 2, green / 2, blue / 2), atol=1e-6)


@pytest.mark.parametrize("size", [2, 33, 65])
def test_it_reads_cubes_of_every_size(size: int) -> None:
    lut = read_cube(cube_text(size))
    assert lut.size == size
    assert lut.cube is not None
    assert np.allclose(lut.cube.points.reshape(-1, 3), lattice(size), atol=1e-6)


@pytest.mark.parametrize("size", [2, 1024, 65536])
def test_it_reads_curves(size: int) -> None:
    lut = read_cube(curve_text(size))
    assert lut.cube is None
    assert lut.curves is not None
    assert np.allclose(lut.curves.points[:, 1], np.linspace(0, 1, size), atol=1e-6)


def test_it_reads_resolves_curves_before_a_cube() -> None:
    header = "LUT_1D_SIZE 3\nLUT_1D_INPUT_RANGE -0.5 2.0\nLUT_3D_SIZE 2\nLUT_3D_INPUT_RANGE 0.0 4.0\n"
    lut = read_cube((header + rows([(0, 0, 0), (2, 2, 2), (4, 4, 4)]) + "\n" + CUBE_2).encode())
    assert lut.curves is not None and lut.cube is not None
    assert (lut.curves.low, lut.curves.high) == ((-0.5,) * 3, (2.0,) * 3)
    assert (lut.cube.low, lut.cube.high) == ((0.0,) * 3, (4.0,) * 3)
    assert lut.curves.points[:, 0].tolist() == [0, 2, 4]
    assert lut.cube.points[1, 0, 1].tolist() == [1, 0, 1]


def test_it_reads_a_domain_for_each_channel() -> None:
    lut = read_cube(cube_text(header="DOMAIN_MIN -1 0 0.5\nDOMAIN_MAX 1 2 3\n"))
    assert lut.cube is not None
    assert (lut.cube.low, lut.cube.high) == ((-1, 0, 0.5), (1, 2, 3))


@pytest.mark.parametrize("keyword", ["LUT_3D_INPUT_RANGE 0 2", "DOMAIN_MAX 2 2 2"])
def test_it_reads_either_way_to_say_a_domain(keyword: str) -> None:
    cube = read_cube(cube_text(header=f"{keyword}\n")).cube
    assert cube is not None and cube.high == (2, 2, 2)


WRITTEN = {
    "CRLF": cube_text(2, warm).replace(b"\n", b"\r\n"),
    "CR": cube_text(2, warm).replace(b"\n", b"\r"),
    "a byte order mark": b"\xef\xbb\xbf" + cube_text(2, warm),
    "UTF-16": cube_text(2, warm).decode().encode("utf-16"),
    "tabs": cube_text(2, warm).replace(b" ", b"\t"),
    "indents": cube_text(2, warm).replace(b"\n", b"  \n  "),
    "blank lines": cube_text(2, warm).replace(b"\n", b"\n\n"),
    "comments": cube_text(2, warm).replace(b"\n", b"\n# 1 2 3\n"),
    "a comment beside a size": cube_text(2, warm).replace(b"SIZE 2", b"SIZE 2 # points"),
    "no last line end": cube_text(2, warm).rstrip(b"\n"),
    "signs": cube_text(2, warm).replace(b"\n0", b"\n+0"),
    "Latin 1": b'TITLE "Caf\xe9"\n' + cube_text(2, warm),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_it_minds_no_way_of_writing(name: str) -> None:
    written, plain = read_cube(WRITTEN[name]).cube, read_cube(cube_text(2, warm)).cube
    assert written is not None and plain is not None
    assert (written.points == plain.points).all()


def test_it_reads_exponents() -> None:
    lut = read_cube(b"LUT_1D_SIZE 2\n1e-3 -2.5E-01 0\n1.0e0 .5 1.\n")
    assert lut.curves is not None
    assert np.allclose(lut.curves.points, [[0.001, -0.25, 0], [1, 0.5, 1]])


WRONG = [
    # (file, line, what the error says)
    ("LUT_3D_SIZE 2\n0 0 0\n0 0 x\n", 3, 'three numbers from -10000 to 10000; got "0 0 x"'),
    ("LUT_3D_SIZE 2\n0 0 0\n0 0\n", 3, "three numbers"),
    ("LUT_3D_SIZE 2\n0 0 0 0\n", 2, "three numbers"),
    ("LUT_3D_SIZE 2\n0,5 0,5 0,5\n", 2, "three numbers"),
    ("LUT_3D_SIZE 2\n0 0 nan\n", 2, "three numbers"),
    ("LUT_3D_SIZE 2\n0 0 inf\n", 2, "three numbers"),
    ("LUT_3D_SIZE 2\n0 0 1e999\n", 2, "three numbers"),
    ("LUT_3D_SIZE 2\n0 0 99999\n", 2, "three numbers"),
    ("LUT_3D_SIZE 2\n0 0 1_0\n", 2, "three numbers"),
    ("LUT_3D_SIZE 2\n0 0 ٣\n", 2, "three numbers"),
    ("LUT_3D_SIZE 2\n0 0 0x1\n", 2, "three numbers"),
    (f"LUT_3D_SIZE 2\n{ROWS}\n", 3, "the file ends here, after 2 of 8 rows"),
    (f"LUT_3D_SIZE 2\n{CUBE_2}\n\n1 1 1\n", 11, "has all its 8 rows already"),
    (f"LUT_3D_SIZE 2\n{CUBE_2}\nTITLE late\n", 10, "has all its 8 rows already"),
    (f"LUT_1D_SIZE 3\n{ROWS}\n", 3, "after 2 of 3 rows"),
    ("0 0 0\n1 1 1\n", 1, "LUT_1D_SIZE or LUT_3D_SIZE must say"),
    ("TITLE x\n\n0 0 0\n", 3, "LUT_1D_SIZE or LUT_3D_SIZE must say"),
    ("LUT_3D_SIZE 2\n", 1, "without any row"),
    ("# nothing\nTITLE x\n# more\n", 2, "without any row"),
    ("LUT_3D_SIZE 1\n0 0 0\n", 1, 'a whole number from 2 to 65; got "1"'),
    ("LUT_3D_SIZE 66\n0 0 0\n", 1, "from 2 to 65"),
    ("LUT_3D_SIZE -5\n0 0 0\n", 1, "from 2 to 65"),
    ("LUT_3D_SIZE 2.5\n0 0 0\n", 1, "from 2 to 65"),
    ("LUT_3D_SIZE 33 33\n0 0 0\n", 1, "from 2 to 65"),
    ("LUT_3D_SIZE\n0 0 0\n", 1, 'from 2 to 65; got ""'),
    ("LUT_3D_SIZE 999999999999999999999\n0 0 0\n", 1, "from 2 to 65"),
    ("LUT_1D_SIZE 65537\n0 0 0\n", 1, "from 2 to 65536"),
    ("LUT_3D_SIZE 2\nLUT_3D_SIZE 2\n0 0 0\n", 2, "a second time; the first is on line 1"),
    ("LUT_3D_SIZ 2\n0 0 0\n", 1, "Did you mean LUT_3D_SIZE?"),
    ("lut_3d_size 2\n0 0 0\n", 1, "Did you mean LUT_3D_SIZE?"),
    ("LUT_3D_SIZE 2\nLUT_IN_VIDEO_RANGE\n", 2, "full-range"),
    ("LUT_3D_SIZE 2\nDOMAIN_MIN 0 0\n0 0 0\n", 2, 'must be 3 numbers, such as 0.0 or 1.0; got "0 0"'),
    ("LUT_3D_SIZE 2\nDOMAIN_MAX 0 0 0\n0 0 0\n", 2, "must end above where it begins"),
    ("LUT_3D_SIZE 2\nDOMAIN_MIN 1 0 0\n0 0 0\n", 2, "must end above where it begins"),
    ("LUT_3D_SIZE 2\nLUT_3D_INPUT_RANGE 1 0\n0 0 0\n", 2, "must end above where it begins"),
    ("LUT_3D_SIZE 2\nLUT_1D_INPUT_RANGE 0 1\n0 0 0\n", 2, "needs LUT_1D_SIZE"),
    ("LUT_3D_SIZE 2\nDOMAIN_MIN 0 0 0\nLUT_3D_INPUT_RANGE 0 1\n0 0 0\n", 2, "does not say which table"),
    ("LUT_1D_SIZE 2\nLUT_3D_SIZE 2\nDOMAIN_MAX 1 1 1\n0 0 0\n", 3, "does not say which table"),
    ("%PDF-1.7\n", 1, "no keyword of a .cube file"),
    ("<html>\x00\x07\n", 1, "no keyword of a .cube file"),
    ('{"cube": []}', 1, "no keyword"),
]


@pytest.mark.parametrize(("text", "line", "sentence"), WRONG, ids=[repr(text)[:40] for text, _, _ in WRONG])
def test_it_refuses_a_malformed_file_with_its_line(text: str, line: int, sentence: str) -> None:
    error = refusal(text)
    assert error.line == line
    assert error.detail.startswith(f"Line {line}: ")
    assert sentence in error.detail


@pytest.mark.parametrize("data", [b"", b"\n\n# only comments\n", b"\xef\xbb\xbf"])
def test_it_refuses_an_empty_file(data: bytes) -> None:
    assert "The file is empty" in refusal(data).detail


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "10 million lines": (lambda: b"LUT_3D_SIZE 65\n" + b"0 0 0\n" * 10_000_000, "MiB; at most 20 MiB"),
    "100 MB": (lambda: bytes(100_000_000), "95 MiB; at most 20 MiB"),
    "10 million short lines": (lambda: b"\n" * 10_000_000, "Line 10001: there are more than 10000 blank lines"),
    "millions of rows": (lambda: b"LUT_1D_SIZE 2\n" + b"0 0 0\n" * 3_000_000, "Line 4: the table has all its 2 rows"),
    "one endless line": (lambda: b"1" * 20_000_000, "Line 1: it has more than 1000 characters"),
    "zeros": (lambda: bytes(20_000_000), "Line 1: it has more than 1000 characters"),
    "an endless comment": (lambda: b"#" * 20_000_000, "Line 1: it has more than 1000 characters"),
    "UTF-16 that is none": (lambda: b"\xff\xfe" + b"\xd8" * 20_001, "Line 1: "),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_stops_early_in_a_hostile_file(name: str) -> None:
    make, sentence = HOSTILE[name]
    assert sentence in refusal(make()).detail


def test_the_largest_good_file_fits() -> None:
    longest_row = len("-1.00000000000000000e-01 " * 3)
    assert 65**3 * longest_row <= MAX_BYTES


@given(st.binary(max_size=200) | st.text(alphabet="LUT_13DSIZE MN\n#.-+e0123456789\t", max_size=120).map(str.encode))
def test_nothing_but_a_named_error_comes_of_noise(data: bytes) -> None:
    try:
        assert read_cube(data).size >= 2
    except LookInvalid as error:
        assert error.detail.isprintable()


@given(size=st.integers(2, 5), position=st.integers(1, 8), wrong=st.sampled_from(["x", "0 0", "nan 0 0", "0 0 0 0"]))
def test_the_line_is_the_right_one(size: int, position: int, wrong: str) -> None:
    lines = cube_text(size, unchanged).decode().splitlines()
    lines[position] = wrong
    assert refusal("\n".join(lines)).line == position + 1

"""SVG in, where it is asked for: drawn at its size, within bounds, and nothing but what the file itself holds."""

import subprocess
import sys
from typing import Any

import pytest
from PIL import Image

from filters.engine import Limits, process
from filters.engine.decode import open_source
from filters.engine.errors import EngineError, FormatUnsupported, ImageTooLarge, ImageUnreadable
from filters.engine.formats import FORMATS, READABLE, WRITABLE, sniff
from tests.engine.pictures import opened

ASKED = Limits(formats_in=frozenset({"svg", "png"}))
RED, GREEN, CLEAR = (255, 0, 0, 255), (0, 128, 0, 255), (0, 0, 0, 0)
BOX = '<rect width="100%" height="100%" fill="green"/>'


def svg(body: str = BOX, size: str = 'width="100" height="100"', before: str = "") -> bytes:
    """A file of these elements."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{before}<svg {names} {size}>{body}</svg>".encode()


def drawn(data: bytes, limits: Limits = ASKED) -> Image.Image:
    """The picture that comes out."""
    return opened(process(data, format="png", limits=limits).data).convert("RGBA")


def at(image: Image.Image, x: int, y: int) -> Any:
    """The pixel there."""
    return image.getpixel((x, y))


def test_it_is_read_only_where_it_is_asked_for() -> None:
    assert "svg" not in READABLE and "svg" not in Limits().formats_in
    with pytest.raises(FormatUnsupported, match="SVG images are switched off here"):
        process(svg())


@pytest.mark.parametrize("missing", ["'cairosvg': None", "'cairocffi': None"], ids=["package", "its library"])
def test_where_the_extra_is_missing_it_is_no_format(missing: str) -> None:
    program = (
        f"import sys; sys.modules.update({{{missing}}})\n"
        "from filters.engine import EngineError, Limits, process\n"
        "from filters.engine.formats import ACCEPTABLE\n"
        "assert 'svg' not in ACCEPTABLE\n"
        "try: process(b'<svg/>')\n"
        "except EngineError as error: print(error.detail)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("The file looks like an SVG drawing. Send one of: JPEG")


def test_it_is_never_written() -> None:
    assert "svg" not in WRITABLE
    assert process(svg(), limits=ASKED).format.name == "png"
    with pytest.raises(EngineError, match="SVG can be read but not written"):
        process(svg(), format="svg", limits=ASKED)


def test_it_is_drawn_and_what_is_not_drawn_on_is_transparent() -> None:
    image = drawn(
        svg('<rect width="50" height="100" fill="#ff0000"/><rect x="60" width="9" height="9" opacity="0.5"/>')
    )
    assert (at(image, 10, 50), at(image, 80, 50), at(image, 65, 5)) == (RED, CLEAR, (0, 0, 0, 128))
    assert open_source(svg(), ASKED).header.has_alpha


def test_half_transparent_colors_stay_what_they_are() -> None:
    image = drawn(svg('<rect width="100" height="100" fill="#ff8000" fill-opacity="0.5"/>'))
    assert at(image, 5, 5) == (255, 127, 0, 128)  # of 64 in 128, as Cairo holds it


def test_text_patterns_masks_and_gradients_are_drawn() -> None:
    body = (
        '<text x="5" y="20" font-size="20">Text</text>'
        '<pattern id="p" width="4" height="4" patternUnits="userSpaceOnUse">'
        '<rect width="4" height="4" fill="red"/></pattern>'
        '<mask id="m"><rect width="100" height="100" fill="white"/></mask>'
        '<linearGradient id="g"><stop stop-color="green"/></linearGradient>'
        '<rect y="40" width="20" height="20" fill="url(#p)"/><rect y="70" width="20" height="20" fill="url(#g)"/>'
        '<g mask="url(#m)"><rect x="60" y="60" width="20" height="20" fill="red"/></g>'
    )
    image = drawn(svg(body))
    assert image.crop((0, 0, 100, 30)).getbbox() is not None
    assert (at(image, 10, 50), at(image, 10, 80), at(image, 70, 70)) == (RED, GREEN, RED)


@pytest.mark.parametrize(
    "data",
    [
        svg(),
        b"<svg/>",
        b"\xef\xbb\xbf \n" + svg(before="<?xml version='1.0' encoding='utf-8'?>\n"),
        svg(before="<?xml version='1.0'?>").decode().encode("utf-16"),
        "\ufeff".encode("utf-16-be") + svg().decode().encode("utf-16-be"),
        svg(before="<!-- <html> " + "x" * 3000 + " -->\n<?xml-stylesheet href='a.css'?>"),
        svg(before='<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'),
        svg(before="<!DOCTYPE svg [<!ENTITY a 'b'>]>"),
        b"<s:svg xmlns:s='http://www.w3.org/2000/svg'/>",
    ],
    ids=["plain", "smallest", "mark", "utf-16", "utf-16-be", "comment", "doctype", "entity", "prefix"],
)  # fmt: skip
def test_it_is_known_by_its_first_element(data: bytes) -> None:
    assert sniff(data, {"svg"}).name == "svg"


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"<?xml version='1.0'?><rss/>", "an SVG drawing"),
        (b"<svgz/>", "an SVG drawing"),
        (b"<html><svg/></html>", "an HTML page"),
        (b"<!DOCTYPE html><svg></svg>", "an HTML page"),
        (b"some text <svg/>", "no image known here"),
        (b"\x1f\x8b\x08" + bytes(20), "a compressed file; an .svgz has to be unpacked first"),
    ],
)
def test_what_only_resembles_it_is_no_picture(data: bytes, looks_like: str) -> None:
    with pytest.raises(FormatUnsupported, match=f"looks like {looks_like}"):
        process(data, limits=ASKED)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ('width="64" height="32"', (64, 32)),
        ('width="64px" height="0.5in"', (64, 48)),
        ('width="25.4mm" height="2.54cm"', (96, 96)),
        ('width="72pt" height="6pc"', (96, 96)),
        ('width="2em" height="10.4"', (32, 10)),
        ('viewBox="0 0 40 20"', (40, 20)),
        ('viewBox="0,0 40,20" width="80"', (80, 40)),
        ('viewBox="0 0 40 20" height="40" width="auto"', (80, 40)),
        ('viewBox="0 0 40 20" width="100%" height="100%"', (40, 20)),
        ('width="50vw" height="100%"', (300, 150)),
        ("", (300, 150)),
        ('height="60"', (300, 60)),
        ('width="10" height="10" style="width:9999px;height:9999px"', (10, 10)),
    ],
)
def test_its_size_is_that_of_its_root(size: str, expected: tuple[int, int]) -> None:
    image = drawn(svg(size=size))
    assert image.size == expected
    assert at(image, 0, 0) == at(image, expected[0] - 1, expected[1] - 1) == GREEN


@pytest.mark.parametrize(
    "size",
    [
        'width="0" height="5"', 'width="0.2" height="5"', 'width="-5" height="5"', 'width="nan" height="5"',
        'width="inf" height="5"', 'width="1e999" height="5"', 'width="5 5" height="5"', 'width="5furlong" height="5"',
        'viewBox="0 0 0 5"', 'viewBox="0 0 -5 5"', 'viewBox="0 0 5"', 'viewBox="0 0 nan 5"', 'viewBox="a b c d"',
        'viewBox=""', 'viewBox="0 0 1e-300 1e300" width="5"',
    ],
)  # fmt: skip
def test_a_size_that_is_none_is_told_of(size: str) -> None:
    with pytest.raises((ImageUnreadable, ImageTooLarge)) as caught:
        drawn(svg(size=size))
    assert "is no size" in caught.value.detail or "a smaller one" in caught.value.detail


@pytest.mark.parametrize(
    "size", ['width="1e6" height="1e6"', 'viewBox="0 0 1e300 1e300"', 'width="4001" height="4000"']
)
def test_a_size_past_the_limits_is_refused_before_it_is_drawn(monkeypatch: pytest.MonkeyPatch, size: str) -> None:
    monkeypatch.setattr("filters.engine.codecs.plugins.svg.draw", lambda _: pytest.fail("drawn"))
    with pytest.raises(ImageTooLarge, match=r"Send (it in another format, or )?a smaller one"):
        drawn(svg(size=size))


def test_the_service_s_own_limit_holds_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("filters.engine.codecs.plugins.svg.draw", lambda _: pytest.fail("drawn"))
    with pytest.raises(ImageTooLarge, match="100 x 100"):
        drawn(svg(), Limits(formats_in=frozenset({"svg"}), max_pixels=9_999))


def test_it_runs_through_a_pipeline() -> None:
    result = process(svg(), [{"op": "resize", "width": 20}], format="jpeg", limits=ASKED)
    assert (result.format, result.size) == (FORMATS["jpeg"], (20, 20))

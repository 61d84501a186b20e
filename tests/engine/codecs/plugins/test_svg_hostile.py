"""SVG from strangers: what reaches out, turns in circles or asks for too much."""

import socket
from pathlib import Path

import pytest
from PIL import Image

from filters.engine.errors import ImageTooLarge, ImageUnreadable
from tests.engine.codecs.plugins.test_svg import BOX, GREEN, at, drawn, svg
from tests.engine.pictures import encoded, photo

NOTHING_MORE = '<rect x="50" width="50" height="100" fill="green"/>'
"""Behind what must not be drawn: the right half."""


def references(number: int, body: str = "") -> str:
    """Ten uses of ten uses of ..., `number` times."""
    groups = "".join(f'<g id="a{n + 1}">' + f'<use xlink:href="#a{n}"/>' * 10 + "</g>" for n in range(number))
    return f'<defs><g id="a0">{body}</g>{groups}</defs><use xlink:href="#a{number}"/>'


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A red picture that an SVG has no business with."""
    path = tmp_path_factory.mktemp("private") / "secret.png"
    path.write_bytes(encoded(Image.new("RGB", (100, 100), "red"), "PNG"))
    return path


REACHING_OUT = {
    "image": '<image width="100" height="100" href="{url}"/>',
    "image by xlink": '<image width="100" height="100" xlink:href="{url}"/>',
    "image with a base": '<g xml:base="{url}"><image width="100" height="100" href="secret.png"/></g>',
    "use": '<use href="{url}#a"/>',
    "feImage": '<filter id="f"><feImage href="{url}"/></filter><g filter="url(#f)"/>',
    "paint": '<rect width="50" height="100" fill="url({url}#p) none"/>',
    "import": '<style>@import url("{url}"); @import "{url}";</style>',
    "gradient": '<linearGradient id="g" href="{url}#x"/><rect width="50" height="100" fill="url(#g)"/>',
    "text": '<text><tref href="{url}"/></text>',
    "foreign object": '<foreignObject width="100" height="100"><img src="{url}"/></foreignObject>',
    "script": '<script href="{url}">document.write("x")</script><rect width="0" height="9" onload="alert(1)"/>',
    "font": "<style>@font-face {{ font-family: x; src: url({url}) }} text {{ font-family: x }}</style>",
}


@pytest.mark.parametrize("scheme", ["file", "path", "http", "data"])
@pytest.mark.parametrize("kind", REACHING_OUT)
def test_nothing_is_fetched_and_the_rest_is_drawn(
    monkeypatch: pytest.MonkeyPatch, secret: Path, kind: str, scheme: str
) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("went out"))
    monkeypatch.setattr("urllib.request.urlopen", lambda *_, **__: pytest.fail("fetched"))
    monkeypatch.setattr("cairosvg.url.urlopen", lambda *_, **__: pytest.fail("fetched"))
    urls = {
        "file": secret.as_uri(), "path": str(secret), "http": "http://127.0.0.1:8610/secret.png",
        "data": "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E",
    }  # fmt: skip
    image = drawn(svg(REACHING_OUT[kind].format(url=urls[scheme]) + NOTHING_MORE))
    assert at(image, 75, 50) == GREEN
    assert image.crop((0, 0, 50, 100)).getbbox() is None


UNREADABLE = {
    "many laughs": (
        svg("<text>&c;</text>", before='<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>'),
        "declares entities",
    ),
    "quadratic": (svg("&a;" * 999, before=f'<!DOCTYPE svg [<!ENTITY a "{"a" * 999}">]>'), "declares entities"),
    "external entity": (
        svg("<text>&a;</text>", before='<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "declares entities",
    ),
    "external subset": (svg(before='<!DOCTYPE svg SYSTEM "file:///a" [<!ENTITY % a "b">]>'), "declares entities"),
    "default attributes": (
        svg("<g/>" * 99, before=f'<!DOCTYPE svg [<!ATTLIST g id CDATA "{"a" * 999}">]>'), "declares entities",
    ),
    "unknown entity": (svg("<text>&a;</text>"), "no well-formed XML"),
    "cut short": (svg()[:-4], "no well-formed XML"),
    "broken": (b"<svg <<>>", "no well-formed XML"),
    "another root": (b"<svg xmlns='http://example.org/other'/>", "root element is another"),
    "deep": (svg("<g>" * 99 + "</g>" * 99), "nests more than 64"),
    "used by itself": (svg('<use id="a" href="#a"/>'), "in a circle"),
    "used in a circle": (svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'), "in a circle"),
    "pattern of itself": (
        svg('<pattern id="p" width="1" height="1"><rect width="9" height="9" fill="url(#p)"/></pattern>'
            '<rect width="99" height="99" fill="url(#p)"/>'), "in a circle",
    ),
    "mask of itself": (
        svg('<mask id="m"><rect width="9" height="9" mask="url(#m)"/></mask>'
            '<rect width="99" height="99" mask="url(#m)"/>'), "in a circle",
    ),
    "clip path of itself": (
        svg('<clipPath id="c"><rect width="9" height="9" clip-path="url(#c)"/></clipPath>'
            '<rect width="99" height="99" clip-path="url(#c)"/>'), "in a circle",
    ),
    "no angle": (svg('<text rotate="much">a</text>'), "a value that means nothing"),
    "no number": (svg('<rect width="9" height="9" opacity="much"/>'), "a value that means nothing"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_makes_no_sense_is_refused_with_a_reason(name: str) -> None:
    data, reason = UNREADABLE[name]
    with pytest.raises(ImageUnreadable, match=reason):
        drawn(data)


TOO_LARGE = {
    "bytes": (svg(f"<!--{'x' * 4_194_304}-->"), "at most 4194304 are allowed"),
    "elements": (svg("<g/>" * 20_000), "more than 20000 elements"),
    "uses": (svg(references(8, BOX)), "draws more than"),
    "empty uses": (svg(references(8)), "draws more than"),
    "patterns": (
        svg("".join(
            f'<pattern id="p{n + 1}" width="5" height="5" patternUnits="userSpaceOnUse">'
            + f'<rect width="9" height="9" fill="url(#p{n})"/>' * 10 + "</pattern>" for n in range(8)
        ) + '<rect width="99" height="99" fill="url(#p8)"/>'), "draws more than",
    ),
    "markers": (
        svg('<marker id="m" viewBox="0 0 1 1">' + "<g/>" * 9000 + "</marker>"
            '<path d="M0 0' + "L1 1" * 9 + '" marker-mid="url(#m)"/>'), "draws more than",
    ),
    "letters": (svg(f"<text>{'a' * 200_000}</text>"), "draws more than"),
    "layers": (
        svg('<g opacity="0.5">' * 40 + BOX + "</g>" * 40, 'width="4000" height="4000"'), "over one another",
    ),
    "rules": (svg(f"<style>{'a b{x:y}' * 1000}</style>" + "<g/>" * 1000), "1000 rules of style for 1002 elements"),
}  # fmt: skip


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_file_that_asks_for_too_much_is_refused_with_a_reason(name: str) -> None:
    data, reason = TOO_LARGE[name]
    with pytest.raises(ImageTooLarge, match=reason):
        drawn(data)


@pytest.mark.parametrize(
    "body",
    [
        '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/><g fill="url(#a)"/>',
        '<filter id="f"><feOffset dx="1" filter="url(#f)"/></filter><rect width="0" height="9" filter="url(#f)"/>',
        '<pattern id="p" width="1e-9" height="1e-9" patternUnits="userSpaceOnUse"/><path d="M0 0L9 9" fill="url(#p)"/>',
        '<line x2="1e8" y2="0" stroke="none" stroke-dasharray="1e-5"/>',
        '<use href="#missing"/><g clip-path="url(#missing)"/><g mask="url(#missing)"/>',
        '<rect width="nan" height="-5"/><circle r="nan"/><path d="M nan nan L"/>',
        "<tspan/><a/><unknown/><metadata><rdf/></metadata><title>a</title>",
    ],
    ids=["gradients in a circle", "filter of itself", "tiny pattern", "long line", "missing", "no numbers", "unknown"],
)
def test_what_makes_no_sense_alone_is_passed_over(body: str) -> None:
    assert at(drawn(svg(body + NOTHING_MORE)), 75, 50) == GREEN


def test_a_file_that_embeds_a_picture_shows_the_rest() -> None:
    data = encoded(photo(size=(10, 10)), "PNG")
    body = f'<image width="50" height="100" href="data:image/png;base64,{data.hex()}"/>{NOTHING_MORE}'
    assert drawn(svg(body)).getbbox() == (50, 0, 100, 100)


LETTERS = '<text x="5" y="90" font-size="99">W</text>'
SCALED = '<g transform="scale(1e6)">{}</g>'


@pytest.mark.parametrize(
    "body",
    [
        '<text font-size="1e7">W</text>',
        SCALED.format(LETTERS),
        f'<pattern id="p" width="9" height="9" patternUnits="userSpaceOnUse">{LETTERS}</pattern>'
        + SCALED.format('<rect width="9" height="9" fill="url(#p)"/>'),
        f'<mask id="m">{LETTERS}</mask>' + SCALED.format('<rect width="9" height="9" mask="url(#m)"/>'),
    ],
    ids=["large", "scaled", "in a scaled pattern", "in a scaled mask"],
)
def test_letters_of_one_file_do_not_spoil_a_font_for_the_next(body: str) -> None:
    before = drawn(svg(LETTERS))
    drawn(svg(body))
    assert drawn(svg(LETTERS)).tobytes() == before.tobytes()
    assert drawn(svg(LETTERS.replace("99", "98"))).getbbox() is not None

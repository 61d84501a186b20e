"""Which format the answer has."""

import pytest

from filters.engine.errors import NotAcceptable
from filters.engine.formats import FORMATS
from filters.engine.negotiation import MediaRange, accepted_format, accepted_formats, negotiate, parse_accept
from filters.engine.output import Output
from filters.engine.source import Header

CHROME_PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"
CHROME_IMAGE = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"

LEADS_TO = [
    # (Accept, own format, result)
    (None, "jpeg", "jpeg"),
    ("", "jpeg", "jpeg"),
    ("*/*", "png", "png"),
    ("image/*", "gif", "gif"),
    ("image/webp", "jpeg", "webp"),
    ("IMAGE/WebP", "jpeg", "webp"),
    (" image/webp ; q=0.3 ", "jpeg", "webp"),
    ("image/png;level=9", "jpeg", "png"),
    ("image/webp,image/png", "jpeg", "webp"),
    ("image/png,image/webp", "jpeg", "png"),
    ("image/webp;q=0.5,image/png;q=0.9", "jpeg", "png"),
    ("image/webp;q=0.5,image/png;Q=0.9", "jpeg", "png"),
    ("image/webp;q=0.9,image/png;q=0.9", "jpeg", "webp"),
    ("image/heic,image/avif;q=0.1", "jpeg", "avif"),
    ("image/x-icon", "jpeg", "ico"),
    ("image/x-icon;q=0,image/*", "ico", "jpeg"),
    ("image/apng,image/*;q=0.8", "jpeg", "png"),
    ("application/json,*/*;q=0.1", "tiff", "tiff"),
    ("application/json,image/webp;q=0.1", "tiff", "webp"),
    # a wildcard names no type, whatever its q
    ("image/webp;q=0.1,*/*", "jpeg", "webp"),
    ("*/*,image/webp", "jpeg", "webp"),
    (CHROME_IMAGE, "jpeg", "avif"),
    # a navigation names image types for its page, not for this answer
    (CHROME_PAGE, "png", "png"),
    ("text/html", "gif", "gif"),
    # q=0 refuses
    ("image/png;q=0,*/*", "png", "jpeg"),
    ("image/jpeg;q=0,image/*", "png", "png"),
    ("image/jpeg;q=0,image/png;q=0.000,image/*", "png", "webp"),
    ("image/*;q=0,image/webp", "jpeg", "webp"),
    ("*/*;q=0,image/webp", "jpeg", "webp"),
    # an array is named, or the client's own
    ("application/x-npy", "jpeg", "npy"),
    ("application/x-npz,image/png;q=0.9", "jpeg", "npz"),
    ("image/png,application/x-npy", "jpeg", "png"),
    ("application/x-npy,*/*;q=0.1", "jpeg", "npy"),
    ("image/jpeg;q=0,application/x-npy;q=0,*/*", "jpeg", "png"),
    ("*/*", "npy", "npy"),
    (None, "npz", "npz"),
    ("image/*", "npy", "png"),
    ("image/*,*/*;q=0.8", "npz", "png"),
    (CHROME_PAGE, "npy", "png"),
    ("image/webp,*/*", "npy", "webp"),
    ("application/x-npy;q=0,*/*", "npy", "jpeg"),
    # JSON only where nothing else is wanted
    ("application/json", "jpeg", "json"),
    ("application/json;q=0.1", "npy", "json"),
    ("application/json,image/*;q=0.1", "jpeg", "jpeg"),
    ("application/json,text/plain,*/*", "jpeg", "jpeg"),
    ("application/json,application/x-npy;q=0.1", "jpeg", "npy"),
    ("application/json,text/html", "jpeg", "jpeg"),
    ("application/json,image/*;q=0", "jpeg", "json"),
    # malformed members count as absent, and a header of nothing else as no header
    ("garbage", "jpeg", "jpeg"),
    (",,;;,", "jpeg", "jpeg"),
    ("image/webp;q=high", "jpeg", "jpeg"),
    ("image/webp;q=high,image/png", "jpeg", "png"),
    ("image/webp;q=2,image/png;q=0.1", "jpeg", "png"),
    ("image/webp;q=-1,image/png;q=0.1", "jpeg", "png"),
    ("image/webp;q=nan,image/png;q=0.1", "jpeg", "png"),
    ("image/webp;q=,image/png;q=0.1", "jpeg", "png"),
]

LEADS_NOWHERE = [
    "image/heic",
    "image/heif",
    "image/svg+xml,image/heic;q=0.5",
    "application/json;q=0",
    "application/problem+json",
    "text/plain",
    "audio/*",
    "*/*;q=0",
    "image/*;q=0",
    "image/*;q=0,*/*",
    "image/jpeg;q=0",
    "image/jpeg;q=0,image/heic",
]


def header(format: str, *, has_alpha: bool = False) -> Header:
    return Header(
        format=FORMATS[format],
        size=(4, 3),
        mode="RGBA" if has_alpha else "RGB",
        frames=1,
        orientation=1,
        plays=1,
        has_alpha=has_alpha,
    )


@pytest.mark.parametrize(("accept", "own", "expected"), LEADS_TO)
def test_it_chooses_the_format_that_accept_leads_to(accept: str | None, own: str, expected: str) -> None:
    assert accepted_format(accept, own=FORMATS[own]).name == expected


@pytest.mark.parametrize("accept", LEADS_NOWHERE)
def test_it_refuses_an_accept_that_nothing_satisfies(accept: str) -> None:
    with pytest.raises(NotAcceptable, match="image/jpeg, image/png, image/webp"):
        accepted_format(accept, own=FORMATS["jpeg"])


def test_it_reads_a_header_into_ranges() -> None:
    assert parse_accept("image/png;q=0.5, */*") == [MediaRange("image/png", 0.5), MediaRange("*/*", 1.0)]


@pytest.mark.parametrize(
    ("source", "has_alpha", "expected"),
    [("jpeg", False, "jpeg"), ("webp", True, "webp"), ("heic", False, "jpeg"), ("heic", True, "png")],
)
def test_it_keeps_the_inputs_own_format_or_falls_back(source: str, has_alpha: bool, expected: str) -> None:
    chosen = negotiate(Output(), accept=None, header=header(source, has_alpha=has_alpha))
    assert chosen.format == expected


@pytest.mark.parametrize(
    ("asked", "accept", "expected"),
    [("gif", "image/png", "gif"), (None, "image/png", "png"), (None, None, "jpeg"), ("gif", "application/json", "gif")],
)
def test_what_is_asked_for_counts_more_than_accept(asked: str | None, accept: str | None, expected: str) -> None:
    assert negotiate(Output(format=asked), accept=accept, header=header("jpeg")).format == expected


def test_it_leaves_the_other_choices_alone() -> None:
    output = Output(quality=30, metadata="keep", background="#000000")
    chosen = negotiate(output, accept=None, header=header("jpeg"))
    assert (chosen.quality, chosen.metadata, chosen.background) == (30, "keep", "#000000")


@pytest.mark.parametrize(
    ("accept", "among", "not_among"),
    [
        (None, {"jpeg", "avif", "tiff"}, set()),
        ("*/*", {"jpeg", "avif", "tiff"}, set()),
        ("image/webp, image/jpeg;q=0.5", {"webp", "jpeg"}, {"png", "avif"}),
        ("image/*, image/avif;q=0", {"jpeg", "webp", "png"}, {"avif"}),
        ("*/*, image/*;q=0, image/png", {"png"}, {"jpeg", "webp"}),
        ("text/html, image/avif, */*;q=0.8", {"avif", "jpeg"}, set()),
    ],
)
def test_it_knows_every_format_that_accept_lets_through(
    accept: str | None, among: set[str], not_among: set[str]
) -> None:
    names = set(accepted_formats(accept))
    assert among <= names
    assert not names & not_among


def test_the_best_liked_format_comes_first() -> None:
    assert accepted_formats("image/tiff;q=0.9, image/gif")[:2] == ("gif", "tiff")


def test_it_refuses_an_automatic_format_where_no_picture_is_accepted() -> None:
    with pytest.raises(NotAcceptable, match="image/jpeg, image/png, image/webp"):
        accepted_formats("text/plain, image/*;q=0")

"""Upload-Metadata: pairs of a key and Base64, read strictly."""

from base64 import b64encode

import pytest

from filters.services.upload_metadata import Metadata, MetadataInvalid, read_metadata


def pair(key: str, value: str | bytes) -> str:
    return f"{key} {b64encode(value if isinstance(value, bytes) else value.encode()).decode()}"


VALID = [
    ("", Metadata(name="upload")),
    ("   ", Metadata(name="upload")),
    (pair("filename", "cat.jpg"), Metadata(name="cat.jpg")),
    (pair("name", "cat.jpg"), Metadata(name="cat.jpg")),
    (f"{pair('name', 'other')},{pair('filename', 'cat.jpg')}", Metadata(name="cat.jpg")),
    (f"{pair('filename', '')},{pair('name', 'cat.jpg')}", Metadata(name="cat.jpg")),
    (pair("filename", "Käse 日本.png"), Metadata(name="Käse 日本.png")),
    ("is_confidential", Metadata(name="upload")),
    (f"is_confidential,{pair('filename', 'a.bin')}", Metadata(name="a.bin")),
    (f"{pair('filename', 'a.bin')}, {pair('filetype', 'image/png')}", Metadata(name="a.bin")),
    (pair("unknown", b"\xff\x00"), Metadata(name="upload")),
]


@pytest.mark.parametrize(("text", "wanted"), VALID)
def test_it_is_read(text: str, wanted: Metadata) -> None:
    found = read_metadata(text)
    assert (found.text, found.name, found.visibility) == (text.strip(), wanted.name, None)


@pytest.mark.parametrize("said", ["public", "private"])
def test_it_says_who_may_see_the_file(said: str) -> None:
    assert read_metadata(pair("visibility", said)).visibility == said


INVALID = [
    ("filename cat.jpg", "filename is no Base64"),
    ("filename Y2F0LmpwZw", "no Base64"),  # without its padding
    ("filename Y2F0 LmpwZw==", "no Base64"),
    ("filename  Y2F0", "no Base64"),
    ("filename Y2F0LmpwZw==\n", "no Base64"),
    (pair("filename", b"\xff\xfe"), "no UTF-8"),
    (pair("name", b"\xff\xfe"), "no UTF-8"),
    (f"{pair('filename', 'a')},{pair('filename', 'a')}", "twice"),
    ("a,a", "twice"),
    ("käse Y2F0", "visible ASCII"),
    ("a\r\nSet-Cookie:x Y2F0", "visible ASCII"),
    ("a\tb", "visible ASCII"),
    (",", "visible ASCII"),
    ("a,", "visible ASCII"),
    ("a,,b", "visible ASCII"),
    (pair("visibility", "everyone"), "public or private"),
    (pair("visibility", ""), "public or private"),
    ("visibility", "public or private"),
    (pair("visibility", b"\xff"), "no UTF-8"),
]


@pytest.mark.parametrize(("text", "wanted"), INVALID, ids=range(len(INVALID)))
def test_what_is_wrong_is_refused_and_named(text: str, wanted: str) -> None:
    with pytest.raises(MetadataInvalid, match=wanted) as refused:
        read_metadata(text)
    assert refused.value.problems[0].field.startswith("Upload-Metadata")

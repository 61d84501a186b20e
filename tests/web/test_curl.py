"""The curl line of what was done."""

import shlex
from typing import Any

import pytest

from filters.engine import Output, Pipeline
from filters.models import Preset
from filters.services.images import Job
from filters.web.curl import curl_line

URL = "http://localhost/api/v1/process/"


def line(*, filename: str = "cat.jpg", **job: Any) -> str:
    return curl_line(URL, Job(data=b"", **job), filename=filename, suffix=".png")


def test_it_is_short_where_all_is_default() -> None:
    assert line() == f"curl -F image=@cat.jpg -o out.png {URL}"


def test_it_says_what_differs_from_the_defaults() -> None:
    text = line(
        preset=Preset(slug="noir"),
        pipeline=Pipeline.parse([{"op": "gaussian_blur", "radius": 4}, {"op": "gaussian_blur", "radius": 2}]),
        output=Output(format="png", quality=70, metadata="keep", background="#ff8800"),
    )

    assert text == (
        "curl -F image=@cat.jpg -F preset=noir "
        """-F 'pipeline=[{"op":"gaussian_blur","radius":4},{"op":"gaussian_blur"}]' """
        f"-F format=png -F quality=70 -F metadata=keep -F 'background=#ff8800' -o out.png {URL}"
    )


def test_it_names_the_overlay() -> None:
    text = curl_line(URL, Job(data=b""), filename="cat.jpg", overlay="my;logo.png", suffix=".png")
    assert text == f"""curl -F image=@cat.jpg -F 'overlay=@"my;logo.png"' -o out.png {URL}"""


def test_it_says_every_output_choice_that_was_made() -> None:
    output = Output.parse(
        {
            "format": "auto",
            "quality": "auto",
            "target": 0.95,
            "max_bytes": 2000,
            "progressive": False,
            "sizes": [16, 32],
        }
    )

    assert line(output=output) == (
        "curl -F image=@cat.jpg -F format=auto -F quality=auto -F target=0.95 -F max_bytes=2000 "
        f"-F progressive=false -F 'sizes=16, 32' -o out.png {URL}"
    )


@pytest.mark.parametrize(
    ("filename", "word"),
    [
        ("my cat.jpg", "image=@my cat.jpg"),
        ("o'cat.jpg", "image=@o'cat.jpg"),
        ("cat;type=x,y.jpg", 'image=@"cat;type=x,y.jpg"'),
        ('say "cat".jpg', 'image=@"say \\"cat\\".jpg"'),
        ("$(reboot).jpg", "image=@$(reboot).jpg"),
        ("貓.jpg", "image=@貓.jpg"),
    ],
)
def test_a_file_name_is_quoted_for_the_shell_and_for_curl(filename: str, word: str) -> None:
    assert shlex.split(line(filename=filename))[2] == word

"""The front door: three lines from a Python prompt."""

import ast
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from filters import engine
from filters.engine import EngineError, Operation, Pipeline, process
from filters.engine.operations.blur import GaussianBlur
from tests.engine.pictures import encoded, opened, photo, same

ROOT = Path(__file__).resolve().parents[2]


def test_the_three_lines_of_the_docstring_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = textwrap.dedent((engine.__doc__ or "").split("::\n")[1])
    assert len(ast.parse(lines).body) == 3
    (tmp_path / "cat.jpg").write_bytes(encoded(photo(), "JPEG"))
    program = [sys.executable, "-c", lines]
    subprocess.run(program, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, check=True, timeout=60)
    result = opened((tmp_path / "cat.png").read_bytes())
    assert (result.format, result.size) == ("PNG", (451, 300))


def test_the_engine_needs_no_django() -> None:
    program = "import sys, filters.engine; sys.exit('django' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, timeout=60)
    assert ended.returncode == 0


@pytest.mark.parametrize(
    "pipeline",
    [
        '[{"op": "gaussian_blur", "radius": 4}]',
        [{"op": "gaussian_blur", "radius": 4}],
        [GaussianBlur(radius=4)],
        Pipeline((GaussianBlur(radius=4),)),
    ],
)
def test_a_pipeline_is_taken_in_every_form(pipeline: str | list[dict[str, Any] | Operation] | Pipeline) -> None:
    image = photo(size=(40, 30))
    result = process(encoded(image, "PNG"), pipeline)
    assert same(opened(result.data), GaussianBlur(radius=4).apply(image))


def test_an_empty_pipeline_only_converts() -> None:
    image = photo(size=(40, 30))
    assert same(opened(process(encoded(image, "PNG"), format="tiff").data), image)


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({"format": "psd"}, "format"),
        ({"quality": 0}, "quality"),
        ({"metadata": "some"}, "metadata"),
        ({"background": "none"}, "background"),
        ({"pipeline": [{"op": "no"}]}, "pipeline[0].op"),
        ({"image": b""}, "image"),
        ({"image": b"text"}, "image"),
    ],
)
def test_every_mistake_names_its_field(choices: dict[str, Any], field: str) -> None:
    with pytest.raises(EngineError) as caught:
        process(**({"image": encoded(photo(size=(4, 4)), "PNG")} | choices))
    assert caught.value.problems[0].field == field
    assert caught.value.detail.endswith((".", "?"))


def test_everything_public_is_there() -> None:
    assert sorted(engine.__all__, key=str.swapcase) == sorted(engine.__all__, key=str.swapcase)
    assert all(hasattr(engine, name) for name in engine.__all__)

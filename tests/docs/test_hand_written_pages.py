"""What the README and the other pages promise is there."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from django.conf import settings
from django.urls import resolve

from filters.engine import Pipeline, process
from filters.engine.plan.steps import RuleName
from filters.services.images import Job, image_explain
from imgsvc.pages import PAGES

ROOT = Path(settings.BASE_DIR)
WRITTEN = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/access.md",
    "docs/architecture.md",
    "docs/arrays.md",
    "docs/assets.md",
    "docs/batch.md",
    "docs/fetch.md",
    "docs/files.md",
    "docs/forward.md",
    "docs/index.md",
    "docs/notices.md",
    "docs/plan.md",
    "docs/security.md",
    "docs/streaming.md",
    "docs/uploads.md",
]
GENERATED = [f"docs/{name}" for name in PAGES]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*WRITTEN, *GENERATED])
def test_it_links_to_pages_that_exist(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", text(name))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (ROOT / name).parent.joinpath(link).exists()] == []


def test_it_names_every_page_in_the_index() -> None:
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert {page for page in pages if f"({page})" not in text("docs/index.md")} == set()


@pytest.mark.parametrize("name", WRITTEN)
def test_it_shows_pipelines_that_are_valid(name: str) -> None:
    for written in re.findall(r'\[\{"op".*?\}\]', text(name)):
        assert len(Pipeline.parse(json.loads(written))) > 0


def test_it_shows_addresses_that_are_served() -> None:
    for name in ("README.md", "docs/index.md"):
        for path in re.findall(r"http://127\.0\.0\.1:8000(/[a-z0-9/]*)", text(name)):
            assert callable(resolve(path).func)


def test_it_lists_calls_that_are_served() -> None:
    calls = re.findall(r"(/api/v1/[a-z/{}]*)", text("docs/index.md"))
    assert len(set(calls)) >= 8
    for call in calls:
        assert callable(resolve(call.replace("{name}", "sepia").replace("{slug}", "noir")).func)


def test_it_shows_three_lines_of_python_that_work_without_django(tmp_path: Path, cat_jpeg: bytes) -> None:
    (snippet,) = re.findall(r"```python\n(.*?)```", text("README.md"), re.DOTALL)
    assert len(snippet.strip().splitlines()) == 3
    (tmp_path / "cat.jpg").write_bytes(cat_jpeg)
    script = snippet + "import sys; assert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, check=True, timeout=60)
    expected = process(cat_jpeg, [{"op": "gaussian_blur", "radius": 4}], format="png")
    assert (tmp_path / "cat.png").read_bytes() == expected.data


@pytest.mark.parametrize("rule", get_args(RuleName))
def test_it_describes_every_rule_of_the_plan(rule: str) -> None:
    assert f"\n| `{rule}` | " in text("docs/plan.md")


def test_its_example_is_what_explain_answers(cat_jpeg: bytes) -> None:
    (steps,) = re.findall(r"pipeline=(\[.*?\])'", text("docs/plan.md"))
    (answer,) = re.findall(r"```json\n(.*?)```", text("docs/plan.md"), re.DOTALL)
    explained = image_explain(job=Job(data=cat_jpeg, pipeline=Pipeline.parse(steps)))
    assert json.loads(answer) == {part: explained[part] for part in ("runs", "rewrites")}


def test_it_describes_no_rule_that_is_gone() -> None:
    described = re.findall(r"^\| `(\w+)` \|", text("docs/plan.md"), re.MULTILINE)
    assert set(described) == set(get_args(RuleName))

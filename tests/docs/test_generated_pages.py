"""The committed pages say what the code declares, and the command keeps them so."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from filters.codes import KINDS
from filters.engine import OPERATIONS, Output
from filters.engine.choices import Choice
from filters.engine.formats import FORMATS, Format
from filters.engine.generated import parse_generator
from filters.engine.generators import GENERATORS
from imgsvc.env import Environment
from imgsvc.pages import PAGES, errors, formats, generators, operations, output, settings
from imgsvc.pages.markdown import table
from imgsvc.variables import Variable, variables


def generate(*arguments: object) -> str:
    out = io.StringIO()
    call_command("generate_docs", *(str(argument) for argument in arguments), stdout=out)
    return out.getvalue()


def test_it_finds_the_committed_pages_up_to_date() -> None:
    assert generate("--check") == "The generated pages are up to date.\n"


def test_it_writes_every_page(tmp_path: Path) -> None:
    generate("--folder", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(PAGES)
    assert generate("--check", "--folder", tmp_path) == "The generated pages are up to date.\n"


def test_it_names_the_page_that_is_out_of_date_and_writes_nothing(tmp_path: Path) -> None:
    generate("--folder", tmp_path)
    (tmp_path / "errors.md").write_text("old", encoding="utf-8")
    with pytest.raises(CommandError, match=r"^Out of date: errors\.md\. Run `make docs`"):
        generate("--check", "--folder", tmp_path)
    assert (tmp_path / "errors.md").read_text(encoding="utf-8") == "old"


def test_it_writes_only_what_changed(tmp_path: Path) -> None:
    generate("--folder", tmp_path)
    (tmp_path / "errors.md").unlink()
    assert generate("--folder", tmp_path) == "Wrote errors.md.\n"
    assert generate("--folder", tmp_path) == "The generated pages were up to date.\n"


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_describes_an_operation_with_a_valid_example(name: str) -> None:
    operation, page = OPERATIONS[name], operations.page()
    step = operations.example(operation)
    assert operation.parse({key: value for key, value in step.items() if key != "op"}).op == name
    section = page.split(f"### {name}\n")[1].split("\n### ")[0]
    assert operation.summary() in section
    for parameter in operation.parameters():
        assert f"| `{parameter.name}` | {parameter.expected} |" in section
        assert parameter.description in section


@pytest.mark.parametrize("name", GENERATORS)
def test_it_describes_a_generator_with_a_valid_example(name: str) -> None:
    section = generators.page().split(f"## {name}\n")[1].split("\n## ")[0]
    example = json.loads(section.split("```json\n")[1].split("\n```")[0])
    assert parse_generator(example).size == (640, 360)
    for parameter in GENERATORS[name].parameters():
        assert f"| `{parameter.name}` | {parameter.expected} |" in section


@pytest.mark.parametrize("code", KINDS)
def test_it_says_when_an_error_comes(code: str) -> None:
    assert errors.meaning(code).endswith(".")
    assert f"| `{code}` | {KINDS[code].title} | {errors.meaning(code)} |" in errors.page()


def test_it_repeats_no_sentence_for_an_error_that_is_gone() -> None:
    assert set(errors.WHEN) <= set(KINDS)


@pytest.mark.parametrize("variable", variables(Environment), ids=lambda variable: variable.name)
def test_it_lists_a_setting(variable: Variable) -> None:
    row = next(line for line in settings.page().splitlines() if f"| `{variable.name}` |" in line)
    assert variable.description in row
    assert variable.expected in row


@pytest.mark.parametrize("format", FORMATS.values(), ids=lambda format: format.name)
def test_it_lists_a_format(format: Format) -> None:
    assert f"| `{format.media_type}` |" in formats.page()


@pytest.mark.parametrize("choice", Output.choices(), ids=lambda choice: choice.name)
def test_it_lists_an_output_choice(choice: Choice) -> None:
    row = next(line for line in output.page().splitlines() if line.startswith(f"| `{choice.name}` |"))
    for text in (choice.accepted, choice.labels, choice.description):
        assert text in row


def test_it_names_every_note_about_output() -> None:
    for note in ("choices_ignored", "colors_reduced", "max_bytes_missed", "target_missed"):
        assert f"`{note}`" in output.page() or f"`Image-Warnings: {note}`" in output.page()


def test_it_keeps_a_bar_inside_its_cell() -> None:
    assert table(["a"], [["x | y\nz"]]) == "| a |\n| --- |\n| x \\| y z |"

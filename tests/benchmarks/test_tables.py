"""Tables, page and chart out of rows."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.chart import draw
from benchmarks.memory import Memory
from benchmarks.page import write
from benchmarks.run import Run, load
from benchmarks.tables import operation_table, table
from tests.benchmarks.rows import ROW, row

ROWS = [row("imgsvc", cpu=100, rate=20), row("sharp", cpu=80, rate=25.4), row("floor", cpu=80, rate=24)]
RUN = Run(
    {"date": "2026-01-01", "processor": "Some, 2 cores"},
    "photos",
    3,
    2.0,
    ROWS,
    [Memory("24.jpg", "gaussian(2)", 90_000_000, 240_000_000, 10.0, met=True)],
    {"gaussian(2)": {"decode": 30.25}},
)


def test_a_table_is_aligned_markdown() -> None:
    assert table(("a", "number"), [("long", "1"), ("b", "23")]) == (
        "| a    | number |\n"
        "| ---- | -----: |\n"
        "| long |      1 |\n"
        "| b    |     23 |"
    )  # fmt: skip


def test_each_line_tells_how_many_times_the_cpu_of_imgsvc_it_took() -> None:
    assert [line.split("|")[-2].strip() for line in operation_table(ROWS).splitlines()[2:]] == ["1.00", "0.80", "0.80"]


def test_an_answer_that_is_not_the_one_asked_for_is_flagged() -> None:
    assert "0.990 (is PNG, not JPEG)" in operation_table([replace(ROW, complaint="is PNG, not JPEG")])


def test_a_service_that_refuses_has_a_line_that_says_so() -> None:
    refused = replace(ROW, requests=0, complaint="failed: 500")
    assert "failed: 500" in operation_table([refused])


def test_the_page_marks_and_lists_what_misses_the_bar() -> None:
    page = write(RUN)
    assert "**0.80, 0.79**" in page
    assert "- 6.jpg, gaussian(2), against sharp: 0.80 of CPU, 0.79 of requests a second, at least 1.0" in page
    assert "1 of 2 comparisons meet the bar" in page
    assert "- processor: Some, 2 cores" in page
    assert "| 24.jpg, gaussian(2) |      90 |      240 |          10.0 | met |" in page


def test_a_run_is_kept_as_it_is(tmp_path: Path) -> None:
    RUN.save(tmp_path / "run.json")
    assert load(tmp_path / "run.json") == RUN


def test_the_chart_shows_each_figure_and_who_has_none() -> None:
    texts = [element.text for element in ElementTree.fromstring(draw(ROWS, "note & date")).iter() if element.text]
    assert {"Gaussian blur", "20", "25", "note & date"} <= set(texts)
    assert texts.count("does not have it") == 2

"""`manage.py check` tells what pixel workers are kept from, and says so where none can be started."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from filters.isolation.slot import NoWorker
from filters.services import execution


def output_of(*arguments: str) -> str:
    out = StringIO()
    call_command("check", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def test_it_asks_a_real_worker() -> None:
    lines = output_of()
    assert "  no core dumps: on\n" in lines
    assert "  seccomp: o" in lines
    assert "  landlock: o" in lines


def test_it_shows_what_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "probe", lambda: {"landlock": "off: the kernel has none"})
    assert "  landlock: off: the kernel has none\n" in output_of()


def test_it_says_that_no_worker_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> dict[str, str]:
        raise NoWorker("no pixel worker takes the work")

    monkeypatch.setattr(execution, "probe", fail)
    with pytest.raises(CommandError, match="IMGSVC_EXECUTOR=inline needs none"):
        output_of()


@pytest.mark.parametrize("arguments", [("filters",), ("--list-tags",), ("--tag", "security")], ids=" ".join)
def test_a_narrower_question_starts_no_worker(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "probe", lambda: pytest.fail("it started a worker"))
    assert "Pixel workers" not in output_of(*arguments)


def test_where_work_is_inline_it_tells_of_no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMGSVC_EXECUTOR", "inline")
    monkeypatch.setattr(execution, "probe", lambda: pytest.fail("it started a worker"))
    lines = output_of()
    assert "IMGSVC_EXECUTOR is inline" in lines
    assert ": on" not in lines

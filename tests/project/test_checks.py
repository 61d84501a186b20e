"""The system checks: each rule has one id, and every id is reported."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from imgsvc.checks import check_data_dir, check_environment, check_files_folder, refuse_errors
from imgsvc.variables import Problem, Rule


def test_the_ids_are_unique_and_stay_what_they_are() -> None:
    assert {rule.name: rule.value for rule in Rule} == {
        "VALUE_WRONG": "imgsvc.E001",
        "SECRET_KEY_MISSING": "imgsvc.E002",
        "SECRET_KEY_WEAK": "imgsvc.E003",
        "DEBUG_IN_PRODUCTION": "imgsvc.E004",
        "DATA_DIR_UNUSABLE": "imgsvc.E005",
        "FILES_UNUSABLE": "imgsvc.E006",
        "NAME_UNKNOWN": "imgsvc.W001",
        "LIMITS_PER_PROCESS": "imgsvc.W002",
        "ONLY_LOCAL_HOSTS": "imgsvc.I001",
    }
    assert len({rule.value for rule in Rule}) == len(list(Rule))


@pytest.mark.parametrize("rule", [rule for rule in Rule if rule is not Rule.DATA_DIR_UNUSABLE])
def test_it_reports_what_reading_the_environment_found(rule: Rule, settings: Any) -> None:
    settings.ENVIRONMENT_PROBLEMS = (Problem(rule, "A sentence."),)
    [message] = check_environment(None)
    assert (message.id, message.msg) == (rule.value, "A sentence.")
    assert message.is_serious() == (rule.value.startswith("imgsvc.E"))


def test_it_reports_a_data_directory_that_cannot_be_written(settings: Any) -> None:
    settings.DATA_DIR_USABLE, settings.DATA_DIR = False, Path("/nowhere")
    [message] = check_data_dir(None)
    assert message.id == "imgsvc.E005"
    assert "/nowhere" in message.msg


@pytest.mark.parametrize(
    ("storage", "ids"),
    [
        ({"OPTIONS": {"location": "/proc/nowhere"}}, ["imgsvc.E006"]),
        ({"OPTIONS": {"location": "/tmp"}}, []),
        ({"OPTIONS": {"bucket_name": "b", "location": "prefix"}}, []),
        ({"BACKEND": "django.core.files.storage.InMemoryStorage"}, []),
    ],
    ids=["nowhere", "folder", "bucket", "memory"],
)
def test_it_reports_a_folder_of_files_that_cannot_be_written(
    storage: dict[str, Any], ids: list[str], settings: Any
) -> None:
    settings.STORAGES = settings.STORAGES | {"files": storage}
    assert [message.id for message in check_files_folder(None)] == ids


def test_django_runs_them(settings: Any) -> None:
    settings.ENVIRONMENT_PROBLEMS = (Problem(Rule.VALUE_WRONG, "A sentence."),)
    settings.DATA_DIR_USABLE = False
    assert {"imgsvc.E001", "imgsvc.E005"} <= {str(message.id) for message in run_checks()}


def test_the_server_refuses_errors_with_one_message(settings: Any) -> None:
    problems = (Problem(Rule.VALUE_WRONG, "One."), Problem(Rule.NAME_UNKNOWN, "Two."), Problem(Rule.VALUE_WRONG, "3."))
    settings.ENVIRONMENT_PROBLEMS = problems
    with pytest.raises(SystemExit, match=r"^imgsvc cannot start:\nimgsvc\.E001: One\.\nimgsvc\.E001: 3\.$"):
        refuse_errors()


def test_the_server_starts_in_spite_of_warnings(settings: Any) -> None:
    problems = (Problem(Rule.NAME_UNKNOWN, "One."), Problem(Rule.ONLY_LOCAL_HOSTS, "Two."))
    assert "E" not in {problem.level for problem in problems}
    settings.ENVIRONMENT_PROBLEMS = problems
    refuse_errors()

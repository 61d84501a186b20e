"""System checks: what is wrong in the environment stops every command and the server, all of it listed together."""

import os
from collections.abc import Callable, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, run_checks
from django.db import connections

from imgsvc.variables import Problem, Rule, refusal

LEVELS: dict[str, Callable[..., CheckMessage]] = {"E": Error, "W": Warning, "I": Info}


def check_environment(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What reading the environment variables found."""
    return [_message(problem) for problem in settings.ENVIRONMENT_PROBLEMS]


def check_data_dir(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The data directory must be a folder that we may write to."""
    if settings.DATA_DIR_USABLE:
        return []
    detail = f"IMGSVC_DATA_DIR is {settings.DATA_DIR}, where nothing can be written. Correct that, or name another."
    return [_message(Problem(Rule.DATA_DIR_UNUSABLE, detail))]


def check_files_folder(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The folder of files must be one that we may write to; a bucket is asked when it is used."""
    folder = settings.STORAGES["files"].get("OPTIONS", {}).get("location")
    is_bucket = "bucket_name" in settings.STORAGES["files"].get("OPTIONS", {})
    if is_bucket or folder is None or not settings.DATA_DIR_USABLE or os.access(folder, os.W_OK | os.X_OK):
        return []
    detail = f"STORAGE_URL names {folder}, where nothing can be written. Correct that, or name another."
    return [_message(Problem(Rule.FILES_UNUSABLE, detail))]


def refuse_errors() -> None:
    """Stop the process with one readable message, if any system check fails."""
    errors = [message for message in run_checks() if message.is_serious()]
    connections.close_all()  # a worker that is forked later must not share them
    if errors:
        raise SystemExit(refusal(f"{error.id}: {error.msg}" for error in errors))


def _message(problem: Problem) -> CheckMessage:
    return LEVELS[problem.level](problem.detail, id=problem.rule.value)

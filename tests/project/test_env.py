"""The environment: what is read, what is refused, and the sentence that says so."""

from pathlib import Path
from typing import Any

import pytest

from filters import conf
from filters.engine import Limits
from filters.engine.formats import ACCEPTABLE, READABLE
from imgsvc.env import Environment, read_environment
from imgsvc.variables import Rule, variables

STRONG_KEY = "a-key-that-nobody-guesses-with-more-than-fifty-characters"

VALID: list[tuple[str, str, str, Any]] = [
    ("PORT", "9000", "port", 9000),
    ("PORT", " 9000 ", "port", 9000),
    ("PORT", "", "port", 8000),
    ("PORT", "1", "port", 1),
    ("PORT", "65535", "port", 65_535),
    ("HOST", "0.0.0.0", "host", "0.0.0.0"),
    ("HOST", "[::1]", "host", "[::1]"),
    ("DEBUG", "on", "debug", True),
    ("DEBUG", "False", "debug", False),
    ("DEBUG", "1", "debug", True),
    ("ALLOWED_HOSTS", "a.example, b.example,", "allowed_hosts", ("a.example", "b.example")),
    ("CSRF_TRUSTED_ORIGINS", "https://a.example", "csrf_trusted_origins", ("https://a.example",)),
    ("IMGSVC_DEADLINE_S", "2.5", "deadline_s", 2.5),
    ("IMGSVC_FORMATS_IN", "jpeg, png", "formats_in", ("jpeg", "png")),
    ("IMGSVC_FORMATS_IN", "png,svg", "formats_in", ("png", "svg")),
    ("IMGSVC_DATA_DIR", "/srv/data", "data_dir", Path("/srv/data")),
    ("DATABASE_URL", "sqlite:////tmp/x.db", "database_url", "sqlite:////tmp/x.db"),
    ("WEB_CONCURRENCY", "3", "workers", 3),
]

INVALID: list[tuple[str, str, str]] = [
    ("PORT", "maybe", 'PORT is "maybe", but must be a whole number from 1 to 65535.'),
    ("PORT", "0", 'PORT is "0", but must be a whole number from 1 to 65535.'),
    ("PORT", "65536", 'PORT is "65536", but must be a whole number from 1 to 65535.'),
    ("PORT", "80.5", 'PORT is "80.5", but must be a whole number from 1 to 65535.'),
    ("HOST", "a b", 'HOST is "a b", but must be an address, such as 127.0.0.1 or 0.0.0.0.'),
    ("DEBUG", "maybe", 'DEBUG is "maybe", but must be true or false.'),
    ("IMGSVC_PRODUCTION", "2", 'IMGSVC_PRODUCTION is "2", but must be true or false.'),
    ("CSRF_TRUSTED_ORIGINS", "a.example", 'CSRF_TRUSTED_ORIGINS is "a.example", but must be a comma-separated list of'),
    ("IMGSVC_MAX_UPLOAD_MB", "0", 'IMGSVC_MAX_UPLOAD_MB is "0", but must be a whole number from 1 to 1024 (MiB).'),
    ("IMGSVC_MAX_FRAMES", "-1", "must be a whole number from 1 to 10000 (frames)."),
    ("IMGSVC_DEADLINE_S", "nan", "must be a number from 0.01 to 3600 (seconds)."),
    ("IMGSVC_DEADLINE_S", "inf", "must be a number from 0.01 to 3600 (seconds)."),
    ("IMGSVC_FORMATS_IN", "jpeg,eps", f"must be a comma-separated list out of {', '.join(ACCEPTABLE)}."),
    ("IMGSVC_FORMATS_IN", ",", "must be a comma-separated list out of jpeg"),
    ("DATABASE_URL", "oracle://u:hidden@h/d", "DATABASE_URL has a value that is not shown, but must be a URL that"),
    ("DATABASE_URL", "sqlite://h:port/d", "DATABASE_URL has a value that is not shown"),
    ("CACHE_URL", "memcached://hidden", "CACHE_URL has a value that is not shown"),
]


@pytest.mark.parametrize(("name", "text", "field", "value"), VALID)
def test_it_reads(name: str, text: str, field: str, value: Any) -> None:
    environment, problems = read_environment({name: text})
    assert getattr(environment, field) == value
    assert [problem for problem in problems if problem.level == "E"] == []


@pytest.mark.parametrize(("name", "text", "sentence"), INVALID)
def test_it_rejects_and_keeps_the_default(name: str, text: str, sentence: str) -> None:
    environment, problems = read_environment({name: text})
    assert environment == Environment()
    assert [problem.rule for problem in problems] == [Rule.VALUE_WRONG]
    assert sentence in problems[0].detail
    assert "Correct it, or remove it for the default: " in problems[0].detail
    assert "hidden" not in problems[0].detail


def test_it_reports_everything_that_is_wrong_together() -> None:
    environment, problems = read_environment({"PORT": "x", "DEBUG": "x", "THREADS": "2", "IMGSVC_MAX_STEPS": "0"})
    assert [problem.detail.split()[0] for problem in problems] == ["DEBUG", "PORT", "IMGSVC_MAX_STEPS"]
    assert environment.threads == 2


def test_it_cuts_a_long_value_short() -> None:
    _, problems = read_environment({"PORT": "9" * 5000})
    assert len(problems[0].detail) < 250


@pytest.mark.parametrize(
    ("url", "package"), [("postgres://u:hidden@h/d", "psycopg"), ("redis://:hidden@h", "redis")], ids=["db", "cache"]
)
def test_it_names_the_package_that_a_url_needs(url: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsvc.env.find_spec", lambda name: None)
    name = "DATABASE_URL" if package == "psycopg" else "CACHE_URL"
    _, problems = read_environment({name: url})
    assert f"the Python package {package} is not installed" in problems[0].detail
    assert "hidden" not in problems[0].detail


def test_it_takes_a_url_whose_package_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsvc.env.find_spec", lambda name: object())
    environment, problems = read_environment({"DATABASE_URL": "postgres://u:p@h/d", "CACHE_URL": "rediss://h"})
    assert problems == ()
    assert (environment.database_url, environment.cache_url) == ("postgres://u:p@h/d", "rediss://h")


@pytest.mark.parametrize(
    ("environ", "rule", "words"),
    [
        ({"IMGSVC_PRODUCTION": "1"}, Rule.SECRET_KEY_MISSING, "SECRET_KEY must be set in production"),
        ({"IMGSVC_PRODUCTION": "1", "SECRET_KEY": "short"}, Rule.SECRET_KEY_WEAK, "too easy to guess"),
        ({"IMGSVC_PRODUCTION": "1", "SECRET_KEY": "ab" * 40}, Rule.SECRET_KEY_WEAK, "too easy to guess"),
        ({"IMGSVC_PRODUCTION": "1", "SECRET_KEY": STRONG_KEY, "DEBUG": "1"}, Rule.DEBUG_IN_PRODUCTION, "DEBUG shows"),
        ({"IMGSVC_PRODUCTION": "1", "SECRET_KEY": STRONG_KEY}, Rule.ONLY_LOCAL_HOSTS, "ALLOWED_HOSTS is not set"),
        ({"HOST": "0.0.0.0"}, Rule.ONLY_LOCAL_HOSTS, "ALLOWED_HOSTS is not set"),
        ({"WEB_CONCURRENCY": "2"}, Rule.LIMITS_PER_PROCESS, "Set CACHE_URL to a Redis"),
        ({"IMGSVC_MAX_UPLOD_MB": "1"}, Rule.NAME_UNKNOWN, "Did you mean IMGSVC_MAX_UPLOAD_MB?"),
        ({"IMGSVC_": "1"}, Rule.NAME_UNKNOWN, "IMGSVC_ is not a setting of imgsvc and has no effect."),
    ],
)
def test_it_knows_what_single_values_cannot_tell(environ: dict[str, str], rule: Rule, words: str) -> None:
    _, problems = read_environment(environ)
    assert words in {problem.rule: problem.detail for problem in problems}[rule]


def test_it_finds_nothing_wrong_with_a_complete_production() -> None:
    environ = {"IMGSVC_PRODUCTION": "1", "SECRET_KEY": STRONG_KEY, "ALLOWED_HOSTS": "a.example", "HOME": "/root"}
    assert read_environment(environ)[1] == ()


@pytest.mark.parametrize("environ", [{"WEB_CONCURRENCY": "1"}, {"WEB_CONCURRENCY": "4", "CACHE_URL": "redis://cache"}])
def test_limits_hold_in_one_process_and_over_redis(environ: dict[str, str]) -> None:
    assert read_environment(environ)[1] == ()


def test_it_finds_nothing_wrong_with_nothing() -> None:
    assert read_environment({}) == (Environment(), ())


def test_the_defaults_are_those_of_the_engine(settings: Any) -> None:
    assert conf.limits() == Limits(deadline_s=20)
    assert set(Environment().formats_in) == set(READABLE)


@pytest.mark.parametrize("variable", variables(Environment), ids=lambda variable: variable.name)
def test_every_variable_is_described(variable: Any) -> None:
    assert variable.description.endswith(".")
    assert variable.expected


@pytest.mark.parametrize("field", ["max_upload_mb", "max_steps", "port", "threads"])
def test_every_default_is_in_its_own_range(field: str) -> None:
    alias = Environment.model_fields[field].alias
    environment = Environment()
    assert read_environment({str(alias): str(getattr(environment, field))}) == (environment, ())

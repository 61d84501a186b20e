"""The settings of production and of a local installation, and the commands that read them."""

import json
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from imgsvc import __version__
from tests.fixtures.servers import ROOT, manage, project_environ

PRODUCTION = {
    "IMGSVC_PRODUCTION": "1",
    "SECRET_KEY": "a-key-that-nobody-guesses-with-more-than-fifty-characters",
    "ALLOWED_HOSTS": "images.example.org",
}
DUMP = """
import json
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if name.isupper()}, default=str))
"""


def read_settings(environ: Mapping[str, str]) -> Any:
    """The settings, in a process of their own."""
    done = manage("shell", "--no-imports", "--command", DUMP, environ=environ)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_production_has_nothing_to_complain_about(tmp_path: Path) -> None:
    environ = project_environ(tmp_path, **PRODUCTION)
    done = manage("check", "--deploy", "--fail-level", "INFO", environ=environ)
    first = done.stdout.partition("\n")[0]  # then comes what the pixel workers are kept from
    assert (done.returncode, first) == (0, "System check identified no issues (0 silenced)."), done.stderr


def test_production_is_https_only(tmp_path: Path) -> None:
    found = read_settings(project_environ(tmp_path, **PRODUCTION, IMGSVC_TRUST_PROXY="1"))
    assert found["SECURE_SSL_REDIRECT"] is found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert found["REST_FRAMEWORK"]["NUM_PROXIES"] == 1
    assert found["SECRET_KEY"] == PRODUCTION["SECRET_KEY"]
    assert not (tmp_path / "secret_key").exists()


def test_former_keys_are_still_known(tmp_path: Path) -> None:
    former = {"SECRET_KEY_FALLBACKS": "first-of-the-former-keys, second-of-the-former-keys"}
    found = read_settings(project_environ(tmp_path, **PRODUCTION, **former))
    assert found["SECRET_KEY_FALLBACKS"] == ["first-of-the-former-keys", "second-of-the-former-keys"]


def test_a_local_installation_needs_no_variable(tmp_path: Path) -> None:
    found = read_settings(project_environ(tmp_path))
    assert (found["DEBUG"], found["SECURE_SSL_REDIRECT"], found["SECURE_HSTS_SECONDS"]) == (False, False, 0)
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert found["SECURE_PROXY_SSL_HEADER"] is None
    assert found["REST_FRAMEWORK"]["NUM_PROXIES"] == 0
    key = tmp_path / "secret_key"
    assert found["SECRET_KEY"] == key.read_text()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


@pytest.mark.parametrize("command", ["migrate", "check", "createsuperuser"])
def test_a_wrong_setting_stops_every_command_with_a_sentence(command: str, tmp_path: Path) -> None:
    done = manage(command, environ=project_environ(tmp_path, PORT="99999", IMGSVC_MAX_FRAMES="many"))
    assert done.returncode == 1
    assert 'imgsvc.E001) PORT is "99999", but must be a whole number from 1 to 65535.' in done.stderr
    assert 'imgsvc.E001) IMGSVC_MAX_FRAMES is "many"' in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_directory_that_cannot_be_written_stops_with_a_sentence(tmp_path: Path) -> None:
    done = manage("migrate", environ=project_environ(tmp_path, IMGSVC_DATA_DIR="/proc/nowhere"))
    assert done.returncode == 1
    assert "imgsvc.E005) IMGSVC_DATA_DIR is /proc/nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_misspelt_name_is_a_warning(tmp_path: Path) -> None:
    done = manage("check", environ=project_environ(tmp_path, IMGSVC_MAX_STEP="1"))
    assert done.returncode == 0
    assert "imgsvc.W001) IMGSVC_MAX_STEP is not a setting of imgsvc" in done.stderr
    assert "Did you mean IMGSVC_MAX_STEPS?" in done.stderr


def test_a_database_url_is_used(tmp_path: Path) -> None:
    found = read_settings(project_environ(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/other.db"))
    assert found["DATABASES"]["default"]["NAME"] == f"{tmp_path}/other.db"


def test_sqlite_waits_for_its_lock_and_writes_ahead(tmp_path: Path) -> None:
    environ = project_environ(tmp_path)
    assert manage("migrate", environ=environ).returncode == 0
    ask = "from django.db import connection as c; k = c.cursor(); print(k.execute('PRAGMA journal_mode').fetchone()[0])"
    assert manage("shell", "--no-imports", "--command", ask, environ=environ).stdout.strip() == "wal"
    assert read_settings(environ)["DATABASES"]["default"]["OPTIONS"]["timeout"] == 5


def test_only_the_bounded_memory_handler_is_installed(settings: Any) -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["filters.uploads.memory.BoundedMemoryUploadHandler"]


def test_no_model_lacks_its_migration(tmp_path: Path) -> None:
    assert manage("makemigrations", "--check", "--dry-run", environ=project_environ(tmp_path)).returncode == 0


@pytest.mark.parametrize(("variables", "prefix"), [({}, ""), (PRODUCTION, "__Host-")], ids=["local", "production"])
def test_cookies_are_for_this_host_alone(tmp_path: Path, variables: dict[str, str], prefix: str) -> None:
    found = read_settings(project_environ(tmp_path, **variables))
    assert found["SESSION_COOKIE_NAME"] == f"{prefix}sessionid"
    assert found["CSRF_COOKIE_NAME"] == f"{prefix}csrftoken"
    assert found["SESSION_COOKIE_HTTPONLY"] is True
    assert found["SESSION_COOKIE_SAMESITE"] == found["CSRF_COOKIE_SAMESITE"] == "Lax"
    assert (found["SESSION_COOKIE_PATH"], found["SESSION_COOKIE_DOMAIN"]) == ("/", None)  # or __Host- is refused


@pytest.mark.django_db
def test_the_database_under_test_is_sqlite() -> None:
    assert connection.vendor == "sqlite"


def test_the_version_is_written_once_more_in_pyproject() -> None:
    assert f'\nversion = "{__version__}"\n' in (ROOT / "pyproject.toml").read_text()


def test_the_database_is_its_owners_alone(tmp_path: Path) -> None:
    done = manage("migrate", "--verbosity", "0", environ=project_environ(tmp_path))
    assert done.returncode == 0, done.stderr
    files = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("db.sqlite3*")}
    assert files["db.sqlite3"] == 0o600
    assert set(files.values()) == {0o600}

"""STORAGE_URL: a folder of the data directory, any folder, or a bucket."""

import stat
from pathlib import Path
from typing import Any

import pytest

from imgsvc.env import Environment
from imgsvc.storages import BUCKET, FOLDER, files_storage
from imgsvc.variables import read
from tests.fixtures.servers import manage, project_environ
from tests.project.test_settings import read_settings


def test_files_are_kept_in_the_data_directory_by_their_owner_alone(tmp_path: Path) -> None:
    made = files_storage("", tmp_path)
    assert made == {
        "BACKEND": FOLDER,
        "OPTIONS": {"location": str(tmp_path / "files"), "file_permissions_mode": 0o600},
    }
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700


def test_files_that_nginx_sends_are_its_groups_to_read(tmp_path: Path) -> None:
    assert files_storage("", tmp_path, shared=True)["OPTIONS"]["file_permissions_mode"] == 0o640
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) & 0o007 == 0
    found = read_settings(project_environ(tmp_path, IMGSVC_ACCEL_REDIRECT="/_files/"))
    assert found["STORAGES"]["files"]["OPTIONS"]["file_permissions_mode"] == 0o640


def test_any_folder_may_be_named(tmp_path: Path) -> None:
    made = files_storage(f"file://{tmp_path}/with%20space/files", Path("/nowhere"))
    assert made["OPTIONS"]["location"] == f"{tmp_path}/with space/files"
    assert (tmp_path / "with space" / "files").is_dir()


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("s3://bucket", {"bucket_name": "bucket", "location": "", "endpoint_url": None, "region_name": None}),
        (
            "s3://b/some/prefix/?endpoint=https://s3.example.org:9000&region=eu-west-1",
            {
                "bucket_name": "b",
                "location": "some/prefix",
                "endpoint_url": "https://s3.example.org:9000",
                "region_name": "eu-west-1",
            },
        ),
    ],
    ids=["plain", "all"],
)
def test_a_bucket_is_named_with_where_it_is(url: str, options: dict[str, Any], tmp_path: Path) -> None:
    assert files_storage(url, tmp_path) == {"BACKEND": BUCKET, "OPTIONS": options}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url", ["ftp://host/folder", "/srv/files", "s3://", "file://host/folder", "file://", "s3:///a", "s3://b?secret=x"]
)
def test_what_is_no_storage_stops_the_server(url: str) -> None:
    (problem,) = read(Environment, {"STORAGE_URL": url})[1]
    assert problem.detail.startswith("STORAGE_URL has a value that is not shown")


def test_a_folder_that_cannot_be_made_stops_every_command(tmp_path: Path) -> None:
    done = manage("check", environ=project_environ(tmp_path, STORAGE_URL="file:///proc/nowhere"))
    assert done.returncode != 0
    assert "imgsvc.E006) STORAGE_URL names /proc/nowhere" in done.stderr

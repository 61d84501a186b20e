"""The local secret key."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from imgsvc.secret import local_secret_key


def test_it_is_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    key = local_secret_key(folder)
    assert len(key) >= 50
    assert local_secret_key(folder) == key
    assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    local_secret_key(tmp_path)
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_those_who_start_together_have_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _: local_secret_key(tmp_path), range(64)))) == 1


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    assert local_secret_key(tmp_path / "a") != local_secret_key(tmp_path / "b")


def test_it_raises_an_error_where_it_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        local_secret_key(tmp_path / "file")

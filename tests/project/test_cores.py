"""The cores that there are."""

import os
from pathlib import Path

import pytest

from imgsvc.cores import usable_cores
from imgsvc.env import Environment


@pytest.mark.parametrize(
    ("text", "cores"),
    [
        ("max 100000\n", 8),
        ("200000 100000\n", 2),
        ("250000 100000\n", 3),
        ("50000 100000\n", 1),
        ("1600000 100000\n", 8),
        ("", 8),
        ("nonsense", 8),
        ("1 x", 8),
    ],
)
def test_a_quota_counts_as_so_many_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, cores: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: range(8))
    quota = tmp_path / "cpu.max"
    quota.write_text(text)
    assert usable_cores(quota) == cores


def test_without_a_quota_all_cores_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: range(8))
    assert usable_cores(tmp_path / "none") == 8


def test_the_setting_follows_the_cores() -> None:
    assert Environment().pixel_workers == usable_cores()

"""The settings as the engine's values, read live."""

from typing import Any

import pytest

from filters import conf


def test_limits_are_in_bytes_and_pixels(settings: Any) -> None:
    settings.IMGSVC_MAX_UPLOAD_MB = 2
    settings.IMGSVC_MAX_MEGAPIXELS = 3
    settings.IMGSVC_MAX_OUTPUT_MEGAPIXELS = 4
    settings.IMGSVC_FORMATS_IN = ("jpeg",)
    limits = conf.limits()
    assert limits.max_upload_bytes == conf.max_upload_bytes() == 2 * 1024 * 1024
    assert (limits.max_pixels, limits.max_output_pixels) == (3_000_000, 4_000_000)
    assert limits.formats_in == {"jpeg"}


@pytest.mark.parametrize(("workers", "share"), [(1, 256_000_000), (2, 128_000_000), (3, 85_333_333)])
def test_each_worker_has_its_share_of_what_may_be_in_work(workers: int, share: int, settings: Any) -> None:
    settings.IMGSVC_WORKERS = workers
    assert conf.max_inflight_pixels() == share

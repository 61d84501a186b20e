"""What all faults begin with: a database, and pictures that keep a pixel worker busy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.fixtures.pictures import encoded
from tests.fixtures.servers import prepare


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory whose database has its tables and presets; to be copied."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder)
    return folder


@pytest.fixture(scope="session")
def noise() -> Callable[[int], bytes]:
    """`noise(1000)`: a square JPEG of so many pixels a side, another one at each call."""
    return lambda side: encoded(Image.effect_noise((side, side), 100).convert("RGB"), quality=30)

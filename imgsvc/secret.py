"""The secret key of a local installation: made once, kept in the data directory."""

import os
import secrets
from pathlib import Path
from tempfile import NamedTemporaryFile

FILE_NAME = "secret_key"
RANDOM_BYTES = 50


def local_secret_key(data_dir: Path) -> str:
    """The key in the data directory, made on first use. Raises OSError where that cannot be read or written.

    The key is written aside and then linked into place, which fails if the file exists: of two processes that
    start together one wins, and neither reads half a key. Temporary files are readable by their owner alone.
    """
    path = data_dir / FILE_NAME
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=data_dir, prefix=FILE_NAME) as file:
            file.write(secrets.token_urlsafe(RANDOM_BYTES))
            file.flush()
            try:
                os.link(file.name, path)
            except FileExistsError:
                return path.read_text()
    return path.read_text()

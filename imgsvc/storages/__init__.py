"""Where files are kept, out of one URL: a folder, or a bucket of S3's kind."""

from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

FOLDER = "django.core.files.storage.FileSystemStorage"
BUCKET = "imgsvc.storages.bucket.BucketStorage"


def files_storage(url: str, data_dir: Path, *, shared: bool = False) -> dict[str, Any]:
    """The entry of Django's `STORAGES`; an empty URL is the folder `files` in the data directory, which is made.

    What is in a folder is its owner's alone; its group's, too, where it is `shared` with nginx.
    """
    parts = urlsplit(url)
    if parts.scheme == "s3":
        return {"BACKEND": BUCKET, "OPTIONS": _bucket(parts.netloc, parts.path, parse_qs(parts.query))}
    folder = Path(unquote(parts.path)) if url else data_dir / "files"
    with suppress(OSError):  # imgsvc.checks.check_files_folder says so
        folder.mkdir(mode=0o750 if shared else 0o700, parents=True, exist_ok=True)
    # Folders within get the process's own mode: to change that for a moment, as Django would, is not for threads.
    return {
        "BACKEND": FOLDER,
        "OPTIONS": {"location": str(folder), "file_permissions_mode": 0o640 if shared else 0o600},
    }


def _bucket(name: str, path: str, query: dict[str, list[str]]) -> dict[str, Any]:
    """Credentials are not among them: they come from the variables AWS_*, or from where boto3 finds them."""
    return {
        "bucket_name": name,
        "location": unquote(path).strip("/"),
        "endpoint_url": query.get("endpoint", [""])[0] or None,
        "region_name": query.get("region", [""])[0] or None,
    }

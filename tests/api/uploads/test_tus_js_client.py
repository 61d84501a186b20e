"""tus-js-client, unchanged, against a real server: in Node.js, and in a browser on another site, as Uppy uses it."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.api.uploads.desk import UPLOADS
from tests.api.uploads.test_tuspy import HEAD_BYTES, SIZE, assert_kept, new_data
from tests.fixtures.cutting import wire_to
from tests.fixtures.servers import ROOT, Server

CLIENTS = ROOT / "tests" / "clients"
NODE = shutil.which("nodejs") or "node"
NODE_S = 120
CUT_AT = SIZE // 10 + HEAD_BYTES
UPLOAD = """([endpoint, seed, size, stopAt, given]) => new Promise((resolve) => {
    const bytes = new Uint8Array(size);
    for (let at = 0, state = seed; at < size; at += 1) {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        bytes[at] = state >>> 16;
    }
    const file = new File([bytes], "cat.bin", { type: "application/x-cat", lastModified: 1 });
    const uppy = {
        endpoint, addRequestId: true, removeFingerprintOnSuccess: true, retryDelays: new Array(100).fill(50),
        metadata: { relativePath: "null", name: file.name, type: file.type, filename: file.name, filetype: file.type },
        onShouldRetry: (error) => {
            const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
            return status < 400 || status >= 500 || status === 409 || status === 423;
        },
        onError: (error) => resolve({ error: String(error) }),
        onSuccess: ({ lastResponse: last }) => resolve({
            url: upload.url, file: last.getHeader("Imgsvc-File"), at: last.getHeader("Content-Location"),
        }),
        onChunkComplete: (chunk, sent) => {
            if (stopAt && sent >= stopAt) upload.abort().then(() => resolve({ url: upload.url, sent }));
        },
    };
    const upload = new tus.Upload(file, { ...uppy, ...given });
    upload.findPreviousUploads().then((found) => {
        if (found.length) upload.resumeFromPreviousUpload(found[0]);
        upload.start();
    });
})"""


def upload(port: int, path: Path, **options: Any) -> dict[str, Any]:
    """What the client in Node.js says of it."""
    command = [NODE, str(CLIENTS / "upload.cjs"), f"http://127.0.0.1:{port}{UPLOADS}", str(path), json.dumps(options)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=NODE_S, check=False)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"chunkSize": 300_000},
        {"uploadDataDuringCreation": True},
        {"uploadDataDuringCreation": True, "chunkSize": 300_000},
        {"stream": True, "chunkSize": 300_000},
        {"overridePatchMethod": True, "addRequestId": True},
        {"metadata": {"filename": "Käse.bin", "filetype": "application/x-cat"}},
    ],
    ids=["whole", "chunks", "with the creation", "chunks with the creation", "length told later", "by POST", "named"],
)
def test_it_uploads(keeper: Server, tmp_path: Path, options: dict[str, Any]) -> None:
    data = new_data(len(str(options)))
    (tmp_path / "a.bin").write_bytes(data)
    said = upload(keeper.port, tmp_path / "a.bin", **options)
    assert said["file"] and not said["retries"], said
    assert_kept(keeper, said["url"], data)


@pytest.mark.parametrize("reset", [True, False], ids=["by a reset", "in order"])
def test_it_goes_on_after_a_connection_that_is_cut_at_every_tenth(keeper: Server, tmp_path: Path, reset: bool) -> None:
    data = new_data(100 + reset)
    (tmp_path / "a.bin").write_bytes(data)
    with wire_to(keeper.port, cut_after=CUT_AT, reset=reset) as wire:
        said = upload(wire.port, tmp_path / "a.bin")
        assert said.get("file"), said
        assert wire.cuts >= 9 and said["retries"] >= 9
    assert_kept(keeper, said["url"], data)


def test_what_is_not_announced_is_refused_with_a_reason(keeper: Server, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(new_data(5))
    said = upload(keeper.port, tmp_path / "a.bin", parallelUploads=2)
    assert "the extension concatenation is not announced" in said["error"]


@pytest.fixture
def uppy(page: Page, other_site: str) -> Page:
    """A page of another site with the client in it."""
    page.goto(f"{other_site}/")
    return page


def drawn(seed: int, size: int) -> bytes:
    """What the page makes itself."""
    found, state = bytearray(size), seed
    for at in range(size):
        state = (state * 1103515245 + 12345) & 0xFFFFFFFF
        found[at] = state >> 16 & 0xFF
    return bytes(found)


def test_a_browser_on_another_site_uploads(keeper: Server, uppy: Page) -> None:
    said = uppy.evaluate(UPLOAD, [keeper.url + UPLOADS, 7, SIZE, 0, {"chunkSize": 1 << 20}])
    assert said["file"] and said["at"] == f"/api/v1/files/{said['file']}/", said
    assert_kept(keeper, said["url"], drawn(7, SIZE))


def test_a_browser_goes_on_after_a_connection_that_is_cut(
    keeper: Server, uppy: Page, console_errors: list[str]
) -> None:
    with wire_to(keeper.port, cut_after=CUT_AT, reset=False) as wire:
        said = uppy.evaluate(UPLOAD, [f"http://127.0.0.1:{wire.port}{UPLOADS}", 8, SIZE, 0, {}])
        assert said.get("file"), said
        assert wire.cuts >= 9
    assert_kept(keeper, said["url"], drawn(8, SIZE))
    assert all("Failed to load resource" in error or "CORS" in error for error in console_errors), console_errors
    console_errors.clear()


def test_a_browser_goes_on_after_its_page_was_closed(keeper: Server, uppy: Page) -> None:
    chunks = {"chunkSize": 300_000}
    left = uppy.evaluate(UPLOAD, [keeper.url + UPLOADS, 9, SIZE, SIZE // 2, chunks])
    assert SIZE // 2 <= left["sent"] < SIZE
    uppy.reload()
    said = uppy.evaluate(UPLOAD, [keeper.url + UPLOADS, 9, SIZE, 0, chunks])
    assert said.get("url") == left["url"], said
    assert_kept(keeper, said["url"], drawn(9, SIZE))

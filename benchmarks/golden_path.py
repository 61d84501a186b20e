"""The README's figure: curl sends a 12-megapixel JPEG through gaussian_blur, and the server says where the time went.

    make run &                                    # in another terminal
    .venv/bin/python benchmarks/golden_path.py http://127.0.0.1:8000

Prints the median of each stage of `Server-Timing` over a number of runs, beside the whole trip as curl saw it.
"""

import argparse
import io
import statistics
import subprocess
import tempfile
from pathlib import Path

import skimage
from PIL import Image

SIZE = (4000, 3000)
STEPS = '[{"op": "gaussian_blur", "radius": 4}]'


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8000", help="where the service runs")
    parser.add_argument("-n", "--runs", type=int, default=9, help="counted runs, after one to warm up")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpg"
        photo.write_bytes(twelve_megapixels())
        runs = [one_run(photo, options.url) for _ in range(options.runs + 1)][1:]
        size = photo.stat().st_size
    print(f"{SIZE[0]} x {SIZE[1]} JPEG, {size / 1e6:.1f} MB, {STEPS}: median of {len(runs)} runs, ms")
    for stage in runs[0]:
        values = [run[stage] for run in runs]
        print(f"{stage:>14} {statistics.median(values):7.1f}   ({min(values):.1f} to {max(values):.1f})")


def twelve_megapixels() -> bytes:
    """scikit-image's photograph of a cup of coffee, enlarged to 12 megapixels, as a JPEG of quality 90."""
    photo = Image.open(Path(skimage.__file__).parent / "data" / "coffee.png").convert("RGB")
    file = io.BytesIO()
    photo.resize(SIZE, Image.Resampling.LANCZOS).save(file, "JPEG", quality=90)
    return file.getvalue()


def one_run(photo: Path, url: str) -> dict[str, float]:
    """Milliseconds by stage, and curl's own total."""
    command = ["curl", "--silent", "--show-error", "--fail-with-body", "--output", str(photo.with_name("out.jpg"))]
    command += [
        "--write-out",
        "%header{server-timing}\n%{time_total}",
        "-F",
        f"image=@{photo}",
        "-F",
        f"pipeline={STEPS}",
    ]
    answer = subprocess.run([*command, f"{url}/api/v1/process/"], check=True, capture_output=True, text=True).stdout
    timing, total = answer.split("\n")
    stages = dict(part.split(";dur=") for part in timing.split(", "))
    return {name: float(value) for name, value in stages.items()} | {"curl in all": float(total) * 1000}


if __name__ == "__main__":
    main()

"""The photos: real ones, of a Debian package, at each size and in each format, made once and kept in var/bench.

The sizes are 3:2 or 4:3 as cameras make them; JPEG and WebP have quality 90; the PNG has the photo's pixels behind a
round mask that fades out, and Pillow's own settings.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import skimage
from PIL import Image, ImageChops

from benchmarks.install import say
from benchmarks.places import PHOTOS, WORK

SIZES = {
    "0.2": (560, 360),
    "4": (2400, 1600),
    "6": (3000, 2000),
    "12": (4000, 3000),
    "24": (6000, 4000),
    "64": (9216, 6912),
}
FORMATS = {"jpeg": "jpg", "png": "png", "webp": "webp"}
QUALITY = 90
PACKAGE = "plasma-workspace-wallpapers"
WALLPAPERS = ("Path", "OneStandsOut", "Autumn", "ColorfulCups")
WALLPAPER = "usr/share/wallpapers/{}/contents/images/2560x1600.jpg"
SAMPLES = ("astronaut.png", "coffee.png", "chelsea.png", "rocket.jpg")
GRAIN = 6  # standard deviation, in values of 255: an enlarged picture without it compresses too well


@dataclass(frozen=True, slots=True)
class Photo:
    """One file that every service is given."""

    size: str  # megapixels, a key of SIZES
    format: str  # a key of FORMATS

    @property
    def name(self) -> str:
        """Its name in the folder, which thumbor and ipx read from."""
        return f"{self.size}.{FORMATS[self.format]}"

    @property
    def path(self) -> Path:
        """The file."""
        return PHOTOS / self.name

    @property
    def title(self) -> str:
        """As tables call it."""
        width, height = SIZES[self.size]
        kind = {"jpeg": "JPEG", "png": "PNG with alpha", "webp": "WebP"}[self.format]
        return f"{self.size} megapixels, {kind} ({width} x {height})"

    def data(self) -> bytes:
        """The bytes of the file."""
        return self.path.read_bytes()


def make(wanted: list[Photo], own: Path | None = None) -> str:
    """Write those of the photos that are missing; what they were made of, in words."""
    PHOTOS.mkdir(parents=True, exist_ok=True)
    note = PHOTOS / "source.txt"
    source = str(own.resolve()) if own else "photos"
    if not note.exists() or not note.read_text().startswith(source):
        shutil.rmtree(PHOTOS)
        PHOTOS.mkdir()
        original, words = _original(own)
        original.save(PHOTOS / "original.png", compress_level=1)
        note.write_text(f"{source}\n{words}")
    missing = [photo for photo in wanted if not photo.path.exists()]
    if missing:
        with Image.open(PHOTOS / "original.png") as original:
            for photo in missing:
                say(f"making {photo.name} ...")
                _write(original, photo)
    return note.read_text().partition("\n")[2]


def _original(own: Path | None) -> tuple[Image.Image, str]:
    if own:
        return Image.open(own).convert("RGB"), f"the photo {own.name}, scaled"
    folder = WORK / "wallpapers"
    if not folder.exists():
        try:
            _unpack(folder)
        except (OSError, subprocess.CalledProcessError) as error:
            say(f"no Debian package of photos here ({error}): scikit-image's sample photos are enlarged instead.")
            say("Give one of your own with --photo FILE.")
            return _mosaic([_enlarged(Path(skimage.__file__).parent / "data" / name) for name in SAMPLES]), (
                "scikit-image's sample photos, enlarged, with grain"
            )
    photos = [Image.open(folder / WALLPAPER.format(name)).convert("RGB") for name in WALLPAPERS]
    return _mosaic(photos), f"a mosaic of four photos of Debian's {PACKAGE}, scaled"


def _unpack(folder: Path) -> None:
    """Download the package, which needs no rights, and unpack it."""
    say(f"downloading {PACKAGE} (94 MB) ...")
    work = folder.with_name("wallpapers.part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    subprocess.run(["apt-get", "--quiet", "--quiet", "download", PACKAGE], cwd=work, check=True, capture_output=True)
    package = next(work.glob("*.deb"))
    subprocess.run(["dpkg-deb", "--extract", str(package), str(work)], check=True, capture_output=True)
    package.unlink()
    work.rename(folder)


def _enlarged(path: Path) -> Image.Image:
    photo = Image.open(path).convert("RGB").resize((2560, 1600), Image.Resampling.LANCZOS)
    grain = Image.effect_noise(photo.size, GRAIN).convert("RGB")
    return ImageChops.add(photo, grain, offset=-128)


def _mosaic(photos: list[Image.Image]) -> Image.Image:
    width, height = photos[0].size
    mosaic = Image.new("RGB", (2 * width, 2 * height))
    for index, photo in enumerate(photos):
        mosaic.paste(photo, (index % 2 * width, index // 2 * height))
    return mosaic


def _write(original: Image.Image, photo: Photo) -> None:
    width, height = SIZES[photo.size]
    whole = min(original.width / width, original.height / height)
    box = (0, 0, int(width * whole), int(height * whole))
    image = original.resize((width, height), Image.Resampling.LANCZOS, box=box)
    if photo.format == "png":
        image.putalpha(ImageChops.invert(Image.radial_gradient("L")).resize(image.size))
    part = photo.path.with_name(f"part-{photo.name}")
    image.save(part, photo.format, quality=QUALITY)
    part.rename(photo.path)

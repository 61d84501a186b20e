"""Finding faces, offline: the Haar cascade that OpenCV's wheel carries (Viola and Jones 2001; Lienhart 2002)."""

from threading import local

from cv2.data import haarcascades
from PIL import Image

from filters.engine.kernels.vision import Pixels, cv2, to_array
from filters.engine.modes import flatten, to_working

Face = tuple[int, int, int, int]  # left, top, width, height

LONGEST = 640
"""The side, in pixels, that a picture is shrunk to before the search, which bounds its time."""

_CASCADE = f"{haarcascades}haarcascade_frontalface_alt2.xml"
_SMALLEST = 24  # px in the shrunk picture; the cascade itself was trained on 20
_STEP = 1.1  # from one size of face to the next
_NEIGHBORS = 4  # hits that have to agree; finds 98 of the 100 faces in scikit-image's lfw_subset, and no false one
_GRAY = (128, 128, 128)

_of_this_thread = local()


def find_faces(image: Image.Image, *, longest: int = LONGEST) -> list[Face]:
    """The boxes around upright faces seen from the front, the largest first; the same for the same picture.

    `image` may have any mode and size and stays as it was. It is shrunk to `longest` pixels, never enlarged: a face
    narrower than 24 of these is not found. The boxes lie inside the picture, in its own pixels.
    """
    gray = to_array(flatten(to_working(image), _GRAY).convert("L"))
    scale = max(1.0, max(image.size) / longest)
    found = _cascade().detectMultiScale(
        cv2.equalizeHist(_shrunk(gray, scale)), _STEP, _NEIGHBORS, minSize=(_SMALLEST, _SMALLEST)
    )
    boxes = [_enlarged([int(number) for number in box], scale, image.size) for box in found]
    return sorted(boxes, key=lambda box: (-box[2] * box[3], box))


def _cascade() -> cv2.CascadeClassifier:
    """A classifier keeps its work in itself, so that each thread needs its own; loading takes 30 ms."""
    if not hasattr(_of_this_thread, "cascade"):
        _of_this_thread.cascade = cv2.CascadeClassifier(_CASCADE)
    cascade: cv2.CascadeClassifier = _of_this_thread.cascade
    return cascade


def _shrunk(gray: Pixels, scale: float) -> Pixels:
    if scale == 1:
        return gray
    height, width = gray.shape
    size = max(1, round(width / scale)), max(1, round(height / scale))
    return cv2.resize(gray, size, interpolation=cv2.INTER_AREA)


def _enlarged(box: list[int], scale: float, size: tuple[int, int]) -> Face:
    left, top, width, height = (round(number * scale) for number in box)
    left, top = min(left, size[0] - 1), min(top, size[1] - 1)
    return left, top, min(width, size[0] - left), min(height, size[1] - top)

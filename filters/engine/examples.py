"""Each operation at work on one picture: for docs, contact sheets and golden tests."""

import io
from functools import cache

from PIL import Image, ImageDraw

from filters.engine.assets import Assets
from filters.engine.operation import Operation

SIZE = (180, 120)  # of the picture that the examples are made for
STAMP = 96  # pixels a side of the picture that examples lay over another
CUBE = """LUT_3D_SIZE 2
0.05 0.02 0.12
1 0.25 0.2
0.1 0.75 0.3
1 0.95 0.35
0.1 0.1 0.5
0.9 0.3 0.55
0.2 0.8 0.7
1 1 0.9
"""
LOOK, PICTURE = "golden-hour", "sample"  # the look is one that ships


def example(operation: type[Operation]) -> Operation:
    """A step that shows what the operation does; assets have the names below."""
    return operation.parse(dict(operation.example))


@cache
def example_assets() -> Assets:
    """A warm look and a round stamp, which is the overlay, too."""
    picture = Image.new("RGBA", (STAMP, STAMP))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((4, 4, STAMP - 5, STAMP - 5), fill="#e8641bdd", outline="white", width=5)
    draw.polygon([(48, 18), (74, 70), (22, 70)], fill="white")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    data = buffer.getvalue()
    return Assets(looks={LOOK: CUBE.encode()}, pictures={PICTURE: data}, overlay=data)

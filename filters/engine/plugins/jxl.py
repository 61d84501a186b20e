"""JPEG XL, where the extra `jxl` is installed (pylibjxl over libjxl, both BSD).

The header alone is read on opening; pixels, profile, EXIF and XMP come with `load`. The orientation is applied.
"""

from importlib.util import find_spec

HAS_JXL = find_spec("pylibjxl") is not None

if HAS_JXL:
    import pylibjxl

    pylibjxl.register_pillow()

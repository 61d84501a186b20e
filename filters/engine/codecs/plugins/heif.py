"""HEIC and HEIF, for reading only: the encoder in the library's wheel (x265, GPL) is never called.

libheif applies rotation, mirroring and cropping itself; tiles of a grid come as one picture.
"""

import pillow_heif
from PIL import Image

from filters.engine.codecs.signatures import is_heif

# What travels beside the picture (depth map, thumbnails) is never asked for, so it is never read.
pillow_heif.options.THUMBNAILS = False
pillow_heif.options.DEPTH_IMAGES = False
pillow_heif.options.AUX_IMAGES = False
pillow_heif.options.DECODE_THREADS = 1  # requests run side by side already

Image.register_open("HEIF", pillow_heif.HeifImageFile, is_heif)

"""Pillow plugins for formats that it lacks, or reads too slowly. Importing this registers them."""

from filters.engine.codecs.plugins import heif, qoi
from filters.engine.codecs.plugins.jxl import HAS_JXL

__all__ = ["HAS_JXL", "heif", "qoi"]

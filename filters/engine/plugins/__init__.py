"""Pillow plugins for formats that it lacks, or reads too slowly. Importing this registers them."""

from filters.engine.plugins import heif, qoi
from filters.engine.plugins.jxl import HAS_JXL

__all__ = ["HAS_JXL", "heif", "qoi"]

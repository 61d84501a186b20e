"""Pillow plugins for formats that it lacks, or reads too slowly, and how its own run. Importing this registers them."""

from filters.engine.codecs.plugins import avif, heif, qoi
from filters.engine.codecs.plugins.jxl import HAS_JXL
from filters.engine.codecs.plugins.svg import HAS_SVG

__all__ = ["HAS_JXL", "HAS_SVG", "avif", "heif", "qoi"]

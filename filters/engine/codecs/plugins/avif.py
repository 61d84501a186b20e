"""AVIF by Pillow on one thread: requests run side by side already.

By itself Pillow takes every core for each picture, in the same CPU time, and the bytes depend on the number of cores.
"""

from PIL import AvifImagePlugin

AvifImagePlugin.DEFAULT_MAX_THREADS = 1

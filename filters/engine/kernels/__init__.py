"""Arithmetic on whole arrays of pixels, and its tables; OpenCV where it is as exact as Pillow and faster."""

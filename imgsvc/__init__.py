"""The Django project of imgsvc: settings, addresses, server. No image code."""

__version__ = "0.1.0"

"""Looks: tables of colors, from .cube files, Hald images and formulas."""

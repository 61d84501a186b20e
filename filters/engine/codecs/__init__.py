"""What single file formats need beside Pillow: signatures, claimed sizes, repairs, plugins."""

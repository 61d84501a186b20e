"""What only trying tells: the quality that fits or suffices, the format that is smallest."""

"""Answers that are sent as they come into being, with their media types."""

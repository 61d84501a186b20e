"""Measurements of what flows through: files, forwarding, fetching, batches."""

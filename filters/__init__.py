"""The one app: an engine, presets, an API, a page and an admin."""

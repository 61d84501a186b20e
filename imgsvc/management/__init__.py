"""Commands over the whole project."""

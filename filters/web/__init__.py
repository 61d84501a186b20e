"""The pages for people with a browser; with JavaScript and without."""

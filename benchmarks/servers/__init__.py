"""The small servers that are measured beside imgsvc, each run in an environment of its own."""

"""Request bodies: pictures in memory (`memory`), and what flows through without ever being whole (`body`, `parts`)."""

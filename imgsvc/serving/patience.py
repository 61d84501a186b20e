"""How long a client is waited for. All figures of `imgsvc.serving`, in seconds where nothing else is said."""

HEAD_S = 10.0
"""From the connection, or from the first byte of a later request, to the end of the head."""
GRACE_S = 10.0
"""An upload or an answer that takes longer is a long one: it keeps to `SLOWEST`, and at most half of the threads wait
for long ones."""
PRESSED_S = 2.0
"""The same while requests wait for a thread, as far as half of the threads are concerned."""
SLOWEST = 1024
"""Bytes a second, on average since it began."""
IDLE_S = 10.0
"""In which at least one byte of a long one moves."""
LONGEST_S = 300.0
"""For a whole upload or answer."""
LINGER_S = 2.0
"""In which a client may still send after its last answer: a reset would take that from it."""
TICK_S = 1.0
"""How often all of this is looked at."""

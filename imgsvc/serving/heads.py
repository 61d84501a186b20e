"""The head of a request while it arrives, looked at before a thread is spent on it."""

import re

LONGEST = 64 * 1024  # bytes; gunicorn's own limits are on the request line and on each field
END = b"\r\n\r\n"
PROBE = re.compile(rb"(?:\r\n)?(?:GET|HEAD) /(healthz|readyz)[? ]")
BODY = re.compile(rb"\n(?:content-length|transfer-encoding|expect)[ \t]*:", re.IGNORECASE)


class Head:
    """What came so far of a request: its head, and what came with it."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.ready = False

    def feed(self, data: bytes) -> None:
        """Add what came. `ready` once a parser can be given it without waiting: it has ended, or is wrong already.

        Only what is new is looked at, so that a head that comes byte by byte costs no more than one that comes at once.
        """
        before = len(self.data)
        self.data += data
        self.ready = (
            self.ready
            or self.data.find(END, max(0, before - len(END) + 1)) >= 0
            or self.data.count(b"\n", before) != self.data.count(b"\r\n", max(0, before - 1))  # a bare LF
        )

    @property
    def too_long(self) -> bool:
        """Whether no more of it is read."""
        return not self.ready and len(self.data) > LONGEST

    @property
    def in_its_first_line(self) -> bool:
        """Whether not even the request line has ended."""
        return b"\r\n" not in self.data

    @property
    def probe(self) -> bytes:
        """The health check that it asks for, without a body that a thread would have to wait for; or empty."""
        found = PROBE.match(self.data)
        return found[1] if found and not BODY.search(self.data) else b""

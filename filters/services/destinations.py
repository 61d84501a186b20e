"""Destinations: who may send to which, and what an address and headers may be.

An address may hold `{name}`, `{sha256}` and `{id}` in its path and its query. What stands there in the end is
percent-encoded whole, so that no name of a file can change the host, the path's structure or the parameters.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from filters.engine.errors import EngineError
from filters.engine.problems import did_you_mean, shown
from filters.models import Destination
from filters.services.access import Caller
from filters.services.errors import DestinationUnknown

SCOPE = "process"
PLACEHOLDERS = ("name", "sha256", "id")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
URL = re.compile(
    r"https?://[^\s/?#@\\{}]+(?:[/?](?:[\w.~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|\{\w+\})*)?", re.ASCII | re.I
)
LONGEST_URL = 4096
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
VALUE = re.compile(r"[\t\x20-\x7e]*")
OURS = frozenset({
    "accept-encoding", "connection", "content-encoding", "content-length", "expect", "host", "keep-alive",
    "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
})  # fmt: skip
"""Headers that say how a message travels: they follow from what is sent, and are nobody's choice."""


class DestinationInvalid(EngineError):
    """An address or headers that nothing can be sent with. The detail repeats nothing that may be secret."""

    code = "parameter_invalid"


def destination_get(*, slug: str, caller: Caller) -> Destination:
    """The destination of this name, if the caller may use it. Raises `DestinationUnknown`."""
    found = Destination.objects.filter(slug=slug, active=True).first() if "\0" not in slug else None
    if found is None or not (found.everyone or caller.allows(SCOPE)):
        raise DestinationUnknown(
            f"There is no destination {shown(slug)} for you. An admin registers them; some need an API key or a login.",
            field="destination",
        )
    return found


def check_url(text: str) -> None:
    """Raise `DestinationInvalid` unless something can be sent there."""
    if len(text) > LONGEST_URL:
        raise DestinationInvalid(f"An address has at most {LONGEST_URL} characters.")
    for name in PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            hint = did_you_mean(name, PLACEHOLDERS)
            raise DestinationInvalid(
                f"There is no placeholder {{{name[:40]}}}.{hint} There are {{name}}, {{sha256}}, {{id}}."
            )
    if "#" in text:
        raise DestinationInvalid("What follows # is never sent: leave it out.")
    if not URL.fullmatch(text):
        raise DestinationInvalid(
            "An address begins with http:// or https:// and a host without a user or a password, in ASCII, "
            "percent-encoded; {name}, {sha256} and {id} stand in its path and its query."
        )
    try:
        parts = urlsplit(text)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise DestinationInvalid("The host or the port is none.")


def origin(text: str) -> str:
    """The part of an address that may be shown, `https://images.example.org:8443`."""
    parts = urlsplit(text)
    return f"{parts.scheme}://{parts.netloc}"


def address(template: str, *, values: Mapping[str, str]) -> str:
    """The address with its placeholders replaced. Raises `DestinationInvalid` where a value is not known beforehand."""

    def value(match: "re.Match[str]") -> str:
        if match[1] not in values:
            raise DestinationInvalid(
                f"This destination wants {match[1]} in its address, which nobody knows before the whole file came. "
                "Filter the picture on its way, or use another destination.",
                field="destination",
            )
        return quote(values[match[1]], safe="")

    return PLACEHOLDER.sub(value, template)


def read_headers(text: str) -> tuple[tuple[str, str], ...]:
    """Header lines as names and values. Raises `DestinationInvalid`."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    headers = tuple(_header(number, line) for number, line in lines if line)
    names = [name.lower() for name, _ in headers]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise DestinationInvalid(f"{twice} is there more than once; join the values with a comma.")
    return headers


def _header(number: int, line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not TOKEN.fullmatch(name):
        raise DestinationInvalid(f"Line {number} is no header. Write one a line: Authorization: Bearer ...")
    if name.lower() in OURS:
        raise DestinationInvalid(f"Line {number}: {name} follows from what is sent, and cannot be chosen.")
    if not VALUE.fullmatch(value):
        raise DestinationInvalid(f"Line {number}: a header's value is plain ASCII on one line.")
    return name, value.strip()

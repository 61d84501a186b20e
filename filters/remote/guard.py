"""Which URLs are asked at all, and which addresses of their hosts.

A URL is read twice: its host and port by a pattern that allows only the plain forms, and all of it by the library that
will ask for it. What they do not agree on is refused, as is every way of writing an address but the usual one.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

import httpx2

from filters.remote.addresses import Address, Reach, reach
from filters.remote.errors import UrlRefused

MOST_CHARACTERS = 8000  # RFC 9110, 4.1 asks for that many
MOST_HOST = 253  # RFC 1035, 2.3.4, as text
PORTS = {"http": 80, "https": 443}
AUTHORITY = re.compile(r"(https?)://(\[[0-9a-f:.]+\]|[^\[\]:@%/?#\\]+)(?::([0-9]{1,5}))?(?=[/?#]|\Z)", re.I | re.A)
NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # what the last label of a name never is (WHATWG URL, "ends in a number")
FORM = "Send a URL such as https://images.example.org/cat.jpg."


@dataclass(frozen=True, slots=True)
class HostRule:
    """A host that may be asked: a name, `*.name` for all below it, or an address.

    Without a port it is 80 for http and 443 for https. `private` is whether it may be in a private network.
    """

    host: str
    port: int | None = None
    private: bool = False

    def matches(self, host: str, port: int, scheme: str) -> bool:
        """Whether it is about this host and port."""
        if port != (PORTS[scheme] if self.port is None else self.port):
            return False
        ours = _plain(self.host)
        return host.endswith(ours[1:]) if ours.startswith("*.") else host == ours


@dataclass(frozen=True, slots=True)
class Rules:
    """Who is asked: only the listed hosts, or, where it is open, all with public addresses and usual ports, too."""

    mode: Literal["listed", "open"]
    hosts: tuple[HostRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked, as far as the URL alone can tell. `private` is whether its addresses may be."""

    url: httpx2.URL
    scheme: str
    host: str
    port: int
    private: bool

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port."""
        return self.scheme, self.host, self.port

    @property
    def literal(self) -> Address | None:
        """The address, where the host is one."""
        return _address(self.host)


def target_of(url: str, rules: Rules) -> Target:
    """Where a URL leads. Raises `UrlRefused`."""
    scheme, host, port, read = _read(url)
    found = [rule for rule in rules.hosts if rule.matches(host, port, scheme)]
    private = any(rule.private for rule in found)
    target = Target(read, scheme, host, port, private)
    if not found:
        _require_open(target, rules)
    literal = target.literal
    if literal is not None:
        require_allowed([literal], target)
    return target


def rules_for(url: str, *, private: bool) -> Rules:
    """Rules that allow exactly the host and port of this URL, such as one that an admin set. Raises `UrlRefused`."""
    _, host, port, _ = _read(url)
    return Rules("listed", (HostRule(host, port, private),))


def require_allowed(addresses: Collection[Address], target: Target) -> None:
    """Raise `UrlRefused` unless each address may be connected to: one bad one would be tried some day.

    The sentence is the same for a name that has no address: which names and addresses there are inside is not told.
    """
    allowed = {Reach.PUBLIC, Reach.PRIVATE} if target.private else {Reach.PUBLIC}
    if not addresses or any(reach(address) not in allowed for address in addresses):
        raise UrlRefused("The host of this URL has no public address that can be asked.")


def _read(url: str) -> tuple[str, str, int, httpx2.URL]:
    """Scheme, host, port and the URL as the library reads it; the same in both readings."""
    if len(url) > MOST_CHARACTERS:
        raise UrlRefused(f"The URL has {len(url)} characters; at most {MOST_CHARACTERS} are allowed.")
    if not url.isprintable() or any(character.isspace() or character == "\\" for character in url):
        raise UrlRefused(f"The URL has a space, a control character or a backslash. {FORM}")
    written = AUTHORITY.match(url)
    if written is None:
        raise UrlRefused(_what_is_wrong(url))
    try:
        read = httpx2.URL(url).copy_with(fragment=None)
    except httpx2.InvalidURL as error:
        raise UrlRefused(f"The URL is not valid. {FORM}") from error
    scheme, host = written[1].lower(), read.raw_host.decode("ascii")
    port = int(written[3]) if written[3] else PORTS[scheme]
    if (read.scheme, read.port or PORTS[scheme], read.userinfo) != (scheme, port, b"") or not 0 < port < 65_536:
        raise UrlRefused(f"The URL's port is not one. {FORM}")
    host = _host(host)
    return scheme, host, port, read.copy_with(host=host)


def _host(host: str) -> str:
    """A name, or an address in its one plain form; IDNA was applied."""
    plain = _plain(host)
    if plain != host or _address(plain) is not None:
        return plain
    if len(host) > MOST_HOST or not NAME.fullmatch(host) or NUMBER.fullmatch(host.rpartition(".")[2]):
        raise UrlRefused(
            "The URL's host is neither a name such as images.example.org, without a dot at its end, nor an address "
            f"in its usual form. {FORM}"
        )
    return host


def _plain(host: str) -> str:
    """An address in its shortest form, without brackets; a name as it is."""
    address = _address(host.strip("[]"))
    return host if address is None else str(address)


def _address(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _what_is_wrong(url: str) -> str:
    scheme, colon, rest = url.partition(":")
    if not colon or scheme.lower() not in PORTS or not rest.startswith("//"):
        return f"Only URLs that begin with https:// or http:// are asked. {FORM}"
    if "@" in re.split("[/?#]", rest[2:])[0]:
        return f"URLs with a user name or a password are not asked. {FORM}"
    return f"The URL's host or port is not written as usual. {FORM}"


def _require_open(target: Target, rules: Rules) -> None:
    if rules.mode != "open":
        raise UrlRefused("This host is not among those that are asked here. An admin can add it under Remote hosts.")
    if target.port != PORTS[target.scheme]:
        raise UrlRefused("Only port 80 for http and 443 for https are asked, but for hosts that an admin listed.")
    if target.literal is None and "." not in target.host:
        raise UrlRefused("The host of this URL has no public address that can be asked.")

"""Hosts as admins list them: in one form, and where they lead."""

import ipaddress
from collections.abc import Mapping

import httpx2

from filters.remote.addresses import Address, Reach, reach
from filters.remote.resolving import resolve


def plain_host(text: str) -> str:
    """A name in ASCII and lower case, or an address in its shortest form without brackets; `*.` is kept.

    Raises `ValueError` for a name that is none.
    """
    star, name = ("*.", text[2:]) if text.startswith("*.") else ("", text)
    address = _address(name.strip("[]"))
    if address is not None:
        return star + str(address)
    try:
        return star + httpx2.URL("http://host").copy_with(host=name).raw_host.decode("ascii")
    except httpx2.InvalidURL as error:
        raise ValueError("This is no host name.") from error


def reach_of(host: str) -> Reach | None:
    """Where an address leads; None for a name."""
    address = _address(host)
    return None if address is None else reach(address)


def host_addresses(host: str, *, within_s: float) -> Mapping[Address, Reach]:
    """All addresses that a host has now, and where each leads. Raises `RemoteTimeout`."""
    address = _address(host)
    found = [address] if address is not None else resolve(host, 0, within_s=within_s)
    return {one: reach(one) for one in found}


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None

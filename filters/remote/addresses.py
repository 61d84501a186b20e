"""What an address reaches: the internet, a private network, or something that nobody is ever sent to.

It is a list of what is allowed, not of what is forbidden: an IPv6 address is public only within 2000::/3, which is all
that was ever given out (IANA, "IPv6 Global Unicast Address Assignments"), and what no table knows is refused.

Addresses that carry another one inside (IPv4-mapped and -compatible, 6to4, Teredo, NAT64, ISATAP) are refused whatever
they carry: no name on the internet needs them, and which of them a machine would follow cannot be known here.
"""

from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address


class Reach(Enum):
    """Where an address leads."""

    PUBLIC = "public"
    PRIVATE = "private"  # this machine, or a network of the operator's own
    NOWHERE = "nowhere"  # metadata services, link-local, multicast, reserved, transition mechanisms


PRIVATE_4 = tuple(
    map(IPv4Network, ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
)  # RFC 1918, 6598 (CGNAT), 1122 (loopback)
NOWHERE_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network, RFC 791
            "100.100.100.200/32",  # Alibaba's metadata service
            "168.63.129.16/32",  # Azure's host: a public address that only its own machines reach
            "169.254.0.0/16",  # link-local, RFC 3927, with most metadata services
            "192.0.0.0/24",  # protocol assignments, RFC 6890, with Oracle's metadata service
            "192.0.2.0/24",  # documentation, RFC 5737
            "192.88.99.0/24",  # relays of 6to4, RFC 7526
            "198.18.0.0/15",  # benchmarks, RFC 2544
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",  # multicast, RFC 5771
            "240.0.0.0/4",  # reserved, RFC 1112, and broadcast
        ),
    )
)
PUBLIC_6 = IPv6Network("2000::/3")
PRIVATE_6 = (IPv6Network("::1/128"), IPv6Network("fc00::/7"))  # RFC 4291, 4193
NOWHERE_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, RFC 2928: Teredo, benchmarks, ORCHID
            "2001:db8::/32",  # documentation, RFC 3849
            "2002::/16",  # 6to4, RFC 3056
            "3fff::/20",  # documentation, RFC 9637
            "fd00:42::/32",  # metadata services: Scaleway's,
            "fd00:c1::/32",  # Oracle's,
            "fd00:ec2::/32",  # Amazon's,
            "fd20:ce::/32",  # and Google's
        ),
    )
)
ISATAP = (0x0000_5EFE, 0x0200_5EFE)  # the upper half of an interface's name, RFC 5214, 6.1


def reach(address: Address) -> Reach:
    """Where it leads."""
    if isinstance(address, IPv4Address):
        return _reach_4(address)
    return _reach_6(address)


def _reach_4(address: IPv4Address) -> Reach:
    if any(address in network for network in NOWHERE_4):
        return Reach.NOWHERE
    if any(address in network for network in PRIVATE_4):
        return Reach.PRIVATE
    return Reach.PUBLIC if address.is_global else Reach.NOWHERE


def _reach_6(address: IPv6Address) -> Reach:
    if address.scope_id is not None or any(address in network for network in NOWHERE_6):
        return Reach.NOWHERE
    if any(address in network for network in PRIVATE_6):
        return Reach.PRIVATE
    if (int(address) >> 32) & 0xFFFF_FFFF in ISATAP:
        return Reach.NOWHERE
    return Reach.PUBLIC if address in PUBLIC_6 and address.is_global else Reach.NOWHERE

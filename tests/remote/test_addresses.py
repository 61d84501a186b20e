"""Where an address leads, held against Python's tables and against what is known to get around such lists."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.remote.addresses import NOWHERE_4, NOWHERE_6, PRIVATE_4, PRIVATE_6, Address, Reach, reach

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.1",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "93.184.216.34",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
    "2a00:1450:4001::64",
    "2001:200::1",
    "2003::1",
    "3ffe::1",
]
PRIVATE = [
    "127.0.0.1",
    "127.1.2.3",
    "127.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.255.255",
    "100.64.0.1",
    "100.127.255.255",
    "::1",
    "fc00::1",
    "fd12:3456:789a::1",
    "fdff:ffff::1",
]
NOWHERE = {
    "unspecified": "0.0.0.0 0.1.2.3 ::",
    "link-local": "169.254.0.1 169.254.169.253 fe80::1 fe80::1%eth0 febf::1 fec0::1",
    "metadata": "169.254.169.254 169.254.170.2 169.254.42.42 fd00:ec2::254 fd00:ec2::23 fd20:ce::254 fd00:42::42 "
    "fd00:c1::a9fe:a9fe 100.100.100.200 192.0.0.192 168.63.129.16",
    "multicast": "224.0.0.1 239.255.255.255 ff02::1 ff0e::1",
    "reserved": "240.0.0.1 255.255.255.254 255.255.255.255 192.0.0.8 192.0.0.170 4000::1 8000::1 ::2 1::1",
    "benchmarks": "198.18.0.1 198.19.255.255 2001:2::1",
    "documentation": "192.0.2.1 198.51.100.1 203.0.113.1 2001:db8::1 3fff::1",
    "mapped": "::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:a9fe:a9fe ::ffff:10.0.0.1 ::ffff:8.8.8.8 0:0:0:0:0:ffff:7f00:1",
    "translated": "::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8",
    "compatible": "::127.0.0.1 ::7f00:1 ::8.8.8.8 ::a9fe:a9fe",
    "6to4": "2002:7f00:1:: 2002:a9fe:a9fe:: 2002:a00:1::1 2002:808:808::1 192.88.99.1",
    "Teredo": "2001::1 2001:0:7f00:1::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001::5601:5601",
    "NAT64": "64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b::8.8.8.8 64:ff9b:1::7f00:1 64:ff9b:1:ffff::a00:1",
    "ISATAP": "2606:4700::5efe:7f00:1 2606:4700::200:5efe:a9fe:a9fe",
    "discard": "100::1 100:0:0:1::1",
    "segments": "5f00::1",
    "ORCHID": "2001:10::1 2001:20::1 2001:1::1 2001:4:112::1",
    "scoped": "::1%lo fd12::1%eth0 2606:4700::1%eth0",
}


@pytest.mark.parametrize("text", PUBLIC)
def test_the_internet_is_public(text: str) -> None:
    assert reach(ip_address(text)) is Reach.PUBLIC


@pytest.mark.parametrize("text", PRIVATE)
def test_own_networks_are_private(text: str) -> None:
    assert reach(ip_address(text)) is Reach.PRIVATE


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, many in NOWHERE.items() for text in many.split()])
def test_what_nobody_is_sent_to_leads_nowhere(kind: str, text: str) -> None:
    assert reach(ip_address(text)) is Reach.NOWHERE, kind


@pytest.mark.parametrize("network", [*NOWHERE_4, *PRIVATE_4, *NOWHERE_6, *PRIVATE_6], ids=str)
def test_a_network_is_refused_from_its_first_to_its_last_address(network: IPv4Network | IPv6Network) -> None:
    assert {reach(network[0]), reach(network[-1])} & {Reach.PUBLIC} == set()


@given(st.integers(0, 2**32 - 1).map(IPv4Address) | st.ip_addresses(v=4, network="192.0.0.0/8"))
def test_of_ipv4_what_python_calls_not_global_is_never_public(address: IPv4Address) -> None:
    ordinary = address.is_global and not address.is_multicast and not address.is_reserved
    extra = any(address in network for network in NOWHERE_4)
    assert (reach(address) is Reach.PUBLIC) == (ordinary and not extra)


@given(st.integers(0, 2**128 - 1).map(IPv6Address) | st.ip_addresses(v=6, network="2001::/16"))
def test_of_ipv6_what_is_public_is_global_unicast_and_carries_no_other_address(address: IPv6Address) -> None:
    if reach(address) is Reach.PUBLIC:
        assert address.is_global and int(address) >> 125 == 1
        assert not (address.is_multicast or address.is_reserved or address.is_private or address.is_link_local)
        assert address.ipv4_mapped is None and address.sixtofour is None and address.teredo is None


CARRIERS = {
    "mapped": "::ffff:0:0",
    "compatible": "::",
    "translated": "::ffff:0:0:0",
    "NAT64": "64:ff9b::",
    "local NAT64": "64:ff9b:1::",
    "ISATAP": "2606:4700::5efe:0:0",
}


@pytest.mark.parametrize("carrier", CARRIERS.values(), ids=CARRIERS)
@given(inner=st.integers(2, 2**32 - 1))
def test_an_address_within_another_is_refused_whatever_it_is(carrier: str, inner: int) -> None:
    assert reach(IPv6Address(int(IPv6Address(carrier)) + inner)) is Reach.NOWHERE


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**80 - 1))
def test_so_are_6to4_and_teredo(inner: int, rest: int) -> None:
    sixtofour: Address = IPv6Address((0x2002 << 112) | (inner << 80) | rest)
    teredo: Address = IPv6Address((0x20010000 << 96) | (rest << 32) & (2**96 - 1) | inner ^ 0xFFFF_FFFF)
    assert reach(sixtofour) is Reach.NOWHERE and reach(teredo) is Reach.NOWHERE

"""Hosts in the one form in which they are compared, and where they lead."""

from ipaddress import ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from filters.remote.addresses import Reach
from filters.remote.errors import UrlRefused
from filters.remote.guard import Rules, target_of
from filters.services.hosts import host_addresses, plain_host, reach_of
from tests.remote.asking import resolving

LABELS = st.text("abzAZ09-_äß中K.*[:]", min_size=1, max_size=12)


@given(LABELS)
@example("MÜNCHEN.example")
@example("[2606:4700::0:1111]")
def test_a_host_is_stored_as_the_guard_reads_it(text: str) -> None:
    try:
        host = target_of(f"https://{text}/", Rules("open")).host
    except UrlRefused:
        return
    assert plain_host(text) == host and plain_host(f"*.{text}") == f"*.{host}"


@pytest.mark.parametrize("text", ["①②⑦.0.0.1", "a\u200b.org", "ä" * 80])
def test_what_is_no_host_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="no host name"):
        plain_host(text)


@pytest.mark.parametrize(
    ("host", "reach"),
    [
        ("8.8.8.8", Reach.PUBLIC),
        ("::1", Reach.PRIVATE),
        ("169.254.169.254", Reach.NOWHERE),
        ("example.org", None),
        ("*.example.org", None),
    ],
)
def test_an_address_leads_somewhere_and_a_name_has_to_be_looked_up(host: str, reach: Reach | None) -> None:
    assert reach_of(host) is reach


def test_the_addresses_of_a_host_are_told_with_where_they_lead() -> None:
    with resolving({"a.example": [["8.8.8.8", "10.0.0.1"]]}) as resolver:
        found = host_addresses("a.example", within_s=5)
        assert found == {ip_address("8.8.8.8"): Reach.PUBLIC, ip_address("10.0.0.1"): Reach.PRIVATE}
        assert host_addresses("::1", within_s=5) == {ip_address("::1"): Reach.PRIVATE}
        assert resolver.asked == ["a.example"]

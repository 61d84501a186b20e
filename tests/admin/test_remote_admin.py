"""The admin of remote hosts: one form for each host, none listed in vain."""

from html import unescape
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.test import Client

from filters.models import RemoteHost
from filters.remote.guard import HostRule, Rules, target_of
from tests.people import editor
from tests.remote.asking import resolving

pytestmark = pytest.mark.django_db

LIST = "/admin/filters/remotehost/"
ADD = f"{LIST}add/"


def add(client: Client, host: str, **fields: str) -> Any:
    return client.post(ADD, {"host": host, "port": "", "active": "on", "note": "", **fields})


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200
    found: dict[str, list[str]] = answer.context["adminform"].form.errors
    return found


@pytest.mark.parametrize(
    ("typed", "stored", "url"),
    [
        ("images.example.org", "images.example.org", "https://images.example.org/"),
        (" IMAGES.Example.org ", "images.example.org", "https://images.example.org/"),
        ("*.example.org", "*.example.org", "https://a.b.example.org/"),
        ("münchen.example", "xn--mnchen-3ya.example", "https://münchen.example/"),
        ("*.München.example", "*.xn--mnchen-3ya.example", "https://a.münchen.example/"),
        ("93.184.216.34", "93.184.216.34", "https://93.184.216.34/"),
        ("[2606:4700:4700:0::1111]", "2606:4700:4700::1111", "https://[2606:4700:4700::1111]/"),
    ],
)
def test_a_host_is_stored_as_the_guard_compares_it(admin_client: Client, typed: str, stored: str, url: str) -> None:
    assert add(admin_client, typed).status_code == 302
    row = RemoteHost.objects.get()
    assert row.host == stored
    assert target_of(url, Rules("listed", (HostRule(row.host, row.port, row.private),))).url.raw_path == b"/"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("https://example.org/", "host"),
        ("example.org/path", "host"),
        ("example.org:80", "host"),
        ("user@example.org", "host"),
        ("exa mple.org", "host"),
        ("example.org.", "host"),
        ("*", "host"),
        ("*.org", "host"),
        ("a.*.org", "host"),
        ("①②⑦.0.0.1", "host"),
        ("", "host"),
        ("169.254.169.254", "host"),
        ("fd00:ec2::254", "host"),
        ("::ffff:127.0.0.1", "host"),
        ("0.0.0.0", "host"),
        ("127.0.0.1", "private"),
        ("::1", "private"),
        ("10.0.0.1", "private"),
    ],
)
def test_what_would_be_listed_in_vain_is_refused(admin_client: Client, typed: str, field: str) -> None:
    assert set(errors(add(admin_client, typed))) == {field}
    assert not RemoteHost.objects.exists()


def test_a_private_address_is_listed_as_one(admin_client: Client) -> None:
    assert add(admin_client, "127.0.0.1", private="on", port="8080").status_code == 302
    assert RemoteHost.objects.get().private


@pytest.mark.parametrize("port", ["", "8080"])
def test_a_host_is_listed_once_for_each_port(admin_client: Client, port: str) -> None:
    assert add(admin_client, "example.org", port=port).status_code == 302
    assert add(admin_client, "example.org", port="81").status_code == 302
    assert errors(add(admin_client, "EXAMPLE.org", port=port))
    row = RemoteHost.objects.get(port=port or None)
    kept = admin_client.post(f"{LIST}{row.pk}/change/", {"host": row.host, "port": port, "note": "kept"})
    assert kept.status_code == 302 and RemoteHost.objects.get(pk=row.pk).note == "kept"


@pytest.mark.parametrize(("mode", "said"), [("off", "IMGSVC_FETCH is off"), ("open", "IMGSVC_FETCH is open")])
def test_the_list_tells_what_the_setting_makes_of_it(admin_client: Client, settings: Any, mode: str, said: str) -> None:
    settings.IMGSVC_FETCH = mode
    assert said in admin_client.get(LIST).content.decode()


def test_it_tells_nothing_where_the_list_counts(admin_client: Client, settings: Any) -> None:
    settings.IMGSVC_FETCH = "listed"
    assert "IMGSVC_FETCH" not in admin_client.get(LIST).content.decode()


def test_the_addresses_of_hosts_are_looked_up(admin_client: Client) -> None:
    for host in ("good.example", "bad.example", "gone.example", "*.example"):
        RemoteHost.objects.create(host=host)
    RemoteHost.objects.create(host="127.0.0.1", private=True)
    answers: dict[str, list[list[str]]] = {
        "good.example": [["93.184.216.34"]],
        "bad.example": [["93.184.216.34", "10.0.0.1"]],
        "gone.example": [[]],
    }
    form = {"action": "look_up", "_selected_action": list(RemoteHost.objects.values_list("pk", flat=True))}
    with resolving(answers):
        page = unescape(admin_client.post(LIST, form, follow=True).content.decode())
    assert "Host good.example: 93.184.216.34 (public)" in page
    assert "Host bad.example: is not asked: 93.184.216.34 (public), 10.0.0.1 (private)" in page
    assert "Host gone.example: is not asked: it has no address." in page
    assert "Host *.example: stands for many names." in page
    assert "Host 127.0.0.1: 127.0.0.1 (private)" in page


def test_it_is_for_those_with_the_permission(client: Client) -> None:
    client.force_login(editor("alice"))
    assert client.get(LIST).status_code == 403 and add(client, "example.org").status_code == 403


def test_who_listed_a_host_is_kept(admin_client: Client) -> None:
    add(admin_client, "example.org")
    assert LogEntry.objects.get_for_model(RemoteHost).count() == 1

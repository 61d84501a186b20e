"""The examples of deployment keep step with the settings."""

import re
from pathlib import Path

import pytest

from filters.api.urls import ROUTES
from imgsvc.env import Environment
from tests.fixtures.servers import ROOT

NGINX = (ROOT / "deploy" / "nginx.conf").read_text()
HELD, FLOWING = NGINX.split("# What flows through")
UNIT = (ROOT / "deploy" / "imgsvc.service").read_text()


def nginx(name: str, part: str = HELD) -> str:
    """The value of a directive that stands there once."""
    [value] = re.findall(rf"^\s*{name} ([^;]+);", part, re.MULTILINE)
    return str(value)


def test_nginx_holds_the_largest_upload_in_memory() -> None:
    size = int(nginx("client_max_body_size").removesuffix("m"))
    assert nginx("client_body_buffer_size") == nginx("client_max_body_size")
    assert size == Environment().max_upload_mb + 1
    assert (nginx("proxy_request_buffering"), nginx("client_body_in_file_only")) == ("on", "off")
    assert nginx("proxy_max_temp_file_size") == "0"


def test_nginx_holds_nothing_of_what_flows_through() -> None:
    size = int(nginx("client_max_body_size", FLOWING).removesuffix("m"))
    assert size == Environment().max_file_mb + 1
    assert nginx("proxy_read_timeout", FLOWING) == f"{Environment().transfer_s:.0f}s"
    assert (nginx("proxy_request_buffering", FLOWING), nginx("proxy_buffering", FLOWING)) == ("off", "off")
    [flows] = re.findall(r"location ~ (\S+) \{", FLOWING)
    for route, view, _ in ROUTES:
        path = f"/api/v1/{re.sub('<.*?>', 'x', route)}"
        for address in (path, f"{path}/"):
            assert bool(re.search(flows, address)) == bool(getattr(view.cls, "flows_through", False)), address


def test_nginx_sends_files_only_where_imgsvc_says_so() -> None:
    [block] = re.findall(r"location /_files/ \{(.*?)\}", FLOWING, re.DOTALL)
    assert "internal;" in block
    assert "X-Content-Type-Options nosniff" in block and "sandbox" in block


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Forwarded-Port", "Forwarded", "Upgrade"])
def test_nginx_takes_away_what_only_a_proxy_may_say(name: str) -> None:
    assert f'proxy_set_header {name} "";' in NGINX


def test_nginx_tells_the_one_address_that_it_sees() -> None:
    assert NGINX.count("proxy_set_header X-Forwarded-For $remote_addr;") == NGINX.count("proxy_pass ")
    assert "$proxy_add_x_forwarded_for" not in NGINX


@pytest.mark.parametrize(
    "line",
    ["KillMode=mixed", "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateDevices=yes", "CapabilityBoundingSet=",
     "MemoryDenyWriteExecute=yes", "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6", "LimitCORE=0", "User=imgsvc"],
)  # fmt: skip
def test_the_unit_lets_it_do_little(line: str) -> None:
    assert line in UNIT.splitlines()


def test_the_unit_gives_gunicorn_the_time_that_it_takes_to_stop() -> None:
    conf = Path(ROOT / "gunicorn.conf.py").read_text()
    [graceful] = re.findall(r"^graceful_timeout = (\d+)", conf, re.MULTILINE)
    [stop] = re.findall(r"^TimeoutStopSec=(\d+)", UNIT, re.MULTILINE)
    assert int(stop) > int(graceful)
    assert {"seccomp", "landlock_create_ruleset", "landlock_restrict_self"} <= set(UNIT.split())

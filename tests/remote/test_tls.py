"""https: the certificate is that of the name in the URL, whatever address was connected to."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from filters.remote import client
from filters.remote.client import tls_context
from filters.remote.errors import RemoteFailed, RemoteTimeout, UrlRefused
from filters.remote.guard import HostRule, Rules
from tests.fixtures.others import Other, answer, other_server, until_gone
from tests.remote.asking import NAME, body_of, resolving


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of `NAME` and 127.0.0.1, trusted here, with its key in the same file."""
    path = tmp_path / "certificate.pem"
    path.write_bytes(_made())
    context = ssl.create_default_context(cafile=str(path))
    monkeypatch.setattr(client, "tls_context", lambda: context)
    return path


@contextmanager
def tls_server(certificate: Path, said: bytes = b"") -> Iterator[tuple[Other, list[str | None]]]:
    """A server, and the names that it was asked for."""
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda sock, name, context: names.append(name)
    with other_server(said or answer(b"here")) as other:
        other.wrap = lambda connection: context.wrap_socket(connection, server_side=True)
        yield other, names


def test_the_name_stays_in_what_tls_asks_for_and_verifies(certificate: Path) -> None:
    with tls_server(certificate) as (other, names), resolving({NAME: [["127.0.0.1"], ["10.0.0.1"]]}) as resolver:
        assert body_of(other, host=NAME, scheme="https") == b"here"
        assert names == [NAME] and resolver.asked == [NAME]


def test_an_address_is_verified_too(certificate: Path) -> None:
    with tls_server(certificate) as (other, names):
        assert body_of(other, scheme="https") == b"here"
        assert names == [None]


def test_a_certificate_of_another_name_is_refused(certificate: Path) -> None:
    with tls_server(certificate) as (other, _), resolving({"localhost": [["127.0.0.1"]]}):
        rules = Rules("listed", (HostRule("localhost", other.port, private=True),))
        with pytest.raises(RemoteFailed, match="certificate is not valid"):
            body_of(other, host="localhost", scheme="https", rules=rules)
        assert other.heads == []


def test_one_that_nobody_vouches_for_is_refused(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "tls_context", tls_context)
    with tls_server(certificate) as (other, _):
        with pytest.raises(RemoteFailed, match="certificate is not valid"):
            body_of(other, scheme="https")
        assert other.heads == []


def test_names_and_certificates_are_verified_with_current_protocols() -> None:
    context = tls_context()
    assert context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_a_redirect_from_https_to_http_is_not_followed(certificate: Path) -> None:
    with tls_server(certificate) as (other, _):
        other.say = lambda connection, head: connection.sendall(
            answer(b"", f"Location: {other.url('/')}", status="302 Found")
        )
        with pytest.raises(UrlRefused, match="from https to http"):
            body_of(other, scheme="https")
        assert len(other.heads) == 1


def test_one_that_speaks_no_tls_has_failed(certificate: Path) -> None:
    def say(connection: socket.socket, head: bytes) -> None:
        """Never called."""

    with other_server(say) as other:
        other.wrap = _plainly
        with pytest.raises(RemoteFailed):
            body_of(other, scheme="https")


def test_one_that_never_shakes_hands_is_given_up(certificate: Path) -> None:
    with other_server(b"") as other:
        other.wrap = _silently
        with pytest.raises(RemoteTimeout):
            body_of(other, scheme="https", connect_s=0.2)


def test_one_that_drips_the_handshake_is_cut_by_the_deadline(certificate: Path) -> None:
    with other_server(b"") as other:
        other.wrap = _slowly
        with pytest.raises(RemoteTimeout):
            body_of(other, scheme="https", deadline_s=0.6, connect_s=10)


def _plainly(connection: socket.socket) -> socket.socket:
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 400 This is plain\r\n\r\n")
    return connection


def _silently(connection: socket.socket) -> socket.socket:
    until_gone(connection)
    return connection


def _slowly(connection: socket.socket) -> socket.socket:
    """The head of a long TLS record, and then a byte of it again and again."""
    connection.sendall(b"\x16\x03\x03\x40\x00")
    connection.settimeout(0.05)
    connection.recv(65_536)
    while True:
        connection.sendall(b"\x02")
        try:
            if connection.recv(1) == b"":
                return connection
        except TimeoutError:
            continue


def _made() -> bytes:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    names = x509.SubjectAlternativeName([x509.DNSName(NAME), x509.IPAddress(ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    builder = builder.add_extension(names, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made = builder.sign(key, hashes.SHA256())
    pem, raw = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, raw)
    return made.public_bytes(pem) + private

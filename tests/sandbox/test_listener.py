import contextlib
import socket

import pytest

from kreward_pos.errors import SettingsRefused
from kreward_pos.sandbox.listener import bound_socket, loopback_address


@pytest.mark.parametrize(
    ("host", "address"),
    [("localhost", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("127.1.2.3", "127.1.2.3"), ("::1", "::1")],
)
def test_this_machine_is_accepted(host: str, address: str) -> None:
    assert loopback_address(host) == address


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com", "", "localhost.example.com", "127.1"])
def test_every_other_host_is_refused(host: str) -> None:
    with pytest.raises(SettingsRefused, match="--host: the sandbox listens on this machine only"):
        loopback_address(host)


def test_a_bound_socket_refuses_connections_until_it_listens() -> None:
    with contextlib.closing(bound_socket("127.0.0.1", 0)) as sock, pytest.raises(ConnectionRefusedError):
        socket.create_connection(sock.getsockname(), timeout=5)


def test_a_taken_port_is_refused() -> None:
    with contextlib.closing(bound_socket("127.0.0.1", 0)) as sock:
        sock.listen()
        port = sock.getsockname()[1]
        with pytest.raises(SettingsRefused, match=f"--port: port {port} cannot be used here"):
            bound_socket("127.0.0.1", port)


@pytest.mark.parametrize("port", [-1, 65_536])
def test_impossible_port_is_refused(port: int) -> None:
    with pytest.raises(SettingsRefused, match="--port"):
        bound_socket("127.0.0.1", port)

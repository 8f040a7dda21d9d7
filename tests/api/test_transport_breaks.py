"""The transport against a misbehaving server: it always reports correctly how far the request got."""

import gc
import socket
import sys
import time
from typing import Any

import pytest

from kreward_pos.api.transport import NoResponse, Response

from .builders import BOUND_S, GOOD, Serve, SilentNames, TransportTo, has_left, lookups, outcome, replying
from .failure_modes import SLOW
from .faulty_server import Conversation, http_response


def test_a_refused_connection_proves_that_nothing_left(transport_to: TransportTo) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert not has_left(transport_to(f"http://127.0.0.1:{port}/v1"))


def test_tls_to_the_right_host_returns_a_response(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(replying(http_response(body=GOOD)), with_tls=True)
    assert outcome(transport_to(server)) == Response(200, GOOD)


def test_certificate_for_another_host_is_refused_before_sending(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(replying(http_response(body=GOOD)), with_tls=True)
    for host in ("other.example", "127.0.0.1"):
        assert not has_left(transport_to(f"https://{host}:{server.port}/v1"))
    assert not server.received


def test_self_signed_certificate_is_refused_by_the_systems_trust_store(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(replying(http_response(body=GOOD)), with_tls=True)
    assert not has_left(transport_to(server, tls=None))
    assert not server.received


def test_tls_to_a_server_without_it_proves_that_nothing_left(serve: Serve, transport_to: TransportTo) -> None:
    def script(conversation: Conversation) -> None:
        conversation.read_some()
        conversation.send(http_response(400, b'{"error": "no tls here"}'))

    server = serve(script)
    assert not has_left(transport_to(f"https://till.example:{server.port}/v1"))


@pytest.mark.parametrize("with_reset", [False, True])
def test_a_handshake_that_breaks_off_proves_that_nothing_left(
    serve: Serve, transport_to: TransportTo, *, with_reset: bool
) -> None:
    def script(conversation: Conversation) -> None:
        conversation.read_some()
        if with_reset:
            conversation.reset()

    server = serve(script)
    assert not has_left(transport_to(f"https://till.example:{server.port}/v1"))


@pytest.mark.parametrize("say", SLOW.values(), ids=SLOW)
def test_the_deadline_bounds_the_whole_call(serve: Serve, transport_to: TransportTo, say: Any) -> None:
    def script(conversation: Conversation) -> None:
        conversation.apply()
        say(conversation)

    server = serve(script)
    started_s = time.monotonic()
    assert has_left(transport_to(server), deadline_s=0.5)
    assert time.monotonic() - started_s < BOUND_S
    assert len(server.applied) == 1


def silent(conversation: Conversation) -> None:
    conversation.read_some()
    conversation.wait_until_gone()


def test_hanging_handshake_ends_at_the_deadline_and_nothing_has_left(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(silent)
    assert not has_left(transport_to(f"https://till.example:{server.port}/v1"), deadline_s=0.2)
    gc.collect()  # a socket that was left open would warn here


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses instead of hanging")
def test_hanging_connection_ends_at_the_deadline_and_nothing_has_left(transport_to: TransportTo) -> None:
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        port = listener.getsockname()[1]
        assert not has_left(transport_to(f"http://127.0.0.1:{port}/v1"), deadline_s=0.2)


def test_hanging_name_server_delays_neither_other_calls_nor_closing(transport_to: TransportTo) -> None:
    names = SilentNames()
    transport = transport_to("https://till.example/v1", resolve=names)
    for _ in range(3):
        assert not has_left(transport, deadline_s=0.05)
    transport.close()
    hanging = lookups()
    assert len(hanging) == 3
    assert all(thread.daemon for thread in hanging)
    names.may_end.set()
    for thread in hanging:
        thread.join(BOUND_S)
        assert not thread.is_alive()


@pytest.mark.parametrize("error", [socket.gaierror(-2, "unknown"), OSError("no network"), UnicodeError("label")])
def test_a_name_that_cannot_be_looked_up_proves_that_nothing_left(transport_to: TransportTo, error: Exception) -> None:
    def resolve(*_args: object) -> list[Any]:
        raise error

    failure = outcome(transport_to("https://till.example/v1", resolve=resolve))
    assert isinstance(failure, NoResponse)
    assert not failure.has_left

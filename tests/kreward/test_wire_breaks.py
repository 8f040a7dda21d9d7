"""The wire against a server that misbehaves: whatever happens, the proof of how far the request got is right."""

import gc
import gzip
import socket
import sys
import time
import zlib
from typing import Any

import pytest

from kreward_pos.kreward.wire import BODY_LIMIT, Answer, NoAnswer

from .builders import BOUND_S, GOOD, Serve, SilentNames, WireTo, has_left, lookups, outcome, replying
from .faulty_server import Conversation, answer, chunked

BROKEN: dict[str, bytes] = {
    "nothing": b"",
    "half-a-status-line": b"HTTP/1.1 2",
    "half-the-headers": answer(body=GOOD)[:40],
    "headers-alone": answer(length=10),
    "half-the-body": answer(body=GOOD, length=len(GOOD) + 1),
    "garbage": b"\x00\x01\x02 not http\r\n\r\n",
    "only-100": b"HTTP/1.1 100 Continue\r\n\r\n",
    "another-protocol": b"SSH-2.0-OpenSSH\r\n\r\n",
    "two-lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n" + GOOD,
    "length-of-words": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + GOOD,
    "endless-header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
    "chunk-of-no-size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" + GOOD,
    "chunks-cut-off": chunked(GOOD)[:-5],
    "unknown-transfer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: weird\r\n\r\n" + GOOD,
    "bad-gzip": answer(body=b"not gzip at all", headers={"Content-Encoding": "gzip"}),
    "gzip-cut-off": answer(body=gzip.compress(GOOD)[:-9], headers={"Content-Encoding": "gzip"}),
    "gzip-bomb": answer(body=gzip.compress(bytes(40 * BODY_LIMIT)), headers={"Content-Encoding": "gzip"}),
    "gzip-twice": answer(body=gzip.compress(gzip.compress(GOOD)), headers={"Content-Encoding": "gzip, gzip"}),
    "deflate": answer(body=zlib.compress(GOOD), headers={"Content-Encoding": "deflate"}),
    "brotli": answer(body=GOOD, headers={"Content-Encoding": "br"}),
    "far-too-long": answer(body=bytes(10 * BODY_LIMIT)),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("with_tls", [False, True], ids=["plain", "tls"])
def test_a_broken_answer_counts_as_left_since_it_was_applied(
    serve: Serve, wire_to: WireTo, data: bytes, *, with_tls: bool
) -> None:
    server = serve(replying(data), with_tls=with_tls)
    assert has_left(wire_to(server))
    assert len(server.applied) == 1


@pytest.mark.parametrize("before", [b"", b"HTTP/1.1 20", answer(body=GOOD)[:60], answer(body=GOOD, length=99)])
def test_a_reset_after_it_was_applied_counts_as_left(serve: Serve, wire_to: WireTo, before: bytes) -> None:
    def script(conversation: Conversation) -> None:
        conversation.apply()
        conversation.send(before)
        conversation.reset()

    server = serve(script)
    assert has_left(wire_to(server))
    assert len(server.applied) == 1


@pytest.mark.parametrize("with_tls", [False, True], ids=["plain", "tls"])
def test_a_reset_while_the_request_comes_in_counts_as_left(serve: Serve, wire_to: WireTo, *, with_tls: bool) -> None:
    def script(conversation: Conversation) -> None:
        conversation.read_some()
        conversation.reset()

    server = serve(script, with_tls=with_tls)
    assert has_left(wire_to(server))
    assert not server.applied


def test_a_refused_connection_proves_that_nothing_left(wire_to: WireTo) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert not has_left(wire_to(f"http://127.0.0.1:{port}/v1"))


def test_tls_to_the_right_host_carries_an_answer(serve: Serve, wire_to: WireTo) -> None:
    server = serve(replying(answer(body=GOOD)), with_tls=True)
    assert outcome(wire_to(server)) == Answer(200, GOOD)


def test_a_certificate_for_another_host_is_refused_before_anything_leaves(serve: Serve, wire_to: WireTo) -> None:
    server = serve(replying(answer(body=GOOD)), with_tls=True)
    for host in ("other.example", "127.0.0.1"):
        assert not has_left(wire_to(f"https://{host}:{server.port}/v1"))
    assert not server.received


def test_a_certificate_that_nobody_signed_is_refused_by_this_machines_trust(serve: Serve, wire_to: WireTo) -> None:
    server = serve(replying(answer(body=GOOD)), with_tls=True)
    assert not has_left(wire_to(server, tls=None))
    assert not server.received


def test_tls_to_a_server_without_it_proves_that_nothing_left(serve: Serve, wire_to: WireTo) -> None:
    def script(conversation: Conversation) -> None:
        conversation.read_some()
        conversation.send(answer(400, b'{"error": "no tls here"}'))

    server = serve(script)
    assert not has_left(wire_to(f"https://till.example:{server.port}/v1"))


@pytest.mark.parametrize("with_reset", [False, True])
def test_a_handshake_that_breaks_off_proves_that_nothing_left(
    serve: Serve, wire_to: WireTo, *, with_reset: bool
) -> None:
    def script(conversation: Conversation) -> None:
        conversation.read_some()
        if with_reset:
            conversation.reset()

    server = serve(script)
    assert not has_left(wire_to(f"https://till.example:{server.port}/v1"))


SLOW: dict[str, Any] = {
    "silence": lambda conversation: conversation.wait_until_gone(),
    "headers-in-drips": lambda conversation: conversation.drip(answer(headers={"X": "x" * 50_000}, body=GOOD)),
    "body-in-drips": lambda conversation: conversation.drip(answer(body=bytes(50_000))),
    "hints-for-ever": lambda conversation: conversation.drip(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 5_000),
}


@pytest.mark.parametrize("say", SLOW.values(), ids=SLOW)
def test_the_deadline_bounds_the_whole_call(serve: Serve, wire_to: WireTo, say: Any) -> None:
    def script(conversation: Conversation) -> None:
        conversation.apply()
        say(conversation)

    server = serve(script)
    started_s = time.monotonic()
    assert has_left(wire_to(server), deadline_s=0.5)
    assert time.monotonic() - started_s < BOUND_S
    assert len(server.applied) == 1


def silent(conversation: Conversation) -> None:
    conversation.read_some()
    conversation.wait_until_gone()


def test_a_handshake_that_hangs_is_bounded_and_nothing_left(serve: Serve, wire_to: WireTo) -> None:
    server = serve(silent)
    assert not has_left(wire_to(f"https://till.example:{server.port}/v1"), deadline_s=0.2)
    gc.collect()  # a socket that was left open would warn here


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses instead of hanging")
def test_a_connection_that_hangs_is_bounded_and_nothing_left(wire_to: WireTo) -> None:
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        port = listener.getsockname()[1]
        assert not has_left(wire_to(f"http://127.0.0.1:{port}/v1"), deadline_s=0.2)


def test_a_name_server_that_hangs_holds_up_neither_calls_nor_the_end(wire_to: WireTo) -> None:
    names = SilentNames()
    wire = wire_to("https://till.example/v1", resolve=names)
    for _ in range(3):
        assert not has_left(wire, deadline_s=0.05)
    wire.close()
    hanging = lookups()
    assert len(hanging) == 3
    assert all(thread.daemon for thread in hanging)
    names.may_end.set()
    for thread in hanging:
        thread.join(BOUND_S)
        assert not thread.is_alive()


@pytest.mark.parametrize("error", [socket.gaierror(-2, "unknown"), OSError("no network"), UnicodeError("label")])
def test_a_name_that_cannot_be_looked_up_proves_that_nothing_left(wire_to: WireTo, error: Exception) -> None:
    def resolve(*_args: object) -> list[Any]:
        raise error

    failure = outcome(wire_to("https://till.example/v1", resolve=resolve))
    assert isinstance(failure, NoAnswer)
    assert not failure.has_left

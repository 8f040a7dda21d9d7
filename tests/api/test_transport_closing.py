"""Closing the transport: calls end with what they prove, and nothing is left behind."""

import asyncio
import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kreward_pos.api.transport import HttpTransport, NoResponse, Request

from .builders import BOUND_S, READ, WRITE, Serve, SilentNames, TransportTo, has_left, hold_open, lookups, running
from .faulty_server import Conversation


@pytest.mark.parametrize("request_", [READ, WRITE])
def test_closing_ends_a_sent_call_and_reports_that_it_had_left(
    serve: Serve, transport_to: TransportTo, request_: Request
) -> None:
    server = serve(lambda conversation: (conversation.apply(), conversation.wait_until_gone()))
    transport = transport_to(server)
    result = running(transport, request_)
    server.wait_for_requests(1)
    transport.close()
    failure = result.result(BOUND_S)
    assert isinstance(failure, NoResponse)
    assert failure.has_left


def test_closing_ends_a_call_that_had_not_left(transport_to: TransportTo) -> None:
    names = SilentNames()
    transport = transport_to("https://till.example/v1", resolve=names)
    result = running(transport, WRITE)
    assert names.was_asked.wait(BOUND_S)
    transport.close()
    failure = result.result(BOUND_S)
    assert isinstance(failure, NoResponse)
    assert (failure.has_left, failure.is_malformed) == (False, False)
    names.may_end.set()
    for thread in lookups():
        thread.join(BOUND_S)


def test_closing_ends_a_handshake_and_leaves_no_socket_open(serve: Serve, transport_to: TransportTo) -> None:
    has_greeted = threading.Event()

    def script(conversation: Conversation) -> None:
        conversation.read_some()
        has_greeted.set()
        conversation.wait_until_gone()

    server = serve(script)
    transport = transport_to(f"https://till.example:{server.port}/v1")
    result = running(transport, WRITE)
    assert has_greeted.wait(BOUND_S)
    transport.close()
    failure = result.result(BOUND_S)
    assert isinstance(failure, NoResponse)
    assert not failure.has_left
    gc.collect()  # a socket that was left open would warn here


def test_closed_transport_sends_nothing_and_may_be_closed_again(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(hold_open)
    transport = transport_to(server)
    transport.exchange(READ, BOUND_S)
    transport.close()
    transport.close()
    assert not transport._thread.is_alive()
    assert transport._loop.is_closed()
    assert not has_left(transport)
    assert len(server.received) == 1


@pytest.mark.parametrize("turns", range(12))
def test_closing_at_any_moment_leaves_nothing_behind(serve: Serve, transport_to: TransportTo, turns: int) -> None:
    transport = transport_to(f"http://127.0.0.1:{serve(hold_open).port}/v1")
    loop, closing_ = transport._loop, threading.Thread(target=transport.close)
    is_held, may_begin = threading.Event(), threading.Event()

    def close_after(turns: int) -> None:
        if turns:
            loop.call_soon(close_after, turns - 1)
        else:
            with one_more_queued(loop):
                closing_.start()

    def hold_loop() -> None:
        is_held.set()
        may_begin.wait(BOUND_S)

    loop.call_soon_threadsafe(hold_loop)
    assert is_held.wait(BOUND_S)
    with one_more_queued(loop):
        result = running(transport, WRITE)
    loop.call_soon_threadsafe(close_after, turns)
    may_begin.set()
    assert isinstance(result.result(BOUND_S), NoResponse)
    closing_.join(BOUND_S)
    gc.collect()  # what had been begun and was dropped would warn here


@contextmanager
def one_more_queued(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Waits, while the loop stands still, until its next turn holds one thing more; asyncio tells that nobody."""
    queue = vars(loop)["_ready"]
    before, until_s = len(queue), time.monotonic() + BOUND_S
    yield
    while len(queue) == before and time.monotonic() < until_s:
        pass


def test_transport_that_never_called_can_be_closed() -> None:
    transport = HttpTransport("https://till.example/v1")
    transport.close()
    assert not transport._thread.is_alive()

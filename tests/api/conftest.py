"""Faulty servers, sandboxes in both dialects, and clients of either; all are closed afterwards."""

import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.keys import ApiKeys
from kreward_pos.api.rate_limit import RateLimiter
from kreward_pos.api.transport import HttpTransport
from kreward_pos.sandbox.server import Sandbox
from tests.fake_clock import FakeClock

from .builders import KEYS, Connect, Serve, TransportTo, keys_of, to_loopback
from .faulty_server import CERTIFICATE, FaultyServer, Script

UNLIMITED = 10**6
"""Calls a minute, where a test makes more of them than any till."""


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:

        def serve_one(script: Script, *, with_tls: bool = False) -> FaultyServer:
            return stack.enter_context(FaultyServer(script, with_tls=with_tls))

        yield serve_one


@pytest.fixture
def trusting() -> ssl.SSLContext:
    """Trusts the test certificate and nothing else."""
    return ssl.create_default_context(cafile=CERTIFICATE)


@pytest.fixture
def transport_to(trusting: ssl.SSLContext) -> Iterator[TransportTo]:
    """`transport_to(server)` or `transport_to(base_url)`; `tls` and `resolve` are those of the transport."""
    with ExitStack() as stack:

        def transport_to_one(server: FaultyServer | str, **options: Any) -> HttpTransport:
            url = server if isinstance(server, str) else server.base_url
            transport = HttpTransport(url, options.get("tls", trusting), options.get("resolve", to_loopback))
            stack.callback(transport.close)
            return transport

        yield transport_to_one


@pytest.fixture
def connect(trusting: ssl.SSLContext) -> Iterator[Connect]:
    """`connect(base_url)`; further options are those of the client and of its transport."""
    with ExitStack() as stack:

        def connect_one(base_url: str, keys: ApiKeys = KEYS, **options: Any) -> KrewardClient:
            tls = options.pop("tls", trusting)
            transport = HttpTransport(base_url, tls, options.pop("resolve", to_loopback))
            options.setdefault("clock", FakeClock())
            options.setdefault("rate_limiter", RateLimiter(UNLIMITED, UNLIMITED))
            client = KrewardClient(transport, keys, **options)
            stack.callback(client.close)
            return client

        yield connect_one


@pytest.fixture(scope="module", params=["page", "reference"], ids=["A-page", "B-reference"])
def shop(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox in either dialect, shared by a file's tests: count from what the ledger held before."""
    with Sandbox(dialect=request.param, rate_limit=None) as sandbox:
        yield sandbox


@pytest.fixture
def till(shop: Sandbox, connect: Connect) -> KrewardClient:
    """A client of the sandbox with both of its keys; no faults are in force."""
    shop.set_faults([])
    return connect(shop.base_url, keys_of(shop))

"""A sandbox per test, and clients that speak to it over a real socket."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from kreward_pos.sandbox.server import Sandbox


@pytest.fixture
def open_sandbox() -> Iterator[Callable[..., Sandbox]]:
    with ExitStack() as stack:

        def open_one(**options: Any) -> Sandbox:
            return stack.enter_context(Sandbox(**options))

        yield open_one


@pytest.fixture
def connect() -> Iterator[Callable[..., httpx.Client]]:
    """`connect(sandbox)` speaks with the secret key; `connect(sandbox, key)` with that one; "" with none."""
    with ExitStack() as stack:

        def connect_one(sandbox: Sandbox, key: str | None = None, **headers: str) -> httpx.Client:
            key = sandbox.secret_key if key is None else key
            authorization = {"Authorization": f"Bearer {key}"} if key else {}
            client = httpx.Client(base_url=sandbox.base_url, headers=authorization | headers, trust_env=False)
            return stack.enter_context(client)

        yield connect_one


@pytest.fixture
def sandbox(open_sandbox: Callable[..., Sandbox]) -> Sandbox:
    return open_sandbox()


@pytest.fixture
def client(sandbox: Sandbox, connect: Callable[..., httpx.Client]) -> httpx.Client:
    return connect(sandbox)

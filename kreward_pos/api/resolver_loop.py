"""An event loop that a hanging name server cannot block. Knows no HTTP."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any

Resolve = Callable[..., list[Any]]
"""A blocking look-up like `socket.getaddrinfo`."""


class ResolverLoop(asyncio.SelectorEventLoop):
    """An event loop that looks up each name on a separate daemon thread.

    asyncio's look-ups share a few threads, which the process joins at exit: a name server that never responds would
    first block the calls and then the exit of the app.
    """

    def __init__(self, resolve: Resolve = socket.getaddrinfo) -> None:
        super().__init__()
        self._resolve = resolve

    async def getaddrinfo(
        self,
        host: bytes | str | None,
        port: bytes | str | int | None,
        *,
        family: int = 0,
        type: int = 0,  # noqa: A002 - the name that asyncio gives it
        proto: int = 0,
        flags: int = 0,
    ) -> list[Any]:
        """Look a name up as `socket.getaddrinfo` does; a cancelled caller leaves the thread to end by itself."""
        found: asyncio.Future[list[Any]] = self.create_future()

        def look_up() -> None:
            try:
                self._deliver(found, self._resolve(host, port, family, type, proto, flags))
            except Exception as error:  # noqa: BLE001 - the thread's boundary: the caller raises it
                self._deliver(found, error)

        threading.Thread(target=look_up, name="name-lookup", daemon=True).start()
        return await found

    def _deliver(self, found: asyncio.Future[list[Any]], outcome: list[Any] | Exception) -> None:
        def settle() -> None:
            if found.done():
                return
            if isinstance(outcome, Exception):
                found.set_exception(outcome)
            else:
                found.set_result(outcome)

        with contextlib.suppress(RuntimeError):  # the loop is closed, and no caller waits
            self.call_soon_threadsafe(settle)

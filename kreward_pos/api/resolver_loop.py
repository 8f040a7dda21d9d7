"""An event loop that a silent name server cannot hold up. Knows no HTTP."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any

Resolve = Callable[..., list[Any]]
"""Looks a name up as `socket.getaddrinfo` does, and blocks meanwhile."""


class ResolverLoop(asyncio.SelectorEventLoop):
    """Looks each name up on a daemon thread of its own.

    asyncio's own look-ups share a few threads, which the process joins when it ends: a name server that says
    nothing would first starve the calls and then keep the closed app alive.
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
        """Look a name up as `socket.getaddrinfo` does; a caller that gives up leaves the thread to end by itself."""
        found: asyncio.Future[list[Any]] = self.create_future()

        def look_up() -> None:
            try:
                self._tell(found, self._resolve(host, port, family, type, proto, flags))
            except Exception as error:  # noqa: BLE001 - the thread's boundary: whoever waits raises it
                self._tell(found, error)

        threading.Thread(target=look_up, name="kreward-lookup", daemon=True).start()
        return await found

    def _tell(self, found: asyncio.Future[list[Any]], outcome: list[Any] | Exception) -> None:
        def settle() -> None:
            if found.done():
                return
            if isinstance(outcome, Exception):
                found.set_exception(outcome)
            else:
                found.set_result(outcome)

        with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile, and nobody waits any more
            self.call_soon_threadsafe(settle)

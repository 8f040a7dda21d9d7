"""One listening socket and the thread that serves it, from bound port to joined thread.

Knows uvicorn and threads, and nothing of what is served. A listener serves once; going on needs a new one.
"""

import asyncio
import contextlib
import ipaddress
import os
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future

import uvicorn
from starlette.types import ASGIApp

from kreward_pos.errors import SettingsRefused
from kreward_pos.sandbox.link import ConnectionSwitch

START_LIMIT_S = 10.0
TICKS_PER_SECOND = 10
"""uvicorn counts tenths of seconds, and renews the Date header at every tenth of them."""


def loopback_address(host: str) -> str:
    """Return `host` as an address of this computer; refuse any other, since keys and data are open here."""
    if host == "localhost":
        return "127.0.0.1"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise SettingsRefused(where="--host", problem="the sandbox listens on this machine only, such as 127.0.0.1")
    return str(address)


def bound_socket(address: str, port: int) -> socket.socket:
    """Return a socket that holds the port and does not listen yet: until then connections are refused.

    Port 0 takes a free one. Raises `SettingsRefused` where the port is taken or makes no sense.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # The protocol is named because asyncio spares only such sockets the 40 ms of Nagle's algorithm.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            # Elsewhere this option would let two listeners share a port.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
    except (OSError, OverflowError) as error:
        sock.close()
        raise SettingsRefused(where="--port", problem=f"port {port} cannot be used here") from error
    return sock


class LoopbackServer:
    """Serves `app` on a bound socket, which it closes in the end."""

    def __init__(self, app: ASGIApp, sock: socket.socket, link: ConnectionSwitch) -> None:
        self._sock = sock
        self._server = _Server(app, link)
        self._thread = threading.Thread(target=self._serve, name="sandbox", daemon=True)

    def start(self) -> None:
        """Return once the port accepts."""
        self._thread.start()
        self._server.listening.result(START_LIMIT_S)

    def stop(self) -> None:
        """Close the port, reset every connection, end the thread; does nothing the second time."""
        if self._thread.is_alive():
            self._server.call(self._server.leaving.set)
            self._thread.join()

    def cut(self) -> None:
        """Reset every connection; return when that is done."""
        self._server.call(self._server.link.cut)

    def _serve(self) -> None:
        try:
            asyncio.run(self._server.serve(sockets=[self._sock]))
        except BaseException as error:  # noqa: BLE001 - the thread's boundary: `start` raises it
            self._sock.close()
            self._server.listening.set_exception(error)


class _Server(uvicorn.Server):
    """uvicorn without its tenths of seconds: it says when it listens, and stops at once when told to."""

    def __init__(self, app: ASGIApp, link: ConnectionSwitch) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                interface="asgi3",
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
            )
        )
        self.link = link
        self.leaving = asyncio.Event()
        self.listening: Future[asyncio.AbstractEventLoop] = Future()

    def call(self, action: Callable[[], None]) -> None:
        """Do it on the server's loop, from another thread, and wait until it is done."""
        done: Future[None] = Future()

        def act() -> None:
            action()
            done.set_result(None)

        self.listening.result(START_LIMIT_S).call_soon_threadsafe(act)
        done.result(START_LIMIT_S)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.link.attach(self.server_state)
        await super().startup(sockets)
        self.listening.set_result(asyncio.get_running_loop())

    async def main_loop(self) -> None:
        tick = 0
        while not self.leaving.is_set():
            await self.on_tick(tick)
            tick += TICKS_PER_SECOND
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.leaving.wait(), timeout=1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for sock in sockets or []:
            sock.close()
        self.link.close()
        while self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks)

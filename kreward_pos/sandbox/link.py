"""The connection between a till and the sandbox: its open sockets, and whether it is cut.

Lives on the server's loop, except that `is_up` may be set from any thread. Knows no requests.
"""

import asyncio
import socket
import struct
import sys

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

Client = tuple[str, int]
"""A connection's other end: host and port."""

RESET_ON_CLOSE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""`struct linger`: on, zero seconds, which makes closing a TCP reset."""


class ConnectionSwitch:
    """Finds and breaks connections. While `is_up` is False every request but the control paths is to be reset."""

    def __init__(self) -> None:
        self.is_up = True
        self.closing = asyncio.Event()
        self._state = ServerState()

    def attach(self, state: ServerState) -> None:
        """Follow the connections of a listener that starts now."""
        self._state = state
        self.closing = asyncio.Event()

    def transport(self, client: Client) -> asyncio.Transport | None:
        """Return the open connection from that end, if it is still there."""
        return next((each.transport for each in self._connections() if each.client == client), None)

    def cut(self, spare: Client | None = None) -> None:
        """Reset every open connection but one, and every later request."""
        self.is_up = False
        for connection in self._connections():
            if connection.client != spare:
                reset(connection.transport)

    def close(self) -> None:
        """End every wait and every connection: the listener stops."""
        self.closing.set()
        for connection in self._connections():
            reset(connection.transport)

    def _connections(self) -> list[H11Protocol]:
        return [each for each in self._state.connections if isinstance(each, H11Protocol)]


def reset(transport: asyncio.Transport) -> None:
    """Close with a TCP reset; what was written and not yet sent is lost."""
    line = transport.get_extra_info("socket")
    if line is not None and line.fileno() >= 0:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    transport.abort()

"""A server that misbehaves on purpose, with a script per connection, and records what reached it.

It speaks bytes, not HTTP: a script may send anything, at any moment, or nothing. It must know nothing of the client.
"""

import contextlib
import itertools
import os
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

CERTIFICATE = Path(__file__).with_name("till_example.pem")
CERTIFIED_HOST = "till.example"
LIMIT_S = 20.0
"""How long anything here waits before it gives up: far longer than any test takes."""


@dataclass(frozen=True)
class Received:
    """One request as it came in; header names in lower case."""

    connection: int
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class Conversation:
    """One accepted connection, in the hands of its script. Used by one thread."""

    def __init__(self, server: "FaultyServer", sock: socket.socket, number: int) -> None:
        self.server = server
        self.number = number
        self._sock = sock
        self._pending = b""

    def read_request(self) -> Received:
        """The next whole request, which is kept in the server's record; raises `ConnectionError` if none comes."""
        while b"\r\n\r\n" not in self._pending:
            self._read_more()
        head, _, self._pending = self._pending.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        method, target, _ = lines[0].split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        length = int(headers.get("content-length", "0"))
        while len(self._pending) < length:
            self._read_more()
        body, self._pending = self._pending[:length], self._pending[length:]
        received = Received(self.number, method, target, headers, body)
        self.server.keep(received)
        return received

    def read_some(self) -> None:
        """At least one byte of a request, which then counts as not received."""
        self._read_more()

    def apply(self) -> Received:
        """Read a request and do what it asks: from here on it counts as applied."""
        received = self.read_request()
        self.server.applied.append(received)
        return received

    def send(self, data: bytes) -> None:
        """Send these bytes, whatever they are."""
        self._sock.sendall(data)

    def drip(self, data: bytes) -> None:
        """Send one byte every few milliseconds until the client has gone."""
        for byte in data:
            self.send(bytes([byte]))
            if self.has_gone(within_s=0.005):
                return

    def has_gone(self, within_s: float) -> bool:
        """Whether the client closes, or says something more, within that time."""
        return bool(select.select([self._sock], [], [], within_s)[0])

    def wait_until_gone(self) -> None:
        """Say nothing more until the client has closed."""
        self.has_gone(within_s=LIMIT_S)

    def reset(self) -> None:
        """Break the connection with a TCP reset."""
        linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._sock.close()

    def _read_more(self) -> None:
        data = self._sock.recv(65536)
        if not data:
            raise ConnectionError("the client has closed")
        self._pending += data


Script = Callable[[Conversation], None]


class FaultyServer:
    """Listens on loopback. `received` and `applied` are the truth; `script` may be changed between connections."""

    def __init__(self, script: Script, *, with_tls: bool = False) -> None:
        self.script = script
        self.received: list[Received] = []
        self.applied: list[Received] = []
        self._tls = _server_context() if with_tls else None
        self._changed = threading.Condition()
        self._open: set[socket.socket] = set()
        self._is_closing = False
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._accepting = threading.Thread(target=self._accept, name="faulty-server", daemon=True)

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._is_closing = True
        # Wakes the accepting thread, which closing the listener alone does not do everywhere.
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._accepting.join(LIMIT_S)
        self._listener.close()
        with self._changed:
            for sock in self._open:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(LIMIT_S)

    @property
    def tls(self) -> ssl.SSLContext:
        """Its side of TLS, to be changed before anybody connects."""
        assert self._tls is not None
        return self._tls

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    @property
    def base_url(self) -> str:
        """The API's address as a till would have it in its settings."""
        return f"https://{CERTIFIED_HOST}:{self.port}/v1" if self._tls else f"http://127.0.0.1:{self.port}/v1"

    def keep(self, received: Received) -> None:
        """Record a whole request."""
        with self._changed:
            self.received.append(received)
            self._changed.notify_all()

    def wait_for_requests(self, count: int) -> None:
        """Return once so many requests have come in whole."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.received) >= count, LIMIT_S)

    def _accept(self) -> None:
        for number in itertools.count(1):
            sock, _ = self._listener.accept()
            if self._is_closing:
                sock.close()
                return
            thread = threading.Thread(target=self._converse, args=(sock, number), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _converse(self, sock: socket.socket, number: int) -> None:
        # A client that goes away ends the script wherever it stands; that is what many tests are about.
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.callback(sock.close)
            sock.settimeout(LIMIT_S)
            if self._tls is not None:
                sock = self._tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
                stack.callback(sock.close)
            with self._changed:
                self._open.add(sock)
            stack.callback(self._forget, sock)
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            self.script(Conversation(self, sock, number))

    def _forget(self, sock: socket.socket) -> None:
        with self._changed:
            self._open.discard(sock)


def http_response(
    status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None, length: int | None = None
) -> bytes:
    """A whole answer; `length` declares another one than the body has."""
    fields = {"Content-Type": "application/json", "Content-Length": str(len(body) if length is None else length)}
    lines = "".join(f"{name}: {value}\r\n" for name, value in (fields | dict(headers or {})).items())
    return f"HTTP/1.1 {status} Something\r\n{lines}\r\n".encode() + body


def chunked(*chunks: bytes, headers: str = "") -> bytes:
    """A whole chunked answer with status 200; `headers` are whole lines."""
    head = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{headers}\r\n".encode()
    return head + b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in (*chunks, b""))


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context

"""The one place that knows HTTP: a request goes out, an answer of bytes comes back, or a proof of how far it got.

Runs an event loop on a thread of its own, because only cancellation bounds a whole call (a time-out in httpx
bounds each read), name look-up included. Callers on any thread wait for the result; the window's never calls.

Redirects are off, environment proxies and key logs are ignored, nothing is retried but a read on a kept
connection that had gone stale. Each write takes a fresh connection, since a stale one cannot be told from a
lost answer.
"""

import asyncio
import logging
import ssl
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
import msgspec
import truststore

from kreward_pos.kreward.address import checked_base_url
from kreward_pos.kreward.keys import ApiKey

BODY_LIMIT = 64 * 1024
_KEEP_READS_S = 30.0

# Both log whole URLs, the customer's e-mail included.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `is_write` where repeating it would change something twice."""

    method: str
    path: str
    key: ApiKey | None
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Mapping[str, str | int] | None = field(default=None, repr=False)
    is_write: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer of at most 64 KiB."""

    status: int
    body: bytes = field(repr=False)
    retry_after_s: float | None = None


class NoAnswer(Exception):
    """No whole answer came. `has_left` where the request's headers began to leave, so it may have been applied."""

    def __init__(self, reason: str, *, has_left: bool) -> None:
        self.has_left = has_left
        super().__init__(f"{reason} ({'after' if has_left else 'before'} the request began to leave)")


class Wire(Protocol):
    """What carries requests; tests and the simulation bring their own."""

    def exchange(self, request: Request, deadline_s: float) -> Answer:
        """Send and wait, at most `deadline_s` seconds in all; raises `NoAnswer`."""
        ...

    def close(self) -> None:
        """Give up calls under way and free the connections."""
        ...


class HttpWire:
    """HTTP/1.1 over TLS (or plain to loopback alone). Thread-safe."""

    def __init__(self, base_url: str, tls: ssl.SSLContext | None = None) -> None:
        self._base_url = checked_base_url(base_url)
        self._tls = tls or truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._loop = asyncio.new_event_loop()
        self._reads = self._client(kept=4)
        self._writes = self._client(kept=0)
        self._lock = threading.Lock()
        self._is_closed = False
        self._thread = threading.Thread(target=self._serve, name="kreward-wire", daemon=True)
        self._thread.start()

    def exchange(self, request: Request, deadline_s: float) -> Answer:
        """See `Wire.exchange`."""
        trace = _Trace()
        with self._lock:
            if self._is_closed:
                raise NoAnswer("the till is closing", has_left=False)
            future = asyncio.run_coroutine_threadsafe(self._bounded(request, deadline_s, trace), self._loop)
        try:
            return future.result()
        except Exception as error:  # noqa: BLE001 - the boundary of the wire's thread
            # The cause's text may quote the URL, and with it an e-mail, so
            # only its type goes on; and whatever it is, the proof of how far the request got must not be lost.
            raise NoAnswer(type(error).__name__, has_left=trace.has_left) from None

    def close(self) -> None:
        """See `Wire.close`."""
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _client(self, kept: int) -> httpx.AsyncClient:
        limits = httpx.Limits(max_keepalive_connections=kept, keepalive_expiry=_KEEP_READS_S)
        return httpx.AsyncClient(
            verify=self._tls,
            trust_env=False,
            follow_redirects=False,
            limits=limits,
            timeout=None,  # noqa: S113 - the deadline around the whole call is stricter
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "KrewardPOS"},
        )

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.run_until_complete(self._wind_up())
        self._loop.close()

    async def _wind_up(self) -> None:
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._reads.aclose()
        await self._writes.aclose()

    async def _bounded(self, request: Request, deadline_s: float, trace: "_Trace") -> Answer:
        async with asyncio.timeout(deadline_s):
            try:
                return await self._send(request, trace)
            except httpx.TransportError:
                if request.is_write or trace.has_connected:
                    raise
                return await self._send(request, trace)

    async def _send(self, request: Request, trace: "_Trace") -> Answer:
        client = self._writes if request.is_write else self._reads
        headers = {} if request.key is None else {"Authorization": f"Bearer {request.key.text}"}
        content = None
        if request.body is not None:
            content = msgspec.json.encode(request.body)
            headers["Content-Type"] = "application/json"
        async with client.stream(
            request.method,
            self._base_url + request.path,
            params=dict(request.query) or None,
            content=content,
            headers=headers,
            extensions={"trace": trace},
        ) as response:
            body = await _capped_body(response)
            return Answer(response.status_code, body, _retry_after_s(response.headers))


class _Oversized(Exception):
    """The body is larger than any documented one."""


class _Trace:
    """Watches how far a request gets, by httpcore's trace events."""

    def __init__(self) -> None:
        self.has_left = False
        self.has_connected = False

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        if event.startswith("connection.connect_"):
            self.has_connected = True
        elif event.endswith(".send_request_headers.started"):
            # A proxy's CONNECT carries nothing of the call itself.
            self.has_left = self.has_left or info["request"].method != b"CONNECT"


async def _capped_body(response: httpx.Response) -> bytes:
    raw = bytearray()
    async for chunk in response.aiter_raw():
        raw += chunk
        if len(raw) > BODY_LIMIT:
            raise _Oversized
    encoding = response.headers.get("Content-Encoding", "identity").strip().casefold()
    if encoding == "identity":
        return bytes(raw)
    if encoding != "gzip":
        raise _Oversized
    return _unzipped(bytes(raw))


def _unzipped(raw: bytes) -> bytes:
    """Gzip was not asked for, but some middle boxes add it; unpacked no further than the cap."""
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    body = stream.decompress(raw, BODY_LIMIT + 1)
    if len(body) > BODY_LIMIT or not stream.eof:
        raise _Oversized
    return body


def _retry_after_s(headers: httpx.Headers) -> float | None:
    """Seconds of a `Retry-After`, at most an hour; the date form counts as absent, since clocks are off."""
    text = headers.get("Retry-After", "").strip()
    return min(float(text), 3600.0) if text.isascii() and text.isdigit() else None

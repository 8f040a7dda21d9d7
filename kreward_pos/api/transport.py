"""HTTP: sends a request and returns the response's bytes, or raises an error that proves how far the request got.

Runs an event loop on a separate thread, because only cancellation bounds a whole call with its name look-up (a
time-out in httpx bounds each read). Callers on any thread wait for the result; the window's thread never calls.

Redirects are off; environment proxies, key logs and cookies are ignored. Nothing is retried except a read on a
keep-alive connection that had gone stale: once, on a fresh connection. Each write uses a fresh connection, since a
stale one cannot be told from a lost response. The only module that knows HTTP.
"""

import asyncio
import logging
import socket
import ssl
import threading
import weakref
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Literal, Protocol

import httpx
import msgspec
import truststore

from kreward_pos.api.address import checked_base_url, checked_proxy
from kreward_pos.api.keys import ApiKey
from kreward_pos.api.resolver_loop import Resolve, ResolverLoop

Cause = Literal["proxy", "clock"]
"""`proxy`: it refused the call. `clock`: the server's certificate is not valid at this computer's time."""

BODY_LIMIT = 64 * 1024
_KEEP_READS_S = 30.0

# Both log whole URLs, the customer's e-mail included.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `is_write`: it changes something at Kreward, so the transport must never repeat it."""

    method: str
    path: str
    key: ApiKey | None
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Mapping[str, str | int] | None = field(default=None, repr=False)
    is_write: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """A complete response of at most 64 KiB. `server_time` is that of its `Date` header, if it has one."""

    status: int
    body: bytes = field(repr=False)
    retry_after_s: float | None = None
    server_time: datetime | None = None


class NoResponse(Exception):
    """The lack of a complete response. `has_left`: the request's headers began to leave, so it may have been applied.

    `is_malformed`: the request could not be built, which is a bug and would happen again.
    `cause`: what a person at this till can fix, where that is known.
    """

    def __init__(self, reason: str, *, has_left: bool, is_malformed: bool = False, cause: Cause | None = None) -> None:
        self.has_left = has_left
        self.is_malformed = is_malformed
        self.cause = cause
        super().__init__(f"{reason} ({'after' if has_left else 'before'} the request began to leave)")


class Transport(Protocol):
    """A carrier of requests; tests and the simulation have others than HTTP."""

    def exchange(self, request: Request, deadline_s: float) -> Response:
        """Send a request and return its response within `deadline_s` seconds; raise `NoResponse`."""
        ...

    def close(self) -> None:
        """Abort calls in progress and free the connections."""
        ...


class HttpTransport:
    """HTTP/1.1 over TLS, or plain to loopback only. Thread-safe.

    `tls` None uses the system's trust store; `proxy` is an HTTP proxy's address, empty for none. Raises
    `SettingsRefused` for a forbidden address.
    """

    def __init__(
        self,
        base_url: str,
        tls: ssl.SSLContext | None = None,
        resolve: Resolve = socket.getaddrinfo,
        *,
        proxy: str = "",
    ) -> None:
        self._base_url = checked_base_url(base_url)
        self._proxy = checked_proxy(proxy) or None
        self._tls = tls or truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._loop = ResolverLoop(resolve)
        self._keepalive = self._http_client(keepalive_connections=4)
        self._fresh = self._http_client(keepalive_connections=0)
        self._lock = threading.Lock()
        self._is_closed = False
        self._calls = weakref.WeakSet[asyncio.Task[Any] | None]()
        self._thread = threading.Thread(target=self._run_loop, name="api", daemon=True)
        self._thread.start()

    def exchange(self, request: Request, deadline_s: float) -> Response:
        """Send a request and wait for its response; raise `NoResponse`. Thread-safe."""
        trace = _Trace()
        with self._lock:
            if self._is_closed:
                raise NoResponse("the till is closing", has_left=False)
            future = asyncio.run_coroutine_threadsafe(self._call(request, deadline_s, trace), self._loop)
        try:
            return future.result()
        except Exception as error:  # noqa: BLE001 - the boundary of the api thread
            # Any error must carry how far the request got.
            failure = _no_response(error, has_left=trace.has_left)
        # Raised here and not above: the original's text and request may hold an e-mail or the key, so it must be
        # neither cause nor context.
        raise failure

    def close(self) -> None:
        """Abort calls in progress and free the connections. Thread-safe."""
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _http_client(self, keepalive_connections: int) -> httpx.AsyncClient:
        limits = httpx.Limits(max_keepalive_connections=keepalive_connections, keepalive_expiry=_KEEP_READS_S)
        return httpx.AsyncClient(
            verify=self._tls,
            proxy=self._proxy,
            trust_env=False,
            follow_redirects=False,
            limits=limits,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            timeout=None,  # noqa: S113 - the deadline around the whole call is stricter
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "KrewardPOS"},
        )

    def _run_loop(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.run_until_complete(self._shut_down())
        self._loop.close()

    async def _shut_down(self) -> None:
        # Cancel calls only: the tasks that a call started end with it, and asyncio warns about tasks that never ran.
        while running := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in running:
                if task in self._calls:
                    task.cancel()
            await asyncio.wait(running)
        await self._keepalive.aclose()
        await self._fresh.aclose()
        await self._loop.shutdown_asyncgens()

    async def _call(self, request: Request, deadline_s: float, trace: "_Trace") -> Response:
        self._calls.add(asyncio.current_task())
        async with asyncio.timeout(deadline_s):
            try:
                return await self._send_with_retry(request, trace)
            except BaseException:
                # A cancelled TLS handshake would leave its socket open: httpcore closes only on errors.
                await trace.close_connection()
                raise

    async def _send_with_retry(self, request: Request, trace: "_Trace") -> Response:
        if request.is_write:
            return await self._send(self._fresh, request, trace)
        try:
            return await self._send(self._keepalive, request, trace)
        except httpx.TransportError:
            if trace.has_connected:
                raise
        return await self._send(self._fresh, request, trace)

    async def _send(self, client: httpx.AsyncClient, request: Request, trace: "_Trace") -> Response:
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
            return Response(
                response.status_code, body, _retry_after_s(response.headers), _server_time(response.headers)
            )


# OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED.
_NOT_VALID_NOW = frozenset({9, 10})
_MALFORMED = (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError, ValueError, TypeError)


def _no_response(error: Exception, *, has_left: bool) -> NoResponse:
    """Return what `error` proves; of its text only the name of its type."""
    # A refused certificate is an OSError and a ValueError at once.
    is_ours = isinstance(error, _MALFORMED) and not isinstance(error, OSError)
    is_malformed = is_ours and not has_left
    return NoResponse(type(error).__name__, has_left=has_left, is_malformed=is_malformed, cause=_cause(error))


def _cause(error: BaseException | None) -> Cause | None:
    if isinstance(error, httpx.ProxyError):
        return "proxy"
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError) and error.verify_code in _NOT_VALID_NOW:
            return "clock"
        error = error.__cause__ or error.__context__
    return None


class _BodyRefused(Exception):
    """A body larger than any documented one, or with an encoding that was not requested."""


class _Trace:
    """A record of how far a request got, by httpcore's trace events."""

    def __init__(self) -> None:
        self.has_left = False
        self.has_connected = False
        self._connection: Any = None

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.started":
            self.has_connected = True
        elif event == "connection.connect_tcp.complete":
            self._connection = info["return_value"]
        elif event.endswith(".send_request_headers.started"):
            # A proxy's CONNECT holds nothing of the call.
            self.has_left = self.has_left or info["request"].method != b"CONNECT"

    async def close_connection(self) -> None:
        """Close the connection that this call opened, if any. Idempotent."""
        if self._connection is not None:
            await self._connection.aclose()


async def _capped_body(response: httpx.Response) -> bytes:
    raw = bytearray()
    async for chunk in response.aiter_raw():
        raw += chunk
        if len(raw) > BODY_LIMIT:
            # Reading then ends normally and leaves no half-read stream behind.
            await response.extensions["network_stream"].aclose()
    if len(raw) > BODY_LIMIT:
        raise _BodyRefused
    encoding = response.headers.get("Content-Encoding", "identity").strip().casefold()
    if encoding in {"", "identity"}:
        return bytes(raw)
    if encoding != "gzip":
        raise _BodyRefused
    return _unzipped(bytes(raw))


def _unzipped(raw: bytes) -> bytes:
    """Decompress gzip, which some proxies add unasked, up to the size limit."""
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    body = stream.decompress(raw, BODY_LIMIT + 1)
    if len(body) > BODY_LIMIT or not stream.eof:
        raise _BodyRefused
    return body


def _retry_after_s(headers: httpx.Headers) -> float | None:
    """Return the seconds of a `Retry-After`, at most an hour; the date form counts as absent, since clocks are off."""
    text = headers.get("Retry-After", "").strip()
    return min(float(text), 3600.0) if text.isascii() and text.isdigit() else None


def _server_time(headers: httpx.Headers) -> datetime | None:
    try:
        server_time = parsedate_to_datetime(headers.get("Date", ""))
    except ValueError:
        return None
    return server_time if server_time.tzinfo is not None else None

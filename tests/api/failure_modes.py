"""How a call can fail on a real socket: a server script for each mode, and the client options it needs.

`FaultyServer.applied` is the truth about each. Modes on both transports run over plain TCP and over TLS.
"""

import gzip
import socket
import ssl
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Literal

from kreward_pos.api.transport import BODY_LIMIT

from .builders import GOOD
from .faulty_server import CERTIFICATE, CERTIFIED_HOST, Conversation, FaultyServer, Script, chunked, http_response

Protocol = Literal["plain", "tls"]
BOTH: tuple[Protocol, ...] = ("plain", "tls")
TLS: tuple[Protocol, ...] = ("tls",)
PLAIN: tuple[Protocol, ...] = ("plain",)
ERROR = b'{"error": "insufficient_balance"}'
PORTAL = b"<!doctype html><title>Free Wi-Fi</title>"

BROKEN: dict[str, bytes] = {
    "nothing": b"",
    "half-a-status-line": b"HTTP/1.1 2",
    "half-the-headers": http_response(body=GOOD)[:40],
    "headers-alone": http_response(length=10),
    "half-the-body": http_response(body=GOOD, length=len(GOOD) + 1),
    "body-cut-off-without-a-length": b"HTTP/1.1 200 OK\r\n\r\n" + GOOD[:-4],
    "garbage": b"\x00\x01\x02 not http\r\n\r\n",
    "only-100": b"HTTP/1.1 100 Continue\r\n\r\n",
    "switching-protocols": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n" + GOOD,
    "another-protocol": b"SSH-2.0-OpenSSH\r\n\r\n",
    "http-2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "status-of-words": b"HTTP/1.1 fine Fine\r\n\r\n" + GOOD,
    "two-lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n" + GOOD,
    "length-of-words": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + GOOD,
    "negative-length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n" + GOOD,
    "header-without-a-name": b"HTTP/1.1 200 OK\r\n: value\r\n\r\n" + GOOD,
    "endless-header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
    "chunk-of-no-size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" + GOOD,
    "chunks-cut-off": chunked(GOOD)[:-5],
    "unknown-transfer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: weird\r\n\r\n" + GOOD,
    "bad-gzip": http_response(body=b"not gzip at all", headers={"Content-Encoding": "gzip"}),
    "gzip-cut-off": http_response(body=gzip.compress(GOOD)[:-9], headers={"Content-Encoding": "gzip"}),
    "gzip-bomb": http_response(body=gzip.compress(bytes(40 * BODY_LIMIT)), headers={"Content-Encoding": "gzip"}),
    "gzip-twice": http_response(body=gzip.compress(gzip.compress(GOOD)), headers={"Content-Encoding": "gzip, gzip"}),
    "deflate": http_response(body=zlib.compress(GOOD), headers={"Content-Encoding": "deflate"}),
    "brotli": http_response(body=GOOD, headers={"Content-Encoding": "br"}),
    "far-too-long": http_response(body=bytes(10 * BODY_LIMIT)),
}
"""What is sent instead of an answer after the write was applied; then the connection is closed."""

SLOW: dict[str, Script] = {
    "silence": lambda conversation: conversation.wait_until_gone(),
    "headers-in-drips": lambda conversation: conversation.drip(http_response(headers={"X": "x" * 50_000}, body=GOOD)),
    "body-in-drips": lambda conversation: conversation.drip(http_response(body=bytes(50_000))),
    "chunks-in-drips": lambda conversation: conversation.drip(chunked(*[b" "] * 10_000)),
    "hints-for-ever": lambda conversation: conversation.drip(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 5_000),
}
"""What goes on longer than any deadline after the write was applied."""

WHOLE: dict[str, bytes] = {
    "whole": http_response(body=GOOD),
    "in-chunks": chunked(GOOD[:5], GOOD[5:]),
    "gzip-unasked": http_response(body=gzip.compress(GOOD), headers={"Content-Encoding": "gzip"}),
    "after-100": b"HTTP/1.1 100 Continue\r\n\r\n" + http_response(body=GOOD),
    "more-than-promised": http_response(body=GOOD, length=len(GOOD)) + b"HTTP/1.1 500 Oh\r\n\r\n",
}
"""Strange, and yet the documented answer."""

MISTAKEN: dict[str, bytes] = {
    "portal-page": http_response(body=PORTAL, headers={"Content-Type": "text/html"}),
    "portal-redirect": http_response(302, headers={"Location": "http://login.example/"}),
    "portal-511": http_response(511, PORTAL, headers={"Content-Type": "text/html"}),
    "router-503": http_response(503, b"upstream went away"),
    "conflict-as-a-page": http_response(409, PORTAL, headers={"Content-Type": "text/html"}),
    "unauthorised-without-a-body": http_response(401),
    "too-many-as-a-page": http_response(429, PORTAL),
    "no-content": b"HTTP/1.1 204 No Content\r\n\r\n",
}
"""Whole answers by somebody in between, who knows nothing of what became of the write."""


@dataclass(frozen=True)
class Mode:
    """One way. `arrange` may change the server, and returns what the client is built with in its place.

    `deadline_s` bounds the call; `is_proxied` puts the server in a proxy's place; `server` is what it speaks, where
    the client speaks otherwise.
    """

    name: str
    script: Script
    protocols: tuple[Protocol, ...] = BOTH
    arrange: Callable[[FaultyServer], dict[str, Any]] = field(default=lambda _server: {})
    deadline_s: float = 10.0
    is_proxied: bool = False
    server: Protocol | None = None


def _then(data: bytes, *, is_applied: bool = True, with_reset: bool = False) -> Script:
    """Take a request, do it or not, and say this."""

    def script(conversation: Conversation) -> None:
        if is_applied:
            conversation.apply()
        else:
            conversation.read_request()
        conversation.send(data)
        if with_reset:
            conversation.reset()

    return script


def _slowly(say: Script, *, is_applied: bool = True) -> Script:
    def script(conversation: Conversation) -> None:
        if is_applied:
            conversation.apply()
        else:
            conversation.read_request()
        say(conversation)

    return script


def _some_then(end: Script) -> Script:
    def script(conversation: Conversation) -> None:
        conversation.read_some()
        end(conversation)

    return script


def _close(_conversation: Conversation) -> None:
    """Closing is what follows every script."""


def _hang(conversation: Conversation) -> None:
    conversation.wait_until_gone()


def _at(host: str) -> Callable[[FaultyServer], dict[str, Any]]:
    return lambda server: {"base_url": f"https://{host}:{server.port}/v1"}


def _at_a_closed_port(server: FaultyServer) -> dict[str, Any]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    return {"base_url": server.base_url.replace(str(server.port), str(port))}


def _unresolved(error: Exception) -> Callable[[FaultyServer], dict[str, Any]]:
    def resolve(*_args: object) -> list[Any]:
        raise error

    return lambda server: {"base_url": f"https://till.example:{server.port}/v1", "resolve": resolve}


def _distrusted(_server: FaultyServer) -> dict[str, Any]:
    return {"tls": None}


def _newer_than_the_server(server: FaultyServer) -> dict[str, Any]:
    tls = ssl.create_default_context(cafile=CERTIFICATE)
    tls.minimum_version = ssl.TLSVersion.TLSv1_3
    server.tls.maximum_version = ssl.TLSVersion.TLSv1_2
    return {"tls": tls}


def _a_client_certificate_wanted(version: ssl.TLSVersion) -> Callable[[FaultyServer], dict[str, Any]]:
    """With TLS 1.3 the client learns of it only after its request has begun to leave."""

    def arrange(server: FaultyServer) -> dict[str, Any]:
        server.tls.maximum_version = version
        server.tls.verify_mode = ssl.CERT_REQUIRED
        server.tls.load_verify_locations(CERTIFICATE)
        return {}

    return arrange


def _in_the_clear_to_tls(server: FaultyServer) -> dict[str, Any]:
    return {"base_url": f"http://127.0.0.1:{server.port}/v1"}


def _whole_answers() -> list[Mode]:
    return [
        *(Mode(name, _then(data)) for name, data in WHOLE.items()),
        *(
            Mode(f"{name}-{'applied' if is_applied else 'unapplied'}", _then(data, is_applied=is_applied))
            for (name, data), is_applied in product(MISTAKEN.items(), (True, False))
        ),
        Mode("refused-by-the-shop", _then(http_response(409, ERROR), is_applied=False)),
        Mode("refused-in-chunks", _then(b"HTTP/1.1 409 No" + chunked(ERROR)[15:], is_applied=False)),
    ]


_HANDSHAKES: tuple[tuple[str, Script, float], ...] = (
    ("handshake-closed", _close, 10.0),
    ("handshake-reset", lambda it: it.reset(), 10.0),
    ("handshake-garbage", lambda it: it.send(b"\x16\x03\x03\xff\xff no"), 10.0),
    ("handshake-refused", lambda it: it.send(b"\x15\x03\x03\x00\x02\x02\x28"), 10.0),
    ("no-tls-here", lambda it: it.send(http_response(400, ERROR)), 10.0),
    ("handshake-hangs", _hang, 0.3),
)


def _before_anything_leaves() -> list[Mode]:
    return [
        Mode("nobody-listens", _close, arrange=_at_a_closed_port),
        Mode("name-unknown", _close, TLS, _unresolved(socket.gaierror(-2, "unknown"))),
        Mode("no-network", _close, TLS, _unresolved(OSError("no network"))),
        Mode("name-that-is-none", _close, TLS, _unresolved(UnicodeError("label"))),
        Mode("certificate-of-another-host", _then(http_response(body=GOOD)), TLS, _at("other.example")),
        Mode("certificate-for-an-address", _then(http_response(body=GOOD)), TLS, _at("127.0.0.1")),
        Mode("certificate-that-nobody-signed", _then(http_response(body=GOOD)), TLS, _distrusted),
        Mode("tls-too-old", _then(http_response(body=GOOD)), TLS, _newer_than_the_server),
        Mode(
            "client-certificate-wanted-at-once",
            _then(http_response(body=GOOD)), TLS, _a_client_certificate_wanted(ssl.TLSVersion.TLSv1_2),
        ),
        *(
            Mode(name, _some_then(end), TLS, _at(CERTIFIED_HOST), deadline_s=deadline_s, server="plain")
            for name, end, deadline_s in _HANDSHAKES
        ),
    ]  # fmt: skip


def _while_it_leaves() -> list[Mode]:
    return [
        Mode("closed-at-once", _close),
        Mode("reset-at-once", lambda it: it.reset()),
        Mode("closed-while-it-comes-in", _some_then(_close)),
        Mode("reset-while-it-comes-in", _some_then(lambda it: it.reset())),
        Mode("answered-before-it-was-read", lambda it: it.send(http_response(503))),
        Mode("read-and-forgotten", _slowly(_hang, is_applied=False), deadline_s=0.3),
        Mode("in-the-clear-to-tls", _then(http_response(body=GOOD)), PLAIN, _in_the_clear_to_tls, server="tls"),
        Mode(
            "client-certificate-wanted",
            _then(http_response(body=GOOD)), TLS, _a_client_certificate_wanted(ssl.TLSVersion.TLSv1_3),
        ),
    ]  # fmt: skip


def _after_it_was_applied() -> list[Mode]:
    cuts = {"at-once": b"", "in-the-headers": b"HTTP/1.1 20", "in-the-body": http_response(body=GOOD, length=99)}
    return [
        *(Mode(name, _then(data)) for name, data in BROKEN.items()),
        *(Mode(f"reset-{where}-of-the-answer", _then(data, with_reset=True)) for where, data in cuts.items()),
        *(Mode(name, _slowly(say), deadline_s=0.3) for name, say in SLOW.items()),
    ]


def _by_a_proxy() -> list[Mode]:
    """The transport takes no proxy from the environment; should it ever get one, this must hold.

    Over TLS a proxy sees only the CONNECT, in which nothing of the call leaves; in the clear it is the call.
    """
    return [
        Mode("proxy-wants-a-password", _then(http_response(407, PORTAL), is_applied=False), is_proxied=True),
        Mode("proxy-finds-nobody", _then(http_response(502, PORTAL), is_applied=False), is_proxied=True),
        Mode("proxy-closes", _then(b"", is_applied=False), is_proxied=True),
        Mode("proxy-resets", _then(b"", is_applied=False, with_reset=True), is_proxied=True),
        Mode("proxy-talks-nonsense", _then(b"\x00\x01\r\n\r\n", is_applied=False), is_proxied=True),
        Mode("proxy-hangs", _slowly(_hang, is_applied=False), is_proxied=True, deadline_s=0.3),
        Mode("proxy-closes-the-tunnel", _then(http_response(200), is_applied=False), TLS, is_proxied=True),
        Mode("proxy-loses-the-answer", _then(b""), PLAIN, is_proxied=True),
        Mode("proxy-carries-the-answer", _then(http_response(body=GOOD)), PLAIN, is_proxied=True),
    ]  # fmt: skip


WHOLE_MODES, BEFORE, DURING, AFTER, PROXY = (
    _whole_answers(), _before_anything_leaves(), _while_it_leaves(), _after_it_was_applied(), _by_a_proxy()
)  # fmt: skip
MODES = [*WHOLE_MODES, *BEFORE, *DURING, *AFTER, *PROXY]

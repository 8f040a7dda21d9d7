"""What the transport sends and reads, and which connections it uses."""

import asyncio
import gzip
import json
import logging
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest
import truststore

from kreward_pos.api.transport import BODY_LIMIT, HttpTransport, NoResponse, Request, Response, _cause, _Trace
from kreward_pos.errors import SettingsRefused

from .builders import (
    BOUND_S,
    GOOD,
    JANE,
    READ,
    SECRET,
    WRITE,
    Serve,
    TransportTo,
    has_left,
    hold_open,
    outcome,
    private_in,
    replying,
    to_loopback,
)
from .faulty_server import CERTIFICATE, Conversation, FaultyServer, chunked, http_response


def test_request_arrives_as_documented(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(replying(http_response(body=GOOD)))
    transport_to(server).exchange(WRITE, BOUND_S)
    (received,) = server.received
    assert (received.method, received.target) == ("POST", "/v1/transaction")
    assert received.headers["authorization"] == f"Bearer {SECRET.text}"
    assert received.headers["content-type"] == "application/json"
    assert json.loads(received.body) == {"email": JANE.address, "delta": 1}


@pytest.mark.parametrize(
    ("email", "target"),
    [
        ("a+b@example.com", "a%2Bb%40example.com"),
        ("a&b=c@example.com", "a%26b%3Dc%40example.com"),
        ("é@x", "%C3%A9%40x"),
    ],
)
def test_an_address_in_a_query_is_escaped(serve: Serve, transport_to: TransportTo, email: str, target: str) -> None:
    server = serve(replying(http_response()))
    transport_to(server).exchange(Request("GET", "/customer", None, query={"email": email}), BOUND_S)
    (received,) = server.received
    assert received.target == f"/v1/customer?email={target}"
    assert "authorization" not in received.headers
    assert not received.body


def test_no_cookie_is_stored(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(replying(http_response(headers={"Set-Cookie": "visit=1; Path=/"})))
    transport = transport_to(server)
    for _ in range(2):
        transport.exchange(READ, BOUND_S)
    assert all("cookie" not in received.headers for received in server.received)


def test_the_environments_proxy_and_key_log_are_ignored(
    serve: Serve, transport_to: TransportTo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    tls = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # as the transport creates it
    tls.load_verify_locations(CERTIFICATE)
    server = serve(replying(http_response(body=GOOD)), with_tls=True)
    assert transport_to(server, tls=tls).exchange(WRITE, BOUND_S).body == GOOD
    assert not list(tmp_path.iterdir())


ANSWERS: dict[str, bytes] = {
    "plain": http_response(body=GOOD),
    "chunked": chunked(GOOD[:5], GOOD[5:]),
    "until-the-end": b"HTTP/1.1 200 OK\r\n\r\n" + GOOD,
    "http-1.0": b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(GOOD) + GOOD,
    "gzip-unasked": http_response(body=gzip.compress(GOOD), headers={"Content-Encoding": "GZIP "}),
    "identity": http_response(body=GOOD, headers={"Content-Encoding": "identity"}),
    "after-100": b"HTTP/1.1 100 Continue\r\n\r\n" + http_response(body=GOOD),
    "after-103s": b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 20 + http_response(body=GOOD),
    "more-than-promised": http_response(body=GOOD, length=len(GOOD)) + b"and more",
}


@pytest.mark.parametrize("data", ANSWERS.values(), ids=ANSWERS)
def test_complete_response_is_read(serve: Serve, transport_to: TransportTo, data: bytes) -> None:
    server = serve(replying(data))
    assert outcome(transport_to(server)) == Response(200, GOOD)


def test_body_of_more_than_64_kib_is_refused(serve: Serve, transport_to: TransportTo) -> None:
    full = bytes(BODY_LIMIT)
    for data in (
        http_response(body=full),
        chunked(full),
        http_response(body=gzip.compress(full), headers={"Content-Encoding": "gzip"}),
    ):
        assert outcome(transport_to(serve(replying(data)))) == Response(200, full)
    over = full + b"x"
    for data in (
        http_response(body=over),
        chunked(over),
        http_response(body=gzip.compress(over), headers={"Content-Encoding": "gzip"}),
    ):
        assert has_left(transport_to(serve(replying(data))))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("99999", 3600.0),
        ("9" * 400, 3600.0),
        ("-1", None),
        ("1.5", None),
        ("", None),
        ("²", None),
        ("soon", None),
        ("Fri, 20 Nov 2026 09:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_whole_seconds_up_to_an_hour(
    serve: Serve, transport_to: TransportTo, text: str, seconds: float | None
) -> None:
    server = serve(replying(http_response(429, headers={"Retry-After": text})))
    assert outcome(transport_to(server)) == Response(429, b"", seconds)


def test_a_redirect_is_not_followed(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(replying(http_response(302, headers={"Location": "/v1/elsewhere"})))
    assert outcome(transport_to(server)) == Response(302, b"")
    assert len(server.received) == 1


@pytest.mark.parametrize(
    "request_",
    [
        Request("POST", "/transaction", SECRET, body={"note": "\ud800"}, is_write=True),
        Request("GET", "/customer", SECRET, query={"email": "\ud800"}),
        Request("POST", "/transaction", SECRET, body={"note": object()}, is_write=True),  # type: ignore[dict-item]
        Request("GET", "/\n", SECRET),
    ],
)
def test_request_that_cannot_be_built_is_marked_malformed(
    serve: Serve, transport_to: TransportTo, request_: Request
) -> None:
    server = serve(replying(http_response(body=GOOD)))
    failure = outcome(transport_to(server), request_)
    assert isinstance(failure, NoResponse)
    assert (failure.has_left, failure.is_malformed) == (False, True)
    assert not server.received


def test_plain_http_address_is_refused_at_once() -> None:
    with pytest.raises(SettingsRefused):
        HttpTransport("http://api.kreward.net/v1")


def through(proxy: FaultyServer) -> HttpTransport:
    return HttpTransport("http://127.0.0.1/v1", resolve=to_loopback, proxy=f"http://127.0.0.1:{proxy.port}")


def test_a_proxy_carries_the_call(serve: Serve) -> None:
    proxy = serve(replying(http_response(body=GOOD)))
    with closing(through(proxy)) as transport:
        assert transport.exchange(READ, BOUND_S).body == GOOD
    (received,) = proxy.received
    assert received.target.partition("?")[0] == f"http://127.0.0.1/v1{READ.path}"


def test_proxy_that_requires_a_password_is_recognised(serve: Serve) -> None:
    proxy = serve(replying(http_response(407)))
    transport = HttpTransport("https://till.example/v1", proxy=f"http://127.0.0.1:{proxy.port}")
    with closing(transport):
        failure = outcome(transport, WRITE)
    assert isinstance(failure, NoResponse)
    assert (failure.has_left, failure.cause) == (False, "proxy")


@pytest.mark.parametrize("proxy", ["proxy.example.com:8080", "https://proxy.example.com:1", "http://a:b@example.com:8"])
def test_forbidden_proxy_address_is_refused_without_being_repeated(proxy: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        HttpTransport("https://till.example/v1", proxy=proxy)
    assert "a:b" not in refused.value.sentence


@pytest.mark.parametrize(("code", "cause"), [(9, "clock"), (10, "clock"), (18, None)])
def test_expired_or_future_certificate_puts_the_clock_in_doubt(code: int, cause: str | None) -> None:
    refused = ssl.SSLCertVerificationError(1, "certificate verify failed")
    refused.verify_code = code
    error = httpx.ConnectError("refused")
    error.__cause__ = refused
    assert _cause(error) == cause


def test_reads_share_a_connection_and_each_write_has_its_own(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(hold_open)
    transport = transport_to(server)
    for request in (READ, WRITE, READ, WRITE, WRITE, READ):
        transport.exchange(request, BOUND_S)
    reads = {received.connection for received in server.received if received.method == "GET"}
    writes = [received.connection for received in server.received if received.method == "POST"]
    assert len(reads) == 1
    assert len(set(writes) - reads) == len(writes) == 3


def going_stale(conversation: Conversation) -> None:
    """Answers once, and is gone when the next request on the same connection comes."""
    conversation.apply()
    conversation.send(http_response(body=GOOD))
    conversation.read_request()
    conversation.reset()


def test_read_on_a_stale_connection_is_retried_once(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(going_stale)
    transport = transport_to(server)
    for _ in range(4):
        assert transport.exchange(READ, BOUND_S) == Response(200, GOOD)
    # The second went out on the first's connection, and again on a fresh one, which is not kept.
    assert [received.connection for received in server.received] == [1, 1, 2, 3, 3, 4]


def test_a_read_that_fails_on_a_fresh_connection_is_not_repeated(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(replying(b""))
    assert has_left(transport_to(server), READ)
    assert len(server.received) == 1


def test_read_is_not_tried_a_third_time(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(going_stale)
    transport = transport_to(server)
    transport.exchange(READ, BOUND_S)
    server.script = replying(b"")
    assert has_left(transport, READ)
    assert [received.connection for received in server.received] == [1, 1, 2]


def test_stale_connection_never_sends_a_write_twice(serve: Serve, transport_to: TransportTo) -> None:
    server = serve(hold_open)
    transport = transport_to(server)
    transport.exchange(READ, BOUND_S)
    server.script = replying(b"")
    assert has_left(transport)
    assert [received.method for received in server.applied] == ["GET", "POST"]


def traced_through_proxy(server: FaultyServer, url: str) -> _Trace:
    """The trace of a call through a proxy, which the transport never has: should it ever get one, this must hold."""
    trace = _Trace()

    async def call() -> None:
        async with httpx.AsyncClient(proxy=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
            with pytest.raises(httpx.TransportError):
                await client.get(url, extensions={"trace": trace})

    asyncio.run(call())
    return trace


@pytest.mark.parametrize("status", [200, 407, 502])
def test_proxy_handshake_does_not_count_as_sent(serve: Serve, status: int) -> None:
    def script(conversation: Conversation) -> None:
        conversation.read_request()
        conversation.send(http_response(status))

    server = serve(script)
    assert not traced_through_proxy(server, "https://till.example/v1/ping").has_left
    assert [received.method for received in server.received] == ["CONNECT"]


def test_call_through_a_proxy_counts_as_sent(serve: Serve) -> None:
    server = serve(replying(b""))
    assert traced_through_proxy(server, "http://till.example/v1/ping").has_left
    assert [received.method for received in server.received] == ["GET"]


def test_many_threads_each_get_their_own_response(serve: Serve, transport_to: TransportTo) -> None:
    def echo(conversation: Conversation) -> None:
        while True:
            received = conversation.apply()
            conversation.send(http_response(body=received.body or received.target.encode()))

    server = serve(echo)
    transport = transport_to(server)

    def both(number: int) -> tuple[bytes, bytes]:
        read = Request("GET", f"/{number}", None)
        write = Request("POST", "/transaction", None, body={"delta": number}, is_write=True)
        return transport.exchange(read, BOUND_S).body, transport.exchange(write, BOUND_S).body

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(both, range(80)))
    assert answers == [(f"/v1/{n}".encode(), b'{"delta":%d}' % n) for n in range(80)]
    writes = [received.connection for received in server.received if received.method == "POST"]
    assert len(set(writes)) == len(writes) == 80


def test_nothing_private_is_logged_at_any_level(
    serve: Serve, transport_to: TransportTo, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server = serve(replying(http_response(body=GOOD)))
    transport = transport_to(server)
    for request in (READ, WRITE):
        transport.exchange(request, BOUND_S)
        assert not private_in(repr(request))
    server.script = replying(b"")
    assert has_left(transport, READ)
    assert not private_in(caplog.text)
    assert "private" not in caplog.text

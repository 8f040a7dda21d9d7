"""The wire against a server that misbehaves: whatever happens, the proof of how far the request got is right."""

import asyncio
import gc
import gzip
import json
import logging
import socket
import ssl
import sys
import threading
import time
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from kreward_pos.errors import SettingsRefused
from kreward_pos.kreward.wire import BODY_LIMIT, Answer, HttpWire, NoAnswer, Request, _Trace

from .builders import JANE, SECRET, Serve, private_in, to_loopback, told_by
from .faulty_server import Conversation, FaultyServer, answer, chunked

BOUND_S = 10.0
"""A call whose deadline is a fraction of a second has to be over by then, on however slow a machine."""

READ = Request("GET", "/customer", SECRET, query={"email": JANE.address})
WRITE = Request("POST", "/transaction", SECRET, body={"email": JANE.address, "delta": 1}, is_write=True)
GOOD = b'{"ok": true, "new_balance": 6}'


def replying(data: bytes) -> Any:
    """A script that applies one request, answers with these bytes and closes."""

    def script(conversation: Conversation) -> None:
        conversation.apply()
        conversation.send(data)

    return script


@pytest.fixture
def wires(trusting: ssl.SSLContext) -> Any:
    built: list[HttpWire] = []

    def wire_to(server: FaultyServer | str, **options: Any) -> HttpWire:
        url = server if isinstance(server, str) else server.base_url
        built.append(HttpWire(url, options.get("tls", trusting), options.get("resolve", to_loopback)))
        return built[-1]

    yield wire_to
    for wire in built:
        wire.close()


def outcome(wire: HttpWire, request: Request = WRITE, deadline_s: float = BOUND_S) -> Answer | NoAnswer:
    try:
        return wire.exchange(request, deadline_s)
    except NoAnswer as silence:
        failure = silence
    assert not private_in(told_by(failure))
    return failure


def has_left(wire: HttpWire, request: Request = WRITE, deadline_s: float = BOUND_S) -> bool:
    failure = outcome(wire, request, deadline_s)
    assert isinstance(failure, NoAnswer)
    return failure.has_left


# What is sent


def test_a_request_arrives_as_the_documentation_has_it(serve: Serve, wires: Any) -> None:
    server = serve(replying(answer(body=GOOD)))
    wires(server).exchange(WRITE, BOUND_S)
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
def test_an_address_in_a_query_is_escaped(serve: Serve, wires: Any, email: str, target: str) -> None:
    server = serve(replying(answer()))
    wires(server).exchange(Request("GET", "/customer", None, query={"email": email}), BOUND_S)
    (received,) = server.received
    assert received.target == f"/v1/customer?email={target}"
    assert "authorization" not in received.headers
    assert not received.body


def test_no_cookie_is_kept(serve: Serve, wires: Any) -> None:
    server = serve(replying(answer(headers={"Set-Cookie": "visit=1; Path=/"})))
    wire = wires(server)
    for _ in range(2):
        wire.exchange(READ, BOUND_S)
    assert all("cookie" not in received.headers for received in server.received)


def test_the_environments_proxy_and_key_log_are_ignored(
    serve: Serve, wires: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    server = serve(replying(answer(body=GOOD)), with_tls=True)
    assert wires(server).exchange(WRITE, BOUND_S).body == GOOD
    assert not list(tmp_path.iterdir())


# Answers


ANSWERS: dict[str, bytes] = {
    "plain": answer(body=GOOD),
    "chunked": chunked(GOOD[:5], GOOD[5:]),
    "until-the-end": b"HTTP/1.1 200 OK\r\n\r\n" + GOOD,
    "http-1.0": b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(GOOD) + GOOD,
    "gzip-unasked": answer(body=gzip.compress(GOOD), headers={"Content-Encoding": "GZIP "}),
    "identity": answer(body=GOOD, headers={"Content-Encoding": "identity"}),
    "after-100": b"HTTP/1.1 100 Continue\r\n\r\n" + answer(body=GOOD),
    "after-103s": b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 20 + answer(body=GOOD),
    "more-than-promised": answer(body=GOOD, length=len(GOOD)) + b"and more",
}


@pytest.mark.parametrize("data", ANSWERS.values(), ids=ANSWERS)
def test_a_whole_answer_is_read(serve: Serve, wires: Any, data: bytes) -> None:
    server = serve(replying(data))
    assert outcome(wires(server)) == Answer(200, GOOD)


def test_a_body_may_have_64_kib_and_not_a_byte_more(serve: Serve, wires: Any) -> None:
    full = bytes(BODY_LIMIT)
    for data in (
        answer(body=full),
        chunked(full),
        answer(body=gzip.compress(full), headers={"Content-Encoding": "gzip"}),
    ):
        assert outcome(wires(serve(replying(data)))) == Answer(200, full)
    over = full + b"x"
    for data in (
        answer(body=over),
        chunked(over),
        answer(body=gzip.compress(over), headers={"Content-Encoding": "gzip"}),
    ):
        assert has_left(wires(serve(replying(data))))


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
def test_a_pause_is_read_in_whole_seconds_up_to_an_hour(
    serve: Serve, wires: Any, text: str, seconds: float | None
) -> None:
    server = serve(replying(answer(429, headers={"Retry-After": text})))
    assert outcome(wires(server)) == Answer(429, b"", seconds)


def test_a_redirect_is_not_followed(serve: Serve, wires: Any) -> None:
    server = serve(replying(answer(302, headers={"Location": "/v1/elsewhere"})))
    assert outcome(wires(server)) == Answer(302, b"")
    assert len(server.received) == 1


# No whole answer


BROKEN: dict[str, bytes] = {
    "nothing": b"",
    "half-a-status-line": b"HTTP/1.1 2",
    "half-the-headers": answer(body=GOOD)[:40],
    "headers-alone": answer(length=10),
    "half-the-body": answer(body=GOOD, length=len(GOOD) + 1),
    "garbage": b"\x00\x01\x02 not http\r\n\r\n",
    "only-100": b"HTTP/1.1 100 Continue\r\n\r\n",
    "another-protocol": b"SSH-2.0-OpenSSH\r\n\r\n",
    "two-lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n" + GOOD,
    "length-of-words": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + GOOD,
    "endless-header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
    "chunk-of-no-size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" + GOOD,
    "chunks-cut-off": chunked(GOOD)[:-5],
    "unknown-transfer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: weird\r\n\r\n" + GOOD,
    "bad-gzip": answer(body=b"not gzip at all", headers={"Content-Encoding": "gzip"}),
    "gzip-cut-off": answer(body=gzip.compress(GOOD)[:-9], headers={"Content-Encoding": "gzip"}),
    "gzip-bomb": answer(body=gzip.compress(bytes(40 * BODY_LIMIT)), headers={"Content-Encoding": "gzip"}),
    "gzip-twice": answer(body=gzip.compress(gzip.compress(GOOD)), headers={"Content-Encoding": "gzip, gzip"}),
    "deflate": answer(body=zlib.compress(GOOD), headers={"Content-Encoding": "deflate"}),
    "brotli": answer(body=GOOD, headers={"Content-Encoding": "br"}),
    "far-too-long": answer(body=bytes(10 * BODY_LIMIT)),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("with_tls", [False, True], ids=["plain", "tls"])
def test_a_broken_answer_counts_as_left_since_it_was_applied(
    serve: Serve, wires: Any, data: bytes, *, with_tls: bool
) -> None:
    server = serve(replying(data), with_tls=with_tls)
    assert has_left(wires(server))
    assert len(server.applied) == 1


@pytest.mark.parametrize("before", [b"", b"HTTP/1.1 20", answer(body=GOOD)[:60], answer(body=GOOD, length=99)])
def test_a_reset_after_it_was_applied_counts_as_left(serve: Serve, wires: Any, before: bytes) -> None:
    def script(conversation: Conversation) -> None:
        conversation.apply()
        conversation.send(before)
        conversation.reset()

    server = serve(script)
    assert has_left(wires(server))
    assert len(server.applied) == 1


@pytest.mark.parametrize("with_tls", [False, True], ids=["plain", "tls"])
def test_a_reset_while_the_request_comes_in_counts_as_left(serve: Serve, wires: Any, *, with_tls: bool) -> None:
    def script(conversation: Conversation) -> None:
        conversation.read_some()
        conversation.reset()

    server = serve(script, with_tls=with_tls)
    assert has_left(wires(server))
    assert not server.applied


def test_a_refused_connection_proves_that_nothing_left(wires: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert not has_left(wires(f"http://127.0.0.1:{port}/v1"))


# TLS


def test_tls_to_the_right_host_carries_an_answer(serve: Serve, wires: Any) -> None:
    server = serve(replying(answer(body=GOOD)), with_tls=True)
    assert outcome(wires(server)) == Answer(200, GOOD)


def test_a_certificate_for_another_host_is_refused_before_anything_leaves(serve: Serve, wires: Any) -> None:
    server = serve(replying(answer(body=GOOD)), with_tls=True)
    for host in ("other.example", "127.0.0.1"):
        assert not has_left(wires(f"https://{host}:{server.port}/v1"))
    assert not server.received


def test_a_certificate_that_nobody_signed_is_refused_by_this_machines_trust(serve: Serve, wires: Any) -> None:
    server = serve(replying(answer(body=GOOD)), with_tls=True)
    assert not has_left(wires(server, tls=None))
    assert not server.received


def test_tls_to_a_server_without_it_proves_that_nothing_left(serve: Serve, wires: Any) -> None:
    def script(conversation: Conversation) -> None:
        conversation.read_some()
        conversation.send(answer(400, b'{"error": "no tls here"}'))

    server = serve(script)
    assert not has_left(wires(f"https://till.example:{server.port}/v1"))


@pytest.mark.parametrize("with_reset", [False, True])
def test_a_handshake_that_breaks_off_proves_that_nothing_left(serve: Serve, wires: Any, *, with_reset: bool) -> None:
    def script(conversation: Conversation) -> None:
        conversation.read_some()
        if with_reset:
            conversation.reset()

    server = serve(script)
    assert not has_left(wires(f"https://till.example:{server.port}/v1"))


# The deadline


SLOW: dict[str, Any] = {
    "silence": lambda conversation: conversation.wait_until_gone(),
    "headers-in-drips": lambda conversation: conversation.drip(answer(headers={"X": "x" * 50_000}, body=GOOD)),
    "body-in-drips": lambda conversation: conversation.drip(answer(body=bytes(50_000))),
    "hints-for-ever": lambda conversation: conversation.drip(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 5_000),
}


@pytest.mark.parametrize("say", SLOW.values(), ids=SLOW)
def test_the_deadline_bounds_the_whole_call(serve: Serve, wires: Any, say: Any) -> None:
    def script(conversation: Conversation) -> None:
        conversation.apply()
        say(conversation)

    server = serve(script)
    started_s = time.monotonic()
    assert has_left(wires(server), deadline_s=0.4)
    assert time.monotonic() - started_s < BOUND_S
    assert len(server.applied) == 1


def silent(conversation: Conversation) -> None:
    conversation.read_some()
    conversation.wait_until_gone()


def test_a_handshake_that_hangs_is_bounded_and_nothing_left(serve: Serve, wires: Any) -> None:
    server = serve(silent)
    assert not has_left(wires(f"https://till.example:{server.port}/v1"), deadline_s=0.2)
    gc.collect()  # a socket that was left open would warn here


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses instead of hanging")
def test_a_connection_that_hangs_is_bounded_and_nothing_left(wires: Any) -> None:
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        port = listener.getsockname()[1]
        assert not has_left(wires(f"http://127.0.0.1:{port}/v1"), deadline_s=0.2)


class SilentNames:
    """A name server that says nothing until it is released."""

    def __init__(self) -> None:
        self.was_asked = threading.Event()
        self.may_end = threading.Event()

    def __call__(self, host: object, port: int, *_rest: int) -> list[Any]:
        self.was_asked.set()
        self.may_end.wait(BOUND_S)
        return to_loopback(host, port)


def lookups() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "kreward-lookup"]


def test_a_name_server_that_hangs_holds_up_neither_calls_nor_the_end(wires: Any) -> None:
    names = SilentNames()
    wire = wires("https://till.example/v1", resolve=names)
    for _ in range(3):
        assert not has_left(wire, deadline_s=0.05)
    wire.close()
    hanging = lookups()
    assert len(hanging) == 3
    assert all(thread.daemon for thread in hanging)
    names.may_end.set()
    for thread in hanging:
        thread.join(BOUND_S)
        assert not thread.is_alive()


@pytest.mark.parametrize("error", [socket.gaierror(-2, "unknown"), OSError("no network"), UnicodeError("label")])
def test_a_name_that_cannot_be_looked_up_proves_that_nothing_left(wires: Any, error: Exception) -> None:
    def resolve(*_args: object) -> list[Any]:
        raise error

    failure = outcome(wires("https://till.example/v1", resolve=resolve))
    assert isinstance(failure, NoAnswer)
    assert not failure.has_left


# Our own mistakes


@pytest.mark.parametrize(
    "request_",
    [
        Request("POST", "/transaction", SECRET, body={"note": "\ud800"}, is_write=True),
        Request("GET", "/customer", SECRET, query={"email": "\ud800"}),
        Request("POST", "/transaction", SECRET, body={"note": object()}, is_write=True),  # type: ignore[dict-item]
        Request("GET", "/\n", SECRET),
    ],
)
def test_a_request_that_cannot_be_put_together_is_told_apart(serve: Serve, wires: Any, request_: Request) -> None:
    server = serve(replying(answer(body=GOOD)))
    failure = outcome(wires(server), request_)
    assert isinstance(failure, NoAnswer)
    assert (failure.has_left, failure.is_malformed) == (False, True)
    assert not server.received


def test_an_address_in_the_clear_is_refused_at_once() -> None:
    with pytest.raises(SettingsRefused):
        HttpWire("http://api.kreward.net/v1")


# Connections


def keeping(conversation: Conversation) -> None:
    """Answers for as long as the client likes."""
    while True:
        conversation.apply()
        conversation.send(answer(body=GOOD))


def test_reads_share_a_connection_and_each_write_has_its_own(serve: Serve, wires: Any) -> None:
    server = serve(keeping)
    wire = wires(server)
    for request in (READ, WRITE, READ, WRITE, WRITE, READ):
        wire.exchange(request, BOUND_S)
    reads = {received.connection for received in server.received if received.method == "GET"}
    writes = [received.connection for received in server.received if received.method == "POST"]
    assert len(reads) == 1
    assert len(set(writes) - reads) == len(writes) == 3


def going_stale(conversation: Conversation) -> None:
    """Answers once, and is gone when the next request on the same connection comes."""
    conversation.apply()
    conversation.send(answer(body=GOOD))
    conversation.read_request()
    conversation.reset()


def test_a_read_on_a_stale_connection_is_tried_once_more(serve: Serve, wires: Any) -> None:
    server = serve(going_stale)
    wire = wires(server)
    for _ in range(4):
        assert wire.exchange(READ, BOUND_S) == Answer(200, GOOD)
    # The second went out on the first's connection, and again on a fresh one, which is not kept.
    assert [received.connection for received in server.received] == [1, 1, 2, 3, 3, 4]


def test_a_read_that_fails_on_a_fresh_connection_is_not_repeated(serve: Serve, wires: Any) -> None:
    server = serve(replying(b""))
    assert has_left(wires(server), READ)
    assert len(server.received) == 1


def test_a_read_is_tried_no_third_time(serve: Serve, wires: Any) -> None:
    server = serve(going_stale)
    wire = wires(server)
    wire.exchange(READ, BOUND_S)
    server.script = replying(b"")
    assert has_left(wire, READ)
    assert [received.connection for received in server.received] == [1, 1, 2]


def test_a_stale_connection_never_makes_a_write_go_twice(serve: Serve, wires: Any) -> None:
    server = serve(keeping)
    wire = wires(server)
    wire.exchange(READ, BOUND_S)
    server.script = replying(b"")
    assert has_left(wire)
    assert [received.method for received in server.applied] == ["GET", "POST"]


# Only so much is known of proxies: the wire has none, and should it ever get one, this must hold.


def traced_through_proxy(server: FaultyServer, url: str) -> _Trace:
    trace = _Trace()

    async def call() -> None:
        async with httpx.AsyncClient(proxy=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
            with pytest.raises(httpx.TransportError):
                await client.get(url, extensions={"trace": trace})

    asyncio.run(call())
    return trace


@pytest.mark.parametrize("status", [200, 407, 502])
def test_a_proxys_own_greeting_does_not_count_as_left(serve: Serve, status: int) -> None:
    def script(conversation: Conversation) -> None:
        conversation.read_request()
        conversation.send(answer(status))

    server = serve(script)
    assert not traced_through_proxy(server, "https://till.example/v1/ping").has_left
    assert [received.method for received in server.received] == ["CONNECT"]


def test_a_call_that_a_proxy_carries_counts_as_left(serve: Serve) -> None:
    server = serve(replying(b""))
    assert traced_through_proxy(server, "http://till.example/v1/ping").has_left
    assert [received.method for received in server.received] == ["GET"]


# Closing, and many at once


def running(wire: HttpWire, request: Request) -> Future[Answer | NoAnswer]:
    """The outcome of a call on a thread of its own."""
    result: Future[Answer | NoAnswer] = Future()
    threading.Thread(target=lambda: result.set_result(outcome(wire, request)), daemon=True).start()
    return result


@pytest.mark.parametrize("request_", [READ, WRITE])
def test_closing_ends_a_call_under_way_and_says_that_it_had_left(serve: Serve, wires: Any, request_: Request) -> None:
    server = serve(lambda conversation: (conversation.apply(), conversation.wait_until_gone()))
    wire = wires(server)
    result = running(wire, request_)
    server.wait_for_requests(1)
    wire.close()
    failure = result.result(BOUND_S)
    assert isinstance(failure, NoAnswer)
    assert failure.has_left


def test_closing_ends_a_call_that_had_not_left(wires: Any) -> None:
    names = SilentNames()
    wire = wires("https://till.example/v1", resolve=names)
    result = running(wire, WRITE)
    assert names.was_asked.wait(BOUND_S)
    wire.close()
    failure = result.result(BOUND_S)
    assert isinstance(failure, NoAnswer)
    assert (failure.has_left, failure.is_malformed) == (False, False)
    names.may_end.set()
    for thread in lookups():
        thread.join(BOUND_S)


def test_closing_ends_a_handshake_and_leaves_no_socket_open(serve: Serve, wires: Any) -> None:
    has_greeted = threading.Event()

    def script(conversation: Conversation) -> None:
        conversation.read_some()
        has_greeted.set()
        conversation.wait_until_gone()

    server = serve(script)
    wire = wires(f"https://till.example:{server.port}/v1")
    result = running(wire, WRITE)
    assert has_greeted.wait(BOUND_S)
    wire.close()
    failure = result.result(BOUND_S)
    assert isinstance(failure, NoAnswer)
    assert not failure.has_left
    gc.collect()  # a socket that was left open would warn here


def test_a_closed_wire_sends_nothing_and_may_be_closed_again(serve: Serve, wires: Any) -> None:
    server = serve(keeping)
    wire = wires(server)
    wire.exchange(READ, BOUND_S)
    wire.close()
    wire.close()
    assert not wire._thread.is_alive()
    assert wire._loop.is_closed()
    assert not has_left(wire)
    assert len(server.received) == 1


def test_a_wire_that_never_called_closes_too() -> None:
    wire = HttpWire("https://till.example/v1")
    wire.close()
    assert not wire._thread.is_alive()


def test_many_threads_each_get_their_own_answer(serve: Serve, wires: Any) -> None:
    def echo(conversation: Conversation) -> None:
        while True:
            received = conversation.apply()
            conversation.send(answer(body=received.body or received.target.encode()))

    server = serve(echo)
    wire = wires(server)

    def both(number: int) -> tuple[bytes, bytes]:
        read = Request("GET", f"/{number}", None)
        write = Request("POST", "/transaction", None, body={"delta": number}, is_write=True)
        return wire.exchange(read, BOUND_S).body, wire.exchange(write, BOUND_S).body

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(both, range(80)))
    assert answers == [(f"/v1/{n}".encode(), b'{"delta":%d}' % n) for n in range(80)]
    writes = [received.connection for received in server.received if received.method == "POST"]
    assert len(set(writes)) == len(writes) == 80


def test_nothing_private_is_logged_however_much_is_wanted(
    serve: Serve, wires: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server = serve(replying(answer(body=GOOD)))
    wire = wires(server)
    for request in (READ, WRITE):
        wire.exchange(request, BOUND_S)
        assert not private_in(repr(request))
    server.script = replying(b"")
    assert has_left(wire, READ)
    assert not private_in(caplog.text)
    assert "private" not in caplog.text

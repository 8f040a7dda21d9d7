"""The client: which key makes which call, what is refused before sending, what it waits for and how it fails."""

import json
import logging
import socket
from collections.abc import Callable

import pytest

from kreward_pos.api.client import MAX_DELTA, READ_DEADLINE_S, WRITE_DEADLINE_S, KrewardClient
from kreward_pos.api.errors import (
    AnswerLost,
    CallMalformed,
    CallRefused,
    PaceExceeded,
    RateLimited,
    StatusUnexpected,
    Unreachable,
)
from kreward_pos.api.keys import ApiKeys
from kreward_pos.api.models import Ping
from kreward_pos.api.rate_limit import PAUSE_AFTER_429_S, WINDOW_S, Priority, RateLimiter
from kreward_pos.api.transport import NoResponse, Request, Response
from kreward_pos.errors import ApiFailure
from tests.fake_clock import FakeClock

from .builders import JANE, KEYS, NOTE, PUBLIC, SECRET, Connect, Serve, everything_in, private_in, replying
from .faulty_server import Conversation, http_response

Call = Callable[[KrewardClient], object]

CALLS: dict[str, Call] = {
    "ping": lambda client: client.ping(),
    "me": lambda client: client.me(),
    "enroll": lambda client: client.enroll(JANE, "Jane"),
    "join_page": lambda client: client.join_page(),
    "customer": lambda client: client.customer(JANE),
    "transact": lambda client: client.transact(JANE, 1, NOTE),
    "redeem": lambda client: client.redeem(JANE, 8),
}
WRITES = {"enroll", "transact", "redeem"}
PUBLIC_CALLS = {"ping", "enroll", "join_page"}


class ScriptedTransport:
    """Keeps what it is given, and answers what it is told to."""

    def __init__(self, reply: Response | NoResponse | None = None) -> None:
        self.reply = reply or NoResponse("Test", has_left=False)
        self.requests: list[Request] = []
        self.deadlines_s: list[float] = []
        self.is_closed = False

    def exchange(self, request: Request, deadline_s: float) -> Response:
        self.requests.append(request)
        self.deadlines_s.append(deadline_s)
        if isinstance(self.reply, NoResponse):
            raise self.reply
        return self.reply

    def close(self) -> None:
        self.is_closed = True


def client_of(transport: ScriptedTransport, keys: ApiKeys = KEYS, clock: FakeClock | None = None) -> KrewardClient:
    return KrewardClient(transport, keys, clock or FakeClock())


def sent_by(call: Call, keys: ApiKeys = KEYS) -> Request:
    transport = ScriptedTransport()
    with pytest.raises(Unreachable):
        call(client_of(transport, keys))
    (request,) = transport.requests
    return request


@pytest.mark.parametrize("name", CALLS)
def test_each_call_uses_the_key_that_is_allowed_to_make_it(name: str) -> None:
    expected = PUBLIC if name in {"enroll", "join_page"} else SECRET
    assert sent_by(CALLS[name]).key == expected
    assert sent_by(CALLS[name], ApiKeys(SECRET)).key == SECRET


@pytest.mark.parametrize("name", CALLS)
def test_public_key_alone_sends_only_enrolments_and_pings(name: str) -> None:
    transport = ScriptedTransport()
    client = client_of(transport, ApiKeys(public=PUBLIC))
    with pytest.raises(Unreachable if name in PUBLIC_CALLS else CallRefused) as stopped:
        CALLS[name](client)
    assert len(transport.requests) == (name in PUBLIC_CALLS)
    assert not isinstance(stopped.value, CallMalformed)


@pytest.mark.parametrize("name", CALLS)
def test_only_pings_are_sent_without_a_key(name: str) -> None:
    transport = ScriptedTransport()
    with pytest.raises(Unreachable if name == "ping" else CallRefused):
        CALLS[name](client_of(transport, ApiKeys()))
    assert [request.key for request in transport.requests] == [None] * (name == "ping")


@pytest.mark.parametrize("name", CALLS)
def test_writes_have_the_longer_deadline(name: str) -> None:
    transport = ScriptedTransport()
    with pytest.raises(Unreachable):
        CALLS[name](client_of(transport))
    assert transport.requests[0].is_write == (name in WRITES)
    assert transport.deadlines_s == [WRITE_DEADLINE_S if name in WRITES else READ_DEADLINE_S]


def test_optional_fields_are_sent_only_when_given() -> None:
    address = JANE.address
    bare = {name: (request.query, request.body) for name in CALLS for request in [sent_by(CALLS[name])]}
    assert bare["customer"] == ({"email": address}, None)
    assert bare["enroll"] == ({}, {"email": address, "name": "Jane"})
    assert bare["join_page"] == ({}, {})
    assert bare["transact"] == ({}, {"email": address, "delta": 1, "note": NOTE})
    assert bare["redeem"] == ({}, {"email": address, "at": 8})
    assert sent_by(lambda client: client.customer(JANE, "t1")).query == {"email": address, "template_id": "t1"}
    calls: list[Call] = [
        lambda client: client.enroll(JANE, None, "t1"),
        lambda client: client.join_page("t1"),
        lambda client: client.transact(JANE, 1, NOTE, "t1"),
        lambda client: client.redeem(JANE, 8, "t1"),
    ]
    for call in calls:
        body = sent_by(call).body
        assert body is not None
        assert body["template_id"] == "t1"
        assert None not in body.values()


@pytest.mark.parametrize("delta", [0, MAX_DELTA + 1, -MAX_DELTA - 1])
def test_forbidden_delta_is_refused_before_sending(delta: int) -> None:
    transport = ScriptedTransport()
    with pytest.raises(CallMalformed):
        client_of(transport).transact(JANE, delta, NOTE)
    assert not transport.requests


@pytest.mark.parametrize("delta", [1, -1, MAX_DELTA, -MAX_DELTA])
def test_every_allowed_delta_is_sent(delta: int) -> None:
    body = sent_by(lambda client: client.transact(JANE, delta, NOTE)).body
    assert body is not None
    assert body["delta"] == delta


@pytest.mark.parametrize("at", [0, -8])
def test_impossible_tier_is_refused_before_sending(at: int) -> None:
    transport = ScriptedTransport()
    with pytest.raises(CallMalformed):
        client_of(transport).redeem(JANE, at)
    assert not transport.requests


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    ("silence", "failure"),
    [
        (NoResponse("ConnectError", has_left=False), Unreachable),
        (NoResponse("ReadError", has_left=True), AnswerLost),
        (NoResponse("InvalidURL", has_left=False, is_malformed=True), CallMalformed),
        (NoResponse("LocalProtocolError", has_left=True, is_malformed=True), AnswerLost),
    ],
)
def test_missing_response_is_classified_by_whether_the_request_had_left(
    name: str, silence: NoResponse, failure: type[ApiFailure]
) -> None:
    with pytest.raises(failure) as failed:
        CALLS[name](client_of(ScriptedTransport(silence)))
    assert type(failed.value) is failure


def test_note_that_cannot_be_encoded_is_a_bug_and_is_not_sent(serve: Serve, connect: Connect) -> None:
    server = serve(replying(http_response()))
    with pytest.raises(CallMalformed):
        connect(server.base_url).transact(JANE, 1, "\ud800")
    assert not server.received


def test_replaced_keys_are_used_from_the_next_call_on() -> None:
    transport = ScriptedTransport(Response(200, b'{"ok": true}'))
    client = client_of(transport, ApiKeys())
    client.ping()
    client.replace_keys(KEYS)
    client.ping()
    assert [request.key for request in transport.requests] == [None, SECRET]
    assert client.keys is KEYS


def test_person_waits_briefly_for_the_rate_limit_and_gets_an_error_instead_of_a_long_wait() -> None:
    transport, clock = ScriptedTransport(Response(200, b'{"ok": true}')), FakeClock()
    client = client_of(transport, clock=clock)
    for _ in range(100):
        client.ping()
    with pytest.raises(PaceExceeded):
        client.ping()
    assert len(transport.requests) == 100
    assert not clock.slept_s
    clock.monotonic_s += WINDOW_S - 2.0
    assert client.rate_limit_delay_s(Priority.PERSON) == pytest.approx(2.0)
    assert client.ping() == Ping(None)
    assert sum(clock.slept_s) == pytest.approx(2.0)


def test_background_calls_leave_room_for_people() -> None:
    transport = ScriptedTransport(Response(200, b'{"ok": true}'))
    client = client_of(transport)
    for _ in range(60):
        client.ping(Priority.BACKGROUND)
    with pytest.raises(PaceExceeded):
        client.ping(Priority.BACKGROUND)
    for _ in range(40):
        client.ping(Priority.PERSON)
    assert client.rate_limit_delay_s(Priority.PERSON) > 0


@pytest.mark.parametrize(
    ("body", "failure"), [(b'{"error": "rate_limit_exceeded"}', RateLimited), (b"<html>", StatusUnexpected)]
)
@pytest.mark.parametrize(("told_s", "pause_s"), [(None, PAUSE_AFTER_429_S), (7.0, 7.0)])
def test_every_429_delays_all_callers(
    body: bytes, failure: type[ApiFailure], told_s: float | None, pause_s: float
) -> None:
    client = client_of(ScriptedTransport(Response(429, body, told_s)))
    with pytest.raises(failure) as limited:
        client.ping()
    assert client.rate_limit_delay_s(Priority.PERSON) == pause_s
    if isinstance(limited.value, RateLimited):
        assert limited.value.retry_after_s == told_s


def test_call_refused_before_sending_does_not_count_towards_the_rate_limit() -> None:
    client = KrewardClient(ScriptedTransport(), ApiKeys(), FakeClock(), RateLimiter(per_minute=1))
    for _ in range(3):
        with pytest.raises(CallRefused):
            client.me()
    assert client.rate_limit_delay_s(Priority.PERSON) == 0


def test_deadlines_bound_each_call(serve: Serve, connect: Connect) -> None:
    def script(conversation: Conversation) -> None:
        conversation.apply()
        conversation.drip(http_response(body=bytes(10_000)))

    server = serve(script)
    client = connect(server.base_url, read_deadline_s=0.5, write_deadline_s=0.5)
    for name in ("customer", "transact"):
        with pytest.raises(AnswerLost):
            CALLS[name](client)
    assert len(server.applied) == 2


@pytest.mark.parametrize("name", CALLS)
def test_refused_connection_raises_not_sent(connect: Connect, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable):
        CALLS[name](connect(f"http://127.0.0.1:{port}/v1"))


@pytest.mark.parametrize("name", CALLS)
def test_closed_client_sends_nothing(serve: Serve, connect: Connect, name: str) -> None:
    server = serve(replying(http_response()))
    client = connect(server.base_url)
    client.close()
    with pytest.raises(Unreachable):
        CALLS[name](client)
    assert not server.received


def test_closing_the_client_closes_its_transport() -> None:
    transport = ScriptedTransport()
    client_of(transport).close()
    assert transport.is_closed


REPLIES = [
    http_response(200, b'{"balance": "jane.private@example.com", "ok": "kw_sk_hidden0123456789"}'),
    http_response(409, b'{"error": "conflict"}'),
    http_response(500),
    b"",
    b"garbage",
]


@pytest.mark.parametrize("reply", REPLIES)
@pytest.mark.parametrize("name", CALLS)
def test_failures_and_logs_contain_no_key_and_no_email(
    serve: Serve, connect: Connect, caplog: pytest.LogCaptureFixture, name: str, reply: bytes
) -> None:
    caplog.set_level(logging.DEBUG)
    server = serve(replying(reply))
    with pytest.raises(ApiFailure) as failed:
        CALLS[name](connect(server.base_url))
    told = everything_in(failed.value) + failed.value.sentence + json.dumps(failed.value.details) + caplog.text
    assert not private_in(told)

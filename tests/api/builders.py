"""The people, keys and times of these tests, and a search for private data in texts."""

import socket
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.errors import (
    Conflict,
    CustomerUnknown,
    KeyRefused,
    NotApplied,
    RateLimited,
    RequestRefused,
    ShopRefused,
)
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.transport import HttpTransport, NoResponse, Request, Response
from kreward_pos.cards import Email
from kreward_pos.sandbox.server import Sandbox

from .faulty_server import Conversation, FaultyServer, Script, http_response

Serve = Callable[..., FaultyServer]
Connect = Callable[..., KrewardClient]
TransportTo = Callable[..., HttpTransport]

JANE = Email.parse("jane.private@example.com")
SECRET = ApiKey.parse_secret("kw_sk_hidden0123456789")
PUBLIC = ApiKey.parse_public("kw_pub_shown0123456789")
KEYS = ApiKeys(SECRET, PUBLIC)
NOTE = "till-2/000123"

DOCUMENTED: dict[int, type[NotApplied]] = {
    400: RequestRefused,
    401: KeyRefused,
    403: ShopRefused,
    404: CustomerUnknown,
    409: Conflict,
    429: RateLimited,
}
"""What each documented status means where it comes with its documented body; see `docs/api-dialects.md`."""

PRIVATE = ("jane.private", "hidden0123456789", "shown0123456789")
"""What no log, repr, text or traceback may tell."""


def everything_in(error: BaseException) -> str:
    """All that an error could tell: its traceback, and every error that hangs on it, even the suppressed ones."""
    texts = ["".join(traceback.format_exception(error))]
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            texts += [str(each), repr(each), repr(each.__dict__), repr(each.args)]
            waiting += [each.__cause__, each.__context__]
    return "\n".join(texts)


def private_in(text: str) -> list[str]:
    """The private texts that stand in `text`, also where an address is written as in a URL."""
    return [private for private in PRIVATE if private in text]


def to_loopback(_host: object, port: int, *_rest: int) -> list[Any]:
    """A name server that knows one machine."""
    return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", port))]


def keys_of(sandbox: Sandbox) -> ApiKeys:
    return ApiKeys(ApiKey.parse_secret(sandbox.secret_key), ApiKey.parse_public(sandbox.public_key))


BOUND_S = 10.0
"""A call whose deadline is a fraction of a second has to be over by then, on however slow a machine."""

READ = Request("GET", "/customer", SECRET, query={"email": JANE.address})
WRITE = Request("POST", "/transaction", SECRET, body={"email": JANE.address, "delta": 1}, is_write=True)
GOOD = b'{"ok": true, "new_balance": 6}'


def replying(data: bytes) -> Script:
    """A script that applies one request, answers with these bytes and closes."""

    def script(conversation: Conversation) -> None:
        conversation.apply()
        conversation.send(data)

    return script


def hold_open(conversation: Conversation) -> None:
    """Answers for as long as the client likes."""
    while True:
        conversation.apply()
        conversation.send(http_response(body=GOOD))


def outcome(transport: HttpTransport, request: Request = WRITE, deadline_s: float = BOUND_S) -> Response | NoResponse:
    try:
        return transport.exchange(request, deadline_s)
    except NoResponse as silence:
        failure = silence
    assert not private_in(everything_in(failure))
    return failure


def has_left(transport: HttpTransport, request: Request = WRITE, deadline_s: float = BOUND_S) -> bool:
    failure = outcome(transport, request, deadline_s)
    assert isinstance(failure, NoResponse)
    return failure.has_left


def running(transport: HttpTransport, request: Request) -> Future[Response | NoResponse]:
    """The outcome of a call on a thread of its own."""
    result: Future[Response | NoResponse] = Future()
    threading.Thread(target=lambda: result.set_result(outcome(transport, request)), daemon=True).start()
    return result


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
    return [thread for thread in threading.enumerate() if thread.name == "name-lookup"]

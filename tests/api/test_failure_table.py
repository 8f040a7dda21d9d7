"""The whole failure table: every mode over a real socket, and every exception that httpx has.

`make failure-table` prints it.
"""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Literal

import httpx
import pytest

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.errors import AnswerLost, CallMalformed, NotApplied, NotSent, ProxyRefused, Unreachable, Unsure
from kreward_pos.api.models import TransactionResult
from kreward_pos.api.transport import HttpTransport
from kreward_pos.errors import ApiFailure
from tests.fake_clock import FakeClock

from .builders import JANE, KEYS, everything_in, private_in
from .failure_modes import AFTER, BEFORE, DURING, MISTAKEN, MODES, PROXY, WHOLE, Mode
from .failure_table import Row, rows, table

Stage = Literal["before", "after", "in the body"]


def names(modes: list[Mode]) -> set[str]:
    return {mode.name for mode in modes}


def outcomes_of(found: list[Row], modes: set[str]) -> set[type]:
    return {next(base for base in row.outcome.__mro__ if base in BRANCHES) for row in found if row.mode in modes}


BRANCHES = (TransactionResult, NotSent, NotApplied, Unsure)


AT_ONCE = {"closed-at-once", "reset-at-once"}
"""Whether the end of the connection comes to the client before it begins to send is a race, and both are right."""


def test_over_real_sockets_nothing_is_misclassified() -> None:
    found = list(rows())
    assert len(names(MODES)) == len(MODES)
    for protocol in ("plain", "tls"):
        assert len({row.mode for row in found if row.protocol == protocol}) >= 40
    assert table([row for row in found if row.is_misclassified])[1:] == ["", "0 modes, 0 calls, misclassified: 0"]
    assert table(found)[-1].endswith("misclassified: 0")
    assert outcomes_of(found, names(BEFORE)) == {NotSent}
    assert outcomes_of(found, names(DURING) - AT_ONCE) == outcomes_of(found, names(AFTER)) == {Unsure}
    assert outcomes_of(found, AT_ONCE) <= {NotSent, Unsure}
    assert outcomes_of(found, set(WHOLE)) == {TransactionResult}
    assert outcomes_of(found, {f"{name}-unapplied" for name in MISTAKEN}) == {Unsure}
    assert outcomes_of(found, {"refused-by-the-shop", "refused-in-chunks"}) == {NotApplied}
    assert outcomes_of([row for row in found if row.protocol == "tls"], names(PROXY)) == {NotSent}
    met = {row.exception for row in found}
    assert met >= {"ConnectError", "ReadError", "RemoteProtocolError", "ProxyError", "TimeoutError"}


EXCEPTIONS = [value for value in vars(httpx).values() if isinstance(value, type) and issubclass(value, Exception)]
"""All that httpx has, the families as well as their members."""

OF_THEIR_OWN_WORDS = (httpx.StreamConsumed, httpx.StreamClosed, httpx.ResponseNotRead, httpx.RequestNotRead)


def raised(kind: type[Exception], request: httpx.Request) -> Exception:
    """One such exception, with the most private text that it could have."""
    text = f"{request.url} {request.headers['Authorization']} {request.content!r}"
    if issubclass(kind, httpx.HTTPStatusError):
        return kind(text, request=request, response=httpx.Response(500))
    if issubclass(kind, httpx.RequestError):
        return kind(text, request=request)
    return kind() if issubclass(kind, OF_THEIR_OWN_WORDS) else kind(text)


class Broken(httpx.AsyncByteStream):
    """A body that breaks off."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'{"ok": tr'
        raise self._error


class RaisingHttpxTransport(httpx.AsyncBaseTransport):
    """Stands where the connections are, below the transport's code, and raises at a stage of the call."""

    def __init__(self, kind: type[Exception], stage: Stage) -> None:
        self._kind = kind
        self._stage = stage

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        error = raised(self._kind, request)
        if self._stage != "before":
            info = {"request": SimpleNamespace(method=b"POST")}
            await request.extensions["trace"]("http11.send_request_headers.started", info)
        if self._stage == "in the body":
            return httpx.Response(200, stream=Broken(error))
        raise error


class RaisingTransport(HttpTransport):
    def __init__(self, transport: RaisingHttpxTransport) -> None:
        self._transport = transport
        super().__init__("https://till.example/v1")

    def _http_client(self, keepalive_connections: int) -> httpx.AsyncClient:  # noqa: ARG002 - it keeps no connections
        return httpx.AsyncClient(transport=self._transport)


OURS = (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError)


@pytest.mark.parametrize("stage", ["before", "after", "in the body"])
@pytest.mark.parametrize("kind", EXCEPTIONS, ids=lambda kind: kind.__name__)
def test_every_exception_is_classified_by_how_far_the_request_got(kind: type[Exception], stage: Stage) -> None:
    client = KrewardClient(RaisingTransport(RaisingHttpxTransport(kind, stage)), KEYS, FakeClock())
    with pytest.raises(ApiFailure) as caught:
        client.transact(JANE, 1, "till-2/000123")
    client.close()
    unsent = CallMalformed if kind in OURS else ProxyRefused if kind is httpx.ProxyError else Unreachable
    assert type(caught.value) is (unsent if stage == "before" else AnswerLost)
    assert not private_in(everything_in(caught.value))


def test_every_exception_of_httpx_is_covered() -> None:
    """A new one would be classed like any other; this says that it is there."""
    assert len(EXCEPTIONS) == 28

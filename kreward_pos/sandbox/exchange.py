"""One request and its answer, taken apart so that a fault can come between any two steps.

Knows ASGI and the link; knows no calls, and not why an answer is to be spoilt.
"""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kreward_pos.sandbox.link import ConnectionSwitch, reset

BODY_LIMIT = 64 * 1024
"""Bytes of a request that are read; no documented call comes near."""


class ClientGone(Exception):
    """The client went away before its request had come in whole; nothing was applied."""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A whole HTTP answer, not yet sent."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @classmethod
    def of(cls, status: int, content_type: str, body: bytes, more: Mapping[str, str] | None = None) -> "HttpResponse":
        """Return a response with its length declared."""
        headers = {"content-type": content_type, "content-length": str(len(body)), **(more or {})}
        return cls(status, tuple((name.encode(), value.encode()) for name, value in headers.items()), body)

    @classmethod
    def refusal(cls, status: int, error: str, more: Mapping[str, str] | None = None) -> "HttpResponse":
        """Return the documented error body."""
        return cls.of(status, "application/json", json.dumps({"error": error}).encode(), more)


class Exchange:
    """One request on one connection; used by one task on the server's loop."""

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, link: ConnectionSwitch) -> None:
        self._app = app
        self._scope = scope
        self._receive = receive
        self._send = send
        self._link = link
        self._body: bytes | None = None

    async def read(self) -> bytes:
        """Return the request's body, at most one byte more than `BODY_LIMIT`; raise `ClientGone`."""
        if self._body is None:
            body, is_whole = b"", False
            while not is_whole and len(body) <= BODY_LIMIT:
                message = await self._receive()
                if message["type"] != "http.request":
                    raise ClientGone
                body += message.get("body", b"")
                is_whole = not message.get("more_body", False)
            self._body = body[: BODY_LIMIT + 1]
        return self._body

    async def apply(self) -> HttpResponse:
        """Let the shop do what is asked, and keep its answer back."""
        body = await self.read()
        if len(body) > BODY_LIMIT:
            return HttpResponse.refusal(400, "body_too_large")
        messages: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            messages.append(message)

        await self._app(self._scope, receive, send)
        content = b"".join(message.get("body", b"") for message in messages[1:])
        return HttpResponse(messages[0]["status"], tuple(messages[0]["headers"]), content)

    async def answer(self, answer: HttpResponse) -> None:
        """Send the whole answer."""
        await self._begin(answer)
        await self._send({"type": "http.response.body", "body": answer.body})

    async def answer_half(self, answer: HttpResponse) -> None:
        """Declare the whole response and send its first half."""
        await self._begin(answer)
        half = answer.body[: len(answer.body) // 2]
        await self._send({"type": "http.response.body", "body": half, "more_body": True})

    async def answer_in_drips(self, answer: HttpResponse, pause_ms: int) -> None:
        """Send the answer one byte at a time."""
        await self._begin(answer)
        for byte in answer.body:
            await self._send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
            if await self.is_over_within(pause_ms):
                return
        await self._send({"type": "http.response.body", "body": b""})

    async def hang_up(self) -> None:
        """Close the connection as it stands, after what was written has gone out."""
        transport = self._link.transport(self._scope["client"])
        if transport is not None:
            transport.close()
        await self._gone()

    async def reset(self) -> None:
        """Reset the TCP connection."""
        transport = self._link.transport(self._scope["client"])
        if transport is not None:
            reset(transport)
        await self._gone()

    async def is_over_within(self, ms: int) -> bool:
        """Wait until the client has gone or the server stops, for at most `ms` milliseconds."""
        ends = [asyncio.ensure_future(self._gone()), asyncio.ensure_future(self._link.closing.wait())]
        done, pending = await asyncio.wait(ends, timeout=ms / 1000, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        return bool(done)

    async def _begin(self, answer: HttpResponse) -> None:
        headers = list(answer.headers)
        await self._send({"type": "http.response.start", "status": answer.status, "headers": headers})

    async def _gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

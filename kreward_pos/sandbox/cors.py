"""Cross-origin answers, so that the documentation's enrolment form works from a shop's web page (WHATWG Fetch).

Knows origins and headers, nothing of calls or keys.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kreward_pos.sandbox.gate import AccessCheck

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}


class Cors:
    """Answers preflights itself and lets pages of allowed origins read every other answer, refusals too."""

    def __init__(self, app: ASGIApp, gate: AccessCheck) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI 3)."""
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None:
            await self._app(scope, receive, send)
        elif scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await self._preflight(origin)(scope, receive, send)
        else:
            await self._app(scope, receive, self._readable(origin, send))

    def _preflight(self, origin: str) -> Response:
        """Answer a preflight by its origin alone, since it carries no key."""
        if not self._gate.allows(origin):
            return JSONResponse({"error": "origin_blocked"}, 403)
        return Response(status_code=204, headers=PREFLIGHT | _permission(origin))

    def _readable(self, origin: str, send: Send) -> Send:
        async def send_readable(message: Message) -> None:
            if message["type"] == "http.response.start" and self._gate.allows(origin):
                MutableHeaders(scope=message).update(_permission(origin))
            await send(message)

        return send_readable


def _permission(origin: str) -> dict[str, str]:
    return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}

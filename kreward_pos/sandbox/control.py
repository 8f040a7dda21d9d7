"""The sandbox's own paths under `/_sandbox`: read the ledger, cut the link, set faults.

They are no part of the documented API: they ask for no key and answer while the link is cut. They are served
at the root and under `/v1` alike, so that a script which knows only the base address reaches them.
"""

from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kreward_pos.errors import capped
from kreward_pos.sandbox.api import PREFIX, mounted
from kreward_pos.sandbox.faults import Faults
from kreward_pos.sandbox.fields import json_object
from kreward_pos.sandbox.link import ConnectionSwitch
from kreward_pos.sandbox.shop import Refusal, SandboxShop

CONTROL_PREFIXES = ("/_sandbox", f"{PREFIX}/_sandbox")

CONTROL_CALLS = ("GET ledger", "GET link", "PUT link", "GET faults", "PUT faults")


def is_control(path: str) -> bool:
    """Return whether a path is one of the control paths."""
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in CONTROL_PREFIXES)


class Control:
    """What a script may do to the sandbox from outside. The `error` of every refusal is a sentence."""

    def __init__(self, shop: SandboxShop, link: ConnectionSwitch, faults: Faults) -> None:
        self._shop = shop
        self._link = link
        self._faults = faults

    def application(self) -> Starlette:
        """Return the control paths under both prefixes."""
        endpoints = (self.read_ledger, self.read_link, self.set_link, self.read_faults, self.set_faults)
        routes = [
            Route(f"/{name}", endpoint, methods=[method])
            for (method, name), endpoint in zip(map(str.split, CONTROL_CALLS), endpoints, strict=True)
        ]
        handlers: dict[Any, Any] = {Refusal: _refused, HTTPException: _unknown}
        return mounted(CONTROL_PREFIXES, routes, handlers)

    async def read_ledger(self, _request: Request) -> Response:
        """Answer `GET ledger`: `{"entries": […]}`, every change ever applied, oldest first."""
        return JSONResponse({"entries": self._shop.books.ledger()})

    async def read_link(self, _request: Request) -> Response:
        """Answer `GET link`: `{"up": bool}`."""
        return JSONResponse({"up": self._link.is_up})

    async def set_link(self, request: Request) -> Response:
        """Answer `PUT link {"up": bool}`: cut the connection, or restore it.

        While it is cut, a request is reset (TCP) as soon as its path is known to be none of these here, and
        nothing is applied. The port still accepts, so a client sees a broken connection, never a refused one,
        and cannot know that its request was not applied. `Sandbox.offline` gives a refused connection.
        """
        is_up = (await _given(request)).get("up")
        if not isinstance(is_up, bool):
            raise Refusal(400, "up must be true or false")
        if is_up:
            self._link.is_up = True
        else:
            self._link.cut(spare=(request.client.host, request.client.port) if request.client else None)
        return await self.read_link(request)

    async def read_faults(self, _request: Request) -> Response:
        """Answer `GET faults`: `{"rules": […]}`, each with how often it `fired`."""
        return JSONResponse({"rules": self._faults.listed()})

    async def set_faults(self, request: Request) -> Response:
        """Answer `PUT faults {"rules": […], "seed": 7}`: replace the rules; an empty list clears them."""
        given = await _given(request)
        rules, seed = given.get("rules"), given.get("seed")
        if not isinstance(rules, list):
            raise Refusal(400, "rules must be a list")
        if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool)):
            raise Refusal(400, "seed must be a whole number")
        self._faults.replace(rules, seed)
        return await self.read_faults(request)


async def _refused(_request: Request, refusal: Refusal) -> Response:
    return JSONResponse({"error": refusal.error}, refusal.status)


async def _unknown(request: Request, error: HTTPException) -> Response:
    asked = f"{request.method} {request.url.path}"
    sentence = f"there is no control call {capped(asked, 60)}; there are {', '.join(CONTROL_CALLS)}"
    return JSONResponse({"error": sentence}, error.status_code)


async def _given(request: Request) -> dict[str, object]:
    try:
        return json_object(await request.body())
    except Refusal:
        raise Refusal(400, "the body must be a JSON object") from None

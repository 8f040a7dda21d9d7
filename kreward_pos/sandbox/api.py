"""The seven documented calls, as a Starlette application under `/v1`.

Reads requests, asks the gate, calls the shop and answers in one dialect. Knows no faults and no sockets.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, Router

from kreward_pos.sandbox.bodies import Dialect
from kreward_pos.sandbox.fields import (
    json_object,
    optional_text,
    optional_text_or_number,
    required_integer,
    required_text,
)
from kreward_pos.sandbox.gate import AccessCheck, Key, Need
from kreward_pos.sandbox.shop import Refusal, SandboxShop

PREFIX = "/v1"


class Api:
    """The calls of one shop. Everything runs on the server's loop; each change is one short SQLite transaction.

    `redeem_reads_template` False ignores `template_id` in `POST /redeem`, which neither text documents there.
    """

    def __init__(
        self, shop: SandboxShop, gate: AccessCheck, dialect: Dialect, *, redeem_reads_template: bool = True
    ) -> None:
        self._shop = shop
        self._gate = gate
        self._dialect = dialect
        self._redeem_reads_template = redeem_reads_template

    def application(self) -> Starlette:
        """Return the calls, mounted under `/v1`, with every refusal as a documented error body."""
        routes = [
            Route("/ping", self.ping, methods=["GET"]),
            Route("/me", self.me, methods=["GET"]),
            Route("/enroll", self.enroll, methods=["POST"]),
            Route("/customer", self.customer, methods=["GET"]),
            Route("/transaction", self.transaction, methods=["POST"]),
            Route("/redeem", self.redeem, methods=["POST"]),
        ]
        handlers: dict[Any, Any] = {Refusal: _refused, HTTPException: _unknown}
        return mounted([PREFIX], routes, handlers)

    async def ping(self, request: Request) -> Response:
        """Answer `GET /ping`."""
        self._admit(request, self._dialect.ping_need)
        return JSONResponse(self._dialect.ping(self._shop.seed, self._shop.now))

    async def me(self, request: Request) -> Response:
        """Answer `GET /me`."""
        key = self._admit(request, self._dialect.me_need)
        assert key is not None
        return JSONResponse(self._dialect.me(self._shop.seed, self._gate.plan, key))

    async def enroll(self, request: Request) -> Response:
        """Answer `POST /enroll`: with an e-mail the customer's card, without one the enrolment page."""
        self._admit(request, "any")
        fields = json_object(await request.body())
        email, template_id = optional_text(fields, "email"), optional_text(fields, "template_id")
        if email is None:
            return JSONResponse(self._dialect.enrolment_page(self._shop.seed, self._shop.template(template_id)))
        enrolment = self._shop.enroll(email, optional_text(fields, "name"), template_id)
        return JSONResponse(self._dialect.enrolled(enrolment))

    async def customer(self, request: Request) -> Response:
        """Answer `GET /customer?email=…&template_id=…`."""
        self._admit(request, "secret")
        fields = request.query_params
        standing = self._shop.look_up(required_text(fields, "email"), optional_text(fields, "template_id"))
        return JSONResponse(self._dialect.customer(standing))

    async def transaction(self, request: Request) -> Response:
        """Answer `POST /transaction`. The page calls `note` a string, and its Node example sends an order's number."""
        self._admit(request, "secret")
        fields = json_object(await request.body())
        applied = self._shop.transact(
            required_text(fields, "email"),
            required_integer(fields, "delta"),
            optional_text_or_number(fields, "note"),
            optional_text(fields, "template_id"),
        )
        return JSONResponse(self._dialect.transaction(applied))

    async def redeem(self, request: Request) -> Response:
        """Answer `POST /redeem`."""
        self._admit(request, "secret")
        fields = json_object(await request.body())
        template_id = optional_text(fields, "template_id") if self._redeem_reads_template else None
        applied = self._shop.redeem(required_text(fields, "email"), required_integer(fields, "at"), template_id)
        return JSONResponse(self._dialect.redeemed(applied))

    def _admit(self, request: Request, need: Need) -> Key | None:
        return self._gate.admit(request.headers.get("authorization"), request.headers.get("origin"), need)


def mounted(prefixes: Iterable[str], routes: Sequence[Route], handlers: Mapping[Any, Any]) -> Starlette:
    """Return the routes under each prefix, by these paths alone: a slash too many is not redirected."""
    router = Router(routes, redirect_slashes=False)
    app = Starlette(routes=[Mount(prefix, router) for prefix in prefixes], exception_handlers=handlers)
    app.router.redirect_slashes = False
    return app


async def _refused(_request: Request, refusal: Refusal) -> Response:
    return JSONResponse({"error": refusal.error}, refusal.status)


async def _unknown(_request: Request, _error: HTTPException) -> Response:
    """Refuse an undocumented path or method; 405 is no documented status, so both are 404."""
    return JSONResponse({"error": "not_found"}, 404)

"""The door of the sandbox: control paths first, then the cut link, then faults, then the API.

Knows paths and no bodies.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from kreward_pos.sandbox.api import PREFIX
from kreward_pos.sandbox.control import is_control
from kreward_pos.sandbox.exchange import ClientGone, Exchange
from kreward_pos.sandbox.faults import CALLS, Faults, Rule
from kreward_pos.sandbox.link import ConnectionSwitch
from kreward_pos.sandbox.mishaps import befall


class Front:
    """The ASGI application that the listener serves."""

    def __init__(self, api: ASGIApp, control: ASGIApp, faults: Faults, link: ConnectionSwitch) -> None:
        self._api = api
        self._control = control
        self._faults = faults
        self._link = link

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI 3)."""
        if is_control(scope["path"]):
            await self._control(scope, receive, send)
            return
        exchange = Exchange(self._api, scope, receive, send, self._link)
        if not self._link.is_up:
            await exchange.reset()
            return
        try:
            await self._serve(exchange, self._fault(scope))
        except ClientGone:
            return

    async def _serve(self, exchange: Exchange, fault: Rule | None) -> None:
        if fault is None:
            await exchange.answer(await exchange.apply())
        else:
            await befall(exchange, fault)

    def _fault(self, scope: Scope) -> Rule | None:
        """Return the fault for this request; a browser's preflight is no call and gets none."""
        call = scope["path"].removeprefix(f"{PREFIX}/")
        return self._faults.choose(call) if call in CALLS and scope["method"] != "OPTIONS" else None

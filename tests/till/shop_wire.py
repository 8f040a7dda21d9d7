"""A transport to the sandbox's rules without sockets: each call is answered, refused, lost or cut off on request.

Records what the shop has really applied, and for which entry of the till.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Literal

from kreward_pos.api.transport import NoResponse, Request, Response
from kreward_pos.sandbox.bodies import Dialect
from kreward_pos.sandbox.gate import Key
from kreward_pos.sandbox.shop import Refusal, SandboxShop
from kreward_pos.till.model.entries import Entry

Mishap = Literal["die_before", "die_after", "lose_before", "lose_after", "delay", "html", "500", "401", "429", "409"]
"""What happens to a write; `delay` lets it arrive when `arrive` is called."""

APPLIES: frozenset[Mishap] = frozenset({"die_after", "lose_after", "html"})
STATUSES: Mapping[Mishap, int] = {"500": 500, "401": 401, "429": 429, "409": 409}
_KEY = Key("secret", "Till", "2026-11-22T09:00:00.000+00:00", None, 0)


class Died(BaseException):
    """A kill of the app while a call is under way."""


class ShopWire:
    """The transport of one shop. `sending` returns the entry of the till that is being sent."""

    def __init__(self, dialect: Dialect) -> None:
        self._connection = sqlite3.connect(":memory:")
        self.shop = SandboxShop(self._connection)
        self.is_down = False
        self.mishaps: list[Mishap] = []
        self.applied: Counter[int] = Counter()
        self.balances: dict[str, int] = {}
        self.flying: dict[tuple[int, int], Request] = {}
        self.sending: Callable[[], Entry] = _nobody
        self._dialect = dialect

    def exchange(self, request: Request, deadline_s: float) -> Response:  # noqa: ARG002 - nothing here takes time
        """Exchange one request with the shop."""
        if self.is_down:
            raise NoResponse("ConnectError", has_left=False)
        if not request.is_write:
            return self._answered(request)
        mishap = self.mishaps.pop(0) if self.mishaps else None
        if mishap == "delay":
            entry = self.sending()
            self.flying[entry.seq, entry.attempts] = request
        if mishap is not None and mishap in STATUSES:
            return Response(STATUSES[mishap], b'{"error": "as_told"}')
        answer = None if mishap is not None and mishap not in APPLIES else self._written(request, self.sending().seq)
        if mishap in {"die_before", "die_after"}:
            raise Died
        if mishap == "html":
            return Response(200, b"<!doctype html><title>Free Wi-Fi</title>")
        if mishap is not None or answer is None:
            raise NoResponse("ReadTimeout", has_left=True)
        self._note_balance(request, answer)
        return answer

    def arrive(self, seq: int, attempt: int) -> None:
        """Let a delayed write arrive at the shop."""
        self._written(self.flying.pop((seq, attempt)), seq)

    def close(self) -> None:
        """Do nothing: the shop outlives a till that is closed and opened again."""

    def close_shop(self) -> None:
        """Close the shop's database."""
        self._connection.close()

    def _written(self, request: Request, seq: int) -> Response:
        try:
            body = self._write(request.path, dict(request.body or {}))
        except Refusal as refusal:
            return _refused(refusal)
        self.applied[seq] += 1
        return _whole(body)

    def _write(self, path: str, fields: dict[str, Any]) -> dict[str, Any]:
        if path == "/transaction":
            return self._dialect.transaction(self.shop.transact(fields["email"], fields["delta"], fields["note"]))
        assert path == "/redeem"
        return self._dialect.redeemed(self.shop.redeem(fields["email"], fields["at"]))

    def _answered(self, request: Request) -> Response:
        if request.path == "/ping":
            return _whole(self._dialect.ping(self.shop.seed, "2026-11-22T09:00:00.000+00:00"))
        if request.path == "/me":
            return _whole(self._dialect.me(self.shop.seed, "growth", _KEY))
        try:
            standing = self.shop.look_up(request.query["email"])
        except Refusal as refusal:
            return _refused(refusal)
        self.balances[standing.email] = standing.balance
        return _whole(self._dialect.customer(standing))

    def _note_balance(self, request: Request, answer: Response) -> None:
        if answer.status == 200 and request.body is not None:
            email = str(request.body["email"])
            self.balances[email] = self.shop.look_up(email).balance


def _whole(body: Mapping[str, Any]) -> Response:
    return Response(200, json.dumps(body).encode())


def _refused(refusal: Refusal) -> Response:
    return Response(refusal.status, json.dumps({"error": refusal.error}).encode())


def _nobody() -> Entry:
    raise AssertionError("no till is connected")

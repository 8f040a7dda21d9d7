"""Kreward in the simulation: the sandbox's own rules and bodies without sockets, and a record of what really happened.

It knows what no till can know: which tap each applied change belongs to, which copies are still on their way, and what
each card held at any moment. The oracle asks it, and so does the cashier who looks at the dashboard.
"""

import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import msgspec

from kreward_pos.api.transport import Request
from kreward_pos.sandbox.bodies import DIALECTS, Dialect
from kreward_pos.sandbox.gate import RATE_LIMIT, RATE_WINDOW_S, Key
from kreward_pos.sandbox.seeds import DEMO_SHOP, ShopSeed
from kreward_pos.sandbox.shop import CardState, Refusal, SandboxShop

ELSEWHERE = "elsewhere"
"""The op id of changes that no till made."""

_EPOCH_S = datetime(2026, 11, 22, 9, 0, tzinfo=UTC).timestamp()
_KEY = Key("secret", "Simulated", "2026-01-01T00:00:00.000+00:00", None, 0)

Reply = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Effect:
    """A change of a balance by `change`: `op` is the tap's op id, or `ELSEWHERE`."""

    at_s: float
    op: str
    email: str
    change: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A card's balance from `at_s` on; None once the customer is deleted."""

    at_s: float
    balance: int | None


@dataclass(frozen=True, slots=True)
class KrewardVariant:
    """A variant of Kreward: the dialects that it mixes, and whether answers contain claimed tiers."""

    dialects: tuple[Literal["page", "reference"], ...] = ("page",)
    has_tiers: bool = True
    seed: ShopSeed = DEMO_SHOP


class SimKreward:
    """Kreward for one shop. `now` returns simulated seconds; `pick` chooses the dialect of an answer."""

    def __init__(self, variant: KrewardVariant, now: Callable[[], float], pick: Callable[[int], int]) -> None:
        self.variant = variant
        self.effects: list[Effect] = []
        self.times_applied: Counter[str] = Counter()
        self.in_flight: Counter[str] = Counter()
        self.start_balances: dict[str, int] = {}
        self.deleted: set[str] = set()
        self.rate_limited = 0
        self.arrivals: list[float] = []
        self._moments: dict[str, list[Moment]] = {}
        self._now = now
        self._pick = pick
        self._recent: deque[float] = deque()
        self._dialects: list[Dialect] = [DIALECTS[name](has_tiers=variant.has_tiers) for name in variant.dialects]
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._shop = SandboxShop(self._connection, seed=variant.seed, clock=lambda: _EPOCH_S + now())

    def close(self) -> None:
        self._connection.close()

    def add_customer(self, email: str, balance: int) -> None:
        """Add a customer who exists from the start."""
        self._shop.add_customer(email, email.partition("@")[0].title(), balance=balance)
        self.start_balances[email] = balance
        self._note_balance(email)

    def standing(self, email: str) -> CardState | None:
        """Return the card as it is, None where there is none."""
        try:
            return self._shop.look_up(email)
        except Refusal:
            return None

    def delete(self, email: str) -> None:
        """Delete a customer, as in the dashboard."""
        books = self._shop.books
        with books.change():
            owned = "SELECT id FROM customers WHERE key = ?"
            books.rows(f"DELETE FROM claims WHERE card IN (SELECT id FROM cards WHERE customer IN ({owned}))", email)
            books.rows(f"DELETE FROM cards WHERE customer IN ({owned})", email)
            books.rows("DELETE FROM customers WHERE key = ?", email)
        self.deleted.add(email)
        self._note_balance(email)

    def change_elsewhere(self, email: str, *, delta: int = 0, at: int = 0) -> None:
        """Add `delta` or claim the tier `at` as another system does; do nothing where that is refused."""
        before = self.standing(email)
        try:
            after = self._shop.redeem(email, at) if at else self._shop.transact(email, delta, "somebody else")
        except Refusal:
            return
        assert before is not None
        self._record(ELSEWHERE, email, after.standing.balance - before.balance)

    def receive(self, request: Request, op: str | None, *, is_limited: bool = True) -> Reply:
        """Apply a request that has arrived and return the reply. `op` is its tap's op id."""
        self.arrivals.append(self._now())
        if op is not None:
            self.in_flight[op] -= 1
        if is_limited and self._is_over_the_limit():
            self.rate_limited += 1
            return 429, _packed({"error": "rate_limit_exceeded"})
        try:
            return 200, _packed(self._answer(request, op))
        except Refusal as refusal:
            return refusal.status, _packed({"error": refusal.error})

    def balances_between(self, email: str, since_s: float, until_s: float) -> set[int | None]:
        """Return every balance that the card had at some time in this span."""
        moments = self._moments.get(email, [])
        within = {moment.balance for moment in moments if since_s <= moment.at_s <= until_s}
        before = [moment.balance for moment in moments if moment.at_s <= since_s]
        return within | set(before[-1:])

    def changes_between(self, email: str, since_s: float, until_s: float, *, but: str) -> list[Effect]:
        """Return what others than `but` did to the card in this span."""
        return [
            effect
            for effect in self.effects
            if effect.email == email and effect.op != but and since_s <= effect.at_s <= until_s
        ]

    def _answer(self, request: Request, op: str | None) -> Mapping[str, object]:
        dialect = self._dialects[self._pick(len(self._dialects))]
        fields: Mapping[str, str | int] = {**request.query, **(request.body or {})}
        email = str(fields.get("email", "")).casefold()
        match request.path:
            case "/ping":
                return dialect.ping(self.variant.seed, self._shop.now)
            case "/me":
                return dialect.me(self.variant.seed, "growth", _KEY)
            case "/customer":
                return dialect.customer(self._shop.look_up(email))
            case "/enroll":
                enrolment = self._shop.enroll(email)
                self._note_balance(email)
                return dialect.enrolled(enrolment)
            case "/transaction":
                applied = self._shop.transact(email, int(fields["delta"]), str(fields["note"]))
                self._record(op or str(fields["note"]), email, applied.delta)
                return dialect.transaction(applied)
            case "/redeem":
                claimed = self._shop.redeem(email, int(fields["at"]))
                self._record(op or "?", email, claimed.standing.balance - claimed.balance_before)
                return dialect.redeemed(claimed)
        raise Refusal(404, "not_found")

    def _record(self, op: str, email: str, change: int) -> None:
        self.effects.append(Effect(self._now(), op, email, change))
        self.times_applied[op] += 1
        self._note_balance(email)

    def _note_balance(self, email: str) -> None:
        standing = self.standing(email)
        moment = Moment(self._now(), None if standing is None else standing.balance)
        self._moments.setdefault(email, []).append(moment)

    def _is_over_the_limit(self) -> bool:
        now_s = self._now()
        while self._recent and self._recent[0] <= now_s - RATE_WINDOW_S:
            self._recent.popleft()
        if len(self._recent) >= RATE_LIMIT:
            return True
        self._recent.append(now_s)
        return False


def _packed(body: Mapping[str, object]) -> bytes:
    return msgspec.json.encode(body)

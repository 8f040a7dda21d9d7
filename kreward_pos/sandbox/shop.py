"""The shop's rules: who has which card, and what stamps, claims and enrolments do to it.

Pure rules over SQLite: knows no HTTP, no keys and no dialect, so that a simulator can call it without sockets.
Where the published texts are silent, the reading chosen here is named at the method that takes it.
"""

import sqlite3
import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kreward_pos.sandbox.books import Books, LedgerEntry
from kreward_pos.sandbox.seeds import DEMO_SHOP, DemoCustomer, ShopSeed, TemplateSeed

DELTA_LIMIT = 100_000
"""Largest `abs(delta)` of one transaction (the vendor's plain-text reference)."""

EMAIL_LIMIT = 254


class Refusal(Exception):
    """The shop says no; nothing was applied. `status` and `error` are those of the documented error body."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(f"{status} {error}")
        self.status = status
        self.error = error


@dataclass(frozen=True, slots=True)
class CardState:
    """One customer's card as it stands. Times are ISO 8601 in UTC; `redeemed` holds thresholds, ascending."""

    email: str = field(repr=False)
    name: str | None
    card_id: str
    template: TemplateSeed
    balance: int
    redeemed: tuple[int, ...]
    created_at: str
    last_seen_at: str


@dataclass(frozen=True, slots=True)
class EnrolmentResult:
    """`is_new`: the customer was not known before."""

    standing: CardState
    is_new: bool


@dataclass(frozen=True, slots=True)
class Transaction:
    """An applied change of a balance, and the card after it."""

    id: str
    delta: int
    balance_before: int
    standing: CardState


@dataclass(frozen=True, slots=True)
class Redemption:
    """An applied claim, and the card after it; `looped` if it was the last stamp milestone."""

    at: int
    looped: bool
    balance_before: int
    standing: CardState


class SandboxShop:
    """One shop over one SQLite connection. Every call is atomic and may come from any thread.

    `clock` gives seconds since the epoch. E-mail addresses are compared without regard to case.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        seed: ShopSeed = DEMO_SHOP,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.books = Books(connection)
        self.seed = seed
        self._clock = clock

    @property
    def now(self) -> str:
        """The shop's time, ISO 8601 in UTC."""
        return datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="milliseconds")

    def template(self, template_id: str | None) -> TemplateSeed:
        """Return the template that a request names, or the first active one; refuse unknown ids (400)."""
        if template_id is None:
            return self.seed.default
        for template in self.seed.active:
            if template.id == template_id.casefold():
                return template
        raise Refusal(400, "invalid_template_id")

    def enroll(self, email: str, name: str | None = None, template_id: str | None = None) -> EnrolmentResult:
        """Give a customer a card, or find the one that is there: "creates account if needed".

        Who is already enrolled keeps name and balance; enrolling again changes nothing and writes no entry.
        """
        key, template = _checked(email), self.template(template_id)
        with self.books.change():
            customer, is_new = self._customer_or_new(key, email, name)
            if self._card(customer, template) is None:
                self._issue(customer, template, str(uuid.uuid4()))
                self.books.record(LedgerEntry("enroll", email, template.id, balance_before=0, balance_after=0))
            self._see(customer)
            return EnrolmentResult(self._standing(customer, template), is_new)

    def look_up(self, email: str, template_id: str | None = None) -> CardState:
        """Return the customer's card of that template.

        Without a template: the default one, else the customer's oldest card (the texts do not say). Refuses
        unknown customers, and known ones without that card, as `customer_not_found` (404).
        """
        key = _checked(email)
        wanted = None if template_id is None else self.template(template_id)
        with self.books.held():
            rows = self.books.rows(
                "SELECT customers.id, cards.template_id FROM customers JOIN cards ON cards.customer = customers.id"
                " WHERE customers.key = ? ORDER BY cards.template_id != ?, cards.number",
                key,
                (wanted or self.seed.default).id,
            )
            if not rows or wanted not in (None, self._kind(rows[0]["template_id"])):
                raise Refusal(404, "customer_not_found")
            return self._standing(rows[0]["id"], self._kind(rows[0]["template_id"]))

    def transact(self, email: str, delta: int, note: str | None = None, template_id: str | None = None) -> Transaction:
        """Add to a balance or take from it.

        Refuses a zero or too large delta (400) and whatever would end below zero (409 `insufficient_balance`).
        A balance may exceed the goal. A claimed tier stays claimed though the balance falls below it.
        """
        if delta == 0 or abs(delta) > DELTA_LIMIT:
            raise Refusal(400, "invalid_delta")
        with self.books.change():
            before = self.look_up(email, template_id)
            after = before.balance + delta
            if after < 0:
                raise Refusal(409, "insufficient_balance")
            self._set_balance(before, after)
            self.books.record(
                LedgerEntry(
                    "transaction", before.email, before.template.id, before.balance, after, delta=delta, note=note
                )
            )
            standing = self.look_up(email, before.template.id)
        return Transaction(str(uuid.uuid4()), delta, before.balance, standing)

    def redeem(self, email: str, at: int, template_id: str | None = None) -> Redemption:
        """Claim the tier at a threshold.

        A claim only marks, except the last milestone of a stamp card, which loops it: the balance becomes the
        held overflow and every milestone re-arms. Refuses unknown tiers (400), tiers already claimed (409
        `already_redeemed`) and tiers not reached (409 `insufficient_balance`).
        """
        with self.books.change():
            before = self.look_up(email, template_id)
            _check_claim(before, at)
            looped = before.template.kind == "stamps" and at == before.template.goal
            if looped:
                self.books.rows("DELETE FROM claims WHERE card = ?", before.card_id)
            else:
                self.books.insert("INSERT INTO claims (card, at) VALUES (?, ?)", before.card_id, at)
            after = before.balance - at if looped else before.balance
            self._set_balance(before, after)
            self.books.record(LedgerEntry("redeem", before.email, before.template.id, before.balance, after, at=at))
            standing = self.look_up(email, before.template.id)
        return Redemption(at, looped, before.balance, standing)

    def add_customer(
        self,
        email: str,
        name: str | None,
        *,
        template_id: str | None = None,
        balance: int = 0,
        redeemed: Iterable[int] = (),
        card_id: str | None = None,
    ) -> CardState:
        """Put a card where a test or a demo wants it. It is how the shop starts, so the ledger does not list it.

        A known customer gets a further card. Refuses a second card of the same template (409 `card_exists`).
        """
        key, template = _checked(email), self.template(template_id)
        with self.books.change():
            customer, _ = self._customer_or_new(key, email, name)
            if self._card(customer, template) is not None:
                raise Refusal(409, "card_exists")
            card = card_id or str(uuid.uuid4())
            self._issue(customer, template, card, balance)
            for at in redeemed:
                self.books.insert("INSERT INTO claims (card, at) VALUES (?, ?)", card, at)
            return self._standing(customer, template)

    def populate(self, customers: Iterable[DemoCustomer]) -> None:
        """Add those demo cards that are not there yet."""
        for each in customers:
            with suppress(Refusal):
                self.add_customer(
                    each.email,
                    each.name,
                    template_id=each.template.id,
                    balance=each.balance,
                    redeemed=each.redeemed,
                    card_id=each.card_id,
                )

    def has_other_cards(self) -> bool:
        """Return whether the books hold cards of a template that is not this shop's."""
        known = {template.id for template in self.seed.templates}
        return any(row[0] not in known for row in self.books.rows("SELECT DISTINCT template_id FROM cards"))

    def _kind(self, template_id: str) -> TemplateSeed:
        return next(template for template in self.seed.templates if template.id == template_id)

    def _customer_or_new(self, key: str, email: str, name: str | None) -> tuple[int, bool]:
        known = self.books.rows("SELECT id FROM customers WHERE key = ?", key)
        if known:
            return int(known[0]["id"]), False
        now = self.now
        number = self.books.insert(
            "INSERT INTO customers (key, email, name, created_at, last_seen_at) VALUES (?, ?, ?, ?, ?)",
            key,
            email,
            name,
            now,
            now,
        )
        return number, True

    def _card(self, customer: int, template: TemplateSeed) -> sqlite3.Row | None:
        rows = self.books.rows(
            "SELECT cards.id AS card_id, balance, email, name, created_at, last_seen_at"
            " FROM cards JOIN customers ON customers.id = cards.customer WHERE customer = ? AND template_id = ?",
            customer,
            template.id,
        )
        return rows[0] if rows else None

    def _issue(self, customer: int, template: TemplateSeed, card_id: str, balance: int = 0) -> None:
        self.books.insert(
            "INSERT INTO cards (id, customer, template_id, balance) VALUES (?, ?, ?, ?)",
            card_id,
            customer,
            template.id,
            balance,
        )

    def _standing(self, customer: int, template: TemplateSeed) -> CardState:
        card = self._card(customer, template)
        assert card is not None
        claims = self.books.rows("SELECT at FROM claims WHERE card = ? ORDER BY at", card["card_id"])
        return CardState(template=template, redeemed=tuple(row["at"] for row in claims), **dict(card))

    def _set_balance(self, standing: CardState, balance: int) -> None:
        self.books.rows("UPDATE cards SET balance = ? WHERE id = ?", balance, standing.card_id)
        owner = self.books.rows("SELECT customer FROM cards WHERE id = ?", standing.card_id)
        self._see(owner[0]["customer"])

    def _see(self, customer: int) -> None:
        self.books.rows("UPDATE customers SET last_seen_at = ? WHERE id = ?", self.now, customer)


def _checked(email: str) -> str:
    """Return the form in which an address is saved; refuse what plainly is none (400)."""
    local, at, domain = email.rpartition("@")
    is_plausible = at and local and "." in domain.strip(".") and not any(c.isspace() for c in email)
    if not is_plausible or "@" in local or len(email) > EMAIL_LIMIT:
        raise Refusal(400, "invalid_email")
    return email.casefold()


def _check_claim(standing: CardState, at: int) -> None:
    if at not in (tier.at for tier in standing.template.tiers):
        raise Refusal(400, "unknown_tier")
    if at in standing.redeemed:
        raise Refusal(409, "already_redeemed")
    if standing.balance < at:
        raise Refusal(409, "insufficient_balance")

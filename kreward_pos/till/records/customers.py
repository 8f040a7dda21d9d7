"""The tables of customers' cards as Kreward last described them, and of links from cards to customers.

They change only by Kreward's answers; a link also by a person's word, checked against the API.
"""

import threading
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

import msgspec

from kreward_pos.api.models import CardType, CustomerRecord, RedeemResult, Tier, TransactionResult
from kreward_pos.cards import CardId, CardReference, Email
from kreward_pos.clock import Clock, from_unix_ms, unix_ms
from kreward_pos.till.storage.store import Store


class _StoredRecord(msgspec.Struct, omit_defaults=True):
    """A `CustomerRecord` as stored in the table."""

    card_type: CardType
    balance: int
    goal: int | None = None
    name: str | None = None
    card_id: str | None = None
    tiers: list[tuple[int, str | None]] = []
    redeemed: list[int] | None = None


@dataclass(frozen=True, slots=True)
class KnownCard:
    """A card as Kreward last described it, and when."""

    record: CustomerRecord
    read_at: datetime


@dataclass(frozen=True, slots=True)
class _Moment:
    """A moment by both clocks."""

    monotonic_s: float
    wall_s: float

    @classmethod
    def of(cls, clock: Clock) -> Self:
        return cls(clock.monotonic(), clock.now().timestamp())


class Customers:
    """The cards and links that this till knows. Thread-safe."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._read: dict[tuple[str, str], _Moment] = {}
        self._versions: dict[str, int] = {}

    def version(self, email: Email) -> int:
        """Return the version to take before a look-up is sent, for `save_read` of its answer."""
        with self._lock:
            return self._versions.get(email.key, 0)

    def invalidate(self, email: Email) -> None:
        """Make every read of this customer stale: a write for them leaves, or has ended."""
        with self._lock:
            self._versions[email.key] = self._versions.get(email.key, 0) + 1
            for slot in [slot for slot in self._read if slot[0] == email.key]:
                del self._read[slot]

    def save_read(self, email: Email, template_id: str | None, record: CustomerRecord, version: int) -> bool:
        """Save the answer to a look-up; return False and save nothing where a write has crossed it.

        Such an answer may be older than what is known; as a baseline it would mislead settling.
        """
        with self._store.transaction():
            if self.version(email) != version:
                return False
            self._save_and_link(email, template_id, record)
        # Not before the commit: one that fails leaves the older record, which must not pass for fresh.
        with self._lock:
            if self._versions.get(email.key, 0) == version:
                self._read[_card_key(email, template_id)] = _Moment.of(self._clock)
        return True

    def save(self, email: Email, template_id: str | None, record: CustomerRecord) -> None:
        """Save the answer to this till's own write, and the link from its card id."""
        self._save_and_link(email, template_id, record)
        with self._lock:
            self._read[_card_key(email, template_id)] = _Moment.of(self._clock)

    def save_if_unknown(self, email: Email, template_id: str | None, record: CustomerRecord) -> None:
        """Save an enrolment's answer about a card, unless the card was read before, which is more reliable.

        It is no baseline: the card is read before a write leaves.
        """
        with self._store.transaction():
            if self.known(email, template_id) is None:
                self._save_card(email, template_id, record)

    def save_transaction(self, email: Email, template_id: str | None, answer: TransactionResult) -> None:
        """Save the balance in the answer to an applied transaction."""
        known = self.known(email, template_id)
        before = known.record if known else CustomerRecord(answer.card_type or "stamps", answer.balance_after, None)
        goal = before.goal if answer.goal is None else answer.goal
        self.save(email, template_id, replace(before, balance=answer.balance_after, goal=goal))

    def save_redeem(self, email: Email, template_id: str | None, answer: RedeemResult) -> None:
        """Save the balance and the claimed tiers in the answer to a redeem."""
        known = self.known(email, template_id)
        if known is None:
            return
        before = known.record
        redeemed = answer.redeemed
        if redeemed is None:
            redeemed = frozenset() if answer.has_looped else (before.redeemed or frozenset()) | {answer.at}
        balance = before.balance if answer.balance_after is None else answer.balance_after
        self.save(email, template_id, replace(before, balance=balance, redeemed=redeemed))

    def drift(self, email: Email, template_id: str | None, balance: int) -> int:
        """Return how far a balance is off what this till's own writes explain, and expect it from now on.

        0 for a customer's first balance. To be called with balances in the order in which Kreward had them.
        """
        with self._store.transaction() as connection:
            expected = connection.execute(
                "SELECT balance FROM chains WHERE customer = ? AND template_id = ?", _card_key(email, template_id)
            ).get
            self.set_expected(email, template_id, balance)
            return 0 if expected is None else balance - expected

    def set_expected(self, email: Email, template_id: str | None, balance: int | None) -> None:
        """Save the balance that the card must have by this till's own writes; None where it is unknown."""
        slot = _card_key(email, template_id)
        with self._store.transaction() as connection:
            if balance is None:
                connection.execute("DELETE FROM chains WHERE customer = ? AND template_id = ?", slot)
            else:
                connection.execute("INSERT OR REPLACE INTO chains VALUES (?, ?, ?)", (*slot, balance))

    def known(self, email: Email, template_id: str | None) -> KnownCard | None:
        """Return the card as last read, None where it never was."""
        with self._store.reading() as connection:
            row = connection.execute(
                "SELECT record, read_ms FROM cards WHERE customer = ? AND template_id = ?",
                _card_key(email, template_id),
            ).fetchone()
        return None if row is None else KnownCard(_from_json(row[0]), from_unix_ms(row[1]))

    def age_s(self, email: Email, template_id: str | None) -> float:
        """Return the seconds since this run's last good answer about the card; infinite where it had none.

        The monotonic clock may stand still while the computer sleeps, so whichever clock has gone further counts.
        """
        with self._lock:
            read = self._read.get(_card_key(email, template_id))
        if read is None:
            return float("inf")
        now = _Moment.of(self._clock)
        return max(now.monotonic_s - read.monotonic_s, now.wall_s - read.wall_s)

    def forget_all(self) -> None:
        """Delete every card and link, because another shop's key is in use now."""
        with self._store.transaction() as connection:
            for table in ("cards", "links", "chains"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - the three names above
        with self._lock:
            self._read.clear()

    def customer_of(self, card: CardReference) -> Email | None:
        """Return whose card it is: itself where it is an e-mail, else the linked customer."""
        if isinstance(card, Email):
            return card
        with self._store.reading() as connection:
            row = connection.execute("SELECT email, customer FROM links WHERE card = ?", (card.key,)).fetchone()
        return None if row is None else Email(*row)

    def link(self, card: CardReference, email: Email) -> None:
        """Link the card to a customer; the newest link wins."""
        if not isinstance(card, Email):
            self._link(card.key, email)

    def link_id(self, card_id: str, email: Email) -> None:
        """Link an answer's card id, which is a UUID by the documentation and may be anything."""
        try:
            self.link(CardId.parse(card_id), email)
        except ValueError:
            self._link(card_id, email)

    def _link(self, key: str, email: Email) -> None:
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT INTO links (card, customer, email, learned_ms) VALUES (?, ?, ?, ?) ON CONFLICT (card)"
                " DO UPDATE SET customer = excluded.customer, email = excluded.email, learned_ms = excluded.learned_ms"
                " WHERE customer <> excluded.customer",
                (key, email.key, email.address, unix_ms(self._clock.now())),
            )

    def _save_and_link(self, email: Email, template_id: str | None, record: CustomerRecord) -> None:
        with self._store.transaction():
            self._save_card(email, template_id, record)
            if record.card_id:
                self.link_id(record.card_id, email)

    def _save_card(self, email: Email, template_id: str | None, record: CustomerRecord) -> None:
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO cards (customer, template_id, record, read_ms) VALUES (?, ?, ?, ?)",
                (*_card_key(email, template_id), _to_json(record), unix_ms(self._clock.now())),
            )


def _card_key(email: Email, template_id: str | None) -> tuple[str, str]:
    return email.key, template_id or ""


def _to_json(record: CustomerRecord) -> str:
    stored = _StoredRecord(
        record.card_type,
        record.balance,
        record.goal,
        record.name,
        record.card_id,
        [(tier.at, tier.name) for tier in record.tiers],
        None if record.redeemed is None else sorted(record.redeemed),
    )
    return msgspec.json.encode(stored).decode()


def _from_json(text: str) -> CustomerRecord:
    stored = msgspec.json.decode(text, type=_StoredRecord)
    return CustomerRecord(
        stored.card_type,
        stored.balance,
        stored.goal,
        stored.name,
        stored.card_id,
        tuple(Tier(at, name) for at, name in stored.tiers),
        None if stored.redeemed is None else frozenset(stored.redeemed),
    )

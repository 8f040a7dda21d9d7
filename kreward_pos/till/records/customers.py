"""What Kreward said of each customer's card, and which card belongs to whom.

Changes only by Kreward's answers (a link also by a person's word, checked against the API). Writes only its own
tables.
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


class _KeptRecord(msgspec.Struct, omit_defaults=True):
    """A `CustomerRecord` as it lies in the table."""

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
    """A time by both clocks."""

    monotonic_s: float
    wall_s: float

    @classmethod
    def of(cls, clock: Clock) -> Self:
        return cls(clock.monotonic(), clock.now().timestamp())


class Customers:
    """Server state and links. Thread-safe."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._read: dict[tuple[str, str], _Moment] = {}
        self._writes: dict[str, int] = {}

    def mark(self, email: Email) -> int:
        """To be taken before a look-up is sent, and handed to `keep_read` with its answer."""
        with self._lock:
            return self._writes.get(email.key, 0)

    def note_write(self, email: Email) -> None:
        """A write for this customer leaves, or has come to its end: no read sent before is worth anything now."""
        with self._lock:
            self._writes[email.key] = self._writes.get(email.key, 0) + 1
            for slot in [slot for slot in self._read if slot[0] == email.key]:
                del self._read[slot]

    def keep_read(self, email: Email, template_id: str | None, record: CustomerRecord, mark: int) -> bool:
        """Keep what a look-up answered; False, and nothing is kept, where a write crossed it on the way.

        Such an answer may be older than what is known, and as a baseline it would make settling guess wrong.
        """
        with self._store.transaction():
            if self.mark(email) != mark:
                return False
            self._put(email, template_id, record)
        # Not before the commit: one that fails leaves the older record, which must not pass for fresh.
        with self._lock:
            if self._writes.get(email.key, 0) == mark:
                self._read[_slot(email, template_id)] = _Moment.of(self._clock)
        return True

    def keep(self, email: Email, template_id: str | None, record: CustomerRecord) -> None:
        """Keep what the till's own write answered, and learn the link from its card id."""
        self._put(email, template_id, record)
        with self._lock:
            self._read[_slot(email, template_id)] = _Moment.of(self._clock)

    def keep_first(self, email: Email, template_id: str | None, record: CustomerRecord) -> None:
        """Keep what an enrolment told of a card; what was read of it before is known better.

        It is no baseline: the card is read before a write leaves.
        """
        with self._store.transaction():
            if self.known(email, template_id) is None:
                self._write(email, template_id, record)

    def keep_transacted(self, email: Email, template_id: str | None, answer: TransactionResult) -> None:
        """Keep the balance that an applied transaction answered."""
        known = self.known(email, template_id)
        before = known.record if known else CustomerRecord(answer.card_type or "stamps", answer.balance_after, None)
        goal = before.goal if answer.goal is None else answer.goal
        self.keep(email, template_id, replace(before, balance=answer.balance_after, goal=goal))

    def keep_redeemed(self, email: Email, template_id: str | None, answer: RedeemResult) -> None:
        """Keep the balance and the claimed tiers that a redeem answered."""
        known = self.known(email, template_id)
        if known is None:
            return
        before = known.record
        redeemed = answer.redeemed
        if redeemed is None:
            redeemed = frozenset() if answer.has_looped else (before.redeemed or frozenset()) | {answer.at}
        balance = before.balance if answer.balance_after is None else answer.balance_after
        self.keep(email, template_id, replace(before, balance=balance, redeemed=redeemed))

    def drift(self, email: Email, template_id: str | None, balance: int) -> int:
        """How far a balance is off what this till's own writes explain; the chain goes on from it.

        0 for a customer's first balance. To be called with balances in the order in which Kreward had them.
        """
        with self._store.transaction() as connection:
            expected = connection.execute(
                "SELECT balance FROM chains WHERE customer = ? AND template_id = ?", _slot(email, template_id)
            ).get
            self.expect(email, template_id, balance)
            return 0 if expected is None else balance - expected

    def expect(self, email: Email, template_id: str | None, balance: int | None) -> None:
        """The balance that the card has now by this till's own doing; None where nobody can tell."""
        slot = _slot(email, template_id)
        with self._store.transaction() as connection:
            if balance is None:
                connection.execute("DELETE FROM chains WHERE customer = ? AND template_id = ?", slot)
            else:
                connection.execute("INSERT OR REPLACE INTO chains VALUES (?, ?, ?)", (*slot, balance))

    def known(self, email: Email, template_id: str | None) -> KnownCard | None:
        """The card as last read, None where it never was."""
        with self._store.reading() as connection:
            row = connection.execute(
                "SELECT record, read_ms FROM cards WHERE customer = ? AND template_id = ?", _slot(email, template_id)
            ).fetchone()
        return None if row is None else KnownCard(_unpacked(row[0]), from_unix_ms(row[1]))

    def age_s(self, email: Email, template_id: str | None) -> float:
        """Seconds since this run last had a good answer about the card; infinite where it had none.

        The monotonic clock may stand still while the computer sleeps, so whichever clock has gone further counts.
        """
        with self._lock:
            read = self._read.get(_slot(email, template_id))
        if read is None:
            return float("inf")
        now = _Moment.of(self._clock)
        return max(now.monotonic_s - read.monotonic_s, now.wall_s - read.wall_s)

    def forget_all(self) -> None:
        """Another shop's key is in use now: its customers are others."""
        with self._store.transaction() as connection:
            for table in ("cards", "links", "chains"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - the three names above
        with self._lock:
            self._read.clear()

    def customer_of(self, card: CardReference) -> Email | None:
        """Whose card it is: by itself where it is an e-mail, else by what was learned."""
        if isinstance(card, Email):
            return card
        with self._store.reading() as connection:
            row = connection.execute("SELECT email, customer FROM links WHERE card = ?", (card.key,)).fetchone()
        return None if row is None else Email(*row)

    def link(self, card: CardReference, email: Email) -> None:
        """Learn whose card it is; the newest word wins."""
        if not isinstance(card, Email):
            self._link(card.key, email)

    def link_id(self, card_id: str, email: Email) -> None:
        """Learn it from an answer's card id, which is a UUID by the documents and may be anything."""
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

    def _put(self, email: Email, template_id: str | None, record: CustomerRecord) -> None:
        with self._store.transaction():
            self._write(email, template_id, record)
            if record.card_id:
                self.link_id(record.card_id, email)

    def _write(self, email: Email, template_id: str | None, record: CustomerRecord) -> None:
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO cards (customer, template_id, record, read_ms) VALUES (?, ?, ?, ?)",
                (*_slot(email, template_id), _packed(record), unix_ms(self._clock.now())),
            )


def _slot(email: Email, template_id: str | None) -> tuple[str, str]:
    return email.key, template_id or ""


def _packed(record: CustomerRecord) -> str:
    kept = _KeptRecord(
        record.card_type,
        record.balance,
        record.goal,
        record.name,
        record.card_id,
        [(tier.at, tier.name) for tier in record.tiers],
        None if record.redeemed is None else sorted(record.redeemed),
    )
    return msgspec.json.encode(kept).decode()


def _unpacked(text: str) -> CustomerRecord:
    kept = msgspec.json.decode(text, type=_KeptRecord)
    return CustomerRecord(
        kept.card_type,
        kept.balance,
        kept.goal,
        kept.name,
        kept.card_id,
        tuple(Tier(at, name) for at, name in kept.tiers),
        None if kept.redeemed is None else frozenset(kept.redeemed),
    )

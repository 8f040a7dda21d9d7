"""Retention of personal data, and forgetting a customer.

Settled entries keep note, amount and state for ever, and the customer's e-mail and name for 30 days; then a keyed hash
replaces the e-mail, so that visits can still be counted. A balance that was not read for 24 hours is deleted, and so
are lines of the audit log, which name no customer, after two years. Links from cards to customers stay until the
customer is forgotten. Entries that are on the way or need a person are not touched.
"""

import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass
from functools import partial

import apsw
import msgspec

from kreward_pos.cards import Email
from kreward_pos.clock import Clock, unix_ms
from kreward_pos.till.model.errors import StillOpen
from kreward_pos.till.records.audit_log import KEPT_FOR as RECORD_KEPT
from kreward_pos.till.records.audit_log import AuditLog
from kreward_pos.till.storage.store import Store

HOUR_MS = 3600 * 1000
DAY_MS = 24 * HOUR_MS
EMAIL_KEPT_MS = 30 * DAY_MS
BALANCE_KEPT_MS = DAY_MS

_BELIEVED_STEP_MS = 7 * DAY_MS
_SECOND_LOOK_MS = 20 * HOUR_MS
_HASH_KEY = "hash_key"
_HASHED_TO = "hashed_to"
_BATCH = 500
_SEEN = "retention_seen"
_HASHED = "%.invalid"
"""The pattern of hashed e-mails: a domain that no customer's can have (RFC 2606)."""

_log = logging.getLogger(__name__)

# Each half is written as in the schema, so that SQLite uses its partial index.
_CUSTOMERS_WITH_OPEN = (
    "SELECT customer FROM entries WHERE state IN ('held', 'waiting', 'sending', 'unsure', 'settling')"
    " UNION SELECT customer FROM entries WHERE state IN ('blocked', 'review')"
)
_LAST_TOUCHED = (
    "max(created_ms, coalesce((SELECT max(ended_ms) FROM attempts WHERE entry = seq), 0),"
    " coalesce((SELECT max(decided_ms) FROM decisions WHERE entry = seq), 0))"
)
_HASH_ENTRIES = (
    "UPDATE entries SET customer = stand_in(customer), email = stand_in(customer), name = NULL WHERE seq IN ("  # noqa: S608
    f"SELECT seq FROM entries WHERE seq > :after AND created_ms < :before AND customer NOT LIKE '{_HASHED}'"
    f" AND state IN ('applied', 'cancelled', 'written_off') AND {_LAST_TOUCHED} < :before LIMIT {_BATCH})"
)
_FIRST_WITH_EMAIL = f"SELECT seq FROM entries WHERE seq > ? AND customer NOT LIKE '{_HASHED}' ORDER BY seq LIMIT 1"  # noqa: S608
_DROP_BALANCES = f"DELETE FROM cards WHERE read_ms < ? AND customer NOT IN ({_CUSTOMERS_WITH_OPEN})"  # noqa: S608
_DROP_CHAINS = (
    "DELETE FROM chains WHERE NOT EXISTS (SELECT 1 FROM cards WHERE cards.customer = chains.customer"  # noqa: S608
    f" AND cards.template_id = chains.template_id) AND customer NOT IN ({_CUSTOMERS_WITH_OPEN})"
)
_COUNT_OPEN = "SELECT count(*) FROM entries WHERE customer = ? AND state NOT IN ('applied', 'cancelled', 'written_off')"


class ClockReading(msgspec.Struct, frozen=True):
    """The wall clock as the till last believed it, and a reading that it doubts so far. Unix milliseconds."""

    believed_ms: int
    doubted_ms: int | None = None


def judge_clock(seen: ClockReading | None, now_ms: int) -> tuple[ClockReading, bool]:
    """Return the new reading of the wall clock, and whether retention may act on it.

    A clock that went back only makes data look younger. One that went ahead by more than a week is believed once it has
    run on from there for most of a day: after a holiday retention waits a day, and a clock moved by a flat battery or a
    mistyped year deletes nothing.
    """
    if seen is None:
        return ClockReading(now_ms), False
    if now_ms - seen.believed_ms <= _BELIEVED_STEP_MS:
        return ClockReading(now_ms), True
    waited_ms = now_ms - (now_ms if seen.doubted_ms is None else seen.doubted_ms)
    if _SECOND_LOOK_MS <= waited_ms <= _BELIEVED_STEP_MS:
        return ClockReading(now_ms), True
    is_waiting = seen.doubted_ms is not None and 0 <= waited_ms < _SECOND_LOOK_MS
    return ClockReading(seen.believed_ms, seen.doubted_ms if is_waiting else now_ms), False


class Retention:
    """The deletion of data past its time; for a worker thread, at the start and every hour."""

    def __init__(self, store: Store, clock: Clock, audit_log: AuditLog | None = None) -> None:
        self._store = store
        self._clock = clock
        self._audit_log = audit_log

    def run(self) -> None:
        """Delete what is due in batches, so that taps go on; raise `StoreFailure`."""
        now_ms = unix_ms(self._clock.now())
        if not self._may_act(now_ms):
            return
        hashed = self._hash_entries(now_ms - EMAIL_KEPT_MS)
        dropped = self._drop_balances(now_ms - BALANCE_KEPT_MS)
        if self._audit_log is not None:
            self._audit_log.delete_before(self._clock.now() - RECORD_KEPT)
        if hashed or dropped:
            _log.info("retention: %s entries hashed, %s balances deleted", hashed, dropped)

    def _may_act(self, now_ms: int) -> bool:
        text = self._store.meta(_SEEN)
        seen, may_act = judge_clock(None if text is None else msgspec.json.decode(text, type=ClockReading), now_ms)
        self._store.set_meta(_SEEN, msgspec.json.encode(seen).decode())
        return may_act

    def _hash_entries(self, before_ms: int) -> int:
        key = _hash_key(self._store)
        after = int(self._store.meta(_HASHED_TO) or 0)
        count, is_more = 0, True
        while is_more:
            with self._store.transaction() as connection:
                connection.create_scalar_function("stand_in", partial(_hashed, key), 1, deterministic=True)
                connection.execute(_HASH_ENTRIES, {"after": after, "before": before_ms})
                count += connection.changes()
                is_more = connection.changes() == _BATCH
        self._save_hashed_to(after)
        return count

    def _save_hashed_to(self, after: int) -> None:
        """Save the entry up to which nothing is left to hash, so that years of entries are not read every hour."""
        with self._store.transaction() as connection:
            first = connection.execute(_FIRST_WITH_EMAIL, (after,)).get
            if first is not None and first - 1 != after:
                self._store.set_meta(_HASHED_TO, str(first - 1))

    def _drop_balances(self, before_ms: int) -> int:
        with self._store.transaction() as connection:
            connection.execute(_DROP_BALANCES, (before_ms,))
            count: int = connection.changes()
            connection.execute(_DROP_CHAINS)
            return count


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The numbers of entries, cards and links that no longer name a customer."""

    entries: int
    cards: int
    links: int


class Privacy:
    """What a customer may ask of the till. For a worker thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def forget(self, email: Email) -> Forgotten:
        """Remove the customer's identity from every table, and every trace of it from the file.

        Their entries stay with note, amount and state, under a random name that leads back to nobody, even with this
        till's key. Raises `StillOpen` while one of them is on the way or needs a person; nothing is changed then.
        """
        with self._store.transaction() as connection:
            still_open = connection.execute(_COUNT_OPEN, (email.key,)).get
            if still_open:
                raise StillOpen(count=still_open)
            forgotten = self._removed(connection, email.key)
        self._store.shred()
        return forgotten

    def _removed(self, connection: apsw.Connection, customer: str) -> Forgotten:
        hashed = _hashed(_hash_key(self._store), customer)
        stand_in = _stand_in(secrets.token_hex(32))
        connection.execute(
            "UPDATE entries SET customer = ?1, email = ?1, name = NULL WHERE customer IN (?2, ?3)",
            (stand_in, customer, hashed),
        )
        counts = [connection.changes()]
        for table in ("cards", "links", "chains"):
            connection.execute(f"DELETE FROM {table} WHERE customer = ?", (customer,))  # noqa: S608 - the names above
            counts.append(connection.changes())
        return Forgotten(*counts[:3])


def _hash_key(store: Store) -> bytes:
    """Return this database's own key, so that hashes of two tills cannot be compared; made at first use."""
    key = store.meta(_HASH_KEY)
    if key is None:
        key = secrets.token_hex(32)
        store.set_meta(_HASH_KEY, key)
    return bytes.fromhex(key)


def _hashed(key: bytes, customer: str) -> str:
    return _stand_in(hmac.digest(key, customer.encode(), hashlib.sha256).hex())


def _stand_in(digits: str) -> str:
    return f"customer@{digits[:16]}.invalid"

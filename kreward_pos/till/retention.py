"""How long the till keeps what tells who a customer is, and how a customer is forgotten.

Settled entries keep note, amount and state for ever, and the customer's e-mail and name for 30 days; then a keyed hash
stands in the e-mail's place, so that visits can still be counted. A balance that nobody has asked for in 24 hours
goes. Links between cards and customers stay until the customer is forgotten. What is on the way or needs a person is
never touched.
"""

import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass

import apsw
import msgspec

from kreward_pos.cards import Email
from kreward_pos.clock import Clock
from kreward_pos.till.failures import StillOpen
from kreward_pos.till.store import Store

HOUR_MS = 3600 * 1000
DAY_MS = 24 * HOUR_MS
EMAIL_KEPT_MS = 30 * DAY_MS
BALANCE_KEPT_MS = DAY_MS

_BELIEVED_STEP_MS = 7 * DAY_MS
_SECOND_LOOK_MS = 20 * HOUR_MS
_HASH_KEY = "hash_key"
_SEEN = "retention_seen"
_HASHED = "%.invalid"
"""What stands for an e-mail ends so: a domain that no customer's can have (RFC 2606)."""

_log = logging.getLogger(__name__)

_OPEN = "state IN ('held', 'waiting', 'sending', 'unsure', 'settling', 'blocked', 'review')"
_CUSTOMERS_WITH_OPEN = f"SELECT customer FROM entries WHERE {_OPEN}"  # noqa: S608 - a constant
_LAST_TOUCHED = (
    "max(created_ms, coalesce((SELECT max(ended_ms) FROM attempts WHERE entry = seq), 0),"
    " coalesce((SELECT max(decided_ms) FROM decisions WHERE entry = seq), 0))"
)
_DUE_CUSTOMERS = (
    f"SELECT DISTINCT customer FROM entries WHERE created_ms < :before AND customer NOT LIKE '{_HASHED}'"  # noqa: S608
    f" AND NOT {_OPEN} AND {_LAST_TOUCHED} < :before"
)
_HASH_ENTRIES = (
    "UPDATE entries SET customer = :stand_in, email = :stand_in, name = NULL"  # noqa: S608 - constants alone
    f" WHERE customer = :customer AND NOT {_OPEN} AND {_LAST_TOUCHED} < :before"
)
_DROP_BALANCES = f"DELETE FROM cards WHERE read_ms < ? AND customer NOT IN ({_CUSTOMERS_WITH_OPEN})"  # noqa: S608
_DROP_CHAINS = (
    "DELETE FROM chains WHERE NOT EXISTS (SELECT 1 FROM cards WHERE cards.customer = chains.customer"  # noqa: S608
    f" AND cards.template_id = chains.template_id) AND customer NOT IN ({_CUSTOMERS_WITH_OPEN})"
)


class Seen(msgspec.Struct, frozen=True):
    """The wall clock as the till last believed it, and a reading that it does not believe yet. Unix milliseconds."""

    believed_ms: int
    doubted_ms: int | None = None


def looked_at(seen: Seen | None, now_ms: int) -> tuple[Seen, bool]:
    """What is known of the wall clock after looking at it, and whether it may be acted on.

    A clock that went back only makes things look younger. One that went ahead by more than a week is believed when
    it has gone on from there for most of a day: a shop that comes back from a holiday waits a day, and a clock that
    a flat battery or a mistyped year has moved destroys nothing meanwhile.
    """
    if seen is None:
        return Seen(now_ms), False
    if now_ms - seen.believed_ms <= _BELIEVED_STEP_MS:
        return Seen(now_ms), True
    waited_ms = now_ms - (now_ms if seen.doubted_ms is None else seen.doubted_ms)
    if _SECOND_LOOK_MS <= waited_ms <= _BELIEVED_STEP_MS:
        return Seen(now_ms), True
    is_waiting = seen.doubted_ms is not None and 0 <= waited_ms < _SECOND_LOOK_MS
    return Seen(seen.believed_ms, seen.doubted_ms if is_waiting else now_ms), False


class Retention:
    """Lets go of what has been kept long enough; for a worker thread, at the start and every hour."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def run(self) -> None:
        """Do what is due, all or nothing; raises `StoreFailure`."""
        now_ms = int(self._clock.now().timestamp() * 1000)
        with self._store.transaction() as connection:
            if not self._may_act(now_ms):
                return
            hashed = self._hash_entries(connection, now_ms - EMAIL_KEPT_MS)
            connection.execute(_DROP_BALANCES, (now_ms - BALANCE_KEPT_MS,))
            dropped = connection.changes()
            connection.execute(_DROP_CHAINS)
        if hashed or dropped:
            _log.info("retention: %s entries lost their customer, %s balances went", hashed, dropped)

    def _may_act(self, now_ms: int) -> bool:
        kept = self._store.meta(_SEEN)
        seen, may_act = looked_at(None if kept is None else msgspec.json.decode(kept, type=Seen), now_ms)
        self._store.set_meta(_SEEN, msgspec.json.encode(seen).decode())
        return may_act

    def _hash_entries(self, connection: apsw.Connection, before_ms: int) -> int:
        count = 0
        key = self._hash_key()
        for (customer,) in connection.execute(_DUE_CUSTOMERS, {"before": before_ms}).fetchall():
            stand_in = _stand_in(hmac.digest(key, customer.encode(), hashlib.sha256).hex())
            connection.execute(_HASH_ENTRIES, {"stand_in": stand_in, "customer": customer, "before": before_ms})
            count += connection.changes()
        return count

    def _hash_key(self) -> bytes:
        key = self._store.meta(_HASH_KEY)
        if key is None:
            key = secrets.token_hex(32)
            self._store.set_meta(_HASH_KEY, key)
        return bytes.fromhex(key)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What of a customer was let go of."""

    entries: int
    cards: int
    links: int


class Privacy:
    """What a customer may ask for. For a worker thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def forget(self, email: Email) -> Forgotten:
        """Remove who the customer is from everything kept here, and every trace of it from the file.

        Their entries stay with note, amount and state, under a name that nobody can come back from, this till's
        key or not. Raises `StillOpen` while one of them is on the way or needs a person; then nothing is changed.
        """
        with self._store.transaction() as connection:
            still_open = connection.execute(
                f"SELECT count(*) FROM entries WHERE customer = ? AND {_OPEN}",  # noqa: S608 - a constant
                (email.key,),
            ).get
            if still_open:
                raise StillOpen(count=still_open)
            forgotten = self._removed(connection, email.key)
        self._store.shred()
        return forgotten

    def _removed(self, connection: apsw.Connection, customer: str) -> Forgotten:
        counts = []
        stand_in = _stand_in(secrets.token_hex(32))
        names = (customer, self._hashed(customer))
        connection.execute(
            "UPDATE entries SET customer = ?1, email = ?1, name = NULL WHERE customer IN (?2, ?3)", (stand_in, *names)
        )
        counts.append(connection.changes())
        for table in ("cards", "links", "chains"):
            connection.execute(f"DELETE FROM {table} WHERE customer = ?", (customer,))  # noqa: S608 - three names
            counts.append(connection.changes())
        return Forgotten(*counts[:3])

    def _hashed(self, customer: str) -> str:
        """What stands for them in entries older than 30 days."""
        key = self._store.meta(_HASH_KEY) or ""
        return _stand_in(hmac.digest(bytes.fromhex(key), customer.encode(), hashlib.sha256).hex())


def _stand_in(digits: str) -> str:
    return f"customer@{digits[:16]}.invalid"

"""The audit log: what was done at this till, line by line, in a hash chain that shows later changes.

Each line's seal is an HMAC over the previous seal and the line's own bytes, with a key derived from the database's, so
that nobody can reseal a line edited outside the app. The newest line's number and seal are saved apart, with a proof;
the next line continues from there, so that lines cut off at the end leave a permanent gap. Lines name entries by number
and no customer, so that forgetting a customer changes none. Knows nothing of what the lines are about.
"""

import hashlib
import hmac
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple

import apsw
import msgspec

from kreward_pos.clock import Clock, from_unix_ms, unix_ms
from kreward_pos.errors import QT_TRANSLATE_NOOP, StoreFailure, TillError, capped
from kreward_pos.till.model.entries import CASHIER_LIMIT
from kreward_pos.till.storage.store import Store

KEPT_FOR = timedelta(days=730)
_PURPOSE = b"kreward-pos record"
_HEAD, _CUT = "record_head", "record_cut"
"""Facts of the database: the newest line, and the last deleted one; each with its number, seal and proof."""

_BATCH = 1000
_COLUMNS = "number, done_ms, deed, entry, cashier, detail"
_DETAIL_LIMIT = 200
_log = logging.getLogger(__name__)


class RecordBroken(TillError):
    """A line of the audit log that was changed or is missing."""

    title = QT_TRANSLATE_NOOP("errors", "The record of this till was changed from outside")
    message = QT_TRANSLATE_NOOP(
        "errors", "Line {number} is not as the till wrote it. The till works on; tell the owner."
    )


class AuditEvent(Enum):
    """A kind of event that a line is about."""

    STARTED = "started"
    CLOSED = "closed"
    TAPPED = "tapped"
    UNDONE = "undone"
    CANCELLED = "cancelled"
    DECIDED = "decided"
    ALLOWED = "allowed"
    """A tap beyond a limit that somebody consented to; the detail is the limit's code."""
    CASHIER_CHANGED = "cashier_changed"
    SETTINGS_CHANGED = "settings_changed"
    """The detail names the settings, never their values."""
    KEYS_CHANGED = "keys_changed"
    PIN_WRONG = "pin_wrong"
    PIN_CHANGED = "pin_changed"
    EXPORTED = "exported"
    ENROLLED = "enrolled"
    CUSTOMER_FORGOTTEN = "customer_forgotten"
    SHIFT_ENDED = "shift_ended"
    """The line's entry is the newest one of the shift."""
    UNKNOWN = "unknown"
    """An event that this version of the app does not know."""


_EVENTS = {event.value: event for event in AuditEvent}


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line. `entry` is the outbox's number; `detail` is one plain line without personal data."""

    number: int
    done_at: datetime
    event: AuditEvent
    entry: int | None = None
    cashier: str | None = None
    detail: str | None = None


class AuditLog:
    """The audit log of one till, which writes with one of these. Thread-safe by its store.

    A line joins the transaction that it is written in. Each line bears the current `cashier`, where names are set.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        # Without a database key, in tests and benchmarks, the seals only show accidents.
        digits = b"" if store.key is None else bytes.fromhex(store.key.digits)
        self._key = hmac.digest(digits, _PURPOSE, hashlib.sha256)
        self._cashier: str | None = None
        self._written: _ChainPosition | None = None

    @property
    def cashier(self) -> str | None:
        """Return who stands at the till; None where nobody has said."""
        return self._cashier

    def change_cashier(self, name: str | None) -> None:
        """Change who stands at the till; the name is cut to `CASHIER_LIMIT` characters."""
        name = None if name is None else capped(name, CASHIER_LIMIT)
        if name != self._cashier:
            self._cashier = name
            self.try_write(AuditEvent.CASHIER_CHANGED)

    def write(self, event: AuditEvent, *, entry: int | None = None, detail: str | None = None) -> None:
        """Add a line; raise a `StoreFailure` where it cannot be saved."""
        detail = None if detail is None else capped(detail, _DETAIL_LIMIT)
        with self._store.transaction() as connection:
            former = self._previous(connection)
            row = (former.number + 1, unix_ms(self._clock.now()), event.value, entry, self._cashier, detail)
            seal = self._seal(former.seal, row)
            connection.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, seal))
            self._save_mark(_HEAD, row[0], seal)
            self._written = _ChainPosition(row[0], seal)

    def try_write(self, event: AuditEvent, detail: str | None = None) -> None:
        """Add a line about what has happened already; a failure goes to the app's log only."""
        try:
            self.write(event, detail=detail)
        except StoreFailure as failure:
            _log.info("audit log: %s was not saved: %s", event.value, failure.code)

    def lines(self, since: datetime, until: datetime) -> list[AuditLine]:
        """Return the lines from `since` to before `until`, by the wall clock, oldest first; read in batches."""
        select = f"SELECT {_COLUMNS} FROM record WHERE number >= ? AND number < ? AND done_ms >= ? AND done_ms < ?"
        first, last = self._span()
        found: list[AuditLine] = []
        for number in range(first, last + 1, _BATCH):
            with self._store.reading() as connection:
                rows = connection.execute(
                    f"{select} ORDER BY number", (number, number + _BATCH, unix_ms(since), unix_ms(until))
                )
                found += [_line(row) for row in rows]
        return found

    def newest(self, event: AuditEvent) -> AuditLine | None:
        """Return the newest line about an event of this kind."""
        with self._store.reading() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM record WHERE deed = ? ORDER BY number DESC LIMIT 1", (event.value,)
            ).fetchone()
        return None if row is None else _line(row)

    def first_broken_line(self) -> int | None:
        """Return the number of the first line that is missing or was changed; None where every seal holds.

        Reads in batches, so that taps go on; not to be called while `delete_before` runs.
        """
        number, seal = self._mark(_CUT) or _BEGINNING
        while True:
            with self._store.reading():  # a write moves the head and adds the line together
                rows, head = self._batch(number), self._mark(_HEAD) or _BEGINNING
            if not rows:
                return None if head.number == number else number + 1
            for row in rows:
                seal = self._seal(seal, row[:-1])
                if row[0] != number + 1 or not hmac.compare_digest(seal, row[-1]):
                    return number + 1
                number += 1

    def delete_before(self, oldest: datetime) -> None:
        """Delete older lines, and save, with a proof, where the chain begins now."""
        with self._store.transaction() as connection:
            gone = connection.execute(
                "SELECT number, seal FROM record WHERE number < (SELECT min(number) FROM record WHERE done_ms >= ?)"
                " ORDER BY number DESC LIMIT 1",
                (unix_ms(oldest),),
            ).fetchone()
            if gone is not None:
                self._save_mark(_CUT, *gone)
                connection.execute("DELETE FROM record WHERE number <= ?", gone[:1])

    def _previous(self, connection: apsw.Connection) -> "_ChainPosition":
        """Return what the next line continues from: the head, or past a gap where that is lost or too old."""
        last: int = connection.execute("SELECT max(number) FROM record").get or 0
        if self._written is not None and self._written.number == last:  # else that line was rolled back
            return self._written
        head = self._mark(_HEAD) or _BEGINNING
        return head if head.number >= last else _ChainPosition(last + 1, b"")

    def _span(self) -> tuple[int, int]:
        """Return the numbers of the oldest and the newest line; an empty span where there is none."""
        with self._store.reading() as connection:
            first = connection.execute("SELECT min(number) FROM record").get
            return (1, 0) if first is None else (first, connection.execute("SELECT max(number) FROM record").get)

    def _batch(self, after: int) -> Sequence[Sequence[Any]]:
        with self._store.reading() as connection:
            return connection.execute(
                f"SELECT {_COLUMNS}, seal FROM record WHERE number > ? ORDER BY number LIMIT ?", (after, _BATCH)
            ).fetchall()

    def _mark(self, name: str) -> "_ChainPosition | None":
        """Return a saved position whose proof is this till's own; None where there is none."""
        try:
            number, seal, proof = (self._store.meta(name) or "").split(" ")
            mark = _ChainPosition(int(number), bytes.fromhex(seal))
            is_ours = hmac.compare_digest(bytes.fromhex(proof), self._proof(name, mark))
        except ValueError:
            return None
        return mark if is_ours else None

    def _save_mark(self, name: str, number: int, seal: bytes) -> None:
        mark = _ChainPosition(number, seal)
        self._store.set_meta(name, f"{number} {seal.hex()} {self._proof(name, mark).hex()}")

    def _proof(self, name: str, mark: "_ChainPosition") -> bytes:
        return self._seal(name.encode(), mark)

    def _seal(self, former: bytes, row: Sequence[Any]) -> bytes:
        return hmac.digest(self._key, msgspec.json.encode((former, *row)), hashlib.sha256)


class _ChainPosition(NamedTuple):
    """A line's number and seal."""

    number: int
    seal: bytes


_BEGINNING = _ChainPosition(0, b"")


def _line(row: Sequence[Any]) -> AuditLine:
    number, done_ms, event, entry, cashier, detail = row
    return AuditLine(number, from_unix_ms(done_ms), _EVENTS.get(event, AuditEvent.UNKNOWN), entry, cashier, detail)

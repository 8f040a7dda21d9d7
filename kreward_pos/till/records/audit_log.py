"""What was done at this till, line by line, so that a line that was changed or taken away afterwards is noticed.

Each line's seal is an HMAC over the seal before it and its own bytes, with a key drawn from the database's: whoever
edits the file without the app cannot seal it again. The newest line's number and seal are kept apart with a proof, and
the next line goes on from there, so that lines cut off at the end leave a gap for ever. Lines name entries by number
and nobody by e-mail, so that letting a customer go touches none. What the lines are about is for those who write them.
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

KEPT = timedelta(days=730)
_PURPOSE = b"kreward-pos record"
_HEAD, _CUT = "record_head", "record_cut"
"""Facts of the database: the newest line, and the last one that was let go; each with its number, seal and proof."""

_PIECE = 1000
_COLUMNS = "number, done_ms, deed, entry, cashier, detail"
_DETAIL_LIMIT = 200
_log = logging.getLogger(__name__)


class RecordBroken(TillError):
    """A line of the record was changed or is missing."""

    title = QT_TRANSLATE_NOOP("errors", "The record of this till was changed from outside")
    message = QT_TRANSLATE_NOOP(
        "errors", "Line {number} is not as the till wrote it. The till works on; tell the owner."
    )


class AuditEvent(Enum):
    """What a line tells."""

    STARTED = "started"
    CLOSED = "closed"
    TAPPED = "tapped"
    UNDONE = "undone"
    CANCELLED = "cancelled"
    DECIDED = "decided"
    ALLOWED = "allowed"
    """A limit was reached, and somebody said yes; the detail is the limit's code."""
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
    """Its entry is the newest one of the shift."""
    UNKNOWN = "unknown"
    """Not written by this app."""


_DEEDS = {deed.value: deed for deed in AuditEvent}


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One deed. `entry` is the outbox's number; `detail` is one plain line without anything personal."""

    number: int
    done_at: datetime
    event: AuditEvent
    entry: int | None = None
    cashier: str | None = None
    detail: str | None = None


class AuditLog:
    """One till's. Thread-safe by its store; a line joins the transaction that it is written in.

    `cashier` is who stands at the till now, where names are set; each line bears it. One till writes with one of these.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        # Without a database key, which is for tests and measuring, the seals only tell accidents.
        digits = b"" if store.key is None else bytes.fromhex(store.key.digits)
        self._key = hmac.digest(digits, _PURPOSE, hashlib.sha256)
        self._cashier: str | None = None
        self._written: _Mark | None = None

    @property
    def cashier(self) -> str | None:
        """Who stands at the till; None where nobody has said."""
        return self._cashier

    def change_cashier(self, name: str | None) -> None:
        """Somebody else stands at the till from now on; the name is cut to `CASHIER_LIMIT` characters."""
        name = None if name is None else capped(name, CASHIER_LIMIT)
        if name != self._cashier:
            self._cashier = name
            self.try_write(AuditEvent.CASHIER_CHANGED)

    def write(self, event: AuditEvent, *, entry: int | None = None, detail: str | None = None) -> None:
        """Add a line; raises a `StoreFailure` where it cannot be kept."""
        detail = None if detail is None else capped(detail, _DETAIL_LIMIT)
        with self._store.transaction() as connection:
            former = self._previous(connection)
            row = (former.number + 1, unix_ms(self._clock.now()), event.value, entry, self._cashier, detail)
            seal = self._seal(former.seal, row)
            connection.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, seal))
            self._save_mark(_HEAD, row[0], seal)
            self._written = _Mark(row[0], seal)

    def try_write(self, event: AuditEvent, detail: str | None = None) -> None:
        """Add a line about something that has happened already; where it cannot be kept, only the log knows."""
        try:
            self.write(event, detail=detail)
        except StoreFailure as failure:
            _log.info("record: %s was not kept: %s", event.value, failure.code)

    def lines(self, since: datetime, until: datetime) -> list[AuditLine]:
        """What was done from `since` to before `until`, by the wall clock, oldest first; reads in pieces."""
        select = f"SELECT {_COLUMNS} FROM record WHERE number >= ? AND number < ? AND done_ms >= ? AND done_ms < ?"
        first, last = self._span()
        found: list[AuditLine] = []
        for number in range(first, last + 1, _PIECE):
            with self._store.reading() as connection:
                rows = connection.execute(
                    f"{select} ORDER BY number", (number, number + _PIECE, unix_ms(since), unix_ms(until))
                )
                found += [_line(row) for row in rows]
        return found

    def newest(self, event: AuditEvent) -> AuditLine | None:
        """The newest line of a kind."""
        with self._store.reading() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM record WHERE deed = ? ORDER BY number DESC LIMIT 1", (event.value,)
            ).fetchone()
        return None if row is None else _line(row)

    def first_broken_line(self) -> int | None:
        """The number of the first line that is missing or was changed; None while every seal holds.

        Reads in pieces, so that taps go on meanwhile; not to be asked while `forget_before` runs.
        """
        number, seal = self._mark(_CUT) or _BEGINNING
        while True:
            with self._store.reading():  # what is written meanwhile moves the head and adds lines, never one alone
                rows, head = self._batch(number), self._mark(_HEAD) or _BEGINNING
            if not rows:
                return None if head.number == number else number + 1
            for row in rows:
                seal = self._seal(seal, row[:-1])
                if row[0] != number + 1 or not hmac.compare_digest(seal, row[-1]):
                    return number + 1
                number += 1

    def delete_before(self, oldest: datetime) -> None:
        """Let lines go that are older, and keep, sealed, where the chain begins now."""
        with self._store.transaction() as connection:
            gone = connection.execute(
                "SELECT number, seal FROM record WHERE number < (SELECT min(number) FROM record WHERE done_ms >= ?)"
                " ORDER BY number DESC LIMIT 1",
                (unix_ms(oldest),),
            ).fetchone()
            if gone is not None:
                self._save_mark(_CUT, *gone)
                connection.execute("DELETE FROM record WHERE number <= ?", gone[:1])

    def _previous(self, connection: apsw.Connection) -> "_Mark":
        """What the next line goes on from: the head; where that is lost or too old, past a gap that tells of it."""
        last: int = connection.execute("SELECT max(number) FROM record").get or 0
        if self._written is not None and self._written.number == last:  # else that line was rolled back
            return self._written
        head = self._mark(_HEAD) or _BEGINNING
        return head if head.number >= last else _Mark(last + 1, b"")

    def _span(self) -> tuple[int, int]:
        """The numbers of the oldest line and of the newest; of none, an empty span."""
        with self._store.reading() as connection:
            first = connection.execute("SELECT min(number) FROM record").get
            return (1, 0) if first is None else (first, connection.execute("SELECT max(number) FROM record").get)

    def _batch(self, after: int) -> Sequence[Sequence[Any]]:
        with self._store.reading() as connection:
            return connection.execute(
                f"SELECT {_COLUMNS}, seal FROM record WHERE number > ? ORDER BY number LIMIT ?", (after, _PIECE)
            ).fetchall()

    def _mark(self, name: str) -> "_Mark | None":
        """A fact that bears the till's own proof; None where there is none such."""
        try:
            number, seal, proof = (self._store.meta(name) or "").split(" ")
            mark = _Mark(int(number), bytes.fromhex(seal))
            is_ours = hmac.compare_digest(bytes.fromhex(proof), self._proof(name, mark))
        except ValueError:
            return None
        return mark if is_ours else None

    def _save_mark(self, name: str, number: int, seal: bytes) -> None:
        mark = _Mark(number, seal)
        self._store.set_meta(name, f"{number} {seal.hex()} {self._proof(name, mark).hex()}")

    def _proof(self, name: str, mark: "_Mark") -> bytes:
        return self._seal(name.encode(), mark)

    def _seal(self, former: bytes, row: Sequence[Any]) -> bytes:
        return hmac.digest(self._key, msgspec.json.encode((former, *row)), hashlib.sha256)


class _Mark(NamedTuple):
    """A line's number with its seal."""

    number: int
    seal: bytes


_BEGINNING = _Mark(0, b"")


def _line(row: Sequence[Any]) -> AuditLine:
    number, done_ms, deed, entry, cashier, detail = row
    return AuditLine(number, from_unix_ms(done_ms), _DEEDS.get(deed, AuditEvent.UNKNOWN), entry, cashier, detail)

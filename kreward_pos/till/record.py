"""What was done at this till, line by line, so that a line that was changed or taken away afterwards is noticed.

Each line's seal is an HMAC over the seal before it and its own bytes, with a key drawn from the database's: whoever
edits the file without the app cannot seal it again. Lines name entries by number and nobody by e-mail, so that
letting a customer go touches none. What the lines are about is for those who write them.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple

import msgspec

from kreward_pos.clock import Clock
from kreward_pos.database_key import DatabaseKey
from kreward_pos.errors import capped
from kreward_pos.till.listing import moment
from kreward_pos.till.store import Store

KEPT = timedelta(days=730)
_PURPOSE = b"kreward-pos record"
_HEAD, _CUT = "record_head", "record_cut"
"""Facts of the database: the newest line, and the last one that was let go; each with its number, seal and proof."""

_PIECE = 1000
_COLUMNS = "number, done_ms, deed, entry, cashier, detail"
_DETAIL_LIMIT = 200


class Deed(Enum):
    """What a line tells."""

    STARTED = "started"
    CLOSED = "closed"
    TAPPED = "tapped"
    UNDONE = "undone"
    CANCELLED = "cancelled"
    DECIDED = "decided"
    ALLOWED = "allowed"
    """A limit was reached, and somebody said yes."""
    CASHIER_CHANGED = "cashier_changed"
    SETTINGS_CHANGED = "settings_changed"
    KEYS_CHANGED = "keys_changed"
    PIN_WRONG = "pin_wrong"
    PIN_CHANGED = "pin_changed"
    EXPORTED = "exported"
    ENROLLED = "enrolled"
    CUSTOMER_FORGOTTEN = "customer_forgotten"
    SHIFT_ENDED = "shift_ended"


@dataclass(frozen=True, slots=True)
class Line:
    """One deed. `entry` is the outbox's number; `detail` is one plain line without anything personal."""

    number: int
    done_at: datetime
    deed: Deed
    entry: int | None = None
    cashier: str | None = None
    detail: str | None = None


class Record:
    """One till's. Thread-safe by its store; a line joins the transaction that it is written in."""

    def __init__(self, store: Store, clock: Clock, key: DatabaseKey | None) -> None:
        self._store, self._clock = store, clock
        # Without a database key, which is for tests and measuring, the seals only tell accidents.
        digits = b"" if key is None else bytes.fromhex(key.digits)
        self._key = hmac.digest(digits, _PURPOSE, hashlib.sha256)

    def write(
        self, deed: Deed, *, entry: int | None = None, cashier: str | None = None, detail: str | None = None
    ) -> None:
        """Add a line; raises a `StoreFailure` where it cannot be kept."""
        detail = None if detail is None else capped(detail, _DETAIL_LIMIT)
        with self._store.transaction() as connection:
            last = connection.execute("SELECT number, seal FROM record ORDER BY number DESC LIMIT 1").fetchone()
            number, former = last or self._mark(_CUT) or _BEGINNING
            row = (number + 1, _ms(self._clock.now()), deed.value, entry, cashier, detail)
            seal = self._seal(former, row)
            connection.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, seal))
            self._keep_mark(_HEAD, row[0], seal)

    def lines(self, since: datetime, until: datetime) -> list[Line]:
        """What was done from `since` to before `until`, by the wall clock, oldest first."""
        with self._store.reading() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM record WHERE done_ms >= ? AND done_ms < ? ORDER BY number",
                (_ms(since), _ms(until)),
            ).fetchall()
        return [_line(row) for row in rows]

    def last(self, deed: Deed) -> Line | None:
        """The newest line of a kind."""
        with self._store.reading() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM record WHERE deed = ? ORDER BY number DESC LIMIT 1", (deed.value,)
            ).fetchone()
        return None if row is None else _line(row)

    def broken_at(self) -> int | None:
        """The number of the first line that is missing or was changed; None while every seal holds.

        Reads in pieces, so that taps go on meanwhile: about half a second for 100,000 lines.
        """
        head = self._mark(_HEAD)
        number, seal = self._mark(_CUT) or _BEGINNING
        while rows := self._piece(number):
            for row in rows:
                seal = self._seal(seal, row[:-1])
                if row[0] != number + 1 or not hmac.compare_digest(seal, row[-1]):
                    return number + 1
                number += 1
        is_whole = number == 0 if head is None else number == head.number
        return None if is_whole else number + 1

    def forget_before(self, oldest: datetime) -> None:
        """Let lines go that are older, and keep, sealed, where the chain begins now."""
        with self._store.transaction() as connection:
            gone = connection.execute(
                "SELECT number, seal FROM record WHERE number < (SELECT min(number) FROM record WHERE done_ms >= ?)"
                " ORDER BY number DESC LIMIT 1",
                (_ms(oldest),),
            ).fetchone()
            if gone is not None:
                self._keep_mark(_CUT, *gone)
                connection.execute("DELETE FROM record WHERE number <= ?", gone[:1])

    def _piece(self, after: int) -> Sequence[Sequence[Any]]:
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

    def _keep_mark(self, name: str, number: int, seal: bytes) -> None:
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


def _ms(moment_: datetime) -> int:
    return int(moment_.timestamp() * 1000)


def _line(row: Sequence[Any]) -> Line:
    number, done_ms, deed, entry, cashier, detail = row
    return Line(number, moment(done_ms), Deed(deed), entry, cashier, detail)

"""Queries of the outbox's entries and attempts. Changes nothing; `outbox` writes the same tables."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from kreward_pos.cards import Email
from kreward_pos.clock import from_unix_ms, unix_ms
from kreward_pos.till.model.entries import (
    FINAL,
    UNSURE_OUTCOMES,
    Attempt,
    Entry,
    EntryKind,
    EntryState,
    Read,
    SettledBy,
)
from kreward_pos.till.model.errors import EntryMoved
from kreward_pos.till.storage.store import Store

_COLUMNS = (
    "seq, op_id, kind, state, customer, email, name, template_id, delta, at, reward, undo_of, problem, created_ms,"
    " settled_by, cashier, is_offline, card_type, (SELECT count(*) FROM attempts WHERE entry = seq)"
)
# Written as in the schema, so that SQLite uses its partial indexes.
IS_ON_THE_WAY = "state IN ('held', 'waiting', 'sending', 'unsure', 'settling')"
_IS_NEEDING = "state IN ('blocked', 'review')"
# An entry that a person sends again may be older than one that is under way.
_ANOTHER_FIRST = (
    "SELECT 1 FROM entries AS other WHERE other.customer = entries.customer"
    f" AND other.{IS_ON_THE_WAY} AND (other.seq < entries.seq OR other.state IN ('sending', 'unsure', 'settling'))"
)
_BATCH = 1000
_STATE_OF_UNDONE = "SELECT state FROM entries AS undone WHERE undone.seq = entries.undo_of"


class EntryQueries:
    """Queries of the entries. Thread-safe by its store; inside a transaction they see its changes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, seq: int) -> Entry:
        """Return one entry; raise `EntryMoved` where there is none."""
        found = self._select("WHERE seq = ?", seq)
        if not found:
            raise EntryMoved
        return found[0]

    def entries(self, limit: int) -> list[Entry]:
        """Return what needs a person, then what is on the way, then the newest settled, at most `limit` in all."""
        found = self._select(f"WHERE {_IS_NEEDING} ORDER BY seq LIMIT ?", limit)
        found += self._select(f"WHERE {IS_ON_THE_WAY} ORDER BY seq LIMIT ?", limit - len(found))
        settled = ", ".join(f"'{state.value}'" for state in FINAL)
        return found + self._select(f"WHERE state IN ({settled}) ORDER BY seq DESC LIMIT ?", limit - len(found))

    def newest(self, limit: int) -> list[Entry]:
        """Return the last entries of customers who are not forgotten, newest first."""
        return self._select("WHERE customer NOT LIKE '%.invalid' ORDER BY seq DESC LIMIT ?", limit)

    def between(self, since: datetime, until: datetime) -> list[Entry]:
        """Return the entries made from `since` to before `until`, by the wall clock, in order.

        Reads in batches, so that taps go on; and to the end, since the clock may have been wrong.
        """
        span = unix_ms(since), unix_ms(until)
        return self._in_batches(0, "created_ms >= ? AND created_ms < ?", *span)

    def after(self, seq: int) -> list[Entry]:
        """Return the entries made after this one, in order; read in batches."""
        return self._in_batches(seq, "true")

    def newest_seq(self) -> int:
        """Return the number of the newest entry; 0 where there is none."""
        with self._store.reading() as connection:
            return connection.execute("SELECT max(seq) FROM entries").get or 0

    def open_entries(self, email: Email) -> list[Entry]:
        """Return a customer's entries that are on the way or need a person, in order."""
        on_the_way = self._select(f"WHERE customer = ? AND {IS_ON_THE_WAY} ORDER BY seq", email.key)
        return on_the_way + self._select(f"WHERE customer = ? AND {_IS_NEEDING} ORDER BY seq", email.key)

    def held(self) -> list[Entry]:
        """Return the entries in their undo window."""
        return self._select(f"WHERE state = 'held' AND {IS_ON_THE_WAY} ORDER BY seq")

    def sending(self) -> list[Entry]:
        """Return the entries whose attempt has begun and not ended."""
        return self._select(f"WHERE state = 'sending' AND {IS_ON_THE_WAY} ORDER BY seq")

    def unsure(self) -> list[Entry]:
        """Return the entries that wait to be settled."""
        return self._select(f"WHERE state IN ('unsure', 'settling') AND {IS_ON_THE_WAY} ORDER BY seq")

    def count_lost_answers(self, attempts: int) -> int:
        """Return how many of the last attempts that Kreward may have applied had no answer."""
        lost = [outcome for outcome in UNSURE_OUTCOMES if outcome is not None]
        with self._store.reading() as connection:
            count: int = connection.execute(
                "SELECT count(*) FILTER (WHERE outcome <> 'applied') FROM (SELECT outcome FROM attempts"
                " WHERE outcome = 'applied' OR outcome IN (SELECT value FROM json_each(?))"
                " ORDER BY entry DESC, number DESC LIMIT ?)",
                (msgspec.json.encode(lost).decode(), attempts),
            ).get
        return count

    def next_to_send(self, paused: Iterable[str] = (), kind: EntryKind | None = None) -> Entry | None:
        """Return the first waiting entry whose customer has no earlier one on the way and none under way or unsure.

        An undo waits until what it undoes is applied. `paused` names customers (by `Email.key`) to pass over, `kind`
        the one kind that may leave.
        """
        found = self._select(
            f"WHERE state = 'waiting' AND {IS_ON_THE_WAY} AND NOT EXISTS ({_ANOTHER_FIRST})"
            f" AND (undo_of IS NULL OR ({_STATE_OF_UNDONE}) = 'applied')"
            " AND customer NOT IN (SELECT value FROM json_each(?)) AND kind = coalesce(?, kind) ORDER BY seq LIMIT 1",
            msgspec.json.encode(list(paused)).decode(),
            kind.value if kind else None,
        )
        return found[0] if found else None

    def counts(self) -> tuple[int, int]:
        """Return how many entries are on the way, and how many need a person."""
        with self._store.reading() as connection:
            on_the_way = connection.execute(f"SELECT count(*) FROM entries WHERE {IS_ON_THE_WAY}").get
            return on_the_way, connection.execute(f"SELECT count(*) FROM entries WHERE {_IS_NEEDING}").get

    def count_checking(self) -> int:
        """Return how many entries were sent without an answer and are being settled."""
        with self._store.reading() as connection:
            count: int = connection.execute(
                f"SELECT count(*) FROM entries WHERE state IN ('unsure', 'settling') AND {IS_ON_THE_WAY}"
            ).get
        return count

    def live_undo(self, seq: int) -> Entry | None:
        """Return the entry that undoes `seq` and is not cancelled or written off, if there is one."""
        found = self._select("WHERE undo_of = ? AND state NOT IN ('cancelled', 'written_off')", seq)
        return found[0] if found else None

    def attempts(self, seq: int) -> list[Attempt]:
        """Return every attempt to send an entry, in order, with what was read after it."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT entry, number, started_ms, baseline, baseline_redeemed, loops_at, outcome, ended_ms, quiet_ms,"
                " gap_ms FROM attempts WHERE entry = ? ORDER BY number",
                (seq,),
            ).fetchall()
            reads = connection.execute(
                "SELECT number, quiet_ms, read_ms, balance, redeemed FROM reads WHERE entry = ? ORDER BY rowid", (seq,)
            ).fetchall()
        return [_attempt(row, [_read(read) for read in reads if read[0] == row[1]]) for row in rows]

    def settled_by_inference(self, email: Email, template_id: str | None, change: int, since: datetime) -> Entry | None:
        """Return the customer's newest entry of this size that reads have settled, as applied or to be sent again.

        One that was settled before `since`, by the wall clock, does not count.
        """
        found = self._select(
            "WHERE customer = ? AND template_id IS ? AND state = 'applied' AND abs(coalesce(delta, at)) = ?"
            " AND settled_ms >= ? AND (settled_by = 'balance'"
            " OR EXISTS (SELECT 1 FROM attempts WHERE entry = seq AND quiet_ms > 0)) ORDER BY seq DESC LIMIT 1",
            email.key,
            template_id,
            abs(change),
            unix_ms(since),
        )
        return found[0] if found else None

    def _in_batches(self, after: int, condition: str, *values: int) -> list[Entry]:
        where = f"WHERE seq > ? AND seq <= ? AND {condition} ORDER BY seq"
        return [
            entry
            for first in range(after, self.newest_seq(), _BATCH)
            for entry in self._select(where, first, first + _BATCH, *values)
        ]

    def _select(self, where: str, *values: str | int | None) -> list[Entry]:
        with self._store.reading() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM entries {where}", values).fetchall()
        return [_entry(row) for row in rows]


def _entry(row: Sequence[Any]) -> Entry:
    (
        seq,
        op_id,
        kind,
        state,
        customer,
        email,
        name,
        template_id,
        delta,
        at,
        reward,
        undo_of,
        problem,
        ms,
        by,
        cashier,
        is_offline,
        card_type,
        attempts,
    ) = row
    return Entry(
        seq=seq,
        op_id=op_id,
        kind=EntryKind(kind),
        email=Email(email, customer),
        state=EntryState(state),
        created_at=from_unix_ms(ms),
        name=name,
        template_id=template_id,
        delta=delta,
        at=at,
        reward=reward,
        undo_of=undo_of,
        problem=problem,
        attempts=attempts,
        settled_by=None if by is None else SettledBy(by),
        cashier=cashier,
        is_offline=bool(is_offline),
        card_type=card_type,
    )


def _attempt(row: Sequence[Any], reads: Sequence[Read]) -> Attempt:
    entry, number, started_ms, baseline, redeemed, loops_at, outcome, ended_ms, quiet_ms, gap_ms = row
    return Attempt(
        entry=entry,
        number=number,
        started_at=from_unix_ms(started_ms),
        baseline=baseline,
        baseline_redeemed=_redeemed(redeemed),
        loops_at=loops_at,
        outcome=outcome,
        ended_at=None if ended_ms is None else from_unix_ms(ended_ms),
        watched_s=quiet_ms / 1000,
        gap_s=gap_ms / 1000,
        reads=tuple(reads),
    )


def _read(row: Sequence[Any]) -> Read:
    _number, quiet_ms, read_ms, balance, redeemed = row
    return Read(quiet_ms / 1000, from_unix_ms(read_ms), balance, _redeemed(redeemed))


def _redeemed(text: str | None) -> frozenset[int] | None:
    return None if text is None else frozenset(msgspec.json.decode(text, type=list[int]))

"""Every tap, kept before the cashier sees a tick, until it is settled.

Writes only its own tables. Every change of state goes one of the ways of `entries.WAYS`, in a durable
transaction; asking for any other raises `EntryMoved`. Methods return the entries they changed.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from kreward_pos.cards import Email
from kreward_pos.clock import Clock
from kreward_pos.errors import StoreFailure
from kreward_pos.till.entries import (
    FINAL,
    NEEDS_PERSON,
    WAYS,
    Attempt,
    Decision,
    Draft,
    Entry,
    EntryKind,
    EntryState,
    Read,
    SettledBy,
)
from kreward_pos.till.failures import EntryMoved
from kreward_pos.till.store import Store
from kreward_pos.till.witness import Bond, Unbound

_COLUMNS = (
    "seq, op_id, kind, state, customer, email, name, template_id, delta, at, reward, undo_of, problem, created_ms,"
    " settled_by, (SELECT count(*) FROM attempts WHERE entry = seq)"
)
# Written out as in the schema, so that the partial indexes serve.
_IS_ON_THE_WAY = "state IN ('held', 'waiting', 'sending', 'unsure', 'settling')"
_IS_NEEDING = "state IN ('blocked', 'review')"
# An entry that a person sends again is older than what may be under way meanwhile.
_ANOTHER_FIRST = (
    "SELECT 1 FROM entries AS other WHERE other.customer = entries.customer"
    f" AND other.{_IS_ON_THE_WAY} AND (other.seq < entries.seq OR other.state IN ('sending', 'unsure', 'settling'))"
)
_STATE_OF_UNDONE = "SELECT state FROM entries AS undone WHERE undone.seq = entries.undo_of"
_IS_LAST_ATTEMPT = "entry = ? AND number = (SELECT max(number) FROM attempts WHERE entry = ?)"
_DOUBTED_FOR_MS = 24 * 3600 * 1000
_FOREVER_MS = 10**13
_OWN_TILL = "till"
_FROM = {state: frozenset(s for s, ways in WAYS.items() if state in ways) for state in EntryState}
_SETTLED = {Decision.COUNTED: SettledBy.PERSON}
_DECIDED = {
    Decision.COUNTED: EntryState.APPLIED,
    Decision.SEND_AGAIN: EntryState.WAITING,
    Decision.WRITE_OFF: EntryState.WRITTEN_OFF,
}


class Outbox:
    """The table of taps. Thread-safe by its store."""

    def __init__(self, store: Store, clock: Clock, till_name: str = _OWN_TILL, bond: Bond | None = None) -> None:
        self._store = store
        self._bond = bond or Unbound()
        self._clock = clock
        self._prefix = f"{_slug(till_name)}-{self._install_tag()}"

    def add(self, draft: Draft, *, is_held: bool = False) -> Entry:
        """Keep a tap durably; raises `StoreFailure` where that fails, and then nothing was kept."""
        self._store.require_room()
        state = EntryState.HELD if is_held else EntryState.WAITING
        with self._store.transaction() as connection:
            seq = (connection.execute("SELECT max(seq) FROM entries").get or 0) + 1
            op_id, created_ms = f"{self._prefix}/{seq:06d}", self._now_ms()
            connection.execute(
                "INSERT INTO entries (seq, op_id, kind, state, customer, email, name, template_id, delta, at, reward,"
                " undo_of, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    seq,
                    op_id,
                    draft.kind.value,
                    state.value,
                    draft.email.key,
                    draft.email.address,
                    draft.name,
                    draft.template_id,
                    draft.delta,
                    draft.at,
                    draft.reward,
                    draft.undo_of,
                    created_ms,
                ),
            )
        return draft.entry(seq, op_id, state, moment(created_ms))

    def get(self, seq: int) -> Entry:
        """One entry; raises `EntryMoved` where there is none."""
        found = self._select("WHERE seq = ?", seq)
        if not found:
            raise EntryMoved
        return found[0]

    def listing(self, limit: int) -> list[Entry]:
        """What needs a person, then what is on the way, then the newest settled, at most `limit` in all."""
        found = self._select(f"WHERE {_IS_NEEDING} ORDER BY seq LIMIT ?", limit)
        found += self._select(f"WHERE {_IS_ON_THE_WAY} ORDER BY seq LIMIT ?", limit - len(found))
        settled = ", ".join(f"'{state.value}'" for state in FINAL)
        return found + self._select(f"WHERE state IN ({settled}) ORDER BY seq DESC LIMIT ?", limit - len(found))

    def newest(self, limit: int) -> list[Entry]:
        """The last taps of customers who are not forgotten, newest first."""
        return self._select("WHERE customer NOT LIKE '%.invalid' ORDER BY seq DESC LIMIT ?", limit)

    def open_of(self, email: Email) -> list[Entry]:
        """A customer's entries that are on the way or need a person, in order."""
        on_the_way = self._select(f"WHERE customer = ? AND {_IS_ON_THE_WAY} ORDER BY seq", email.key)
        return on_the_way + self._select(f"WHERE customer = ? AND {_IS_NEEDING} ORDER BY seq", email.key)

    def held(self) -> list[Entry]:
        """Entries in their undo window."""
        return self._select(f"WHERE state = 'held' AND {_IS_ON_THE_WAY} ORDER BY seq")

    def unsure(self) -> list[Entry]:
        """Entries that wait to be settled."""
        return self._select(f"WHERE state IN ('unsure', 'settling') AND {_IS_ON_THE_WAY} ORDER BY seq")

    def next_to_send(self, set_aside: Iterable[str] = ()) -> Entry | None:
        """The first waiting entry with no earlier one of its customer on the way, and none that is under way or unsure.

        An undo goes only after what it undoes was applied. `set_aside` names customers (by `Email.key`) to pass over.
        """
        found = self._select(
            f"WHERE state = 'waiting' AND {_IS_ON_THE_WAY} AND NOT EXISTS ({_ANOTHER_FIRST})"
            f" AND (undo_of IS NULL OR ({_STATE_OF_UNDONE}) = 'applied')"
            " AND customer NOT IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT 1",
            msgspec.json.encode(list(set_aside)).decode(),
        )
        return found[0] if found else None

    def counts(self) -> tuple[int, int]:
        """How many are on the way, and how many need a person."""
        with self._store.reading() as connection:
            on_the_way = connection.execute(f"SELECT count(*) FROM entries WHERE {_IS_ON_THE_WAY}").get
            return on_the_way, connection.execute(f"SELECT count(*) FROM entries WHERE {_IS_NEEDING}").get

    def undoing(self, seq: int) -> Entry | None:
        """The live entry that undoes `seq`, if there is one."""
        found = self._select("WHERE undo_of = ? AND state NOT IN ('cancelled', 'written_off')", seq)
        return found[0] if found else None

    def attempts(self, seq: int) -> list[Attempt]:
        """Every try at sending an entry, in order, with what was read after it."""
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

    def begin_attempt(
        self, seq: int, baseline: int | None, redeemed: frozenset[int] | None, loops_at: int | None = None
    ) -> Entry:
        """Journal a try before its first byte leaves: `waiting → sending`, and tell the database's witness.

        Raises `DiskFull` where there would be no room for its end, and a `StoreFailure` where it cannot be kept or
        witnessed; then nothing may be sent, and the entry waits.
        """
        self._store.require_room()
        self._bond.require()
        with self._store.transaction() as connection:
            (entry,) = self._move(seq, EntryState.SENDING)
            now_ms = self._now_ms()
            connection.execute(
                "INSERT INTO attempts (entry, number, started_ms, marked_ms, baseline, baseline_redeemed, loops_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (seq, entry.attempts + 1, now_ms, now_ms, baseline, _thresholds(redeemed), loops_at),
            )
            sending = self.get(seq)
        try:
            self._bond.confirm()
        except StoreFailure as failure:
            self.end_attempt(seq, EntryState.WAITING, failure.code)
            raise
        return sending

    def end_attempt(
        self,
        seq: int,
        to: EntryState,
        outcome: str,
        problem: str | None = None,
        settled_by: SettledBy | None = None,
    ) -> tuple[Entry, ...]:
        """Journal what the try came to, and where that leaves the entry."""
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE attempts SET outcome = ?, ended_ms = ?, marked_ms = ? WHERE entry = ? AND outcome IS NULL",
                (outcome, self._now_ms(), self._now_ms(), seq),
            )
            return self._move(seq, to, problem, settled_by)

    def watch(self, seq: int, quiet_ms: int) -> None:
        """Keep that the last try at `seq` was watched for so much longer, by the monotonic clock."""
        with self._store.transaction() as connection:
            connection.execute(
                f"UPDATE attempts SET quiet_ms = quiet_ms + ?, marked_ms = ? WHERE {_IS_LAST_ATTEMPT}",
                (quiet_ms, self._now_ms(), seq, seq),
            )

    def add_read(self, seq: int, balance: int, redeemed: frozenset[int] | None) -> None:
        """Keep what the customer's card showed now, after the last try at `seq`."""
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT INTO reads (entry, number, quiet_ms, read_ms, balance, redeemed)"
                f" SELECT entry, number, quiet_ms, ?, ?, ? FROM attempts WHERE {_IS_LAST_ATTEMPT}",
                (self._now_ms(), balance, _thresholds(redeemed), seq, seq),
            )

    def settled_by_inference(self, email: Email, template_id: str | None, change: int) -> Entry | None:
        """The customer's newest entry of this size that reads have settled: it counts as applied, or was sent again.

        No older than a day by the wall clock. A later balance that is off by just its size casts doubt on it.
        """
        found = self._select(
            "WHERE customer = ? AND template_id IS ? AND state = 'applied' AND abs(coalesce(delta, at)) = ?"
            " AND settled_ms >= ? AND (settled_by = 'balance'"
            " OR EXISTS (SELECT 1 FROM attempts WHERE entry = seq AND quiet_ms > 0)) ORDER BY seq DESC LIMIT 1",
            email.key,
            template_id,
            abs(change),
            self._now_ms() - _DOUBTED_FOR_MS,
        )
        return found[0] if found else None

    def move(
        self, seq: int, to: EntryState, problem: str | None = None, settled_by: SettledBy | None = None
    ) -> tuple[Entry, ...]:
        """Change an entry's state, durably."""
        with self._store.transaction():
            return self._move(seq, to, problem, settled_by)

    def decide(self, seq: int, decision: Decision, who: str) -> tuple[Entry, ...]:
        """Keep what a person decided about an entry in `review` or `blocked`, who and when.

        A blocked entry was refused by Kreward, so "it counted" is no answer to it.
        """
        with self._store.transaction() as connection:
            if self.get(seq).state not in NEEDS_PERSON:
                raise EntryMoved
            connection.execute(
                "INSERT INTO decisions (entry, decision, decided_ms, who) VALUES (?, ?, ?, ?)",
                (seq, decision.value, self._now_ms(), who),
            )
            return self._move(seq, _DECIDED[decision], settled_by=_SETTLED.get(decision))

    def recover(self) -> tuple[Entry, ...]:
        """After a start: what was being sent when the app ended may or may not have been applied.

        Of every unsure entry, the time since it was last watched is added to its gap, by the wall clock; where that
        clock has gone back meanwhile, the gap is longer than anything.
        """
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE attempts SET gap_ms = gap_ms + CASE WHEN marked_ms <= ? THEN ? - marked_ms ELSE ? END,"
                " marked_ms = ? WHERE outcome IS NULL OR entry IN (SELECT seq FROM entries WHERE"
                f" state IN ('unsure', 'settling') AND {_IS_ON_THE_WAY})",
                (self._now_ms(), self._now_ms(), _FOREVER_MS, self._now_ms()),
            )
            interrupted = self._select(f"WHERE state = 'sending' AND {_IS_ON_THE_WAY}")
            return tuple(
                changed
                for entry in interrupted
                for changed in self.end_attempt(entry.seq, EntryState.UNSURE, "interrupted", "interrupted")
            )

    def _move(
        self, seq: int, to: EntryState, problem: str | None = None, settled_by: SettledBy | None = None
    ) -> tuple[Entry, ...]:
        froms = ", ".join(f"'{state.value}'" for state in _FROM[to])
        by = None if settled_by is None else settled_by.value
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE entries SET state = ?, problem = ?, settled_by = ?, settled_ms = ?"
                f" WHERE seq = ? AND state IN ({froms})",
                (to.value, problem, by, None if by is None else self._now_ms(), seq),
            )
            if not connection.changes():
                raise EntryMoved
            return (self.get(seq), *self._released_undo(seq, to))

    def _released_undo(self, seq: int, to: EntryState) -> Iterable[Entry]:
        """An undo has nothing left to do once what it undoes will never be applied."""
        if to not in {EntryState.CANCELLED, EntryState.WRITTEN_OFF}:
            return ()
        undo = self.undoing(seq)
        if undo is None or not undo.can_cancel:
            return ()
        return self._move(undo.seq, EntryState.CANCELLED)

    def _select(self, where: str, *values: str | int | None) -> list[Entry]:
        with self._store.reading() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM entries {where}", values).fetchall()
        return [_entry(row) for row in rows]

    def _now_ms(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    def _install_tag(self) -> str:
        """Four letters that tell this database from any other of the same till."""
        tag = self._store.meta("install_tag")
        if tag is None:
            tag = secrets.token_hex(2)
            self._store.set_meta("install_tag", tag)
        return tag


def moment(ms: int) -> datetime:
    """A stored time as the wall clock showed it."""
    return datetime.fromtimestamp(ms / 1000, UTC)


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
        attempts,
    ) = row
    return Entry(
        seq=seq,
        op_id=op_id,
        kind=EntryKind(kind),
        email=Email(email, customer),
        state=EntryState(state),
        created_at=moment(ms),
        name=name,
        template_id=template_id,
        delta=delta,
        at=at,
        reward=reward,
        undo_of=undo_of,
        problem=problem,
        attempts=attempts,
        settled_by=None if by is None else SettledBy(by),
    )


def _attempt(row: Sequence[Any], reads: Sequence[Read]) -> Attempt:
    entry, number, started_ms, baseline, redeemed, loops_at, outcome, ended_ms, quiet_ms, gap_ms = row
    return Attempt(
        entry=entry,
        number=number,
        started_at=moment(started_ms),
        baseline=baseline,
        baseline_redeemed=_redeemed(redeemed),
        loops_at=loops_at,
        outcome=outcome,
        ended_at=None if ended_ms is None else moment(ended_ms),
        quiet_s=quiet_ms / 1000,
        gap_s=gap_ms / 1000,
        reads=tuple(reads),
    )


def _read(row: Sequence[Any]) -> Read:
    _number, quiet_ms, read_ms, balance, redeemed = row
    return Read(quiet_ms / 1000, moment(read_ms), balance, _redeemed(redeemed))


def _redeemed(text: str | None) -> frozenset[int] | None:
    return None if text is None else frozenset(msgspec.json.decode(text, type=list[int]))


def _thresholds(redeemed: frozenset[int] | None) -> str | None:
    return None if redeemed is None else msgspec.json.encode(sorted(redeemed)).decode()


def _slug(name: str) -> str:
    """A till's name as it may stand in a note: `Till 2` becomes `till-2`."""
    words = re.findall(r"[a-z0-9]+", name.casefold())
    return "-".join(words)[:24] or _OWN_TILL

"""The outbox: every tap, saved before the cashier sees a tick, until it is settled.

Writes only its own tables, which `queries` read. Every change of state is one of `entries.TRANSITIONS`, in a durable
transaction; any other raises `EntryMoved`. Methods return the entries that they have changed.
"""

import re
import secrets
from collections.abc import Iterable

import msgspec

from kreward_pos.clock import Clock, unix_ms
from kreward_pos.errors import StoreFailure
from kreward_pos.till.model.entries import NEEDS_PERSON, TRANSITIONS, Decision, Draft, Entry, EntryState, SettledBy
from kreward_pos.till.model.errors import EntryMoved
from kreward_pos.till.records.entry_queries import IS_ON_THE_WAY, EntryQueries
from kreward_pos.till.records.restore_guard import NoRestoreGuard, RestoreCheck
from kreward_pos.till.storage.store import Store

_IS_LAST_ATTEMPT = "entry = ? AND number = (SELECT max(number) FROM attempts WHERE entry = ?)"
_FOREVER_MS = 10**13
_SLEPT_MS = 5000
_OWN_TILL = "till"
_FROM = {state: frozenset(s for s, following in TRANSITIONS.items() if state in following) for state in EntryState}
_SETTLED = {Decision.COUNTED: SettledBy.PERSON}
_DECIDED = {
    Decision.COUNTED: EntryState.APPLIED,
    Decision.SEND_AGAIN: EntryState.WAITING,
    Decision.WRITE_OFF: EntryState.WRITTEN_OFF,
}


class Outbox:
    """The table of entries, with its `queries`. Thread-safe by its store."""

    def __init__(
        self, store: Store, clock: Clock, till_name: str = _OWN_TILL, restore_check: RestoreCheck | None = None
    ) -> None:
        self.queries = EntryQueries(store)
        self._store = store
        self._restore_check = restore_check or NoRestoreGuard()
        self._clock = clock
        self._prefix = f"{_slug(till_name)}-{self._install_tag()}"

    def add(self, draft: Draft, *, is_held: bool = False) -> Entry:
        """Save a tap durably; raise `StoreFailure` where that fails, and then nothing is saved."""
        self._store.require_room()
        state = EntryState.HELD if is_held else EntryState.WAITING
        with self._store.transaction() as connection:
            seq = (connection.execute("SELECT max(seq) FROM entries").get or 0) + 1
            op_id, created_ms = f"{self._prefix}/{seq:06d}", self._now_ms()
            connection.execute(
                "INSERT INTO entries (seq, op_id, kind, state, customer, email, name, template_id, delta, at, reward,"
                " undo_of, created_ms, cashier, is_offline, card_type)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                    draft.cashier,
                    draft.is_offline,
                    draft.card_type,
                ),
            )
            return self.queries.get(seq)

    def begin_attempt(
        self, seq: int, baseline: int | None, redeemed: frozenset[int] | None, loops_at: int | None = None
    ) -> Entry:
        """Journal an attempt before its first byte leaves: `waiting → sending`, and save the restore guard's mark.

        Raises `DiskFull` where its end would have no room, and a `StoreFailure` where it or the mark cannot be saved;
        then nothing may be sent, and the entry waits.
        """
        self._store.require_room()
        self._restore_check.ensure_writable()
        with self._store.transaction() as connection:
            (entry,) = self._move(seq, EntryState.SENDING)
            now_ms = self._now_ms()
            connection.execute(
                "INSERT INTO attempts (entry, number, started_ms, marked_ms, baseline, baseline_redeemed, loops_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (seq, entry.attempts + 1, now_ms, now_ms, baseline, _thresholds(redeemed), loops_at),
            )
            sending = self.queries.get(seq)
        try:
            self._restore_check.save_mark()
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
        """Journal the attempt's outcome and the entry's new state."""
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE attempts SET outcome = ?, ended_ms = ? WHERE entry = ? AND outcome IS NULL",
                (outcome, self._now_ms(), seq),
            )
            return self._move(seq, to, problem, settled_by)

    def add_watched(self, seq: int, watched_ms: int) -> None:
        """Add to the time for which the last attempt at `seq` was watched, by the monotonic clock.

        Where the wall clock has gone much further, the computer slept; that time is added to the gap.
        """
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE attempts SET quiet_ms = quiet_ms + :quiet, marked_ms = :now, gap_ms = gap_ms"
                f" + iif(:now - marked_ms - :quiet > {_SLEPT_MS}, :now - marked_ms - :quiet, 0)"
                " WHERE entry = :seq AND number = (SELECT max(number) FROM attempts WHERE entry = :seq)",
                {"quiet": watched_ms, "now": self._now_ms(), "seq": seq},
            )

    def add_read(self, seq: int, balance: int, redeemed: frozenset[int] | None) -> None:
        """Save what the customer's card shows now, after the last attempt at `seq`."""
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT INTO reads (entry, number, quiet_ms, read_ms, balance, redeemed)"
                f" SELECT entry, number, quiet_ms, ?, ?, ? FROM attempts WHERE {_IS_LAST_ATTEMPT}",
                (self._now_ms(), balance, _thresholds(redeemed), seq, seq),
            )

    def move(
        self, seq: int, to: EntryState, problem: str | None = None, settled_by: SettledBy | None = None
    ) -> tuple[Entry, ...]:
        """Change an entry's state, durably."""
        with self._store.transaction():
            return self._move(seq, to, problem, settled_by)

    def cancel(self, seq: int) -> tuple[Entry, ...]:
        """Cancel an entry that waits; raise `EntryMoved` where it has left.

        One that has left before and waits to be sent again may have counted: it goes to review.
        """
        with self._store.transaction():
            doubts = [attempt.outcome for attempt in self.queries.attempts(seq) if attempt.is_unsure]
            if doubts and self.queries.get(seq).can_cancel:
                return self._move(seq, EntryState.REVIEW, doubts[-1])
            return self._move(seq, EntryState.CANCELLED)

    def decide(self, seq: int, decision: Decision, who: str) -> tuple[Entry, ...]:
        """Save a person's decision about an entry in `review` or `blocked`, with who and when.

        Kreward has refused a blocked entry, so `COUNTED` raises `EntryMoved` for it.
        """
        with self._store.transaction() as connection:
            if self.queries.get(seq).state not in NEEDS_PERSON:
                raise EntryMoved
            connection.execute(
                "INSERT INTO decisions (entry, decision, decided_ms, who) VALUES (?, ?, ?, ?)",
                (seq, decision.value, self._now_ms(), who),
            )
            return self._move(seq, _DECIDED[decision], settled_by=_SETTLED.get(decision))

    def recover(self) -> tuple[Entry, ...]:
        """Make unsure what was being sent when the app last ended; call it once after the start.

        Every unsure entry's gap grows by the time since it was last watched, by the wall clock; where that clock has
        gone back, the gap is longer than any limit.
        """
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE attempts SET gap_ms = gap_ms + CASE WHEN marked_ms <= ? THEN ? - marked_ms ELSE ? END,"
                " marked_ms = ? WHERE outcome IS NULL OR entry IN (SELECT seq FROM entries WHERE"
                f" state IN ('unsure', 'settling') AND {IS_ON_THE_WAY})",
                (self._now_ms(), self._now_ms(), _FOREVER_MS, self._now_ms()),
            )
            interrupted = self.queries.sending()
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
            return (self.queries.get(seq), *self._cancel_undo(seq, to))

    def _cancel_undo(self, seq: int, to: EntryState) -> Iterable[Entry]:
        """Cancel the undo of an entry that will never be applied."""
        if to not in {EntryState.CANCELLED, EntryState.WRITTEN_OFF}:
            return ()
        undo = self.queries.live_undo(seq)
        if undo is None or not undo.can_cancel:
            return ()
        return self._move(undo.seq, EntryState.CANCELLED)

    def _now_ms(self) -> int:
        return unix_ms(self._clock.now())

    def _install_tag(self) -> str:
        """Return the four characters that tell this database from others with the till's name; made at first use."""
        tag = self._store.meta("install_tag")
        if tag is None:
            tag = secrets.token_hex(2)
            self._store.set_meta("install_tag", tag)
        return tag


def _thresholds(redeemed: frozenset[int] | None) -> str | None:
    return None if redeemed is None else msgspec.json.encode(sorted(redeemed)).decode()


def _slug(name: str) -> str:
    """Return a till's name as notes contain it: `Till 2` becomes `till-2`."""
    words = re.findall(r"[a-z0-9]+", name.casefold())
    return "-".join(words)[:24] or _OWN_TILL

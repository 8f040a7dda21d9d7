"""Mutants: tills with one rule of the outbox broken, which the simulation must notice."""

from collections.abc import Callable, Iterable
from typing import Any

from kreward_pos.api.models import CustomerRecord
from kreward_pos.api.transport import Request, Response, Transport
from kreward_pos.cards import Email
from kreward_pos.overriding import override
from kreward_pos.till.model.entries import Entry, EntryKind, EntryState
from kreward_pos.till.records.context import TillContext
from kreward_pos.till.records.entry_queries import EntryQueries
from kreward_pos.till.records.outbox import Outbox
from kreward_pos.till.sending.courier import Courier
from kreward_pos.till.sending.settler import Settler
from kreward_pos.till.sending.settling_rule import CardSnapshot
from tests.simulation.counter import SimTill

Mutant = Callable[[SimTill], None]


def never_syncs(till: SimTill) -> None:
    """Return from a commit before it is on the disk."""
    with till.store.reading() as connection:
        connection.execute("PRAGMA synchronous = OFF")


def syncs_at_checkpoints_alone(till: SimTill) -> None:
    """Sync at checkpoints only, as WAL mode does with `synchronous = NORMAL`."""
    with till.store.reading() as connection:
        connection.execute("PRAGMA synchronous = NORMAL")


def journals_after_sending(till: SimTill) -> None:
    """Journal an attempt only together with its end."""
    _change_outbox(till, _LateJournal)


def sends_again_after_a_crash(till: SimTill) -> None:
    """Make `sending` entries `waiting` at the start."""
    _change_outbox(till, _SendingAgain)


def retries_blindly(till: SimTill) -> None:
    """Take a lost answer for a lost request."""
    _change_outbox(till, _Blind)


def follows_redirects(till: SimTill) -> None:
    """Follow a 3xx with the same request, as a browser would."""
    client = _context(till).client
    client._transport = _Following(client._transport)


def saves_reads_that_a_write_crossed(till: SimTill) -> None:
    """Take a look-up's answer for a baseline although a write has overtaken it."""
    customers = _context(till).customers

    def save_read(email: Email, template_id: str | None, record: CustomerRecord, version: int) -> bool:  # noqa: ARG001
        customers.save(email, template_id, record)
        return True

    customers.save_read = save_read  # type: ignore[method-assign]


def trusts_any_baseline(till: SimTill) -> None:
    """Take every read for a fresh one."""
    customers = _context(till).customers

    def age_s(email: Email, template_id: str | None) -> float:
        return float("inf") if customers.known(email, template_id) is None else 0.0

    customers.age_s = age_s  # type: ignore[method-assign]


def settles_after_one_read(till: SimTill) -> None:
    """Take the first copy for dead where the first read, after 12 s, shows no change."""
    courier = _courier(till)
    hasty = _Hasty(_context(till), always_ask=courier._settler.always_ask)
    courier._settler = courier._sender._settler = hasty


def takes_unsaved_reads_for_fresh(till: SimTill) -> None:
    """Take a look-up's answer for a baseline although its commit failed. Once a bug of the till."""
    customers = _context(till).customers

    def save_read(email: Email, template_id: str | None, record: CustomerRecord, version: int) -> bool:
        with customers._store.transaction():
            if customers.version(email) != version:
                return False
            customers.save(email, template_id, record)
            return True

    customers.save_read = save_read  # type: ignore[method-assign]


def sends_two_of_a_customer_at_once(till: SimTill) -> None:
    """Send what a person sends again before a later entry is settled. Once a bug of the till."""
    _courier(till)._queries = _Overtaking(till.store)


class _Changed:
    """An outbox with one method replaced."""

    def __init__(self, real: Outbox) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class _LateJournal(_Changed):
    def begin_attempt(self, seq: int, *evidence: Any) -> Entry:
        self._evidence = evidence
        return self._real.queries.get(seq)

    def end_attempt(self, seq: int, *end: Any) -> tuple[Entry, ...]:
        self._real.begin_attempt(seq, *self._evidence)
        return self._real.end_attempt(seq, *end)


class _SendingAgain(_Changed):
    def recover(self) -> tuple[Entry, ...]:
        with self._real._store.reading() as connection:
            rows: Any = connection.execute("SELECT seq FROM entries WHERE state = 'sending'").fetchall()
        ended = [self._real.end_attempt(row[0], EntryState.WAITING, "unreachable") for row in rows]
        return tuple(entry for entries in ended for entry in entries) + self._real.recover()


class _Blind(_Changed):
    def end_attempt(self, seq: int, to: EntryState, *end: Any) -> tuple[Entry, ...]:
        return self._real.end_attempt(seq, EntryState.WAITING if to is EntryState.UNSURE else to, *end)


class _Following:
    def __init__(self, real: Transport) -> None:
        self._real = real

    def exchange(self, request: Request, deadline_s: float) -> Response:
        answer = self._real.exchange(request, deadline_s)
        return self._real.exchange(request, deadline_s) if 300 <= answer.status < 400 else answer

    def close(self) -> None:
        self._real.close()


class _Overtaking(EntryQueries):
    @override
    def next_to_send(self, paused: Iterable[str] = (), kind: EntryKind | None = None) -> Entry | None:
        found = super().next_to_send(paused, kind)
        if found is None:
            again = self._select(
                "WHERE state = 'waiting' AND seq IN (SELECT entry FROM decisions) AND NOT EXISTS (SELECT 1 FROM entries"
                " AS other WHERE other.customer = entries.customer AND other.seq < entries.seq AND other.state IN"
                " ('held', 'waiting', 'sending', 'unsure', 'settling')) ORDER BY seq LIMIT 1"
            )
            found = again[0] if again else None
        return found


class _Hasty(Settler):
    @override
    def recheck(self, entry: Entry, now: CardSnapshot) -> bool:
        return True

    @override
    def _judge(self, entry: Entry) -> None:
        attempt = self._attempt(entry)
        if attempt.reads and attempt.reads[-1].balance == attempt.baseline:
            self._end(entry, EntryState.WAITING)
        else:
            super()._judge(entry)


def _change_outbox(till: SimTill, kind: type[_Changed]) -> None:
    courier = _courier(till)
    courier._outbox = courier._sender._outbox = kind(courier._outbox)  # type: ignore[assignment]


def _courier(till: SimTill) -> Courier:
    assert till.till is not None
    return till.till.courier


def _context(till: SimTill) -> TillContext:
    return _courier(till)._context

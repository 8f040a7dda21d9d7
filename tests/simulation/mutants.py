"""Tills with one rule of the outbox broken, each the mistake that the rule is there for. The simulation must see it."""

from collections.abc import Callable, Iterable
from typing import Any

from kreward_pos.api.models import CustomerRecord
from kreward_pos.api.transport import Request, Response, Transport
from kreward_pos.cards import Email
from kreward_pos.till.model.entries import Entry, EntryKind, EntryState
from kreward_pos.till.records.entry_queries import EntryQueries
from kreward_pos.till.records.outbox import Outbox
from kreward_pos.till.sending.settler import Settler
from kreward_pos.till.sending.settling_rule import CardSnapshot
from tests.simulation.counter import SimTill

Mutant = Callable[[SimTill], None]


def never_syncs(till: SimTill) -> None:
    """A commit is believed before it is on the disk."""
    with till.store.reading() as connection:
        connection.execute("PRAGMA synchronous = OFF")


def syncs_at_checkpoints_alone(till: SimTill) -> None:
    """What WAL mode makes of `synchronous = NORMAL`."""
    with till.store.reading() as connection:
        connection.execute("PRAGMA synchronous = NORMAL")


def journals_after_sending(till: SimTill) -> None:
    """The try is written down together with its end."""
    _change_outbox(till, _LateJournal)


def sends_again_after_a_crash(till: SimTill) -> None:
    """At the start, `sending` becomes `waiting`."""
    _change_outbox(till, _Forgetful)


def retries_blindly(till: SimTill) -> None:
    """A lost answer is taken for a lost request."""
    _change_outbox(till, _Blind)


def follows_redirects(till: SimTill) -> None:
    """A 3xx is followed as a browser would, with the same request."""
    assert till.till is not None
    client = till.till._client
    client._wire = _Following(client._wire)


def keeps_what_a_write_crossed(till: SimTill) -> None:
    """A look-up's answer becomes a baseline though a write overtook it."""
    customers = _parts(till).customers

    def keep_read(email: Email, template_id: str | None, record: CustomerRecord, _mark: int) -> bool:
        customers.keep(email, template_id, record)
        return True

    customers.keep_read = keep_read


def trusts_any_baseline(till: SimTill) -> None:
    """What was once read is fresh for ever."""
    customers = _parts(till).customers
    age_s = customers.age_s
    customers.age_s = lambda email, template_id: (
        min(age_s(email, template_id), 0.0) if _is_known(customers.known(email, template_id)) else float("inf")
    )


def settles_after_one_read(till: SimTill) -> None:
    """Unchanged after 12 s: the first copy counts as dead."""
    assert till.till is not None
    courier = till.till.courier
    hasty = _Hasty(_parts(till), is_always_asking=courier._settler.is_always_asking)
    courier._settler = courier._sender._settler = hasty


def takes_an_unkept_read_for_fresh(till: SimTill) -> None:
    """A look-up counts as a baseline although its commit failed. Once the till's own mistake."""
    customers = _parts(till).customers

    def keep_read(email: Email, template_id: str | None, record: CustomerRecord, mark: int) -> bool:
        with customers._store.transaction():
            if customers.mark(email) != mark:
                return False
            customers.keep(email, template_id, record)
            return True

    customers.keep_read = keep_read


def sends_two_of_a_customer_at_once(till: SimTill) -> None:
    """What a person sends again goes past a later entry that is unsure. Once the till's own mistake."""
    assert till.till is not None
    till.till.courier._queries = _Impatient(till.store)


class _Changed:
    """An outbox of which one method is replaced."""

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


class _Forgetful(_Changed):
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


class _Impatient(EntryQueries):
    def next_to_send(self, set_aside: Iterable[str] = (), only: EntryKind | None = None) -> Entry | None:
        found = super().next_to_send(set_aside, only)
        if found is None:
            again = self._select(
                "WHERE state = 'waiting' AND seq IN (SELECT entry FROM decisions) AND NOT EXISTS (SELECT 1 FROM entries"
                " AS other WHERE other.customer = entries.customer AND other.seq < entries.seq AND other.state IN"
                " ('held', 'waiting', 'sending', 'unsure', 'settling')) ORDER BY seq LIMIT 1"
            )
            found = again[0] if again else None
        return found


class _Hasty(Settler):
    def may_leave(self, entry: Entry, now: CardSnapshot) -> bool:  # noqa: ARG002 - it asks nobody
        return True

    def _judge(self, entry: Entry) -> None:
        attempt = self._attempt(entry)
        if attempt.reads and attempt.reads[-1].balance == attempt.baseline:
            self._end(entry, EntryState.WAITING)
        else:
            super()._judge(entry)


def _change_outbox(till: SimTill, kind: type[_Changed]) -> None:
    assert till.till is not None
    courier = till.till.courier
    courier._outbox = courier._sender._outbox = kind(courier._outbox)  # type: ignore[assignment]


def _parts(till: SimTill) -> Any:
    assert till.till is not None
    return till.till.courier._context


def _is_known(known: object) -> bool:
    return known is not None

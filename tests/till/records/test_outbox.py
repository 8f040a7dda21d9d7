"""The outbox: the order of entries, their states and transitions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kreward_pos.cards import Email
from kreward_pos.till.model.entries import FINAL, TRANSITIONS, Decision, Draft, Entry, EntryKind, EntryState
from kreward_pos.till.model.errors import EntryMoved
from kreward_pos.till.records.outbox import Outbox
from kreward_pos.till.storage.store import Store
from tests.fake_clock import FakeClock

JANE, SUKI = Email.parse("jane@example.com"), Email.parse("suki@example.com")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def outbox(store: Store, clock: FakeClock) -> Outbox:
    return Outbox(store, clock, "Till 2 · 收銀")


def stamp(outbox: Outbox, email: Email = JANE, delta: int = 1, undo_of: int | None = None) -> Entry:
    return outbox.add(Draft(EntryKind.STAMP, email, delta=delta, undo_of=undo_of))


def applied(outbox: Outbox, entry: Entry) -> None:
    outbox.begin_attempt(entry.seq, 5, None)
    outbox.end_attempt(entry.seq, EntryState.APPLIED, "applied")


def test_op_ids_name_the_till_and_differ_between_databases(outbox: Outbox, tmp_path: Path, clock: FakeClock) -> None:
    other_store = Store.open(tmp_path / "other")
    other = Outbox(other_store, clock, "Till 2")
    ids = [stamp(outbox).op_id, stamp(outbox).op_id, stamp(other).op_id]
    other_store.close()
    assert ids[0].startswith("till-2-")
    assert ids[0].endswith("/000001")
    assert ids[1].endswith("/000002")
    assert len({op_id.rpartition("/")[0] for op_id in ids}) == 2


def test_entry_is_read_back_as_it_was_added(outbox: Outbox) -> None:
    draft = Draft(EntryKind.REDEEM, JANE, "陳大文", "some-template", at=8, reward="Free coffee")
    added = outbox.add(draft, is_held=True)
    (saved,) = outbox.queries.entries(10)
    assert saved == added
    assert (saved.name, saved.template_id, saved.at, saved.reward) == ("陳大文", "some-template", 8, "Free coffee")
    assert saved.state is EntryState.HELD


def test_cashiers_name_is_cut(outbox: Outbox) -> None:
    added = outbox.add(Draft(EntryKind.STAMP, JANE, delta=1, cashier="Ka\nYan " + "x" * 100))
    assert outbox.queries.get(added.seq) == added
    assert added.cashier == "Ka Yan " + "x" * 52 + "…"


def test_next_to_send_is_the_oldest_entry_with_none_of_its_customer_before_it(outbox: Outbox) -> None:
    first, _, other = stamp(outbox), stamp(outbox), stamp(outbox, SUKI)
    assert outbox.queries.next_to_send() == first
    outbox.begin_attempt(first.seq, 5, None)
    assert outbox.queries.next_to_send() == other


@pytest.mark.parametrize("spelling", ["Jane@example.com", "JANE@EXAMPLE.COM"])
def test_two_spellings_of_an_address_are_one_customer(outbox: Outbox, spelling: str) -> None:
    first = stamp(outbox)
    second = stamp(outbox, Email.parse(spelling))
    outbox.begin_attempt(first.seq, 5, None)
    assert outbox.queries.next_to_send() is None
    assert outbox.queries.get(second.seq).email.address.lower() == "jane@example.com"


def test_entry_that_needs_a_person_does_not_block_later_ones(outbox: Outbox) -> None:
    first, second = stamp(outbox), stamp(outbox)
    outbox.move(first.seq, EntryState.BLOCKED, "conflict")
    assert outbox.queries.next_to_send() == second


def test_entry_sent_again_by_a_person_waits_for_a_later_unsure_one(outbox: Outbox) -> None:
    """Two writes of one customer at once would each take the other's change for its own."""
    first, second = stamp(outbox), stamp(outbox)
    outbox.move(first.seq, EntryState.BLOCKED, "customer_unknown")
    outbox.begin_attempt(second.seq, 5, None)
    outbox.end_attempt(second.seq, EntryState.UNSURE, "answer_lost")
    outbox.move(second.seq, EntryState.SETTLING)
    outbox.decide(first.seq, Decision.SEND_AGAIN, "Till 1")
    assert outbox.queries.next_to_send() is None
    outbox.move(second.seq, EntryState.APPLIED)
    assert outbox.queries.next_to_send() == outbox.queries.get(first.seq)


def test_undo_waits_for_what_it_undoes(outbox: Outbox) -> None:
    tap = stamp(outbox)
    outbox.begin_attempt(tap.seq, 5, None)
    undo = stamp(outbox, delta=-1, undo_of=tap.seq)
    outbox.end_attempt(tap.seq, EntryState.UNSURE, "answer_lost")
    outbox.move(tap.seq, EntryState.REVIEW)
    assert outbox.queries.next_to_send() is None
    outbox.decide(tap.seq, Decision.COUNTED, "Till 1")
    assert outbox.queries.next_to_send() == undo


def test_undo_is_cancelled_with_what_it_undoes(outbox: Outbox) -> None:
    tap = stamp(outbox)
    outbox.begin_attempt(tap.seq, 5, None)
    undo = stamp(outbox, delta=-1, undo_of=tap.seq)
    outbox.end_attempt(tap.seq, EntryState.UNSURE, "answer_lost")
    outbox.move(tap.seq, EntryState.REVIEW)
    changed = outbox.decide(tap.seq, Decision.WRITE_OFF, "Till 1")
    assert [entry.seq for entry in changed] == [tap.seq, undo.seq]
    assert outbox.queries.get(undo.seq).state is EntryState.CANCELLED


def test_attempts_are_numbered_and_saved_with_their_evidence(outbox: Outbox) -> None:
    entry = stamp(outbox)
    outbox.begin_attempt(entry.seq, 5, frozenset({4, 8}))
    outbox.end_attempt(entry.seq, EntryState.WAITING, "unreachable")
    applied(outbox, entry)
    first, second = outbox.queries.attempts(entry.seq)
    assert (first.number, first.baseline, first.outcome) == (1, 5, "unreachable")
    assert first.baseline_redeemed == frozenset({4, 8})
    assert (second.number, second.baseline_redeemed, second.outcome) == (2, None, "applied")
    assert outbox.queries.get(entry.seq).attempts == 2


def test_entries_that_need_a_person_come_first(outbox: Outbox) -> None:
    done, older, refused, newer = (stamp(outbox) for _ in range(4))
    applied(outbox, done)
    outbox.move(refused.seq, EntryState.BLOCKED, "conflict")
    assert [entry.seq for entry in outbox.queries.entries(10)] == [refused.seq, older.seq, newer.seq, done.seq]
    assert [entry.seq for entry in outbox.queries.entries(2)] == [refused.seq, older.seq]
    assert outbox.queries.counts() == (2, 1)


def in_state(outbox: Outbox, state: EntryState) -> Entry:
    """Return an entry brought to `state` by the shortest transitions from `waiting` or `held`."""
    routes: dict[EntryState, list[EntryState]] = {EntryState.WAITING: []}
    while state not in routes and state is not EntryState.HELD:
        for start, route in list(routes.items()):
            for following in TRANSITIONS[start]:
                routes.setdefault(following, [*route, following])
    entry = outbox.add(Draft(EntryKind.STAMP, JANE, delta=1), is_held=state is EntryState.HELD)
    for step in routes.get(state, []):
        outbox.move(entry.seq, step)
    return outbox.queries.get(entry.seq)


@pytest.mark.parametrize("state", EntryState)
@pytest.mark.parametrize("to", EntryState)
def test_states_change_by_the_transitions_only(outbox: Outbox, state: EntryState, to: EntryState) -> None:
    entry = in_state(outbox, state)
    assert entry.state is state
    if to in TRANSITIONS[state]:
        assert outbox.move(entry.seq, to)[0].state is to
    else:
        with pytest.raises(EntryMoved):
            outbox.move(entry.seq, to)
        assert outbox.queries.get(entry.seq).state is state


def test_three_states_are_final() -> None:
    assert {EntryState.APPLIED, EntryState.CANCELLED, EntryState.WRITTEN_OFF} == FINAL


def test_decision_is_saved_with_its_time(outbox: Outbox, store: Store) -> None:
    entry = in_state(outbox, EntryState.REVIEW)
    outbox.decide(entry.seq, Decision.COUNTED, "Till 1")
    with store.reading() as connection:
        assert connection.execute("SELECT entry, decision, who FROM decisions").fetchall() == [
            (entry.seq, "counted", "Till 1")
        ]
    with pytest.raises(EntryMoved):
        outbox.decide(entry.seq, Decision.WRITE_OFF, "Till 1")


def test_blocked_entry_cannot_be_decided_as_counted(outbox: Outbox) -> None:
    entry = in_state(outbox, EntryState.BLOCKED)
    with pytest.raises(EntryMoved):
        outbox.decide(entry.seq, Decision.COUNTED, "Till 1")


def test_unknown_entry_raises_entry_moved(outbox: Outbox) -> None:
    with pytest.raises(EntryMoved):
        outbox.queries.get(99)

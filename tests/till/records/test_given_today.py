"""What a customer was given today, as SQLite adds it up."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kreward_pos.cards import Email
from kreward_pos.till.model.entries import CAME_TO_NOTHING, Entry, EntryKind, EntryState
from kreward_pos.till.model.limits import GivenOnDay
from kreward_pos.till.records.entry_queries import EntryQueries
from kreward_pos.till.records.given_today import GivenToday
from kreward_pos.till.storage.store import Store

MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)
JANE = Email.parse("jane@example.com")
SUKI = Email.parse("suki@example.com")


class Journal:
    """A table of entries, written directly."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.today = GivenToday(store)

    def add(
        self,
        delta: int | None = 1,
        state: EntryState = EntryState.APPLIED,
        *,
        at: datetime = MIDNIGHT,
        email: Email = JANE,
        card: str | None = None,
        undo_of: int | None = None,
        is_offline: bool = False,
    ) -> None:
        kind, tier = (EntryKind.STAMP, None) if delta else (EntryKind.REDEEM, 5)
        made_ms = int(at.timestamp() * 1000)
        with self.store.transaction() as connection:
            connection.execute(
                "INSERT INTO entries (op_id, kind, state, customer, email, template_id, delta, at, undo_of, created_ms,"
                " is_offline) VALUES ('till/1', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (kind.value, state.value, email.key, email.address, card, delta, tier, undo_of, made_ms, is_offline),
            )

    def given(self, email: Email = JANE, card: str | None = None, since: datetime = MIDNIGHT) -> GivenOnDay:
        with self.store.transaction():
            return self.today.given(email, card, since)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    store = Store.open(tmp_path)
    yield Journal(store)
    store.close()


def test_empty_till_has_given_nothing(journal: Journal) -> None:
    journal.add(3, at=MIDNIGHT - timedelta(seconds=1))
    journal.add(3, email=SUKI)
    journal.add(3, card="tmpl_other")
    assert journal.given() == GivenOnDay()


@pytest.mark.parametrize("state", list(EntryState))
def test_only_entries_that_may_count_are_added(journal: Journal, state: EntryState) -> None:
    journal.add(3, state)
    assert journal.given() == (GivenOnDay() if state in CAME_TO_NOTHING else GivenOnDay(3, MIDNIGHT))


def test_later_state_of_an_entry_counts(journal: Journal) -> None:
    journal.add(2, EntryState.WAITING)
    assert journal.given().amount == 2
    with journal.store.transaction() as connection:
        connection.execute("UPDATE entries SET state = 'cancelled'")
    assert journal.given() == GivenOnDay()


def test_undone_tap_is_not_the_last_tap(journal: Journal) -> None:
    journal.add(3, at=MIDNIGHT)
    journal.add(2, at=MIDNIGHT + timedelta(hours=1))
    journal.add(-2, at=MIDNIGHT + timedelta(hours=2), undo_of=2)
    assert journal.given() == GivenOnDay(3, MIDNIGHT)


def test_cancelled_undo_leaves_the_tap(journal: Journal) -> None:
    journal.add(2)
    journal.add(-2, EntryState.CANCELLED, undo_of=1)
    assert journal.given() == GivenOnDay(2, MIDNIGHT)


def test_offline_redeem_counts_even_when_refused_later(journal: Journal) -> None:
    journal.add(None, EntryState.BLOCKED, is_offline=True)
    journal.add(None, EntryState.CANCELLED, is_offline=True)
    journal.add(None)
    assert journal.given() == GivenOnDay(offline=1)


def test_new_day_starts_at_zero_and_a_clock_set_back_is_followed(journal: Journal) -> None:
    journal.add(1)
    journal.add(2, at=MIDNIGHT + timedelta(days=1))
    assert journal.given(since=MIDNIGHT + timedelta(days=1)).amount == 2
    assert journal.given(since=MIDNIGHT).amount == 3


@pytest.mark.parametrize("seed", range(5))
def test_sum_equals_a_count_by_hand(journal: Journal, seed: int) -> None:
    chance = random.Random(seed)
    for number in range(1, 60):
        journal.add(
            chance.choice([1, 2, -1, None]),
            chance.choice(list(EntryState)),
            at=MIDNIGHT + timedelta(minutes=number),
            email=chance.choice([JANE, SUKI]),
            undo_of=chance.choice([None, None, chance.randint(1, number)]),
            is_offline=chance.random() < 0.2,
        )
        assert journal.given() == by_hand(EntryQueries(journal.store).after(0))


def by_hand(entries: list[Entry]) -> GivenOnDay:
    taps = [entry for entry in entries if entry.kind is EntryKind.STAMP and entry.state not in CAME_TO_NOTHING]
    undone = {entry.undo_of for entry in entries if entry.state not in CAME_TO_NOTHING}
    hers = [entry for entry in taps if entry.email == JANE]
    added = [entry.created_at for entry in hers if (entry.delta or 0) > 0 and entry.seq not in undone]
    claimed = [e for e in entries if e.email == JANE and e.is_offline and e.state is not EntryState.CANCELLED]
    return GivenOnDay(sum(entry.delta or 0 for entry in hers), max(added, default=None), len(claimed))

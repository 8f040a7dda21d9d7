"""What the till lets go of, when, and what it keeps; and that a wrong clock makes it let go of nothing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kreward_pos.api.models import CustomerRecord
from kreward_pos.cards import CardId, Email
from kreward_pos.till.model.entries import Decision, Draft, Entry, EntryKind, EntryState
from kreward_pos.till.model.errors import StillOpen
from kreward_pos.till.records.customers import Customers
from kreward_pos.till.records.outbox import Outbox
from kreward_pos.till.records.retention import DAY_MS, ClockReading, Forgotten, Privacy, Retention, judge_clock
from kreward_pos.till.storage.store import Store
from tests.fake_clock import FakeClock

JANE, SUKI = Email.parse("Jane@example.com"), Email.parse("suki@example.com")
CARD = CardId.parse("0b7a6d2e-1111-4222-8333-944455566677")
RECORD = CustomerRecord("stamps", 5, 8, "Jane", CARD.key)


class Shelf:
    """A till's data and the passing of days, each with the app running."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.clock = clock
        self.store = Store.open(folder)
        self.outbox = Outbox(self.store, clock)
        self.customers = Customers(self.store, clock)
        self.retention = Retention(self.store, clock)
        self.retention.run()

    def stamp(self, email: Email = JANE, to: EntryState = EntryState.APPLIED) -> Entry:
        entry = self.outbox.add(Draft(EntryKind.STAMP, email, "Jane" if email == JANE else "Suki", delta=2))
        if to is not EntryState.WAITING:
            self.outbox.begin_attempt(entry.seq, 5, None)
            self.outbox.end_attempt(entry.seq, to, "some_outcome")
        return entry

    def pass_days(self, days: int) -> None:
        for _ in range(days):
            self.clock.pass_s(DAY_MS / 1000)
            self.retention.run()

    def emails(self) -> list[str]:
        return [entry.email.address for entry in sorted(self.outbox.queries.entries(999), key=lambda entry: entry.seq)]


@pytest.fixture
def shelf(tmp_path: Path, clock: FakeClock) -> Iterator[Shelf]:
    made = Shelf(tmp_path, clock)
    yield made
    made.store.close()


def test_settled_entries_lose_their_customer_after_30_days_and_nothing_else(shelf: Shelf) -> None:
    seqs = [shelf.stamp(email).seq for email in (JANE, SUKI, JANE)]
    before = [shelf.outbox.queries.get(seq) for seq in seqs]
    shelf.pass_days(29)
    assert [shelf.outbox.queries.get(seq) for seq in seqs] == before
    shelf.pass_days(2)
    after = [shelf.outbox.queries.get(seq) for seq in seqs]
    assert [(e.op_id, e.delta, e.state, e.created_at) for e in after] == [
        (e.op_id, e.delta, e.state, e.created_at) for e in before
    ]
    assert [entry.name for entry in after] == [None] * 3
    assert after[0].email == after[2].email != after[1].email
    assert all(entry.email.address.endswith(".invalid") for entry in after)
    assert shelf.outbox.queries.newest(9) == []
    assert shelf.outbox.queries.open_entries(JANE) == []


def test_a_customer_who_still_comes_is_counted_on_both_sides_of_the_30_days(shelf: Shelf) -> None:
    shelf.stamp()
    shelf.pass_days(20)
    shelf.stamp()
    shelf.pass_days(20)
    assert [address == JANE.address for address in shelf.emails()] == [False, True]
    shelf.pass_days(20)
    assert len(set(shelf.emails())) == 1


@pytest.mark.parametrize("state", [EntryState.WAITING, EntryState.UNSURE, EntryState.BLOCKED])
def test_what_is_on_the_way_or_needs_a_person_keeps_everything(shelf: Shelf, state: EntryState) -> None:
    entry = shelf.stamp(to=state)
    shelf.customers.save(JANE, None, RECORD)
    shelf.customers.set_expected(JANE, None, 5)
    shelf.pass_days(60)
    assert shelf.emails() == [JANE.address]
    assert shelf.outbox.queries.get(entry.seq).name == "Jane"
    assert shelf.customers.known(JANE, None) is not None
    assert shelf.customers.drift(JANE, None, 6) == 1


def test_the_30_days_begin_when_it_was_settled(shelf: Shelf) -> None:
    entry = shelf.stamp(to=EntryState.BLOCKED)
    shelf.pass_days(40)
    shelf.outbox.decide(entry.seq, Decision.WRITE_OFF, "owner")
    shelf.pass_days(29)
    assert shelf.emails() == [JANE.address]
    shelf.pass_days(2)
    assert shelf.emails() != [JANE.address]


def test_many_go_in_batches_and_none_is_left(shelf: Shelf) -> None:
    with shelf.store.transaction() as connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1203)"
            " INSERT INTO entries (op_id, kind, state, customer, email, delta, created_ms)"
            " SELECT 'till/' || i, 'stamp', 'applied', 'c' || i || '@example.com', 'c' || i || '@example.com', 1, ?"
            " FROM n",
            (int(shelf.clock.now().timestamp() * 1000),),
        )
    shelf.pass_days(31)
    assert len(set(shelf.emails())) == 0 or all(address.endswith(".invalid") for address in shelf.emails())
    shelf.stamp()
    shelf.pass_days(31)
    assert shelf.outbox.queries.newest(9) == []


def test_balances_go_after_a_day_without_being_read_again_and_links_stay(shelf: Shelf) -> None:
    for email in (JANE, SUKI):
        shelf.customers.save(email, None, RECORD)
        shelf.customers.set_expected(email, None, 5)
    shelf.customers.link(CARD, JANE)
    shelf.clock.pass_s(DAY_MS / 2000)
    shelf.customers.save(SUKI, None, RECORD)
    shelf.customers.link(CARD, JANE)
    shelf.clock.pass_s(DAY_MS / 2000 + 60)
    shelf.retention.run()
    assert shelf.customers.known(JANE, None) is None
    assert shelf.customers.known(SUKI, None) is not None
    assert (shelf.customers.drift(JANE, None, 9), shelf.customers.drift(SUKI, None, 9)) == (0, 4)
    shelf.pass_days(90)
    assert shelf.customers.customer_of(CARD) == JANE


def test_a_clock_that_jumps_ten_years_ahead_destroys_nothing(shelf: Shelf) -> None:
    shelf.stamp()
    shelf.customers.save(JANE, None, RECORD)
    right = shelf.clock.wall
    shelf.clock.wall = right + timedelta(days=3650)
    for _ in range(10):
        shelf.clock.pass_s(3600)
        shelf.retention.run()
    shelf.clock.wall = right
    shelf.retention.run()
    assert shelf.emails() == [JANE.address]
    assert shelf.customers.known(JANE, None) is not None


def test_a_shop_that_comes_back_from_a_long_holiday_waits_a_day(shelf: Shelf) -> None:
    shelf.stamp()
    shelf.clock.pass_s(60 * DAY_MS / 1000)
    shelf.retention.run()
    assert shelf.emails() == [JANE.address]
    shelf.pass_days(1)
    assert shelf.emails() != [JANE.address]


HOUR = DAY_MS // 24


@pytest.mark.parametrize(
    ("seen", "now_ms", "expected"),
    [
        (None, 5 * DAY_MS, (ClockReading(5 * DAY_MS), False)),
        (ClockReading(5 * DAY_MS), 6 * DAY_MS, (ClockReading(6 * DAY_MS), True)),
        (ClockReading(5 * DAY_MS), 4 * DAY_MS, (ClockReading(4 * DAY_MS), True)),
        (ClockReading(5 * DAY_MS), 99 * DAY_MS, (ClockReading(5 * DAY_MS, 99 * DAY_MS), False)),
        (ClockReading(5 * DAY_MS, 99 * DAY_MS), 99 * DAY_MS + HOUR, (ClockReading(5 * DAY_MS, 99 * DAY_MS), False)),
        (ClockReading(5 * DAY_MS, 99 * DAY_MS), 100 * DAY_MS, (ClockReading(100 * DAY_MS), True)),
        (ClockReading(5 * DAY_MS, 99 * DAY_MS), 300 * DAY_MS, (ClockReading(5 * DAY_MS, 300 * DAY_MS), False)),
        (ClockReading(5 * DAY_MS, 99 * DAY_MS), 50 * DAY_MS, (ClockReading(5 * DAY_MS, 50 * DAY_MS), False)),
        (ClockReading(5 * DAY_MS, 99 * DAY_MS), 6 * DAY_MS, (ClockReading(6 * DAY_MS), True)),
    ],
    ids=["first", "a day", "back", "a jump", "an hour later", "a day later", "another jump", "in between", "set right"],
)
def test_when_the_clock_is_believed(
    seen: ClockReading | None, now_ms: int, expected: tuple[ClockReading, bool]
) -> None:
    assert judge_clock(seen, now_ms) == expected


def test_a_forgotten_customer_is_gone_from_the_till_and_from_its_file(shelf: Shelf, tmp_path: Path) -> None:
    shelf.stamp()
    shelf.stamp(SUKI)
    shelf.customers.save(JANE, None, RECORD)
    shelf.customers.link(CARD, JANE)
    shelf.customers.set_expected(JANE, None, 5)
    assert b"jane@example" in content_of(tmp_path)
    assert Privacy(shelf.store).forget(Email.parse("jane@Example.COM")) == Forgotten(entries=1, cards=1, links=1)
    assert not [word for word in (b"jane@", b"Jane", b"0b7a6d2e") if word in content_of(tmp_path)]
    assert b"suki@example" in content_of(tmp_path)
    assert shelf.customers.customer_of(CARD) is None
    assert [address == SUKI.address for address in shelf.emails()] == [False, True]


def content_of(folder: Path) -> bytes:
    """The file and its log."""
    return b"".join(path.read_bytes() for path in folder.glob("till.db*"))


def test_forgetting_reaches_entries_that_bear_a_hash_already_and_cannot_be_retraced(shelf: Shelf) -> None:
    shelf.stamp()
    shelf.pass_days(31)
    (hashed,) = shelf.emails()
    shelf.stamp()
    assert Privacy(shelf.store).forget(JANE).entries == 2
    assert len(set(shelf.emails())) == 1
    assert shelf.emails()[0] != hashed
    shelf.stamp()
    shelf.pass_days(31)
    assert shelf.emails()[2] == hashed
    assert shelf.emails()[0] != hashed


@pytest.mark.parametrize("state", [EntryState.WAITING, EntryState.UNSURE, EntryState.BLOCKED])
def test_nobody_is_forgotten_while_something_of_theirs_is_open(shelf: Shelf, state: EntryState) -> None:
    shelf.stamp()
    shelf.stamp(to=state)
    shelf.customers.link(CARD, JANE)
    with pytest.raises(StillOpen) as raised:
        Privacy(shelf.store).forget(JANE)
    assert raised.value.sentence.startswith("1 ")
    assert shelf.emails() == [JANE.address] * 2
    assert shelf.customers.customer_of(CARD) == JANE


def test_a_stranger_is_forgotten_without_a_word(shelf: Shelf) -> None:
    shelf.stamp()
    assert Privacy(shelf.store).forget(SUKI) == Forgotten(0, 0, 0)
    assert shelf.emails() == [JANE.address]

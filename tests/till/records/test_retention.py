"""Retention: what is deleted when, what stays, and that a wrong clock deletes nothing."""

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


class TillData:
    """A till's data over days on which the app runs."""

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
def data(tmp_path: Path, clock: FakeClock) -> Iterator[TillData]:
    made = TillData(tmp_path, clock)
    yield made
    made.store.close()


def test_settled_entries_lose_only_their_customer_after_30_days(data: TillData) -> None:
    seqs = [data.stamp(email).seq for email in (JANE, SUKI, JANE)]
    before = [data.outbox.queries.get(seq) for seq in seqs]
    data.pass_days(29)
    assert [data.outbox.queries.get(seq) for seq in seqs] == before
    data.pass_days(2)
    after = [data.outbox.queries.get(seq) for seq in seqs]
    assert [(e.op_id, e.delta, e.state, e.created_at) for e in after] == [
        (e.op_id, e.delta, e.state, e.created_at) for e in before
    ]
    assert [entry.name for entry in after] == [None] * 3
    assert after[0].email == after[2].email != after[1].email
    assert all(entry.email.address.endswith(".invalid") for entry in after)
    assert data.outbox.queries.newest(9) == []
    assert data.outbox.queries.open_entries(JANE) == []


def test_regular_customer_is_counted_before_and_after_30_days(data: TillData) -> None:
    data.stamp()
    data.pass_days(20)
    data.stamp()
    data.pass_days(20)
    assert [address == JANE.address for address in data.emails()] == [False, True]
    data.pass_days(20)
    assert len(set(data.emails())) == 1


@pytest.mark.parametrize("state", [EntryState.WAITING, EntryState.UNSURE, EntryState.BLOCKED])
def test_open_entries_keep_their_customer(data: TillData, state: EntryState) -> None:
    entry = data.stamp(to=state)
    data.customers.save(JANE, None, RECORD)
    data.customers.set_expected(JANE, None, 5)
    data.pass_days(60)
    assert data.emails() == [JANE.address]
    assert data.outbox.queries.get(entry.seq).name == "Jane"
    assert data.customers.known(JANE, None) is not None
    assert data.customers.drift(JANE, None, 6) == 1


def test_30_days_begin_when_the_entry_is_settled(data: TillData) -> None:
    entry = data.stamp(to=EntryState.BLOCKED)
    data.pass_days(40)
    data.outbox.decide(entry.seq, Decision.WRITE_OFF, "owner")
    data.pass_days(29)
    assert data.emails() == [JANE.address]
    data.pass_days(2)
    assert data.emails() != [JANE.address]


def test_entries_are_hashed_in_batches_until_none_is_left(data: TillData) -> None:
    with data.store.transaction() as connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1203)"
            " INSERT INTO entries (op_id, kind, state, customer, email, delta, created_ms)"
            " SELECT 'till/' || i, 'stamp', 'applied', 'c' || i || '@example.com', 'c' || i || '@example.com', 1, ?"
            " FROM n",
            (int(data.clock.now().timestamp() * 1000),),
        )
    data.pass_days(31)
    assert len(set(data.emails())) == 0 or all(address.endswith(".invalid") for address in data.emails())
    data.stamp()
    data.pass_days(31)
    assert data.outbox.queries.newest(9) == []


def test_balances_are_deleted_after_a_day_and_links_stay(data: TillData) -> None:
    for email in (JANE, SUKI):
        data.customers.save(email, None, RECORD)
        data.customers.set_expected(email, None, 5)
    data.customers.link(CARD, JANE)
    data.clock.pass_s(DAY_MS / 2000)
    data.customers.save(SUKI, None, RECORD)
    data.customers.link(CARD, JANE)
    data.clock.pass_s(DAY_MS / 2000 + 60)
    data.retention.run()
    assert data.customers.known(JANE, None) is None
    assert data.customers.known(SUKI, None) is not None
    assert (data.customers.drift(JANE, None, 9), data.customers.drift(SUKI, None, 9)) == (0, 4)
    data.pass_days(90)
    assert data.customers.customer_of(CARD) == JANE


def test_clock_jump_of_ten_years_deletes_nothing(data: TillData) -> None:
    data.stamp()
    data.customers.save(JANE, None, RECORD)
    right = data.clock.wall
    data.clock.wall = right + timedelta(days=3650)
    for _ in range(10):
        data.clock.pass_s(3600)
        data.retention.run()
    data.clock.wall = right
    data.retention.run()
    assert data.emails() == [JANE.address]
    assert data.customers.known(JANE, None) is not None


def test_retention_waits_a_day_after_a_long_holiday(data: TillData) -> None:
    data.stamp()
    data.clock.pass_s(60 * DAY_MS / 1000)
    data.retention.run()
    assert data.emails() == [JANE.address]
    data.pass_days(1)
    assert data.emails() != [JANE.address]


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
def test_clock_is_believed_or_doubted(
    seen: ClockReading | None, now_ms: int, expected: tuple[ClockReading, bool]
) -> None:
    assert judge_clock(seen, now_ms) == expected


def test_forgotten_customer_is_gone_from_the_till_and_its_file(data: TillData, tmp_path: Path) -> None:
    data.stamp()
    data.stamp(SUKI)
    data.customers.save(JANE, None, RECORD)
    data.customers.link(CARD, JANE)
    data.customers.set_expected(JANE, None, 5)
    assert b"jane@example" in content_of(tmp_path)
    assert Privacy(data.store).forget(Email.parse("jane@Example.COM")) == Forgotten(entries=1, cards=1, links=1)
    assert not [word for word in (b"jane@", b"Jane", b"0b7a6d2e") if word in content_of(tmp_path)]
    assert b"suki@example" in content_of(tmp_path)
    assert data.customers.customer_of(CARD) is None
    assert [address == SUKI.address for address in data.emails()] == [False, True]


def content_of(folder: Path) -> bytes:
    """Return the content of the file and its log."""
    return b"".join(path.read_bytes() for path in folder.glob("till.db*"))


def test_forgetting_covers_hashed_entries_and_cannot_be_reversed(data: TillData) -> None:
    data.stamp()
    data.pass_days(31)
    (hashed,) = data.emails()
    data.stamp()
    assert Privacy(data.store).forget(JANE).entries == 2
    assert len(set(data.emails())) == 1
    assert data.emails()[0] != hashed
    data.stamp()
    data.pass_days(31)
    assert data.emails()[2] == hashed
    assert data.emails()[0] != hashed


@pytest.mark.parametrize("state", [EntryState.WAITING, EntryState.UNSURE, EntryState.BLOCKED])
def test_customer_with_open_entries_is_not_forgotten(data: TillData, state: EntryState) -> None:
    data.stamp()
    data.stamp(to=state)
    data.customers.link(CARD, JANE)
    with pytest.raises(StillOpen) as raised:
        Privacy(data.store).forget(JANE)
    assert raised.value.sentence.startswith("1 ")
    assert data.emails() == [JANE.address] * 2
    assert data.customers.customer_of(CARD) == JANE


def test_forgetting_an_unknown_customer_does_nothing(data: TillData) -> None:
    data.stamp()
    assert Privacy(data.store).forget(SUKI) == Forgotten(0, 0, 0)
    assert data.emails() == [JANE.address]

"""The audit log shows changes from outside, and never stops the till."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from kreward_pos.cards import Email
from kreward_pos.system.database_key import DatabaseKey
from kreward_pos.till.counter.irregularities import Irregularity
from kreward_pos.till.maintenance import Maintenance
from kreward_pos.till.model.entries import Decision, EntryState
from kreward_pos.till.records.audit_log import KEPT_FOR, AuditEvent, AuditLine, AuditLog, RecordBroken
from kreward_pos.till.records.retention import DAY_MS, Retention
from kreward_pos.till.storage.store import Store
from tests.fake_clock import FakeClock
from tests.till.conftest import Counter, OpenCounter

KEY = DatabaseKey("5a" * 32)
JANE = Email.parse("jane@example.com")
ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
TRIGGERS = "record_is_only_added_to", "record_is_kept", "record_stands"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path, KEY)
    yield opened
    opened.close()


@pytest.fixture
def audit_log(store: Store, clock: FakeClock) -> AuditLog:
    return AuditLog(store, clock)


def written(audit_log: AuditLog, count: int = 5) -> AuditLog:
    for number in range(count):
        audit_log.write(AuditEvent.TAPPED, entry=number + 1)
    return audit_log


def tamper(store: Store, *statements: str) -> None:
    """Change the file from outside, with its triggers dropped."""
    with store.transaction() as connection:
        for trigger in TRIGGERS:
            connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        for statement in statements:
            connection.execute(statement)


def lines(audit_log: AuditLog) -> list[AuditLine]:
    return audit_log.lines(*ALWAYS)


def test_lines_are_read_back_as_they_were_written(audit_log: AuditLog, clock: FakeClock) -> None:
    audit_log.change_cashier("Ka Yan")
    clock.pass_s(60)
    audit_log.write(AuditEvent.DECIDED, entry=7, detail="write_off\n" + "x" * 500)
    changed, decided = lines(audit_log)
    assert (changed.number, changed.event, changed.cashier) == (1, AuditEvent.CASHIER_CHANGED, "Ka Yan")
    assert (decided.entry, decided.cashier, decided.done_at) == (7, "Ka Yan", clock.now())
    assert decided.detail is not None
    assert decided.detail.startswith("write_off x")
    assert len(decided.detail) == 200
    assert audit_log.newest(AuditEvent.CASHIER_CHANGED) == changed
    assert audit_log.newest(AuditEvent.SHIFT_ENDED) is None


def test_untouched_log_is_whole(store: Store, audit_log: AuditLog, clock: FakeClock) -> None:
    assert audit_log.first_broken_line() is None
    assert written(audit_log, 2500).first_broken_line() is None
    assert AuditLog(store, clock).first_broken_line() is None


@pytest.mark.parametrize(
    ("statements", "number"),
    [
        (["UPDATE record SET cashier = 'Ah Ming' WHERE number = 3"], 3),
        (["UPDATE record SET entry = 9 WHERE number = 1"], 1),
        (["UPDATE record SET done_ms = done_ms + 1 WHERE number = 5"], 5),
        (["UPDATE record SET seal = (SELECT seal FROM record WHERE number = 4) WHERE number = 5"], 5),
        (["DELETE FROM record WHERE number = 2"], 2),
        (["DELETE FROM record WHERE number = 2", "UPDATE record SET number = number - 1 WHERE number > 2"], 2),
        (["DELETE FROM record WHERE number = 5"], 5),
        (["DELETE FROM record WHERE number > 1"], 2),
        (["DELETE FROM record"], 1),
        (
            ["INSERT INTO record SELECT 6, done_ms, deed, entry, cashier, detail, seal FROM record WHERE number = 5"],
            6,
        ),
        (["DELETE FROM meta WHERE name = 'record_head'"], 6),
        (["UPDATE meta SET value = '4' || substr(value, 2) WHERE name = 'record_head'"], 6),
        (["INSERT INTO meta VALUES ('record_cut', '2 00 00')", "DELETE FROM record WHERE number <= 2"], 1),
    ],
)
def test_change_from_outside_is_found_and_is_not_healed(
    store: Store, audit_log: AuditLog, clock: FakeClock, statements: list[str], number: int
) -> None:
    written(audit_log)
    tamper(store, *statements)
    assert audit_log.first_broken_line() == number
    after = AuditLog(store, clock)
    after.write(AuditEvent.STARTED)  # the till works on, and does not heal it
    after.write(AuditEvent.CLOSED)
    assert after.first_broken_line() == number


def test_lines_cut_off_while_the_till_runs_leave_a_gap(store: Store, audit_log: AuditLog) -> None:
    written(audit_log)
    tamper(store, "DELETE FROM record WHERE number > 3")
    audit_log.write(AuditEvent.TAPPED)
    assert audit_log.first_broken_line() == 4


def test_next_line_does_not_continue_from_a_rolled_back_one(store: Store, audit_log: AuditLog) -> None:
    written(audit_log)
    with suppress(RecordBroken), store.transaction():
        audit_log.write(AuditEvent.TAPPED, entry=6)
        raise RecordBroken(number=6)
    assert audit_log.first_broken_line() is None
    assert written(audit_log, 2).first_broken_line() is None
    assert [line.number for line in lines(audit_log)] == list(range(1, 8))


def test_older_head_put_back_does_not_stop_the_till(store: Store, audit_log: AuditLog, clock: FakeClock) -> None:
    written(audit_log, 2)
    older = store.meta("record_head")
    assert older is not None
    written(audit_log, 3)
    store.set_meta("record_head", older)
    after = AuditLog(store, clock)
    after.write(AuditEvent.STARTED)
    assert after.first_broken_line() == 6


def test_seals_do_not_hold_under_another_key(store: Store, audit_log: AuditLog, clock: FakeClock) -> None:
    written(audit_log)
    for store.key in (DatabaseKey("a5" * 32), None):
        assert AuditLog(store, clock).first_broken_line() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET cashier = NULL",
        "DELETE FROM record WHERE number = 5",
        "INSERT OR REPLACE INTO record SELECT * FROM record WHERE number = 2",
    ],
)
def test_database_refuses_changes_to_lines(store: Store, audit_log: AuditLog, statement: str) -> None:
    written(audit_log)
    with pytest.raises(apsw.ConstraintError), store.transaction() as connection:
        connection.execute(statement)
    assert (audit_log.first_broken_line(), len(lines(audit_log))) == (None, 5)


def test_log_stays_whole_when_old_lines_are_deleted(store: Store, audit_log: AuditLog, clock: FakeClock) -> None:
    written(audit_log, 3)
    clock.pass_s(timedelta(days=10).total_seconds())
    written(audit_log, 2)
    audit_log.delete_before(clock.now() - timedelta(days=5))
    assert [line.number for line in lines(audit_log)] == [4, 5]
    assert audit_log.first_broken_line() is None
    audit_log.delete_before(clock.now() - timedelta(days=5))  # nothing more to do
    audit_log.write(AuditEvent.STARTED)
    assert audit_log.first_broken_line() is None
    tamper(store, "DELETE FROM record WHERE number = 4")
    assert audit_log.first_broken_line() == 4


def test_newest_line_stays_however_old_it_is(audit_log: AuditLog, clock: FakeClock) -> None:
    written(audit_log, 3)
    clock.pass_s(timedelta(days=3000).total_seconds())
    audit_log.delete_before(clock.now())
    assert len(lines(audit_log)) == 3


def test_retention_deletes_lines_after_two_years(store: Store, audit_log: AuditLog, clock: FakeClock) -> None:
    retention = Retention(store, clock, audit_log)
    retention.run()
    written(audit_log, 3)
    for _ in range(2 * 365 // 6 + 2):
        clock.pass_s(6 * DAY_MS / 1000)
        retention.run()
    assert len(lines(audit_log)) == 3  # no younger line follows them
    audit_log.write(AuditEvent.STARTED)
    retention.run()
    assert timedelta(days=740) > KEPT_FOR
    assert ([line.number for line in lines(audit_log)], audit_log.first_broken_line()) == ([4], None)


def test_line_of_a_failed_transaction_is_not_written(store: Store, audit_log: AuditLog) -> None:
    written(audit_log, 2)
    with suppress(KeyError), store.transaction():
        audit_log.write(AuditEvent.TAPPED, entry=3)
        raise KeyError
    audit_log.write(AuditEvent.STARTED)
    assert ([line.number for line in lines(audit_log)], audit_log.first_broken_line()) == ([1, 2, 3], None)


def test_taps_go_on_while_the_log_is_checked(audit_log: AuditLog) -> None:
    written(audit_log, 3000)
    has_begun, found = threading.Event(), list[int | None]()

    def look() -> None:
        has_begun.set()
        found.append(audit_log.first_broken_line())

    looking = threading.Thread(target=look)
    looking.start()
    has_begun.wait(20)
    written(audit_log, 50)
    looking.join(20)
    assert found == [None]


def test_try_write_does_not_raise_on_a_full_disk(counter: Counter) -> None:
    with counter.disk.full():
        counter.daybook.log_event(AuditEvent.PIN_WRONG)
    assert counter.till._audit_log.first_broken_line() is None


def every_event(counter: Counter) -> list[AuditEvent]:
    return [line.event for line in lines(counter.till._audit_log)]


def test_each_action_writes_its_line(counter: Counter) -> None:
    first = counter.desk.stamp(JANE)
    counter.desk.undo(first.seq)
    counter.review.cancel(counter.desk.stamp(JANE).seq)
    counter.enrolment.enrol(Email.parse("new@example.com"))
    with counter.sandbox.offline():
        counter.enrolment.enrol(Email.parse("newer@example.com"))
    counter.sandbox.set_faults([{"call": "transaction", "fault": "status", "code": 400, "rate": 1.0}])
    refused = counter.desk.stamp(JANE)
    counter.flush()
    counter.review.decide(refused.seq, Decision.WRITE_OFF)
    counter.daybook.end_shift()
    assert every_event(counter) == [
        AuditEvent.TAPPED,
        AuditEvent.UNDONE,
        AuditEvent.TAPPED,
        AuditEvent.CANCELLED,
        AuditEvent.ENROLLED,
        AuditEvent.ENROLLED,
        AuditEvent.TAPPED,
        AuditEvent.DECIDED,
        AuditEvent.SHIFT_ENDED,
    ]


def test_lines_name_no_customer(counter: Counter) -> None:
    counter.desk.look_up(JANE)
    counter.desk.stamp(JANE)
    counter.enrolment.enrol(Email.parse("new@example.com"), "New Customer")
    with counter.store.reading() as connection:
        rows = str(connection.execute("SELECT * FROM record").fetchall())
    assert "@" not in rows
    assert "Customer" not in rows


def test_entries_and_lines_bear_the_cashier(counter: Counter) -> None:
    counter.daybook.change_cashier("Ka Yan")
    first = counter.desk.stamp(JANE)
    counter.daybook.change_cashier("Ah Ming")
    undone = counter.desk.undo(first.seq)
    counter.daybook.change_cashier(None)
    second = counter.desk.stamp(JANE)
    assert [entry.cashier for entry in (first, undone, second)] == ["Ka Yan", "Ka Yan", None]
    assert [line.cashier for line in lines(counter.till._audit_log) if line.entry] == ["Ka Yan", "Ah Ming", None]


def test_start_end_and_a_broken_log_are_reported(open_counter: OpenCounter) -> None:
    first = open_counter()
    first.till.start()
    first.close()
    second = open_counter()
    tamper(second.store, "UPDATE record SET deed = 'tapped' WHERE number = 1")
    notified = threading.Event()
    second.till.add_listener(Trouble(notified.set))
    second.till.start()
    assert notified.wait(20)
    assert second.daybook.broken_line == 1
    assert second.daybook.irregularities() == [Irregularity("record", None, 1, 0)]
    assert [error.code for error in second.log.errors] == [RecordBroken(number=1).code]
    assert second.desk.stamp(JANE).state is EntryState.WAITING
    assert every_event(second)[1:] == [AuditEvent.CLOSED, AuditEvent.STARTED, AuditEvent.TAPPED]


class Trouble:
    """A listener for one error."""

    def __init__(self, met: Callable[[], None]) -> None:
        self._met = met

    def entry_changed(self, _entry: object) -> None: ...

    def customer_changed(self, _email: object) -> None: ...

    def status_changed(self, _status: object) -> None: ...

    def error_occurred(self, _error: object) -> None:
        self._met()


def test_maintenance_checks_the_log_once(store: Store, clock: FakeClock) -> None:
    looked: list[bool] = []
    maintenance = Maintenance(store, Retention(store, clock), lambda: None, lambda: looked.append(True))
    for _ in range(3):
        maintenance.run_due_tasks()
    assert looked == [True]


def test_unknown_event_is_read_as_unknown(store: Store, audit_log: AuditLog) -> None:
    written(audit_log, 1)
    tamper(store, "UPDATE record SET deed = 'praised'")
    assert [line.event for line in lines(audit_log)] == [AuditEvent.UNKNOWN]

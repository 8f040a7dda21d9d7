"""The restore guard notices a restored or copied database, and not one that has only crashed."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreward_pos.cards import Email
from kreward_pos.till.model.entries import Decision, Draft, Entry, EntryKind, EntryState
from kreward_pos.till.model.errors import DiskTrouble
from kreward_pos.till.records.outbox import Outbox
from kreward_pos.till.records.restore_guard import FileMarkStore, InstallMark, MarkStore, MemoryMarkStore, RestoreGuard
from kreward_pos.till.storage.store import Store
from tests.fake_clock import FakeClock
from tests.till.conftest import OpenCounter

JANE, SUKI = Email.parse("jane@example.com"), Email.parse("suki@example.com")


class BrokenMarkStore(MemoryMarkStore):
    """A mark store whose writes raise `error` while it is set."""

    error: BaseException | None = None

    def write(self, install: str, mark: InstallMark) -> None:
        if self.error is not None:
            raise self.error
        super().write(install, mark)


class Run:
    """The app running on a folder, as far as the outbox and its restore guard go."""

    def __init__(self, folder: Path, mark_store: MarkStore) -> None:
        self.store = Store.open(folder)
        self.guard = RestoreGuard.check(self.store, mark_store, FakeClock())
        self.outbox = Outbox(self.store, FakeClock(), restore_check=self.guard)

    def stamp(self, email: Email = JANE) -> Entry:
        return self.outbox.add(Draft(EntryKind.STAMP, email, delta=1))

    def send(self, seq: int, to: EntryState = EntryState.APPLIED) -> None:
        """Send as the courier does."""
        self.outbox.begin_attempt(seq, 5, None)
        self.outbox.end_attempt(seq, to, "applied")

    def states(self) -> list[EntryState]:
        return [entry.state for entry in sorted(self.outbox.queries.entries(999), key=lambda entry: entry.seq)]

    def end(self) -> None:
        """End cleanly."""
        self.guard.save_mark()
        self.store.close()

    def crash(self) -> None:
        """End without saving the mark again, as a killed process does."""
        self.store.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "till"


@pytest.fixture
def mark_store(tmp_path: Path) -> MarkStore:
    return FileMarkStore(tmp_path / "mark_store")


@contextmanager
def run(folder: Path, mark_store: MarkStore) -> Iterator[Run]:
    running = Run(folder, mark_store)
    yield running
    running.end()


def backup(folder: Path) -> Path:
    """Copy the folder as a backup program does, whether or not the app runs."""
    copy = folder.with_name("backup")
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    return copy


def restore(folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(folder.with_name("backup"), folder)


def test_restarted_till_is_not_taken_for_a_copy(folder: Path, mark_store: MarkStore) -> None:
    for _ in range(3):
        with run(folder, mark_store) as till:
            till.stamp()
            assert till.guard.restored == 0
    with run(folder, mark_store) as till:
        assert till.states() == [EntryState.WAITING] * 3


def sent(till: Run) -> None:
    till.send(1)


def cancelled(till: Run) -> None:
    till.outbox.move(1, EntryState.CANCELLED)


def tapped(till: Run) -> None:
    till.stamp(SUKI)


def found_unsure(till: Run) -> None:
    till.send(1, EntryState.UNSURE)


@pytest.mark.parametrize("since", [sent, cancelled, tapped, found_unsure])
def test_older_copy_in_the_same_folder_sends_nothing(
    folder: Path, mark_store: MarkStore, since: Callable[[Run], None]
) -> None:
    with run(folder, mark_store) as till:
        waiting = till.stamp()
        backup(folder)
        since(till)
    restore(folder)
    with run(folder, mark_store) as till:
        assert till.guard.restored == 1
        entry = till.outbox.queries.get(waiting.seq)
        assert (entry.state, entry.problem) == (EntryState.REVIEW, "database_restored")
        assert till.outbox.queries.next_to_send() is None


def test_copy_from_before_an_attempt_is_noticed_even_after_a_crash(folder: Path, mark_store: MarkStore) -> None:
    till = Run(folder, mark_store)
    till.stamp()
    backup(folder)
    till.outbox.begin_attempt(1, 5, None)  # from here on its bytes may be on their way
    till.crash()
    restore(folder)
    with run(folder, mark_store) as restored:
        assert restored.states() == [EntryState.REVIEW]


@pytest.mark.parametrize("is_witness_told", [False, True])
def test_crash_around_an_attempt_is_not_taken_for_a_copy(folder: Path, is_witness_told: bool) -> None:
    mark_store = BrokenMarkStore()
    till = Run(folder, mark_store)
    till.stamp()
    if is_witness_told:
        till.outbox.begin_attempt(1, 5, None)
    else:
        mark_store.error = KeyboardInterrupt()  # like a kill between the two writes
        with pytest.raises(KeyboardInterrupt):
            till.outbox.begin_attempt(1, 5, None)
        mark_store.error = None
    till.crash()
    with run(folder, mark_store) as again:
        assert again.guard.restored == 0
        again.outbox.recover()
        assert again.states() == [EntryState.UNSURE]


def test_copy_in_another_folder_sends_nothing_and_the_original_does(folder: Path, mark_store: MarkStore) -> None:
    with run(folder, mark_store) as till:
        till.stamp()
    with run(backup(folder), mark_store) as copy:
        assert copy.states() == [EntryState.REVIEW]
    with run(folder, mark_store) as till:
        assert till.states() == [EntryState.WAITING]


def test_copy_on_another_computer_sends_nothing(folder: Path, mark_store: MarkStore) -> None:
    with run(folder, mark_store) as till:
        till.stamp()
    with run(folder, MemoryMarkStore()) as elsewhere:
        assert elsewhere.states() == [EntryState.REVIEW]


def test_open_entries_of_a_copy_go_to_review_and_no_others(folder: Path, mark_store: MarkStore) -> None:
    with run(folder, mark_store) as till:
        expected = in_every_state(till)
    with run(folder, MemoryMarkStore()) as copy:
        assert copy.states() == [EntryState.REVIEW if state in OPEN else state for state in expected]
        assert all(attempt.outcome for seq in range(1, 11) for attempt in copy.outbox.queries.attempts(seq))
        copy.outbox.recover()
        copy.outbox.decide(1, Decision.SEND_AGAIN, "owner")
        sendable = copy.outbox.queries.next_to_send()
        assert sendable is not None
        copy.send(sendable.seq)
    with run(folder, MemoryMarkStore()) as again:
        assert again.guard.restored == 0


OPEN = {EntryState.HELD, EntryState.WAITING, EntryState.SENDING, EntryState.UNSURE, EntryState.SETTLING}


def in_every_state(till: Run) -> list[EntryState]:
    """Add one entry in each state, each of another customer."""
    for number, state in enumerate(EntryState):
        seq = till.stamp(Email.parse(f"c{number}@example.com")).seq
        if state not in {EntryState.HELD, EntryState.WAITING, EntryState.CANCELLED}:
            till.outbox.begin_attempt(seq, 5, None)
        with till.store.transaction() as connection:
            connection.execute("UPDATE entries SET state = ? WHERE seq = ?", (state.value, seq))
    return list(EntryState)


def test_restored_database_is_a_new_install_with_other_notes(folder: Path, mark_store: MarkStore) -> None:
    with run(folder, mark_store) as till:
        first = till.stamp().op_id
        backup(folder)
        original = till.stamp().op_id
    restore(folder)
    with run(folder, mark_store) as till:
        restored = till.stamp().op_id
    assert len({first.partition("/")[0], restored.partition("/")[0]}) == 2
    assert restored != original
    with run(folder, mark_store) as till:
        assert (till.guard.restored, till.states()) == (0, [EntryState.REVIEW, EntryState.WAITING])


def test_attempt_without_a_saved_mark_does_not_leave(folder: Path) -> None:
    mark_store = BrokenMarkStore()
    with run(folder, mark_store) as till:
        till.stamp()
        mark_store.error = DiskTrouble(where="the mark_store")
        for _ in range(5):
            with pytest.raises(DiskTrouble):
                till.outbox.begin_attempt(1, 5, None)
        assert till.states() == [EntryState.WAITING]
        assert [attempt.outcome for attempt in till.outbox.queries.attempts(1)] == ["disk_trouble"]
        mark_store.error = None
        till.send(1)
        assert till.states() == [EntryState.APPLIED]


def test_till_sends_nothing_while_marks_cannot_be_saved_and_recovers(open_counter: OpenCounter) -> None:
    mark_store = BrokenMarkStore()
    counter = open_counter(mark_store=mark_store)
    counter.desk.stamp(JANE)
    mark_store.error = DiskTrouble(where="the mark_store")
    counter.flush(steps=10)
    assert counter.sandbox.ledger() == []
    assert counter.log.errors[-1].code == "disk_trouble"
    mark_store.error = None
    counter.flush()
    assert [change["delta"] for change in counter.sandbox.ledger()] == [1]
    assert counter.states() == [EntryState.APPLIED]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"\xff",
        b'{"folder": 1, "seen": 2}',
        b'{"folder": "\xff", "seen": 2}',
        b'{"folder": "x", "more": ' + b"[" * 5_000 + b"]" * 5_000 + b', "seen": "too deep for Python 3.11"}',
    ],
    ids=["empty", "no fields", "no JSON", "wrong type", "no UTF-8", "nested too deeply"],
)
def test_unreadable_mark_counts_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "abc.json").write_bytes(content)
    assert FileMarkStore(tmp_path).read("abc") is None


def test_mark_store_that_cannot_be_written_raises_disk_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiskTrouble):
        FileMarkStore(tmp_path / "file").write("abc", InstallMark("till", 1))


@given(seed=st.integers(0, 2**32))
def test_copies_are_noticed_and_crashes_are_not_whatever_the_history(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    chance = random.Random(seed)
    folder = tmp_path_factory.mktemp("any") / "till"
    mark_store = MemoryMarkStore()
    till = Run(folder, mark_store)
    attempts_in_backup: int | None = None
    attempts = 0
    for _ in range(8):
        act = chance.choice(["tap", "send", "crash", "end", "backup"])
        if act == "tap":
            till.stamp()
        elif act == "send" and (entry := till.outbox.queries.next_to_send()):
            till.send(entry.seq)
            attempts += 1
        elif act in {"crash", "end"}:
            till.end() if act == "end" else till.crash()
            till = Run(folder, mark_store)
            assert till.guard.restored == 0
        elif act == "backup":
            backup(folder)
            attempts_in_backup = attempts
    till.crash()
    if attempts_in_backup is not None and attempts_in_backup < attempts:
        restore(folder)
        till = Run(folder, mark_store)
        assert till.outbox.queries.next_to_send() is None
        till.crash()

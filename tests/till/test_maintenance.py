"""The rounds that nobody waits for."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kreward_pos.till.maintenance import ROUNDS_PER_RETENTION, Maintenance
from kreward_pos.till.model.errors import DiskTrouble
from kreward_pos.till.records.retention import Retention
from kreward_pos.till.storage import disk_reserve
from kreward_pos.till.storage.store import Store
from tests.fake_clock import FakeClock

PATIENCE_S = 90.0


class CountingRetention(Retention):
    """Counts its runs, and fails in the first."""

    runs = 0

    def run(self) -> None:
        self.runs += 1
        if self.runs == 1:
            raise DiskTrouble(where="the folder")
        super().run()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


def test_a_round_does_each_thing_whatever_became_of_the_others(store: Store, clock: FakeClock) -> None:
    told: list[bool] = []

    def confirm() -> None:
        told.append(True)
        raise DiskTrouble(where="the witness")

    retention = CountingRetention(store, clock)
    caretaker = Maintenance(store, retention, confirm)
    for _ in range(ROUNDS_PER_RETENTION + 1):
        caretaker.run_due_tasks()
    assert len(told) == ROUNDS_PER_RETENTION + 1
    assert retention.runs == 2
    assert (store.folder / disk_reserve.FILE_NAME).exists()


def test_the_thread_makes_its_first_round_at_once_and_confirms_at_the_end(store: Store, clock: FakeClock) -> None:
    has_confirmed = threading.Event()
    confirmed: list[bool] = []

    def confirm() -> None:
        confirmed.append(True)
        has_confirmed.set()

    caretaker = Maintenance(store, Retention(store, clock), confirm)
    caretaker.start()
    assert has_confirmed.wait(PATIENCE_S)
    caretaker.stop()
    assert len(confirmed) == 2


@pytest.mark.expected_logs("ERROR kreward_pos.till.maintenance: the caretaker met a bug: *")
def test_a_bug_does_not_end_the_rounds(store: Store, clock: FakeClock) -> None:
    has_failed = threading.Event()

    def confirm() -> None:
        if not has_failed.is_set():
            has_failed.set()
            raise RuntimeError("a bug")

    caretaker = Maintenance(store, Retention(store, clock), confirm)
    caretaker.start()
    assert has_failed.wait(PATIENCE_S)
    caretaker.stop()

"""The maintenance thread runs what is due, and survives failures."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kreward_pos.overriding import override
from kreward_pos.till.maintenance import RUNS_PER_RETENTION, Maintenance
from kreward_pos.till.model.errors import DiskTrouble
from kreward_pos.till.records.retention import Retention
from kreward_pos.till.storage import disk_reserve
from kreward_pos.till.storage.store import Store
from tests.fake_clock import FakeClock

TIMEOUT_S = 90.0


class CountingRetention(Retention):
    """A retention that counts its runs and fails in the first."""

    runs = 0

    @override
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


def test_failed_task_does_not_keep_others_from_running(store: Store, clock: FakeClock) -> None:
    saved: list[bool] = []

    def save_mark() -> None:
        saved.append(True)
        raise DiskTrouble(where="the mark store")

    retention = CountingRetention(store, clock)
    maintenance = Maintenance(store, retention, save_mark)
    for _ in range(RUNS_PER_RETENTION + 1):
        maintenance.run_due_tasks()
    assert len(saved) == RUNS_PER_RETENTION + 1
    assert retention.runs == 2
    assert (store.folder / disk_reserve.FILE_NAME).exists()


def test_thread_saves_the_mark_at_once_and_at_the_end(store: Store, clock: FakeClock) -> None:
    has_saved = threading.Event()
    saved: list[bool] = []

    def save_mark() -> None:
        saved.append(True)
        has_saved.set()

    maintenance = Maintenance(store, Retention(store, clock), save_mark)
    maintenance.start()
    assert has_saved.wait(TIMEOUT_S)
    maintenance.stop()
    assert len(saved) == 2


@pytest.mark.expected_logs("ERROR kreward_pos.till.maintenance: maintenance met a bug: *")
def test_thread_survives_a_bug(store: Store, clock: FakeClock) -> None:
    has_failed = threading.Event()

    def save_mark() -> None:
        if not has_failed.is_set():
            has_failed.set()
            raise RuntimeError("a bug")

    maintenance = Maintenance(store, Retention(store, clock), save_mark)
    maintenance.start()
    assert has_failed.wait(TIMEOUT_S)
    maintenance.stop()

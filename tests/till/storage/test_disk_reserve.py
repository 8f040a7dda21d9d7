"""A full disk: what is under way is saved, nothing new is taken or sent, and room restores everything."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kreward_pos.cards import Email
from kreward_pos.system.database_key import DatabaseKey
from kreward_pos.till.model.entries import Draft, EntryKind, EntryState
from kreward_pos.till.model.errors import DiskFull
from kreward_pos.till.records.outbox import Outbox
from kreward_pos.till.storage import disk_reserve
from kreward_pos.till.storage.disk_reserve import DiskReserve
from kreward_pos.till.storage.store import Store
from tests.fake_clock import FakeClock
from tests.till.conftest import OpenCounter
from tests.till.fullable_disk import FullableDisk

KEY = DatabaseKey.parse("5a" * 32)
JANE = Email.parse("jane@example.com")
STAMP = Draft(EntryKind.STAMP, JANE, delta=1)
CAN_MOUNT = sys.platform == "linux" and os.geteuid() == 0


def test_reserve_is_written_once_and_released_at_once(tmp_path: Path) -> None:
    reserve = DiskReserve(tmp_path)
    path = tmp_path / disk_reserve.FILE_NAME
    assert reserve.restore()
    assert path.stat().st_size == disk_reserve.SIZE
    made_ns = path.stat().st_mtime_ns
    assert reserve.restore()
    assert path.stat().st_mtime_ns == made_ns
    reserve.release()
    seen = [(reserve.is_released, path.exists())]
    reserve.require()
    seen.append((reserve.is_released, path.exists()))
    assert seen == [(True, False), (False, True)]


def test_reserve_that_cannot_be_written_raises_disk_full(tmp_path: Path) -> None:
    reserve = DiskReserve(tmp_path / "absent")
    reserve.require()  # nothing has gone wrong yet
    assert not reserve.restore()
    with pytest.raises(DiskFull):
        reserve.require()


def test_full_disk_refuses_the_tap_and_saves_what_is_under_way(tmp_path: Path) -> None:
    disk = FullableDisk(f"disk-of-{tmp_path.name}")
    store = Store.open(tmp_path, KEY, vfs=disk.name)
    store.disk_reserve.restore()
    outbox = Outbox(store, FakeClock())
    seq = outbox.add(STAMP).seq
    outbox.begin_attempt(seq, 5, None)
    with disk.full(while_=(tmp_path / disk_reserve.FILE_NAME).exists):
        with pytest.raises(DiskFull):
            outbox.end_attempt(seq, EntryState.APPLIED, "applied")
        outbox.end_attempt(seq, EntryState.APPLIED, "applied")
    assert outbox.queries.get(seq).state is EntryState.APPLIED
    given_up = [store.disk_reserve.is_released]
    outbox.add(STAMP)  # the disk has room again: at once, without waiting for a round
    given_up.append(store.disk_reserve.is_released)
    assert given_up == [True, False]
    store.close()


def test_till_sends_nothing_while_the_disk_is_full_and_recovers(open_counter: OpenCounter) -> None:
    counter = open_counter()
    counter.flush()
    counter.desk.look_up(JANE)
    with counter.disk.full(), pytest.raises(DiskFull):
        counter.desk.stamp(JANE)
    reserve = counter.desk.stamp(JANE)
    with counter.disk.full():
        for _ in range(5):
            counter.clock.pass_s(counter.courier.step())
    assert counter.sandbox.ledger() == []
    assert counter.log.errors[-1].code == "disk_full"
    counter.flush()
    assert [change["note"] for change in counter.sandbox.ledger()] == [reserve.op_id]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 16 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(not CAN_MOUNT, reason="needs root on Linux")
def test_till_survives_a_really_full_disk(small_disk: Path) -> None:
    store = Store.open(small_disk, KEY)
    assert store.disk_reserve.restore()
    outbox = Outbox(store, FakeClock())
    seq, waiting = outbox.add(STAMP).seq, outbox.add(STAMP).seq
    outbox.begin_attempt(seq, 5, None)
    filler = small_disk / "somebody's films"
    fill(filler)
    reserve = taken_until_full(outbox)
    with pytest.raises(DiskFull):
        outbox.begin_attempt(waiting, 5, None)
    outbox.end_attempt(seq, EntryState.APPLIED, "applied")
    filler.unlink()
    outbox.add(STAMP)
    assert (small_disk / disk_reserve.FILE_NAME).exists()
    store.close()
    store = Store.open(small_disk, KEY)
    assert len(Outbox(store, FakeClock()).queries.entries(10_000)) == reserve + 3
    store.close()


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            while written(file.fileno(), size):
                pass


def written(handle: int, size: int) -> bool:
    try:
        return os.write(handle, bytes(size)) == size
    except OSError:
        return False


def taken_until_full(outbox: Outbox) -> int:
    """Tap until the till refuses; return how many taps were taken."""
    for taken in range(10_000):
        try:
            outbox.add(STAMP)
        except DiskFull:
            return taken
    pytest.fail("the disk never became full")

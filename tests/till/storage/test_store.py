"""The store: opening, refusing what it cannot trust, and saving."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kreward_pos.errors import StoreFailure
from kreward_pos.till.model.errors import DatabaseDamaged, DatabaseInUse, DatabaseNewer, DiskFull, DiskTrouble
from kreward_pos.till.storage import schema
from kreward_pos.till.storage.store import FILE_NAME, LOG_SIZE, Store
from tests.till.fullable_disk import FullableDisk


def changed_by_another_program(path: Path, statement: str) -> None:
    """Run SQL in another process: two SQLite libraries on one file in one process lose rows."""
    code = f"import sqlite3; c = sqlite3.connect({str(path)!r}); c.execute({statement!r}); c.commit(); c.close()"
    subprocess.run([sys.executable, "-c", code], check=True)


def open_once(folder: Path) -> Path:
    store = Store.open(folder)
    store.set_meta("kept", "yes")
    store.close()
    return folder / FILE_NAME


def test_saved_entries_are_there_at_the_next_start(tmp_path: Path) -> None:
    open_once(tmp_path)
    store = Store.open(tmp_path)
    assert store.meta("kept") == "yes"
    store.close()


def test_every_commit_is_synced(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    with store.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").get == "wal"
        assert connection.execute("PRAGMA synchronous").get == 2
    store.close()


def test_write_ahead_log_is_preallocated(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    assert (tmp_path / f"{FILE_NAME}-wal").stat().st_size >= LOG_SIZE
    store.close()
    assert not (tmp_path / f"{FILE_NAME}-wal").exists()


def test_preallocated_log_is_read_after_a_crash(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "till")
    store.set_meta("kept", "yes")
    shutil.copytree(tmp_path / "till", tmp_path / "crashed")  # what a kill leaves: the log was not taken in
    store.close()
    for _ in range(2):
        again = Store.open(tmp_path / "crashed")
        assert again.meta("kept") == "yes"
        again.set_meta("kept", "yes")
        again.close()


def test_store_can_be_closed_on_another_thread(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    thread = threading.Thread(target=store.close)
    thread.start()
    thread.join()
    Store.open(tmp_path).close()


def test_newer_database_is_refused_and_unchanged(tmp_path: Path) -> None:
    path = open_once(tmp_path)
    changed_by_another_program(path, f"PRAGMA user_version = {schema.VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(DatabaseNewer):
        Store.open(tmp_path)
    assert path.read_bytes() == before


def overwritten(path: Path) -> None:
    path.write_bytes(b"This is no database, but somebody's shopping list. " * 100)


def torn(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * 4096 + content[12288:])


def anothers(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name)")


@pytest.mark.parametrize("harm", [overwritten, torn, anothers])
def test_damaged_or_foreign_file_is_refused_and_unchanged(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    path = open_once(tmp_path)
    harm(path)
    before = path.read_bytes()
    with pytest.raises(DatabaseDamaged) as raised:
        Store.open(tmp_path)
    assert str(tmp_path)[:100] in raised.value.sentence
    assert path.read_bytes() == before


def test_second_till_on_a_folder_is_refused(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    with pytest.raises(DatabaseInUse):
        Store.open(tmp_path)
    store.close()
    Store.open(tmp_path).close()


def test_folder_that_cannot_be_made_raises_disk_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiskTrouble):
        Store.open(tmp_path / "file" / "till")


def test_full_disk_rolls_the_transaction_back(tmp_path: Path) -> None:
    disk = FullableDisk("disk-of-test-store")
    store = Store.open(tmp_path, vfs=disk.name)
    store.set_meta("first", "1")
    with disk.full(), pytest.raises(DiskFull):
        store.set_meta("second", "2")
    assert store.meta("second") is None
    store.set_meta("third", "3")
    assert (store.meta("first"), store.meta("third")) == ("1", "3")
    store.close()


def test_inner_transaction_joins_the_outer_one(tmp_path: Path) -> None:
    store = Store.open(tmp_path)

    def fails_half_way() -> None:
        with store.transaction():
            store.set_meta("inner", "1")
            raise StoreFailure

    with pytest.raises(StoreFailure):
        fails_half_way()
    assert store.meta("inner") is None
    store.close()

"""Encryption: the files contain no readable customer data, and the key is needed."""

import errno
import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kreward_pos.api.models import CustomerRecord
from kreward_pos.cards import CardId, Email
from kreward_pos.system.database_key import DatabaseKey
from kreward_pos.till.model.entries import Draft, EntryKind
from kreward_pos.till.model.errors import DatabaseAbsent, DatabaseDamaged, DatabaseLocked, DatabaseNewer
from kreward_pos.till.records.customers import Customers
from kreward_pos.till.records.outbox import Outbox
from kreward_pos.till.storage import cipher
from kreward_pos.till.storage.store import FILE_NAME, Store, is_encrypted
from tests.fake_clock import FakeClock
from tests.till.fullable_disk import FullableDisk

KEY = DatabaseKey.parse("5a" * 32)
OTHER_KEY = DatabaseKey.parse("a5" * 32)
JANE = Email.parse("jane@example.com")
CARD = CardId.parse("0b7a6d2e-1111-4222-8333-944455566677")
PRIVATE = (b"jane", b"example.com", b"Jane", b"0b7a6d2e", b"000001", b"CREATE TABLE")


def fill(store: Store) -> None:
    """Fill a store with one of everything that names a customer."""
    clock = FakeClock()
    outbox, customers = Outbox(store, clock), Customers(store, clock)
    outbox.add(Draft(EntryKind.STAMP, JANE, "Jane", delta=1))
    customers.save(JANE, None, CustomerRecord("stamps", 5, 8, "Jane", CARD.key))


def bytes_of(folder: Path) -> bytes:
    """Return everything in a till's folder, log and leftovers too."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def private_words_in(content: bytes) -> list[bytes]:
    return [word for word in PRIVATE if word in content]


@pytest.mark.parametrize("is_on_a_layer_of_our_own", [False, True])
def test_no_customer_data_is_readable_in_the_files(tmp_path: Path, is_on_a_layer_of_our_own: bool) -> None:
    disk = FullableDisk(f"disk-of-{tmp_path.name}")
    store = Store.open(tmp_path, KEY, vfs=disk.name if is_on_a_layer_of_our_own else None)
    fill(store)
    assert (tmp_path / f"{FILE_NAME}-wal").stat().st_size > 0
    assert private_words_in(bytes_of(tmp_path)) == []
    store.close()
    assert private_words_in(bytes_of(tmp_path)) == []


def test_customer_data_is_readable_without_a_key(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    fill(store)
    store.close()
    assert private_words_in(bytes_of(tmp_path)) == list(PRIVATE)


def test_plain_sqlite_cannot_read_the_file(tmp_path: Path) -> None:
    Store.open(tmp_path, KEY).close()
    code = f"import sqlite3; sqlite3.connect({str(tmp_path / FILE_NAME)!r}).execute('SELECT * FROM sqlite_schema')"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert "file is not a database" in done.stderr


def test_every_commit_is_synced_and_temporary_files_stay_in_memory(tmp_path: Path) -> None:
    store = Store.open(tmp_path, KEY)
    with store.reading() as connection:
        facts = [
            connection.execute(f"PRAGMA {name}").get
            for name in ("journal_mode", "synchronous", "temp_store", "secure_delete")
        ]
    store.close()
    assert facts == ["wal", 2, 2, 1]


@pytest.mark.parametrize("key", [OTHER_KEY, None], ids=["another", "none"])
def test_wrong_key_raises_locked_and_leaves_the_file(tmp_path: Path, key: DatabaseKey | None) -> None:
    store = Store.open(tmp_path, KEY)
    fill(store)
    store.close()
    before = bytes_of(tmp_path)
    with pytest.raises(DatabaseLocked) as raised:
        Store.open(tmp_path, key)
    with pytest.raises(DatabaseLocked):
        Store.snapshot(tmp_path, key)
    assert "Nothing was sent or deleted" in raised.value.sentence
    assert KEY.digits not in f"{raised.value} {raised.value.__cause__} {raised.value.__context__}"
    assert bytes_of(tmp_path) == before
    Store.open(tmp_path, KEY).close()


def garbage(path: Path) -> None:
    path.write_bytes(b"This is no database, but somebody's shopping list. " * 100)


def torn(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * 64 + content[8256:])


@pytest.mark.parametrize("harm", [garbage, torn])
def test_damaged_file_is_damaged_with_the_right_key_too(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    Store.open(tmp_path, KEY).close()
    harm(tmp_path / FILE_NAME)
    before = bytes_of(tmp_path)
    with pytest.raises(DatabaseDamaged):
        Store.open(tmp_path, KEY)
    assert bytes_of(tmp_path) == before


def test_plain_database_is_encrypted_in_place_without_loss(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    fill(store)
    store.close()
    (tmp_path / f"{FILE_NAME}.new").write_bytes(b"what an earlier try left behind")
    assert not is_encrypted(tmp_path)
    store = Store.open(tmp_path, KEY)
    assert is_encrypted(tmp_path)
    assert [entry.email.address for entry in Outbox(store, FakeClock()).queries.entries(9)] == [JANE.address]
    assert Customers(store, FakeClock()).customer_of(CARD) == JANE
    store.close()
    assert private_words_in(bytes_of(tmp_path)) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in-use.lock", FILE_NAME]


_DIES_IN_REPLACE = """
import os, sys
from pathlib import Path
from kreward_pos.system.database_key import DatabaseKey
from kreward_pos.till.storage.store import Store

def watch(event, args):
    if event == "os.rename" and str(args[0]).endswith(".new"):
        os._exit(9)

sys.addaudithook(watch)
Store.open(Path(sys.argv[1]), DatabaseKey.parse("5a" * 32))
"""


def test_kill_before_the_replacement_leaves_the_plain_database(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    fill(store)
    store.close()
    done = subprocess.run([sys.executable, "-c", _DIES_IN_REPLACE, str(tmp_path)], check=False)
    assert done.returncode == 9
    assert not is_encrypted(tmp_path)
    store = Store.open(tmp_path, KEY)
    assert len(Outbox(store, FakeClock()).queries.entries(9)) == 1
    store.close()


def test_newer_or_foreign_plain_database_is_not_encrypted(tmp_path: Path) -> None:
    for name, statement in (("newer", "PRAGMA user_version = 999"), ("foreign", "CREATE TABLE recipes (name)")):
        folder = tmp_path / name
        folder.mkdir()
        with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
            connection.execute(statement)
            connection.execute("PRAGMA application_id = 1802989679" if name == "newer" else "SELECT 1")
        before = (folder / FILE_NAME).read_bytes()
        with pytest.raises((DatabaseNewer, DatabaseDamaged)):
            Store.open(folder, KEY)
        assert (folder / FILE_NAME).read_bytes() == before


def test_snapshot_beside_a_running_app_changes_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path, KEY)
    fill(store)
    copy = Store.snapshot(tmp_path, KEY)
    fill(store)
    assert len(Outbox(copy, FakeClock()).queries.entries(9)) == 1
    copy.close()
    assert len(Outbox(store, FakeClock()).queries.entries(9)) == 2
    store.close()
    before = bytes_of(tmp_path), sorted(tmp_path.iterdir())
    copy = Store.snapshot(tmp_path, KEY)
    copy.set_meta("only", "in the copy")
    copy.close()
    assert (bytes_of(tmp_path), sorted(tmp_path.iterdir())) == before


def test_snapshot_of_an_absent_database_raises_and_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(DatabaseAbsent):
        Store.snapshot(tmp_path / "nowhere", KEY)
    assert not (tmp_path / "nowhere").exists()


def test_key_is_in_no_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    Store.open(tmp_path).close()
    Store.open(tmp_path, KEY).close()
    assert KEY.digits not in caplog.text


def test_failed_encryption_leaves_the_plain_file_and_no_draft(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=os.strerror(errno.ENOENT)):
        cipher.encrypt(tmp_path / "absent.db", KEY)
    assert list(tmp_path.iterdir()) == []

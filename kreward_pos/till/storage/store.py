"""The till's database: one encrypted SQLite file in WAL mode, every commit synced.

One connection under one lock, for any worker thread, never for the window's. Opens, checks and migrates the file, and
turns SQLite's errors into sentences; knows nothing of what the tables mean.
"""

import contextlib
import errno
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import apsw
from filelock import FileLock, Timeout

from kreward_pos.errors import StoreFailure
from kreward_pos.system.database_key import DatabaseKey
from kreward_pos.till.model.errors import (
    DatabaseAbsent,
    DatabaseDamaged,
    DatabaseInUse,
    DatabaseLocked,
    DatabaseNewer,
    DiskFull,
    DiskTrouble,
)
from kreward_pos.till.storage import backup, cipher, schema
from kreward_pos.till.storage.disk_reserve import SIZE, DiskReserve

FILE_NAME = "till.db"
LOCK_NAME = "in-use.lock"
LOG_SIZE = SIZE
"""The usual size of the write-ahead log before a checkpoint."""

_LEAST_ROOM = 64 * 1024
_APPLICATION_ID = 0x6B77706F  # "kwpo": marks the file as ours


class Store:
    """An open database. `transaction` nests: inner blocks join the outermost one, all or nothing.

    On a full disk it releases its disk reserve, so that the next transaction may succeed; see `require_room`.
    """

    def __init__(
        self, connection: apsw.Connection, folder_lock: FileLock | None, folder: Path, key: DatabaseKey | None
    ) -> None:
        self.folder = folder
        self.key = key
        self.disk_reserve = DiskReserve(folder)
        self._connection = connection
        self._folder_lock = folder_lock
        self._lock = threading.RLock()
        self._depth = 0

    @classmethod
    def open(cls, folder: Path, key: DatabaseKey | None = None, *, vfs: str | None = None) -> Self:
        """Open or create the database in `folder`, check it and bring its schema up to date.

        With a `key` it is encrypted; a plain one is encrypted first. Only tests and benchmarks go without. `vfs` names
        one of SQLite's file layers, for tests of a failing disk.

        Raises `DatabaseInUse`, `DatabaseLocked`, `DatabaseDamaged`, `DatabaseNewer`, `DiskFull` or `DiskTrouble`;
        nothing is changed then.
        """
        lock = _lock_folder(folder)
        try:
            with _raising_store_failures(folder):
                return cls(_open_connection(folder / FILE_NAME, key, vfs), lock, folder, key)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def snapshot(cls, folder: Path, key: DatabaseKey | None) -> Self:
        """Return a copy in memory of the database in `folder`, to be read only; an app may be running.

        The copy is migrated, the file is not changed. Raises `DatabaseAbsent` and what `open` does.
        """
        path = folder / FILE_NAME
        if not path.exists():
            raise DatabaseAbsent(where=str(folder))
        with _raising_store_failures(folder), _removing_new_logs(folder):
            try:
                image = cipher.read_image(path, key)
            except apsw.NotADBError:
                raise _unreadable_failure(path) from None
        with _raising_store_failures(folder):
            return cls(_open_in_memory(image, path), None, folder, key)

    def close(self) -> None:
        """Close the file and release the folder's lock."""
        with self._lock:
            try:
                self._connection.close()
            finally:
                if self._folder_lock is not None:
                    self._folder_lock.release()

    @contextmanager
    def transaction(self) -> Iterator[apsw.Connection]:
        """Yield the connection for changes: all or nothing, durable at the end of the outermost block.

        Raises a `StoreFailure` where they cannot be committed.
        """
        with self._lock:
            if self._depth:
                yield self._connection
                return
            self._depth += 1
            try:
                with _raising_store_failures(self.folder), _all_or_nothing(self._connection):
                    yield self._connection
            except DiskFull:
                self.disk_reserve.release()
                raise
            finally:
                self._depth -= 1

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """Yield the connection for queries; nothing may be changed inside."""
        with self._lock, _raising_store_failures(self.folder):
            yield self._connection

    def require_room(self) -> None:
        """Raise `DiskFull` while the disk has no room but the reserve's; call it before anything new is begun."""
        self.disk_reserve.require()

    def shred(self) -> None:
        """Erase deleted and overwritten content from the file and its log; outside any transaction."""
        with self._lock, _raising_store_failures(self.folder):
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def meta(self, name: str) -> str | None:
        """Return a fact about this database, None where it is not set."""
        with self.reading() as connection:
            value: str | None = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).get
            return value

    def set_meta(self, name: str, value: str) -> None:
        """Save a fact about this database."""
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))


def _lock_folder(folder: Path) -> FileLock:
    """Lock the folder; the system frees the lock even after a kill."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK_NAME, timeout=0, thread_local=False)  # closed on any thread
        lock.acquire()
    except Timeout:
        raise DatabaseInUse from None
    except OSError as error:
        raise DiskTrouble(where=str(folder)) from error
    return lock


@contextmanager
def exclusive_access(folder: Path) -> Iterator[None]:
    """Keep the database in `folder` from being opened inside the block; raise `DatabaseInUse` or `DiskTrouble`."""
    lock = _lock_folder(folder)
    try:
        yield
    finally:
        lock.release()


def is_encrypted(folder: Path) -> bool:
    """Return whether the folder holds an encrypted database; raise `DiskTrouble`."""
    with _raising_store_failures(folder):
        return cipher.is_encrypted(folder / FILE_NAME)


def _open_connection(path: Path, key: DatabaseKey | None, vfs: str | None) -> apsw.Connection:
    if key is not None and cipher.is_plain(path):
        _prepare_to_encrypt(path)
        cipher.encrypt(path, key)
    connection = apsw.Connection(str(path), vfs=vfs)
    try:
        if key is not None:
            cipher.unlock(connection, key)
        _check(connection, path)
        _configure(connection)
        backup.back_up_before_migration(connection, path)
        schema.migrate(connection)
    except BaseException:
        connection.close()
        raise
    if vfs is None:
        _preallocate_log(path)
    return connection


def _preallocate_log(path: Path) -> None:
    """Bring the write-ahead log to its usual size before the first tap, where the disk has room.

    Syncing an overwrite takes half the time of syncing an append, and a full disk then has room for some more taps.
    SQLite reads no further than it has written itself (its file format, "WAL file format").
    """
    log = path.with_name(f"{path.name}-wal")
    with contextlib.suppress(OSError):
        missing = LOG_SIZE - log.stat().st_size
        if missing > 0 and shutil.disk_usage(path.parent).free > 4 * LOG_SIZE:
            with log.open("ab") as file:
                file.write(bytes(missing))
                file.flush()
                os.fsync(file.fileno())


def _prepare_to_encrypt(path: Path) -> None:
    """Refuse what `open` would refuse, and move the log's content into the file."""
    connection = apsw.Connection(str(path))
    try:
        _check(connection, path)
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def _open_in_memory(image: bytes, path: Path) -> apsw.Connection:
    connection = apsw.Connection(":memory:")
    try:
        connection.deserialize("main", image)
        _check(connection, path)
        schema.migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _removing_new_logs(folder: Path) -> Iterator[None]:
    """Remove the log that a reader makes, where there was none and no app runs."""
    made = [path for path in (folder / f"{FILE_NAME}-wal", folder / f"{FILE_NAME}-shm") if not path.exists()]
    with contextlib.suppress(DatabaseInUse), exclusive_access(folder):
        try:
            yield
        finally:
            for path in made:
                path.unlink(missing_ok=True)
        return
    yield


def _configure(connection: apsw.Connection) -> None:
    connection.execute("PRAGMA temp_store = MEMORY")  # temporary files would not be encrypted
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    if sys.platform == "darwin":  # plain fsync does not reach the platter there
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA checkpoint_fullfsync = ON")


def _check(connection: apsw.Connection, path: Path) -> None:
    """Raise unless the database is sound, this app's own and not newer than it."""
    connection.set_busy_timeout(2000)
    try:
        is_sound = connection.execute("PRAGMA quick_check(1)").get == "ok"
    except apsw.NotADBError:
        raise _unreadable_failure(path) from None
    if not is_sound:
        raise DatabaseDamaged(where=str(path.parent))
    owner = connection.execute("PRAGMA application_id").get
    version = connection.execute("PRAGMA user_version").get
    is_new = owner == 0 and version == 0 and not connection.execute("SELECT count(*) FROM sqlite_schema").get
    if owner != _APPLICATION_ID and not is_new:
        raise DatabaseDamaged(where=str(path.parent))
    if version > schema.VERSION:
        raise DatabaseNewer
    if is_new:
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")


def _unreadable_failure(path: Path) -> StoreFailure:
    return (DatabaseLocked if cipher.is_encrypted(path) else DatabaseDamaged)(where=str(path.parent))


@contextmanager
def _all_or_nothing(connection: apsw.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def _raising_store_failures(folder: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the folder into `StoreFailure`s."""
    try:
        yield
    except apsw.FullError as error:
        raise DiskFull from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise DatabaseDamaged(where=str(folder)) from error
    except (apsw.IOError, apsw.ReadOnlyError, apsw.CantOpenError, apsw.BusyError, apsw.PermissionsError) as error:
        # A log's index that cannot grow is reported as an I/O error.
        raise (DiskFull if _has_no_room(folder) else DiskTrouble)(where=str(folder)) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull from error
        raise DiskTrouble(where=str(folder)) from error


def _has_no_room(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LEAST_ROOM
    except OSError:
        return False

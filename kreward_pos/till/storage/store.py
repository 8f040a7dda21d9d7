"""The till's database: one encrypted SQLite file in WAL mode, every commit synced before it is believed.

One connection under one lock, usable from any worker thread, never from the window's. Knows how to open, check
and migrate the file and how to tell a person what is wrong with it; what the tables mean is `outbox`'s and
`customers`' affair.
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
GUARD_NAME = "in-use.lock"
LOG_SIZE = SIZE
"""What the write-ahead log usually comes to before SQLite takes it into the database."""

_LEAST_ROOM = 64 * 1024
_APPLICATION_ID = 0x6B77706F  # "kwpo": marks the file as ours


class Store:
    """An open database. `transaction` nests: what is inside joins the outermost one, all or nothing.

    On a full disk it gives its ballast up, so that the next transaction may succeed; see `require_room`.
    """

    def __init__(
        self, connection: apsw.Connection, guard: FileLock | None, folder: Path, key: DatabaseKey | None
    ) -> None:
        self.folder = folder
        self.key = key
        self.disk_reserve = DiskReserve(folder)
        self._connection = connection
        self._guard = guard
        self._lock = threading.RLock()
        self._depth = 0

    @classmethod
    def open(cls, folder: Path, key: DatabaseKey | None = None, *, vfs: str | None = None) -> Self:
        """Open or create the database in `folder`, check it and bring its schema up to date.

        With a `key` it is encrypted, and a plain one is encrypted first. Without, which is for tests and measuring,
        it is plain. `vfs` names one of SQLite's file layers, for tests of a disk that fails.

        Raises `DatabaseInUse`, `DatabaseLocked`, `DatabaseDamaged`, `DatabaseNewer`, `DiskFull` or `DiskTrouble`;
        then nothing was changed.
        """
        guard = _guarded(folder)
        try:
            with _explained(folder):
                return cls(_opened(folder / FILE_NAME, key, vfs), guard, folder, key)
        except BaseException:
            guard.release()
            raise

    @classmethod
    def snapshot(cls, folder: Path, key: DatabaseKey | None) -> Self:
        """A copy in memory of what the database in `folder` holds now, for looking only; an app may be running.

        The file is neither changed nor brought up to date; the copy is. Raises `DatabaseAbsent` and what `open` does.
        """
        path = folder / FILE_NAME
        if not path.exists():
            raise DatabaseAbsent(where=str(folder))
        with _explained(folder), _without_traces(folder):
            try:
                image = cipher.image(path, key)
            except apsw.NotADBError:
                raise _unreadable(path) from None
        with _explained(folder):
            return cls(_in_memory(image, path), None, folder, key)

    def close(self) -> None:
        """Close the file and let others have the folder."""
        with self._lock:
            try:
                self._connection.close()
            finally:
                if self._guard is not None:
                    self._guard.release()

    @contextmanager
    def transaction(self) -> Iterator[apsw.Connection]:
        """All or nothing, durable at the end of the outermost block; raises a `StoreFailure` where it is not."""
        with self._lock:
            if self._depth:
                yield self._connection
                return
            self._depth += 1
            try:
                with _explained(self.folder), _committed(self._connection):
                    yield self._connection
            except DiskFull:
                self.disk_reserve.release()
                raise
            finally:
                self._depth -= 1

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """For queries; nothing may be changed inside."""
        with self._lock, _explained(self.folder):
            yield self._connection

    def require_room(self) -> None:
        """To be asked before anything new is begun; raises `DiskFull` while the disk has no room but the ballast's."""
        self.disk_reserve.require()

    def shred(self) -> None:
        """Leave nothing of what was deleted or overwritten in the file or its log; outside any transaction."""
        with self._lock, _explained(self.folder):
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def meta(self, name: str) -> str | None:
        """A fact about this database, None where it is not set."""
        with self.reading() as connection:
            value: str | None = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).get
            return value

    def set_meta(self, name: str, value: str) -> None:
        """Keep a fact about this database."""
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))


def _guarded(folder: Path) -> FileLock:
    """The folder's lock, which the system frees even after a kill."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        guard = FileLock(folder / GUARD_NAME, timeout=0, thread_local=False)  # closed on any thread
        guard.acquire()
    except Timeout:
        raise DatabaseInUse from None
    except OSError as error:
        raise DiskTrouble(where=str(folder)) from error
    return guard


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Nobody else opens the database in `folder` meanwhile; raises `DatabaseInUse` or `DiskTrouble`."""
    guard = _guarded(folder)
    try:
        yield
    finally:
        guard.release()


def is_encrypted(folder: Path) -> bool:
    """Whether the folder holds a database that only its key can open; raises `DiskTrouble`."""
    with _explained(folder):
        return cipher.is_encrypted(folder / FILE_NAME)


def _opened(path: Path, key: DatabaseKey | None, vfs: str | None) -> apsw.Connection:
    if key is not None and cipher.is_plain(path):
        _make_ready_to_encrypt(path)
        cipher.encrypt(path, key)
    connection = apsw.Connection(str(path), vfs=vfs)
    try:
        if key is not None:
            cipher.unlock(connection, key)
        _check(connection, path)
        _configure(connection)
        backup.before_migration(connection, path)
        schema.migrate(connection)
    except BaseException:
        connection.close()
        raise
    if vfs is None:
        _lengthen_log(path)
    return connection


def _lengthen_log(path: Path) -> None:
    """Let the write-ahead log have its usual length before the first tap; where there is no room, it grows as it must.

    A sync of what overwrites a file takes half the time of one that lengthens it, and on a full disk there is room for
    some taps more. SQLite reads no further than what it has written itself (its file format, "WAL file format").
    """
    log = path.with_name(f"{path.name}-wal")
    with contextlib.suppress(OSError):
        missing = LOG_SIZE - log.stat().st_size
        if missing > 0 and shutil.disk_usage(path.parent).free > 4 * LOG_SIZE:
            with log.open("ab") as file:
                file.write(bytes(missing))
                file.flush()
                os.fsync(file.fileno())


def _make_ready_to_encrypt(path: Path) -> None:
    """Refuse what `open` would refuse, and take the log into the file."""
    connection = apsw.Connection(str(path))
    try:
        _check(connection, path)
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def _in_memory(image: bytes, path: Path) -> apsw.Connection:
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
def _without_traces(folder: Path) -> Iterator[None]:
    """Remove the log that a reader makes where there was none and no app runs."""
    made = [path for path in (folder / f"{FILE_NAME}-wal", folder / f"{FILE_NAME}-shm") if not path.exists()]
    with contextlib.suppress(DatabaseInUse), alone_in(folder):
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
    """Refuse what is not sound, not ours, or newer than this app."""
    connection.set_busy_timeout(2000)
    try:
        is_sound = connection.execute("PRAGMA quick_check(1)").get == "ok"
    except apsw.NotADBError:
        raise _unreadable(path) from None
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


def _unreadable(path: Path) -> StoreFailure:
    return (DatabaseLocked if cipher.is_encrypted(path) else DatabaseDamaged)(where=str(path.parent))


@contextmanager
def _committed(connection: apsw.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """The one place where SQLite's errors, and its folder's, become sentences."""
    try:
        yield
    except apsw.FullError as error:
        raise DiskFull from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise DatabaseDamaged(where=str(folder)) from error
    except (apsw.IOError, apsw.ReadOnlyError, apsw.CantOpenError, apsw.BusyError, apsw.PermissionsError) as error:
        # A log's index that cannot grow is told as an I/O error.
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

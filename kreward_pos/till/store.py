"""The till's database: one SQLite file in WAL mode, every commit synced to the disk before it is believed.

One connection under one lock, usable from any worker thread, never from the window's. Knows how to open, check
and migrate the file and how to tell a person what is wrong with it; what the tables mean is `outbox`'s and
`customers`' affair.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import apsw
from filelock import FileLock, Timeout

from kreward_pos.till import schema
from kreward_pos.till.failures import (
    DatabaseDamaged,
    DatabaseInUse,
    DatabaseNewer,
    DiskFull,
    DiskTrouble,
)

FILE_NAME = "till.db"
_APPLICATION_ID = 0x6B77706F  # "kwpo": marks the file as ours


class Store:
    """An open database. `transaction` nests: what is inside joins the outermost one, all or nothing."""

    def __init__(self, connection: apsw.Connection, guard: FileLock, folder: Path) -> None:
        self._connection = connection
        self._guard = guard
        self._folder = folder
        self._lock = threading.RLock()
        self._depth = 0

    @classmethod
    def open(cls, folder: Path, *, vfs: str | None = None) -> Self:
        """Open or create the database in `folder`, check it and bring its schema up to date.

        `vfs` names one of SQLite's file layers, for tests of a disk that fails.

        Raises `DatabaseInUse`, `DatabaseDamaged`, `DatabaseNewer`, `DiskFull` or `DiskTrouble`; then nothing was
        changed.
        """
        guard = _guarded(folder)
        try:
            with _explained(folder):
                return cls(_opened(folder / FILE_NAME, vfs), guard, folder)
        except BaseException:
            guard.release()
            raise

    def close(self) -> None:
        """Close the file and let others have the folder."""
        with self._lock:
            self._connection.close()
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
                with _explained(self._folder), _committed(self._connection):
                    yield self._connection
            finally:
                self._depth -= 1

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """For queries; nothing may be changed inside."""
        with self._lock, _explained(self._folder):
            yield self._connection

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
        guard = FileLock(folder / "in-use.lock", timeout=0)
        guard.acquire()
    except Timeout:
        raise DatabaseInUse from None
    except OSError as error:
        raise DiskTrouble(where=str(folder)) from error
    return guard


def _opened(path: Path, vfs: str | None) -> apsw.Connection:
    connection = apsw.Connection(str(path), vfs=vfs)
    try:
        _check(connection, path)
        _configure(connection)
        schema.migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _configure(connection: apsw.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    if sys.platform == "darwin":  # plain fsync does not reach the platter there
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA checkpoint_fullfsync = ON")


def _check(connection: apsw.Connection, path: Path) -> None:
    """Refuse what is not sound, not ours, or newer than this app."""
    connection.set_busy_timeout(2000)
    if connection.execute("PRAGMA quick_check(1)").get != "ok":
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
    """The one place where SQLite's errors become sentences."""
    try:
        yield
    except apsw.FullError as error:
        raise DiskFull from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise DatabaseDamaged(where=str(folder)) from error
    except (apsw.IOError, apsw.ReadOnlyError, apsw.CantOpenError, apsw.BusyError, apsw.PermissionsError) as error:
        raise DiskTrouble(where=str(folder)) from error

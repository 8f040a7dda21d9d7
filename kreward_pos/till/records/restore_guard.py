"""The restore guard: notices a database that is a copy of the one that last sent from here.

A database restored from a backup, or copied to another folder or computer, does not know it; what waits in it may have
been sent since. So a mark store outside the till's folder remembers, for each install, its folder and its progress: a
lower bound of the number of taps and changes of state that its outbox has seen.

The order of writes makes it certain. A change is committed to the database first, then marked; and an attempt is marked
before its first byte leaves. So the database is never behind its mark, whenever the power fails, unless it is an older
one; and a copy taken before an attempt is always behind. A restored image of the whole computer, mark included, goes
unnoticed.
"""

import logging
import secrets
import threading
from datetime import datetime
from pathlib import Path
from typing import Protocol, Self

import apsw
import msgspec

from kreward_pos.clock import Clock, unix_ms
from kreward_pos.system.atomic_file import write_atomically
from kreward_pos.till.model.errors import DatabaseRestored, DiskTrouble
from kreward_pos.till.storage.store import Store

_INSTALL = "install_id"
_MOVES = "moves"
_INSTALL_TAG = "install_tag"
_log = logging.getLogger(__name__)

# A trigger of this connection alone, which counts every change of state. Taps are counted by their `seq`, at no further
# write.
_COUNT_MOVES = """
CREATE TEMP TRIGGER count_moves AFTER UPDATE OF state ON main.entries
    BEGIN UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE name = 'moves'; END;
"""
_SEEN = """
SELECT coalesce((SELECT max(seq) FROM entries), 0)
    + coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'moves'), 0)
"""
# A restored entry may have any state; this is the one change of state that ignores `entries.TRANSITIONS`.
_REVIEW = """
UPDATE attempts SET outcome = 'interrupted', ended_ms = :now_ms WHERE outcome IS NULL;
UPDATE entries SET state = 'review', problem = :problem
    WHERE state IN ('held', 'waiting', 'sending', 'unsure', 'settling');
"""


class InstallMark(msgspec.Struct, frozen=True):
    """The mark of one install: its database's folder, and the least progress of its outbox."""

    folder: str
    seen: int


class MarkStore(Protocol):
    """A store of marks that outlives a restored data folder."""

    def read(self, install: str) -> InstallMark | None:
        """Return the mark of this install; None where there is none."""
        ...

    def write(self, install: str, mark: InstallMark) -> None:
        """Save the mark durably; raise `StoreFailure`."""
        ...


class FileMarkStore:
    """A mark store of one small file for each install, in a folder outside every till's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, install: str) -> InstallMark | None:
        """Return the mark of this install; None where there is none or its file is unreadable."""
        try:
            return msgspec.json.decode(self._path(install).read_bytes(), type=InstallMark)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def write(self, install: str, mark: InstallMark) -> None:
        """Save the mark; a power cut leaves the old one or the new one. Raises `DiskTrouble`."""
        try:
            write_atomically(self._path(install), msgspec.json.encode(mark))
        except OSError as error:
            raise DiskTrouble(where=str(self._folder)) from error

    def delete(self, folder: Path) -> None:
        """Delete the marks of a till's `folder`, which is about to be removed; raise `DiskTrouble`."""
        try:
            for path in list(self._folder.glob("*.json")):
                mark = self.read(path.stem)
                if mark is not None and mark.folder == str(folder.resolve()):
                    path.unlink()
        except OSError as error:
            raise DiskTrouble(where=str(self._folder)) from error

    def _path(self, install: str) -> Path:
        return self._folder / f"{install}.json"


class MemoryMarkStore:
    """A mark store for this run alone, for a demo and for data that nothing outlives."""

    def __init__(self) -> None:
        self._marks: dict[str, InstallMark] = {}

    def read(self, install: str) -> InstallMark | None:
        """Return the mark of this install, if there is one."""
        return self._marks.get(install)

    def write(self, install: str, mark: InstallMark) -> None:
        """Remember the mark."""
        self._marks[install] = mark


class RestoreCheck(Protocol):
    """What the outbox needs of the restore guard."""

    def ensure_writable(self) -> None:
        """Raise `StoreFailure` while marks cannot be saved; call it before an attempt is journalled."""
        ...

    def save_mark(self) -> None:
        """Save the outbox's progress; call it between an attempt's commit and its first byte.

        Raises `StoreFailure`; then nothing may leave.
        """
        ...


class NoRestoreGuard:
    """A restore check that checks nothing, for tests and benchmarks: a copy of the database goes unnoticed."""

    def ensure_writable(self) -> None:
        """Do nothing."""

    def save_mark(self) -> None:
        """Do nothing."""


class RestoreGuard:
    """The restore check of an open database. Thread-safe.

    `restored` is how many entries went to review because the database is a copy.
    """

    def __init__(self, store: Store, mark_store: MarkStore, install: str, restored: int) -> None:
        self.restored = restored
        self._store = store
        self._mark_store = mark_store
        self._install = install
        self._folder = str(store.folder.resolve())
        self._saved = -1
        self._is_failing = False
        self._lock = threading.Lock()

    @classmethod
    def check(cls, store: Store, mark_store: MarkStore, clock: Clock) -> Self:
        """Check a database that was just opened, before anything of it is used.

        A copy becomes a new install, whose open entries wait for a person's decision. A database without a mark, a new
        one say, gets its first. Raises `StoreFailure`.
        """
        install, restored = _identify(store, mark_store, clock)
        guard = cls(store, mark_store, install, restored)
        with store.transaction() as connection:
            connection.execute(_COUNT_MOVES)
        guard.save_mark()
        return guard

    def ensure_writable(self) -> None:
        """Save the mark again where the last write failed, so that no attempt is journalled in vain."""
        if self._is_failing:
            self.save_mark()

    def save_mark(self) -> None:
        """Save the outbox's progress, if it has changed."""
        with self._lock:  # of two threads at once, the older number might be saved last
            progress = _progress(self._store)
            if progress != self._saved:
                self._is_failing = True
                self._mark_store.write(self._install, InstallMark(self._folder, progress))
                self._saved, self._is_failing = progress, False


def _identify(store: Store, mark_store: MarkStore, clock: Clock) -> tuple[str, int]:
    """Return the database's install from now on, and how many entries went to review."""
    install = store.meta(_INSTALL)
    if install is not None and _is_known(store, mark_store.read(install)):
        return install, 0
    with store.transaction() as connection:
        restored = 0 if install is None else _send_to_review(connection, clock.now())
        install = secrets.token_hex(8)
        store.set_meta(_INSTALL, install)
        store.set_meta(_MOVES, "0")
    if restored:
        _log.info("outbox: a restored or copied database, %s entries to review", restored)
    return install, restored


def _is_known(store: Store, mark: InstallMark | None) -> bool:
    return mark is not None and mark.folder == str(store.folder.resolve()) and mark.seen <= _progress(store)


def _progress(store: Store) -> int:
    """Return how many taps and changes of state the outbox has seen; the number never falls."""
    with store.reading() as connection:
        count: int = connection.execute(_SEEN).get
        return count


def _send_to_review(connection: apsw.Connection, now: datetime) -> int:
    """Move every open entry to review, and give this database's notes another tag than the original's."""
    connection.execute(_REVIEW, {"now_ms": unix_ms(now), "problem": DatabaseRestored(count=0).code})
    count = connection.changes()
    connection.execute("DELETE FROM meta WHERE name = ?", (_INSTALL_TAG,))
    connection.execute("DELETE FROM chains")  # the till's own writes no longer explain the balances
    return count

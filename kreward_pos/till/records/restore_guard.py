"""Whether this database is the one that last sent from here, or a copy of it.

A till's database is restored from a backup, or copied to another folder or computer, and knows nothing of it; what
waits in it may have been sent since. So something outside its folder remembers how far it had come: for each install,
which folder it lies in and a lower bound of the number of taps and changes of state that its outbox has seen.

The order of writes is what makes it sure. A change is committed to the database first, then told to the witness; and
before an attempt's first byte leaves, the witness must have been told of that attempt. So the database is never
behind the witness, whenever the power fails, unless it is an older one; and a copy that was taken before an attempt
is always behind it. What a whole computer's restored image holds, witness included, cannot be told apart.
"""

import logging
import secrets
import threading
from datetime import datetime
from pathlib import Path
from typing import Protocol, Self

import apsw
import msgspec

from kreward_pos.clock import Clock
from kreward_pos.system.atomic_file import write_atomically
from kreward_pos.till.model.errors import DatabaseRestored, DiskTrouble
from kreward_pos.till.storage.store import Store

_INSTALL = "install_id"
_MOVES = "moves"
_INSTALL_TAG = "install_tag"
_log = logging.getLogger(__name__)

# A trigger of this connection alone: whoever moves an entry is counted. Taps are counted by their `seq`, so that
# nothing more has to be written for them.
_COUNT_MOVES = """
CREATE TEMP TRIGGER count_moves AFTER UPDATE OF state ON main.entries
    BEGIN UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE name = 'moves'; END;
"""
_SEEN = """
SELECT coalesce((SELECT max(seq) FROM entries), 0)
    + coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'moves'), 0)
"""
# A restored entry may stand anywhere; this is the one change of state that goes past `entries.WAYS`.
_REVIEW = """
UPDATE attempts SET outcome = 'interrupted', ended_ms = :now_ms WHERE outcome IS NULL;
UPDATE entries SET state = 'review', problem = :problem
    WHERE state IN ('held', 'waiting', 'sending', 'unsure', 'settling');
"""


class InstallMark(msgspec.Struct, frozen=True):
    """What a witness knows of one install: where its database lies, and what its outbox has seen at least."""

    folder: str
    seen: int


class MarkStore(Protocol):
    """Something that outlives a restored data folder."""

    def read(self, install: str) -> InstallMark | None:
        """What is known of this install; None where it is a stranger."""
        ...

    def write(self, install: str, mark: InstallMark) -> None:
        """Remember it, durably; raises `StoreFailure`."""
        ...


class FileMarkStore:
    """A small file for each install in a folder that lies outside every till's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, install: str) -> InstallMark | None:
        """See `MarkStore.ask`; an unreadable file is as good as none."""
        try:
            return msgspec.json.decode(self._path(install).read_bytes(), type=InstallMark)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def write(self, install: str, mark: InstallMark) -> None:
        """See `MarkStore.tell`: a power cut leaves the old file or the new one."""
        try:
            write_atomically(self._path(install), msgspec.json.encode(mark))
        except OSError as error:
            raise DiskTrouble(where=str(self._folder)) from error

    def delete(self, folder: Path) -> None:
        """Let go of what is known of a till's `folder`, which is about to be removed; raises `DiskTrouble`."""
        try:
            for path in list(self._folder.glob("*.json")):
                told = self.read(path.stem)
                if told is not None and told.folder == str(folder.resolve()):
                    path.unlink()
        except OSError as error:
            raise DiskTrouble(where=str(self._folder)) from error

    def _path(self, install: str) -> Path:
        return self._folder / f"{install}.json"


class MemoryMarkStore:
    """Remembers for this run alone, as a demo and a database that nobody keeps want it."""

    def __init__(self) -> None:
        self._marks: dict[str, InstallMark] = {}

    def read(self, install: str) -> InstallMark | None:
        """See `MarkStore.ask`."""
        return self._marks.get(install)

    def write(self, install: str, mark: InstallMark) -> None:
        """See `MarkStore.tell`."""
        self._marks[install] = mark


class RestoreCheck(Protocol):
    """What an outbox needs of its witness."""

    def ensure_writable(self) -> None:
        """To be asked before an attempt is journalled; raises `StoreFailure` while the witness cannot be told."""
        ...

    def save_mark(self) -> None:
        """To be asked between an attempt's commit and its first byte: the witness knows of it when this returns.

        Raises `StoreFailure`; then nothing may leave.
        """
        ...


class NoRestoreGuard:
    """No witness, for tests and measuring: a copy of the database would not be noticed."""

    def ensure_writable(self) -> None:
        """See `RestoreCheck.require`."""

    def save_mark(self) -> None:
        """See `RestoreCheck.confirm`."""


class RestoreGuard:
    """The bond between an open database and its witness. Thread-safe.

    `restored` is how many entries went to review because the database turned out to be a copy.
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
        """Judge a database that was just opened, before anything of it is used.

        A copy becomes an install of its own: nothing in it leaves before a person has decided about it. A database
        that was never bound, a new one say, is bound as it is. Raises `StoreFailure`.
        """
        install, restored = _judged(store, mark_store, clock)
        guard = cls(store, mark_store, install, restored)
        with store.transaction() as connection:
            connection.execute(_COUNT_MOVES)
        guard.save_mark()
        return guard

    def ensure_writable(self) -> None:
        """Ask only where the last telling failed, so that no attempt is journalled in vain."""
        if self._is_failing:
            self.save_mark()

    def save_mark(self) -> None:
        """See `RestoreCheck.confirm`: tells the witness how far the outbox has come, if that is news."""
        with self._lock:  # two at once might tell the older number last
            seen = _seen(self._store)
            if seen != self._saved:
                self._is_failing = True
                self._mark_store.write(self._install, InstallMark(self._folder, seen))
                self._saved, self._is_failing = seen, False


def _judged(store: Store, mark_store: MarkStore, clock: Clock) -> tuple[str, int]:
    """The install that the database is from now on, and how many entries went to review."""
    install = store.meta(_INSTALL)
    if install is not None and _is_known(store, mark_store.read(install)):
        return install, 0
    with store.transaction() as connection:
        restored = 0 if install is None else _reviewed(connection, clock.now())
        install = secrets.token_hex(8)
        store.set_meta(_INSTALL, install)
        store.set_meta(_MOVES, "0")
    if restored:
        _log.info("outbox: a restored or copied database, %s entries to review", restored)
    return install, restored


def _is_known(store: Store, mark: InstallMark | None) -> bool:
    return mark is not None and mark.folder == str(store.folder.resolve()) and mark.seen <= _seen(store)


def _seen(store: Store) -> int:
    """How many taps and moves the outbox has seen; neither is ever taken back."""
    with store.reading() as connection:
        count: int = connection.execute(_SEEN).get
        return count


def _reviewed(connection: apsw.Connection, now: datetime) -> int:
    """Hand every open entry to a person, and let this database's notes be told from the original's."""
    connection.execute(_REVIEW, {"now_ms": int(now.timestamp() * 1000), "problem": DatabaseRestored(count=0).code})
    count = connection.changes()
    connection.execute("DELETE FROM meta WHERE name = ?", (_INSTALL_TAG,))
    connection.execute("DELETE FROM chains")  # a restored till's own writes explain nothing any more
    return count

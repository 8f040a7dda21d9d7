"""The sandbox shop's database: its tables, its transactions, and the ledger of every change ever applied.

Knows SQLite and no rule: what may change is `shop`'s business.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

FILE_NAME = "sandbox.db"

SCHEMA = """
CREATE TABLE IF NOT EXISTS customers (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, email TEXT NOT NULL, name TEXT,
    created_at TEXT NOT NULL, last_seen_at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS cards (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, customer INTEGER NOT NULL REFERENCES customers (id),
    template_id TEXT NOT NULL, balance INTEGER NOT NULL CHECK (balance >= 0),
    UNIQUE (customer, template_id)) STRICT;
CREATE TABLE IF NOT EXISTS claims (
    card TEXT NOT NULL REFERENCES cards (id), at INTEGER NOT NULL, PRIMARY KEY (card, at)) STRICT;
CREATE TABLE IF NOT EXISTS ledger (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, email TEXT NOT NULL, template_id TEXT NOT NULL,
    delta INTEGER, at INTEGER, note TEXT,
    balance_before INTEGER NOT NULL, balance_after INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS keys (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL UNIQUE, label TEXT NOT NULL, created_at TEXT NOT NULL,
    last_used_at TEXT, request_count INTEGER NOT NULL DEFAULT 0) STRICT;
"""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One applied change. `delta` belongs to a transaction, `at` to a redeem, neither to an enrolment."""

    kind: Literal["transaction", "redeem", "enroll"]
    email: str = field(repr=False)
    template_id: str
    balance_before: int
    balance_after: int
    delta: int | None = None
    at: int | None = None
    note: str | None = None

    @property
    def own_fields(self) -> dict[str, object]:
        """The fields that this kind of entry has."""
        foreign = {"transaction": ("at",), "redeem": ("delta",), "enroll": ("delta", "at")}[self.kind]
        return {name: value for name, value in asdict(self).items() if name not in foreign}


def open_connection(data_dir: Path | None) -> sqlite3.Connection:
    """Open a connection that several threads may share: to a file in `data_dir`, or to memory.

    Raises `OSError` or `sqlite3.Error` where the folder or the file cannot be used.
    """
    if data_dir is None:
        return sqlite3.connect(":memory:", check_same_thread=False)
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    connection = sqlite3.connect(data_dir / FILE_NAME, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class Books:
    """Owns one connection for all threads: one at a time reads or changes, each change whole or not at all."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.isolation_level = None  # transactions are begun by hand, in `change`
        connection.row_factory = sqlite3.Row
        connection.executescript(SCHEMA)
        self._connection = connection
        self._changed = threading.Condition(threading.RLock())

    @contextmanager
    def change(self) -> Iterator[None]:
        """Lock the books and save what is written inside: all of it, or nothing if an exception leaves the block."""
        with self._changed:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._changed.notify_all()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let nobody change anything between the reads inside."""
        with self._changed:
            yield

    def rows(self, sql: str, *values: str | int | None) -> list[sqlite3.Row]:
        """Run one statement and return all its rows."""
        with self._changed:
            return self._connection.execute(sql, values).fetchall()

    def insert(self, sql: str, *values: str | int | None) -> int:
        """Run one INSERT and return the new row's number."""
        with self._changed:
            number = self._connection.execute(sql, values).lastrowid
        assert number is not None
        return number

    def record(self, entry: LedgerEntry) -> None:
        """Write a change into the ledger; call it inside `change`."""
        self.insert(
            "INSERT INTO ledger (kind, email, template_id, delta, at, note, balance_before, balance_after)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            entry.kind,
            entry.email,
            entry.template_id,
            entry.delta,
            entry.at,
            entry.note,
            entry.balance_before,
            entry.balance_after,
        )

    def ledger(self) -> list[dict[str, object]]:
        """Return every entry in order, as `{"seq": 1, "kind": …}`."""
        return [_as_listed(row) for row in self.rows("SELECT * FROM ledger ORDER BY seq")]

    def wait_for_entries(self, count: int, timeout_s: float) -> bool:
        """Wait until the ledger holds at least `count` entries; False if it does not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._entry_count() >= count, timeout_s)

    def _entry_count(self) -> int:
        return int(self.rows("SELECT count(*) FROM ledger")[0][0])


def _as_listed(row: sqlite3.Row) -> dict[str, object]:
    fields = dict(row)
    return {"seq": fields.pop("seq")} | LedgerEntry(**fields).own_fields

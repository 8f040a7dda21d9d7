"""Migration of databases of earlier versions, each with a full queue, without loss or change."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kreward_pos.cards import CardId, Email
from kreward_pos.system.database_key import DatabaseKey
from kreward_pos.till.model.entries import Decision, Draft, EntryKind, EntryState
from kreward_pos.till.model.errors import DiskTrouble
from kreward_pos.till.records.audit_log import AuditEvent, AuditLog
from kreward_pos.till.records.customers import Customers
from kreward_pos.till.records.decisions import decisions
from kreward_pos.till.records.entry_queries import EntryQueries
from kreward_pos.till.records.outbox import Outbox
from kreward_pos.till.records.restore_guard import MemoryMarkStore, RestoreGuard
from kreward_pos.till.storage import schema
from kreward_pos.till.storage.backup import COPIES_KEPT, FOLDER
from kreward_pos.till.storage.cipher import is_encrypted as is_encrypted_file
from kreward_pos.till.storage.store import FILE_NAME, Store
from tests.fake_clock import FakeClock

KEY = DatabaseKey.parse("5a" * 32)
JANE = Email.parse("jane@example.com")
CARD = CardId.parse("0b7a6d2e-1111-4222-8333-944455566677")
EACH = 40
APPLICATION_ID = 0x6B77706F
NOON_MS = 1795348800000
ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))

V1 = """
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    op_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    customer TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT,
    template_id TEXT,
    delta INTEGER,
    at INTEGER,
    reward TEXT,
    undo_of INTEGER REFERENCES entries (seq),
    problem TEXT,
    created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX entries_on_the_way ON entries (customer, seq)
    WHERE state IN ('held', 'waiting', 'sending', 'unsure', 'settling');
CREATE INDEX entries_needing_a_person ON entries (seq) WHERE state IN ('blocked', 'review');
CREATE INDEX entries_undoing ON entries (undo_of) WHERE undo_of IS NOT NULL;

CREATE TABLE attempts (
    entry INTEGER NOT NULL REFERENCES entries (seq),
    number INTEGER NOT NULL,
    started_ms INTEGER NOT NULL,
    baseline INTEGER,
    baseline_redeemed TEXT,
    outcome TEXT,
    ended_ms INTEGER,
    PRIMARY KEY (entry, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE decisions (
    entry INTEGER NOT NULL REFERENCES entries (seq),
    decision TEXT NOT NULL,
    decided_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE cards (
    customer TEXT NOT NULL,
    template_id TEXT NOT NULL,
    record TEXT NOT NULL,
    read_ms INTEGER NOT NULL,
    PRIMARY KEY (customer, template_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
    card TEXT PRIMARY KEY,
    customer TEXT NOT NULL,
    email TEXT NOT NULL,
    learned_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""
"""Version 1 as it was first written; never to be edited."""

V2 = """
ALTER TABLE attempts ADD COLUMN loops_at INTEGER;
ALTER TABLE attempts ADD COLUMN quiet_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN gap_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN marked_ms INTEGER;
CREATE TABLE reads (
    entry INTEGER NOT NULL,
    number INTEGER NOT NULL,
    quiet_ms INTEGER NOT NULL,
    read_ms INTEGER NOT NULL,
    balance INTEGER NOT NULL,
    redeemed TEXT,
    FOREIGN KEY (entry, number) REFERENCES attempts (entry, number)
) STRICT;
CREATE INDEX reads_of_attempts ON reads (entry, number);

ALTER TABLE entries ADD COLUMN settled_by TEXT;
ALTER TABLE entries ADD COLUMN settled_ms INTEGER;
ALTER TABLE decisions ADD COLUMN who TEXT;

CREATE TABLE chains (
    customer TEXT NOT NULL,
    template_id TEXT NOT NULL,
    balance INTEGER NOT NULL,
    PRIMARY KEY (customer, template_id)
) STRICT, WITHOUT ROWID;
"""
"""What version 2 made of it; never to be edited."""

V3 = "ALTER TABLE entries ADD COLUMN cashier TEXT;"
"""What version 3 made of it; never to be edited."""

V4 = """
CREATE TABLE record (
    number INTEGER PRIMARY KEY,
    done_ms INTEGER NOT NULL,
    deed TEXT NOT NULL,
    entry INTEGER,
    cashier TEXT,
    detail TEXT,
    seal BLOB NOT NULL
) STRICT;
CREATE TRIGGER record_is_only_added_to BEFORE INSERT ON record
    WHEN NEW.number <= (SELECT max(number) FROM record)
    BEGIN SELECT raise(ABORT, 'the record is only added to'); END;
CREATE TRIGGER record_is_kept BEFORE DELETE ON record
    WHEN OLD.number > coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'record_cut'), 0)
    BEGIN SELECT raise(ABORT, 'the record is kept'); END;
CREATE TRIGGER record_stands BEFORE UPDATE ON record
    BEGIN SELECT raise(ABORT, 'the record is never changed'); END;
ALTER TABLE entries ADD COLUMN is_offline INTEGER NOT NULL DEFAULT 0;
"""
"""What version 4 made of it; never to be edited."""

ROW = (
    "INSERT INTO entries (op_id, kind, state, customer, email, name, delta, created_ms)"
    " VALUES (?, 'stamp', ?, ?, ?, 'Jane', 1, ?)"
)


ATTEMPT = (
    "INSERT INTO attempts (entry, number, started_ms, baseline, baseline_redeemed, outcome, ended_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def make_version(version: int, folder: Path) -> dict[str, str]:
    """Make a database of this version in the middle of a busy day; return each note's state."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for step in (V1, V2, V3, V4)[:version]:
            connection.executescript(step)
        connection.execute(f"PRAGMA user_version = {version}")
        return fill(connection)


def fill(connection: sqlite3.Connection) -> dict[str, str]:
    notes = {}
    for number in range(EACH * len(EntryState)):
        state = list(EntryState)[number % len(EntryState)].value
        note, email = f"till-1-abcd/{number + 1:06d}", f"c{number % 50}@example.com"
        notes[note] = state
        seq = connection.execute(ROW, (note, state, email, email, NOON_MS)).lastrowid
        if state not in {"held", "waiting", "cancelled"}:
            outcome = {"sending": None, "applied": "applied"}.get(state, "answer_lost")
            attempt = (seq, 1, NOON_MS, 5, "[4]", outcome, None if outcome is None else NOON_MS + 900)
            connection.execute(ATTEMPT, attempt)
        if state == "written_off":
            connection.execute(
                "INSERT INTO decisions (entry, decision, decided_ms) VALUES (?, 'write_off', ?)", (seq, NOON_MS + 2000)
            )
    connection.execute("INSERT INTO meta VALUES ('install_tag', 'abcd')")
    record = '{"card_type":"stamps","balance":5,"goal":8,"name":"Jane"}'
    connection.execute("INSERT INTO cards VALUES (?, '', ?, ?)", (JANE.key, record, NOON_MS))
    connection.execute("INSERT INTO links VALUES (?, ?, ?, ?)", (CARD.key, JANE.key, JANE.address, NOON_MS))
    return notes


@pytest.mark.parametrize("version", [1, 2, 3, 4])
@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted since"])
def test_full_queue_of_an_earlier_version_is_migrated_whole(
    tmp_path: Path, key: DatabaseKey | None, version: int
) -> None:
    folder = tmp_path / "till"
    notes = make_version(version, folder)
    store = Store.open(folder, key)
    with store.reading() as connection:
        assert connection.execute("PRAGMA user_version").get == schema.VERSION
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert RestoreGuard.check(store, MemoryMarkStore(), FakeClock()).restored == 0
    outbox, customers = Outbox(store, FakeClock(), "Till 1"), Customers(store, FakeClock())
    entries = sorted(outbox.queries.entries(10_000), key=lambda entry: entry.seq)
    assert {entry.op_id: entry.state.value for entry in entries} == notes
    assert all((entry.name, entry.delta, entry.kind) == ("Jane", 1, EntryKind.STAMP) for entry in entries)
    assert all((entry.cashier, entry.is_offline, entry.card_type) == (None, False, None) for entry in entries)
    record = AuditLog(store, FakeClock())
    record.write(AuditEvent.STARTED)
    assert (record.first_broken_line(), [line.number for line in record.lines(*ALWAYS)]) == (None, [1])
    for entry in entries:
        attempts = outbox.queries.attempts(entry.seq)
        assert len(attempts) == (entry.state.value not in {"held", "waiting", "cancelled"})
        assert all((a.baseline, a.baseline_redeemed) == (5, frozenset({4})) for a in attempts)
    written_off = next(entry for entry in entries if entry.state is EntryState.WRITTEN_OFF)
    assert [decided.decision for decided in decisions(store, written_off.seq)] == ["write_off"]
    known = customers.known(JANE, None)
    assert known is not None
    assert (known.record.balance, customers.customer_of(CARD)) == (5, JANE)
    store.close()


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_till_works_after_the_migration(tmp_path: Path, version: int) -> None:
    folder = tmp_path / "till"
    make_version(version, folder)
    Store.open(folder).close()
    store = Store.open(folder, KEY)
    outbox = Outbox(store, FakeClock(), "Till 1")
    interrupted = outbox.recover()
    assert len(interrupted) == EACH
    assert all(entry.state is EntryState.UNSURE for entry in interrupted)
    added = outbox.add(Draft(EntryKind.STAMP, JANE, delta=1, cashier="Ka Yan", card_type="points"))
    assert outbox.queries.get(added.seq) == added
    assert added.op_id == f"till-1-abcd/{EACH * len(EntryState) + 1:06d}"
    sending = outbox.begin_attempt(added.seq, 5, None)
    outbox.end_attempt(sending.seq, EntryState.UNSURE, "answer_lost")
    outbox.move(sending.seq, EntryState.REVIEW, "answer_lost")
    outbox.decide(sending.seq, Decision.COUNTED, "owner")
    assert outbox.queries.get(sending.seq).state is EntryState.APPLIED
    store.close()


def test_interrupted_migration_starts_again(tmp_path: Path) -> None:
    folder = tmp_path / "till"
    notes = make_version(2, folder)
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE half_done (x)")  # a kill: nothing is committed
    store = Store.open(folder, KEY)
    assert len(Outbox(store, FakeClock()).queries.entries(10_000)) == len(notes)
    store.close()


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "encrypted since"])
def test_backup_is_made_before_a_migration(tmp_path: Path, key: DatabaseKey | None) -> None:
    folder, back = tmp_path / "till", tmp_path / "put back"
    notes = make_version(1, folder)
    Store.open(folder, key).close()
    (copy,) = (folder / FOLDER).glob("*-version-1.db")
    assert is_encrypted_file(copy) == (key is not None)
    Store.open(folder, key).close()  # nothing to migrate any more
    assert len(list((folder / FOLDER).iterdir())) == 1
    back.mkdir()
    shutil.copy(copy, back / FILE_NAME)
    store = Store.open(back, key)
    assert {entry.op_id: entry.state.value for entry in EntryQueries(store).entries(10_000)} == notes
    store.close()


def test_restored_backup_sends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, mark_store = tmp_path / "till", MemoryMarkStore()

    def tap() -> None:
        store = Store.open(folder, KEY)
        guard = RestoreGuard.check(store, mark_store, FakeClock())
        Outbox(store, FakeClock(), "Till 1", guard).add(Draft(EntryKind.STAMP, JANE, delta=1))
        guard.save_mark()
        store.close()

    tap()
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)  # as the next version of the app will
    monkeypatch.setattr(schema, "_STEPS", (*schema._STEPS, "CREATE TABLE later (value TEXT) STRICT;"))
    tap()
    (copy,) = (folder / FOLDER).iterdir()
    shutil.copy(copy, folder / FILE_NAME)
    store = Store.open(folder, KEY)
    RestoreGuard.check(store, mark_store, FakeClock())
    assert EntryQueries(store).next_to_send() is None
    assert len(EntryQueries(store).entries(10)) == 1
    store.close()


def test_newest_backups_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "till"
    make_version(1, folder)
    (folder / FOLDER).mkdir()
    for day in range(1, COPIES_KEPT + 2):
        (folder / FOLDER / f"2020010{day}-120000-version-1.db").write_bytes(b"old")
    Store.open(folder).close()
    backups = sorted(path.name for path in (folder / FOLDER).iterdir())
    assert len(backups) == COPIES_KEPT
    assert backups[0] == f"2020010{COPIES_KEPT}-120000-version-1.db"


def test_failed_backup_stops_the_migration(tmp_path: Path) -> None:
    folder = tmp_path / "till"
    make_version(1, folder)
    (folder / FOLDER).write_text("in the way")
    with pytest.raises(DiskTrouble):
        Store.open(folder)
    (folder / FOLDER).unlink()
    Store.open(folder).close()

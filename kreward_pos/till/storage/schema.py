"""The tables, as steps from each version to the next, applied in one transaction. No released step is ever edited."""

import apsw

_V1 = """
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was tapped. No row is ever deleted, so `seq` needs no counter of its own, and `op_id` is made from it.
-- `customer` is the e-mail in the form that tells two customers apart; times are Unix milliseconds by the wall clock,
-- for display alone: the order is `seq`.
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY,
    op_id TEXT NOT NULL,
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

-- One row before each try at sending; only its end is filled in afterwards.
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

-- What a person decided about an entry, when.
CREATE TABLE decisions (
    entry INTEGER NOT NULL REFERENCES entries (seq),
    decision TEXT NOT NULL,
    decided_ms INTEGER NOT NULL
) STRICT;

-- What Kreward last said of a customer's card; `template_id` is '' for the shop's default card.
CREATE TABLE cards (
    customer TEXT NOT NULL,
    template_id TEXT NOT NULL,
    record TEXT NOT NULL,
    read_ms INTEGER NOT NULL,
    PRIMARY KEY (customer, template_id)
) STRICT, WITHOUT ROWID;

-- Which customer a card belongs to, learned from every answer that names both, or told once by a person.
CREATE TABLE links (
    card TEXT PRIMARY KEY,
    customer TEXT NOT NULL,
    email TEXT NOT NULL,
    learned_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

_V2 = """
-- Settling: what was read after an attempt whose answer was lost, and how long it has been watched. `quiet_ms` is the
-- till's own monotonic time, `marked_ms` the wall clock when it was last kept, `gap_ms` the time between two runs.
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

-- The balance that each customer's card must have, if nobody but this till writes.
CREATE TABLE chains (
    customer TEXT NOT NULL,
    template_id TEXT NOT NULL,
    balance INTEGER NOT NULL,
    PRIMARY KEY (customer, template_id)
) STRICT, WITHOUT ROWID;
"""

_V3 = """
-- Who stood at the till, where its owner has named the cashiers.
ALTER TABLE entries ADD COLUMN cashier TEXT;
"""

_V4 = """
-- What was done at this till, line by line (`record`). No line is ever changed, and none deleted but what has been kept
-- long enough: up to the number that `record_cut` begins with. REPLACE would go past the second trigger.
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

-- Whether a reward was given while Kreward could not be asked.
ALTER TABLE entries ADD COLUMN is_offline INTEGER NOT NULL DEFAULT 0;
"""

_V5 = """
-- What the card counted that was tapped for, stamps or points; NULL in taps from before it was kept.
ALTER TABLE entries ADD COLUMN card_type TEXT;
"""

_STEPS = (_V1, _V2, _V3, _V4, _V5)
VERSION = len(_STEPS)


def migrate(connection: apsw.Connection) -> None:
    """Bring the database to `VERSION`, all or nothing."""
    version = connection.execute("PRAGMA user_version").get
    if version == VERSION:
        return
    with connection:
        for step in _STEPS[version:]:
            connection.execute(step)
        connection.execute(f"PRAGMA user_version = {VERSION}")

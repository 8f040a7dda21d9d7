"""The till without a window: a tap's commit against plain SQLite, a large database, a look-up against plain HTTP."""

import itertools
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import httpx
import pytest

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.rate_limit import RateLimiter
from kreward_pos.api.transport import HttpTransport
from kreward_pos.cards import Email
from kreward_pos.clock import SystemClock
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.system.database_key import DatabaseKey
from kreward_pos.system.settings import Limits
from kreward_pos.till.counter.desk import TillConfig
from kreward_pos.till.storage import cipher
from kreward_pos.till.storage.store import FILE_NAME, Store
from kreward_pos.till.till import Till

from .conftest import Add
from .figures import Figure

LIMITS = Limits(repeat_minutes=0)
KEY = DatabaseKey("5c" * 32)
TAPS = 800
LOOK_UPS = 200
OPENINGS = 5
SETTLED, WAITING = 100_000, 1_000
JANE = Email.parse("jane@example.com")

_ROW = "INSERT INTO taps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_FILL = """
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :last)
INSERT INTO entries (seq, op_id, kind, state, customer, email, name, delta, created_ms)
SELECT n, printf('till-1-abcd/%06d', n), 'stamp', iif(n > :settled, 'waiting', 'applied'),
    printf('customer%d@example.com', n % 5000), printf('customer%d@example.com', n % 5000), 'A Customer', 1,
    1790000000000 + n FROM numbers
"""
_FILL_ATTEMPTS = """
INSERT INTO attempts (entry, number, started_ms, baseline, outcome, ended_ms)
SELECT seq, 1, created_ms, 3, 'applied', created_ms + 80 FROM entries WHERE state = 'applied'
"""


def duration_ms(action: Callable[[], object]) -> float:
    began_s = time.perf_counter()
    action()
    return (time.perf_counter() - began_s) * 1000


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(rate_limit=None) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[KrewardClient]:
    keys = ApiKeys(ApiKey.parse_secret(sandbox.secret_key), ApiKey.parse_public(sandbox.public_key))
    rate_limiter = RateLimiter(1_000_000, 1_000_000)
    client = KrewardClient(HttpTransport(sandbox.base_url), keys, SystemClock(), rate_limiter)
    yield client
    client.close()


@contextmanager
def idle_till(folder: Path, client: KrewardClient) -> Iterator[Till]:
    """Open a till without courier or listeners; encrypted and with limits, like a shop's."""
    till = Till(Store.open(folder, KEY), client, config=TillConfig("Till 1", limits=LIMITS))
    yield till
    till.close()


@contextmanager
def plain_database(folder: Path) -> Iterator[apsw.Connection]:
    """Open a table with as many columns as an entry and no index, with the same durability and cipher."""
    connection = apsw.Connection(str(folder / "plain.db"))
    cipher.unlock(connection, KEY)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE taps (a, b, c, d, e, f, g, h, i, j, k, l, m)")
    yield connection
    connection.close()


def plain_commit(connection: apsw.Connection) -> None:
    values = (1, "till-1-abcd/000001", "stamp", "waiting", JANE.key, JANE.address, "Jane", None, 1, None, None, None)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(_ROW, (*values, 1790000000000))
    connection.execute("COMMIT")


def fill(folder: Path) -> None:
    """Fill the database of a till that has been in use for years, and offline for a day."""
    store = Store.open(folder, KEY)
    with store.transaction() as connection:
        connection.execute(_FILL, {"last": SETTLED + WAITING, "settled": SETTLED})
        connection.execute(_FILL_ATTEMPTS)
    store.close()


def compare_commits(till: Till, folder: Path) -> tuple[list[float], list[float]]:
    """Time taps and plain commits in pairs in random order, so that the disk treats both alike."""
    ours, plain = list[float](), list[float]()
    emails = itertools.cycle([JANE, *(Email.parse(f"customer{number}@example.com") for number in range(99))])
    with plain_database(folder) as connection:
        actions = [(ours, lambda: till.desk.stamp(next(emails))), (plain, lambda: plain_commit(connection))]
        for _ in range(TAPS):
            for durations, action in random.sample(actions, 2):
                durations.append(duration_ms(action))
    return ours, plain


def test_commit_of_a_tap_is_measured(client: KrewardClient, tmp_path: Path, add: Add) -> None:
    with idle_till(tmp_path, client) as till:
        till.desk.look_up(JANE)
        ours, plain = compare_commits(till, tmp_path)
        assert till.connection.status().waiting == TAPS
    add(Figure(40, "commit of a tap", ours, "plain commit", plain))


def test_commit_of_a_tap_in_a_large_database_is_measured(client: KrewardClient, tmp_path: Path, add: Add) -> None:
    fill(tmp_path)
    with idle_till(tmp_path, client) as till:
        till.desk.look_up(JANE)
        view_ms = [duration_ms(lambda: till.desk.view(JANE)) for _ in range(TAPS)]
        ours, plain = compare_commits(till, tmp_path)
        assert till.connection.status().waiting == WAITING + TAPS
    add(Figure(41, f"commit of a tap after {SETTLED:,}, {WAITING:,} waiting", ours, "plain commit", plain))
    add(Figure(42, "a customer's view there", view_ms, "plain commit", plain))


def test_opening_a_large_database_is_measured(tmp_path: Path, add: Add) -> None:
    fill(tmp_path)
    ours, plain = [], []
    for _ in range(OPENINGS):
        ours.append(duration_ms(lambda: Store.open(tmp_path, KEY).close()))
        plain.append(duration_ms(lambda: open_plainly(tmp_path / FILE_NAME)))
    add(Figure(43, f"opening a database of {SETTLED + WAITING:,}", ours, "opening, one count", plain))


def open_plainly(path: Path) -> None:
    connection = apsw.Connection(str(path))
    cipher.unlock(connection, KEY)
    assert connection.execute("SELECT count(*) FROM entries").get == SETTLED + WAITING
    connection.close()


def test_look_up_is_measured(sandbox: Sandbox, client: KrewardClient, add: Add) -> None:
    ours, plain = [], []
    headers = {"Authorization": f"Bearer {sandbox.secret_key}"}
    with httpx.Client(base_url=sandbox.base_url, headers=headers, trust_env=False) as http:
        for _ in range(LOOK_UPS):
            ours.append(duration_ms(lambda: client.customer(JANE)))
            plain.append(duration_ms(lambda: http.get("/customer", params={"email": JANE.address}).raise_for_status()))
    add(Figure(60, "look-up through the client", ours, "bare httpx", plain))

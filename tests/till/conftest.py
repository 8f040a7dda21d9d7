"""Fixtures for a whole till: clock → sandbox → client → till. The sandbox is real, on a socket; only time is fake."""

import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.transport import HttpTransport
from kreward_pos.cards import Email
from kreward_pos.errors import TillError
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.system.settings import Limits
from kreward_pos.till.counter.desk import TillConfig
from kreward_pos.till.model.entries import Entry, EntryState
from kreward_pos.till.model.limits import HOLD_S
from kreward_pos.till.model.views import ConnectionView
from kreward_pos.till.records.entry_queries import EntryQueries
from kreward_pos.till.records.restore_guard import MarkStore, RestoreGuard
from kreward_pos.till.storage.store import Store
from kreward_pos.till.till import Till
from tests.fake_clock import FakeClock

from .fullable_disk import FullableDisk

_disks = itertools.count()


class Log:
    """A listener that records what it is notified of."""

    def __init__(self) -> None:
        self.states: list[tuple[int, EntryState]] = []
        self.statuses: list[ConnectionView] = []
        self.errors: list[TillError] = []

    def entry_changed(self, entry: Entry) -> None:
        self.states.append((entry.seq, entry.state))

    def customer_changed(self, email: Email) -> None:
        pass

    def status_changed(self, status: ConnectionView) -> None:
        self.statuses.append(status)

    def error_occurred(self, error: TillError) -> None:
        self.errors.append(error)


class Counter:
    """A till over a sandbox, whose courier runs only by `step`."""

    def __init__(
        self,
        sandbox: Sandbox,
        folder: Path,
        clock: FakeClock,
        hold_s: float = HOLD_S,
        always_ask: bool = False,
        mark_store: MarkStore | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self.log = Log()
        self.disk = FullableDisk(f"disk-{next(_disks)}")
        self.store = Store.open(folder, vfs=self.disk.name)
        keys = ApiKeys(ApiKey.parse_secret(sandbox.secret_key), ApiKey.parse_public(sandbox.public_key))
        self.client = KrewardClient(HttpTransport(sandbox.base_url), keys, clock)
        self.till = Till(
            self.store,
            self.client,
            config=TillConfig("Till 1", always_ask=always_ask, limits=limits),
            clock=clock,
            rng=random.Random(7),
            hold_s=hold_s,
            restore_check=RestoreGuard.check(self.store, mark_store, clock) if mark_store else None,
        )
        self.till.add_listener(self.log)
        self.desk, self.review = self.till.desk, self.till.review
        self.enrolment, self.connection = self.till.enrolment, self.till.connection
        self.daybook = self.till.daybook
        self.queries = EntryQueries(self.store)
        self.courier = self.till.courier

    def flush(self, steps: int = 60) -> None:
        """Step, and let the courier's waits pass, until nothing is on the way or `steps` are done."""
        for _ in range(steps):
            delay_s = self.courier.step()
            if self.connection.status().waiting == 0:
                return
            self.clock.pass_s(min(delay_s, 60.0))

    def states(self) -> list[EntryState]:
        """The entries' states by `seq`."""
        return [entry.state for entry in sorted(self.review.entries(), key=lambda entry: entry.seq)]

    def close(self) -> None:
        self.till.close()


OpenCounter = Callable[..., Counter]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["page", "reference"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with Sandbox(dialect=request.param, rng=random.Random(7)) as running:
        yield running


@pytest.fixture
def open_counter(sandbox: Sandbox, tmp_path: Path, clock: FakeClock) -> Iterator[OpenCounter]:
    """Open counters on one folder; each further one is the app started again."""
    opened: list[Counter] = []

    def open_one(**options: Any) -> Counter:
        counter = Counter(sandbox, tmp_path / "till", clock, **options)
        opened.append(counter)
        return counter

    yield open_one
    for counter in opened:
        counter.close()


@pytest.fixture
def counter(open_counter: OpenCounter) -> Counter:
    return open_counter()


@pytest.fixture
def asking(open_counter: OpenCounter) -> Counter:
    """A counter whose owner has set "always ask"."""
    return open_counter(always_ask=True)


@pytest.fixture
def jane() -> Email:
    """5 of 8 stamps, the tier at 4 claimed."""
    return Email.parse("jane@example.com")

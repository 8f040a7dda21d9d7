"""A queue of 500 offline entries leaves within the rate limit, while people look customers up."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from kreward_pos.api.rate_limit import BACKGROUND_PER_MINUTE
from kreward_pos.cards import Email
from kreward_pos.till.till import Till
from tests.simulation.scenario import Scenario
from tests.simulation.world import World

QUEUED = 500
CUSTOMERS = 60
ONLINE_FROM_S = 7200.0
WITHIN_S = 20 * 60.0
LOOK_UP_EVERY_S = 10.0
OFFLINE_ALL_DAY = Scenario(
    customers=CUSTOMERS, fault_rate=0.0, outages=((0.0, ONLINE_FROM_S),), most_taps=0, active_s=ONLINE_FROM_S
)


class Flush:
    """A till with a full queue, whose connection has just returned."""

    def __init__(self, folder: Path) -> None:
        self.world = World(OFFLINE_ALL_DAY, random.Random(7), folder)
        self.till = self.world.tills[0]
        self.look_up_times_s: list[float] = []
        self.world.scheduler.run_until(60.0)
        self.till.spawn("taps", self._tap)
        self.world.scheduler.run_until(ONLINE_FROM_S)
        self.till.spawn("looks", self._look_up)

    @property
    def waiting(self) -> int:
        return self._till.connection.status().waiting

    def run(self, most_s: float) -> float:
        """Run until the queue is empty; return the seconds that it took, at most `most_s`."""
        scheduler = self.world.scheduler
        while self.waiting and scheduler.now_s < ONLINE_FROM_S + most_s:
            scheduler.run_until(scheduler.now_s + 1.0)
        return scheduler.now_s - ONLINE_FROM_S

    @property
    def _till(self) -> Till:
        assert self.till.till is not None
        return self.till.till

    def _tap(self) -> None:
        for number in range(QUEUED):
            self._till.desk.stamp(Email.parse(f"c{number % CUSTOMERS}@example.com"), 1)
            self.world.scheduler.sleep(10.0)

    def _look_up(self) -> None:
        for number in range(10_000):
            self.world.scheduler.sleep(LOOK_UP_EVERY_S)
            begun_s = self.world.scheduler.now_s
            self._till.desk.look_up(Email.parse(f"c{number % CUSTOMERS}@example.com"))
            self.look_up_times_s.append(self.world.scheduler.now_s - begun_s)


@pytest.fixture
def flush(tmp_path: Path) -> Iterator[Flush]:
    begun = Flush(tmp_path)
    yield begun
    begun.world.close()


def busiest_minute(times_s: list[float]) -> int:
    return max(sum(at_s <= other < at_s + 60.0 for other in times_s) for at_s in times_s)


def test_five_hundred_entries_leave_within_20_minutes_without_delaying_look_ups(
    flush: Flush, capsys: pytest.CaptureFixture[str]
) -> None:
    assert flush.waiting == QUEUED
    took_s = flush.run(WITHIN_S)
    kreward = flush.world.kreward
    busiest = busiest_minute([at_s for at_s in kreward.arrivals if at_s >= ONLINE_FROM_S])
    longest_s = max(flush.look_up_times_s)
    with capsys.disabled():
        figures = f"{took_s / 60:.1f} min, {busiest} requests in the busiest minute, longest look-up {longest_s:.2f} s"
        print(f"\n{QUEUED} entries: {figures}")  # noqa: T201 - a figure for people
    assert (flush.waiting, took_s < WITHIN_S) == (0, True)
    assert kreward.rate_limited == 0
    assert busiest <= BACKGROUND_PER_MINUTE + 60.0 / LOOK_UP_EVERY_S + 1
    assert longest_s < 1.0  # the call itself: the flush leaves people their part of the rate
    assert all(kreward.times_applied[op] == 1 for op in kreward.times_applied)
    assert len(kreward.times_applied) == QUEUED

"""Rare moments of the courier: a computer that sleeps, a used-up rate, a call that cannot be made."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.rate_limit import Priority
from kreward_pos.api.transport import NoResponse, Request, Response
from kreward_pos.cards import Email
from kreward_pos.sandbox.bodies import ReferenceDialect
from kreward_pos.till.model.entries import EntryState, SettledBy
from kreward_pos.till.sending.courier import IDLE_PING_S
from kreward_pos.till.sending.sender import BASELINE_AGE_S
from kreward_pos.till.sending.settling_rule import FIRST_READ_S
from kreward_pos.till.storage.store import Store
from kreward_pos.till.till import Till
from tests.fake_clock import FakeClock
from tests.till.shop_wire import ShopWire

KEYS = ApiKeys(ApiKey.parse_secret("kw_sk_made_up_for_tests"))


AMIR = Email.parse("amir@example.com")


class CountingWire(ShopWire):
    """A transport that counts calls by path; some cannot be made, some get no answer."""

    def __init__(self) -> None:
        super().__init__(ReferenceDialect(has_tiers=True))
        self.calls: list[str] = []
        self.malformed: set[str] = set()
        self.enrolment: dict[str, object] = {}
        self.lost_reads = 0

    def exchange(self, request: Request, deadline_s: float) -> Response:
        self.calls.append(request.path)
        if request.path in self.malformed:
            raise NoResponse("InvalidURL", has_left=False, is_malformed=True)
        if request.path == "/customer" and self.lost_reads:
            self.lost_reads -= 1
            raise NoResponse("ReadTimeout", has_left=True)
        if request.path == "/enroll" and not self.is_down:
            return Response(200, json.dumps(self.enrolment).encode())
        return super().exchange(request, deadline_s)


class SleepyClock(FakeClock):
    """A clock of a computer that sleeps once, as soon as the till has saved a read."""

    till: Till
    sleeps_s = 0.0

    def monotonic(self) -> float:
        if self.sleeps_s and self.till.desk._customers._read:
            slept_s, self.sleeps_s = self.sleeps_s, 0.0
            self.pass_s(slept_s)
        return super().monotonic()


@pytest.fixture
def clock() -> SleepyClock:
    return SleepyClock()


@pytest.fixture
def wire(jane: Email) -> Iterator[CountingWire]:
    wire = CountingWire()
    wire.shop.add_customer(jane.address, "Jane", balance=5, redeemed=(4,))
    wire.shop.add_customer(AMIR.address, "Amir", balance=10)
    yield wire
    wire.close_shop()


@pytest.fixture
def till(wire: CountingWire, clock: SleepyClock, tmp_path: Path) -> Iterator[Till]:
    client = KrewardClient(wire, KEYS, clock)
    till = Till(Store.open(tmp_path / "till"), client, clock=clock, rng=random.Random(7))
    clock.till = till
    wire.sending = lambda: next(entry for entry in till.review.entries() if entry.state is EntryState.SENDING)
    yield till
    till.close()


def steps(till: Till, clock: FakeClock, seconds: float) -> None:
    until_s = clock.monotonic() + seconds
    while clock.monotonic() < until_s:
        clock.pass_s(min(till.courier.step(), 10.0))


def state(till: Till) -> EntryState:
    (entry,) = till.review.entries()
    return entry.state


def test_read_from_before_a_sleep_is_made_again(
    till: Till, wire: CountingWire, clock: SleepyClock, jane: Email
) -> None:
    till.courier.step()
    till.desk.stamp(jane)
    clock.sleeps_s = BASELINE_AGE_S + 1
    assert till.courier.step() == 0.0
    assert wire.calls == ["/me", "/customer"]
    assert state(till) is EntryState.WAITING
    till.courier.step()
    assert wire.calls == ["/me", "/customer", "/customer", "/transaction"]
    assert state(till) is EntryState.APPLIED


def test_probe_waits_for_the_rate_limiter(till: Till, wire: CountingWire, clock: FakeClock, jane: Email) -> None:
    till.courier.step()
    for _ in range(99):
        till.desk.look_up(jane)
    clock.pass_s(IDLE_PING_S)
    calls = len(wire.calls)
    assert 0 < till.courier.step() <= 2
    assert len(wire.calls) == calls
    clock.pass_s(2)
    till.courier.step()
    assert wire.calls[calls:] == ["/me"]


@pytest.mark.parametrize("path", ["/customer", "/transaction"])
def test_call_that_cannot_be_made_blocks_its_entry(
    till: Till, wire: CountingWire, clock: FakeClock, jane: Email, path: str
) -> None:
    wire.malformed.add(path)
    till.desk.stamp(jane)
    steps(till, clock, 300.0)
    assert state(till) is EntryState.BLOCKED
    assert till.review.entries()[0].problem == "call_malformed"
    assert wire.calls.count(path) == 1
    assert not wire.applied


def test_enrolment_without_a_card_id_links_nothing(
    till: Till, wire: CountingWire, clock: FakeClock, jane: Email
) -> None:
    wire.is_down = True
    till.enrolment.enrol(jane)
    wire.is_down = False
    wire.enrolment = {"enrolled": True, "balance": 0, "wallet_url_ios": "https://wallet.example/jane"}
    steps(till, clock, 120.0)
    assert state(till) is EntryState.APPLIED


def test_always_ask_applies_while_the_till_runs(till: Till, wire: CountingWire, clock: FakeClock, jane: Email) -> None:
    wire.mishaps = ["lose_after", "lose_after"]
    till.courier.set_always_ask(True)
    first = till.desk.stamp(jane)
    steps(till, clock, 60.0)
    assert till.courier._queries.get(first.seq).state is EntryState.REVIEW
    till.courier.set_always_ask(False)
    second = till.desk.stamp(AMIR)
    steps(till, clock, 60.0)
    assert till.courier._queries.get(second.seq).settled_by is SettledBy.BALANCE


def test_nothing_leaves_without_a_key(till: Till, wire: CountingWire, clock: FakeClock, jane: Email) -> None:
    till.use_keys(ApiKeys())
    till.desk.stamp(jane)
    steps(till, clock, 60.0)
    assert till.connection.status().state == "online"  # a ping needs no key
    assert set(wire.calls) == {"/ping"}
    till.use_keys(KEYS)
    steps(till, clock, 120.0)
    assert till.connection.status().waiting == 0


def test_customer_is_not_read_before_the_next_read_is_due(
    till: Till, wire: CountingWire, clock: FakeClock, jane: Email
) -> None:
    wire.mishaps = ["lose_after"]
    till.desk.stamp(jane)
    till.courier.step()
    till.courier.step()
    assert state(till) is EntryState.SETTLING
    calls = len(wire.calls)
    till.courier._settler.read_next()
    assert len(wire.calls) == calls
    steps(till, clock, 60.0)
    assert till.review.entries()[0].settled_by is SettledBy.BALANCE


def test_failed_read_is_made_again_later(till: Till, wire: CountingWire, clock: FakeClock, jane: Email) -> None:
    wire.mishaps = ["lose_after"]
    till.desk.stamp(jane)
    till.courier.step()
    till.courier.step()
    wire.lost_reads = 1
    steps(till, clock, 90.0)
    assert wire.lost_reads == 0
    assert till.review.entries()[0].settled_by is SettledBy.BALANCE
    (attempt,) = till.review.attempts(1)
    assert [read.watched_s >= 2 * FIRST_READ_S for read in attempt.reads] == [True]


def test_settling_waits_for_the_rate_limiter(till: Till, wire: CountingWire, clock: FakeClock, jane: Email) -> None:
    wire.mishaps = ["lose_after"]
    till.desk.stamp(jane)
    steps(till, clock, FIRST_READ_S - 1)
    clock.pass_s(5.0)
    while not till.courier._context.client.rate_limit_delay_s(Priority.BACKGROUND):
        till.desk.look_up(AMIR)
    calls = len(wire.calls)
    assert till.courier.step() > 0
    assert len(wire.calls) == calls
    assert state(till) is EntryState.SETTLING
    steps(till, clock, 90.0)
    assert len(wire.calls) > calls
    assert state(till) is EntryState.REVIEW  # first read too late to confirm anything

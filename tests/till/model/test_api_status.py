"""The API status: its states and its back-off."""

import random

import pytest

from kreward_pos.api.errors import (
    AnswerLost,
    CallMalformed,
    CallRefused,
    Conflict,
    KeyRefused,
    PaceExceeded,
    RateLimited,
    ServerTrouble,
    ShopRefused,
    Unreachable,
)
from kreward_pos.till.model.api_status import LONGEST_WAIT_S, SHORTEST_WAIT_S, ApiStatus
from tests.fake_clock import FakeClock


@pytest.fixture
def status(clock: FakeClock) -> ApiStatus:
    return ApiStatus(clock, random.Random(3))


def test_state_is_connecting_until_the_first_answer(status: ApiStatus) -> None:
    assert (status.state, status.wait_s()) == ("connecting", 0.0)
    assert status.record_success()
    assert status.state == "online"
    assert not status.record_success()


@pytest.mark.parametrize("failure", [Unreachable(), AnswerLost(), ServerTrouble(503)])
def test_temporary_failure_means_offline(status: ApiStatus, failure: Unreachable) -> None:
    status.record_success()
    assert status.record_failure(failure)
    assert (status.state, status.reason) == ("offline", failure)
    assert SHORTEST_WAIT_S <= status.wait_s() <= LONGEST_WAIT_S


def test_postponed_try_counts_as_a_change(status: ApiStatus, clock: FakeClock) -> None:
    status.record_failure(Unreachable())
    since = status.since
    clock.pass_s(60)
    assert status.record_failure(Unreachable())
    assert (status.state, status.since, status.wait_s() > 0) == ("offline", since, True)


@pytest.mark.parametrize("failure", [Conflict("x"), RateLimited("x"), PaceExceeded(), CallRefused(), CallMalformed()])
def test_refusal_leaves_the_status_online(status: ApiStatus, failure: Conflict) -> None:
    status.record_success()
    assert not status.record_failure(failure)
    assert status.state == "online"


def test_waits_grow_up_to_a_minute(status: ApiStatus, clock: FakeClock) -> None:
    longest = 0.0
    for _ in range(30):
        status.record_failure(Unreachable())
        assert SHORTEST_WAIT_S <= status.wait_s() <= LONGEST_WAIT_S
        longest = max(longest, status.wait_s())
        clock.pass_s(60)
    assert longest > LONGEST_WAIT_S / 2


def test_one_good_answer_does_not_reset_the_back_off(status: ApiStatus, clock: FakeClock) -> None:
    for _ in range(10):
        status.record_failure(Unreachable())
    status.record_success()
    assert max(wait_after_failure(status, clock) for _ in range(20)) > 20


def test_two_good_answers_reset_the_back_off(status: ApiStatus, clock: FakeClock) -> None:
    for _ in range(10):
        status.record_failure(Unreachable())
    status.record_success()
    status.record_success()
    assert wait_after_failure(status, clock) <= 2 * SHORTEST_WAIT_S


def wait_after_failure(status: ApiStatus, clock: FakeClock) -> float:
    status.record_failure(Unreachable())
    wait_s = status.wait_s()
    clock.pass_s(wait_s)
    return wait_s


@pytest.mark.parametrize("failure", [KeyRefused(), ShopRefused()])
def test_refused_key_pauses_until_an_answer(status: ApiStatus, failure: KeyRefused) -> None:
    status.record_success()
    assert status.record_failure(failure)
    assert not status.record_failure(Unreachable()), "going silent does not prove the key"
    assert (status.state, status.reason) == ("paused", failure)
    status.record_success()
    assert status.state == "online"


def test_try_now_ends_the_wait(status: ApiStatus) -> None:
    status.record_failure(Unreachable())
    status.try_now()
    assert status.wait_s() == 0

"""The connection's state and its waits."""

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
def link(clock: FakeClock) -> ApiStatus:
    return ApiStatus(clock, random.Random(3))


def test_it_is_unknown_until_the_first_answer(link: ApiStatus) -> None:
    assert (link.state, link.wait_s()) == ("connecting", 0.0)
    assert link.record_success()
    assert link.state == "online"
    assert not link.record_success()


@pytest.mark.parametrize("failure", [Unreachable(), AnswerLost(), ServerTrouble(503)])
def test_a_failure_that_may_pass_means_offline(link: ApiStatus, failure: Unreachable) -> None:
    link.record_success()
    assert link.record_failure(failure)
    assert (link.state, link.reason) == ("offline", failure)
    assert SHORTEST_WAIT_S <= link.wait_s() <= LONGEST_WAIT_S


def test_try_that_is_put_off_again_is_news(link: ApiStatus, clock: FakeClock) -> None:
    link.record_failure(Unreachable())
    since = link.since
    clock.pass_s(60)
    assert link.record_failure(Unreachable())
    assert (link.state, link.since, link.wait_s() > 0) == ("offline", since, True)


@pytest.mark.parametrize("failure", [Conflict("x"), RateLimited("x"), PaceExceeded(), CallRefused(), CallMalformed()])
def test_an_answer_that_is_a_no_leaves_it_online(link: ApiStatus, failure: Conflict) -> None:
    link.record_success()
    assert not link.record_failure(failure)
    assert link.state == "online"


def test_waits_grow_up_to_a_minute(link: ApiStatus, clock: FakeClock) -> None:
    longest = 0.0
    for _ in range(30):
        link.record_failure(Unreachable())
        assert SHORTEST_WAIT_S <= link.wait_s() <= LONGEST_WAIT_S
        longest = max(longest, link.wait_s())
        clock.pass_s(60)
    assert longest > LONGEST_WAIT_S / 2


def test_one_good_answer_among_failures_does_not_end_the_growth(link: ApiStatus, clock: FakeClock) -> None:
    for _ in range(10):
        link.record_failure(Unreachable())
    link.record_success()
    assert max(wait_after_failure(link, clock) for _ in range(20)) > 20


def test_two_good_answers_end_the_growth(link: ApiStatus, clock: FakeClock) -> None:
    for _ in range(10):
        link.record_failure(Unreachable())
    link.record_success()
    link.record_success()
    assert wait_after_failure(link, clock) <= 2 * SHORTEST_WAIT_S


def wait_after_failure(link: ApiStatus, clock: FakeClock) -> float:
    link.record_failure(Unreachable())
    wait_s = link.wait_s()
    clock.pass_s(wait_s)
    return wait_s


@pytest.mark.parametrize("failure", [KeyRefused(), ShopRefused()])
def test_a_refused_key_pauses_until_an_answer(link: ApiStatus, failure: KeyRefused) -> None:
    link.record_success()
    assert link.record_failure(failure)
    assert not link.record_failure(Unreachable()), "going silent does not prove the key"
    assert (link.state, link.reason) == ("paused", failure)
    link.record_success()
    assert link.state == "online"


def test_a_person_need_not_wait(link: ApiStatus) -> None:
    link.record_failure(Unreachable())
    link.try_now()
    assert link.wait_s() == 0

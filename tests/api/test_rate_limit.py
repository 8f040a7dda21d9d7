from hypothesis import given
from hypothesis import strategies as st

from kreward_pos.api.rate_limit import (
    BACKGROUND_PER_MINUTE,
    PAUSE_AFTER_429_S,
    PER_MINUTE,
    WINDOW_S,
    Priority,
    RateLimiter,
)

PERSON, BACKGROUND = Priority.PERSON, Priority.BACKGROUND
MINUTE_S = 60.0
START_S = 5000.0

priorities = st.sampled_from(Priority)
gaps_s = st.floats(0, 90) | st.just(0.0)


def burst(limiter: RateLimiter, now_s: float, priority: Priority) -> int:
    """How many calls may leave at once."""
    left = 0
    while not limiter.delay_s(now_s, priority):
        limiter.record(now_s, priority)
        left += 1
    return left


def test_limiter_at_start_assumes_that_the_last_run_used_the_limit() -> None:
    limiter = RateLimiter.at_start(START_S)
    assert burst(limiter, START_S, BACKGROUND) == BACKGROUND_PER_MINUTE // 4
    assert burst(limiter, START_S + 1, PERSON) == PER_MINUTE - BACKGROUND_PER_MINUTE
    assert burst(limiter, START_S + WINDOW_S, BACKGROUND) == BACKGROUND_PER_MINUTE


def most_in_a_minute(times_s: list[float]) -> int:
    return max((sum(1 for t in times_s if start <= t < start + MINUTE_S) for start in times_s), default=0)


# Bursts are what fills a window, so each step is one: a gap, then some calls that all want to leave at once.
@given(st.lists(st.tuples(gaps_s, priorities, st.integers(1, 120), st.booleans()), max_size=12))
def test_calls_exceed_neither_100_a_minute_nor_the_background_share(
    steps: list[tuple[float, Priority, int, bool]],
) -> None:
    limiter, now_s = RateLimiter(), START_S
    everybody: list[float] = []
    background: list[float] = []
    for gap_s, priority, calls, is_refused in steps:
        now_s += gap_s
        for _ in range(calls):
            if not limiter.delay_s(now_s, priority):
                limiter.record(now_s, priority)
                everybody.append(now_s)
                background += [now_s] if priority is BACKGROUND else []
        if is_refused:
            limiter.record_refusal(now_s, None)
    assert most_in_a_minute(everybody) <= PER_MINUTE
    assert most_in_a_minute(background) <= BACKGROUND_PER_MINUTE


@given(
    st.lists(st.tuples(gaps_s, priorities, st.integers(1, 120)), max_size=8),
    priorities,
    st.none() | st.floats(0, 3600),
    st.floats(0, 1e9),
)
def test_call_is_allowed_after_the_returned_delay(
    steps: list[tuple[float, Priority, int]], priority: Priority, pause_s: float | None, start_s: float
) -> None:
    limiter, now_s = RateLimiter(), start_s
    for gap_s, each, calls in steps:
        now_s += gap_s
        for _ in range(calls):
            if not limiter.delay_s(now_s, each):
                limiter.record(now_s, each)
    limiter.record_refusal(now_s, pause_s)
    for _ in range(4):
        now_s += limiter.delay_s(now_s, priority)
    assert limiter.delay_s(now_s, priority) == 0


def test_background_leaves_the_rest_of_the_minute_to_people() -> None:
    limiter = RateLimiter()
    assert burst(limiter, START_S, BACKGROUND) == BACKGROUND_PER_MINUTE
    assert burst(limiter, START_S, PERSON) == PER_MINUTE - BACKGROUND_PER_MINUTE


def test_people_may_use_the_whole_minute_and_the_background_then_waits() -> None:
    limiter = RateLimiter()
    assert burst(limiter, START_S, PERSON) == PER_MINUTE
    assert limiter.delay_s(START_S, BACKGROUND) == WINDOW_S
    assert limiter.delay_s(START_S + WINDOW_S, BACKGROUND) == 0


def test_429_blocks_all_calls_for_a_minute_or_its_retry_after() -> None:
    for retry_after_s, pause_s in ((None, PAUSE_AFTER_429_S), (7.0, 7.0), (0.0, 0.0)):
        limiter = RateLimiter()
        limiter.record_refusal(START_S, retry_after_s)
        for priority in Priority:
            assert limiter.delay_s(START_S, priority) == pause_s
            assert limiter.delay_s(START_S + pause_s, priority) == 0


def test_shorter_pause_does_not_end_a_longer_one() -> None:
    limiter = RateLimiter()
    limiter.record_refusal(START_S, 100.0)
    limiter.record_refusal(START_S, 1.0)
    assert limiter.delay_s(START_S, PERSON) == 100.0


def test_429_halves_the_background_share_which_recovers_by_one_every_15_s() -> None:
    limiter = RateLimiter()
    limiter.record_refusal(START_S, 0.0)
    assert burst(limiter, START_S, BACKGROUND) == 30
    assert burst(limiter, START_S + WINDOW_S, BACKGROUND) == 30 + 4
    long_after_s = START_S + 30 * 15.0 + WINDOW_S
    assert burst(limiter, long_after_s, BACKGROUND) == BACKGROUND_PER_MINUTE


def test_repeated_429_halves_the_background_share_to_no_less_than_one() -> None:
    limiter = RateLimiter()
    shares = []
    for _ in range(8):
        limiter.record_refusal(START_S, 0.0)
        shares.append(limiter._background_share(START_S))
    assert shares == [30, 15, 7, 3, 1, 1, 1, 1]


def test_500_stamps_are_sent_within_20_minutes() -> None:
    """Each takes a read and a write of the background's share."""
    limiter, now_s = RateLimiter(), START_S
    for _ in range(2 * 500):
        now_s += limiter.delay_s(now_s, BACKGROUND)
        limiter.record(now_s, BACKGROUND)
    assert now_s - START_S <= 20 * MINUTE_S

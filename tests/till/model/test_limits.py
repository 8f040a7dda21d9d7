"""Limits: the rule alone, and at a counter whose owner has set limits."""

from datetime import UTC, datetime, timedelta

import pytest

from kreward_pos.cards import Email
from kreward_pos.system.settings import Limits
from kreward_pos.till.counter.desk import TillConfig
from kreward_pos.till.model.entries import EntryState
from kreward_pos.till.model.errors import AlreadyClaimed, RedeemOffline
from kreward_pos.till.model.limits import (
    Consent,
    GivenOnDay,
    LimitReached,
    StampedJustNow,
    TakingBack,
    TooManyAtOnce,
    TooManyOffline,
    TooManyToday,
    check_stamp,
    require_consent,
)
from kreward_pos.till.records.audit_log import AuditEvent
from tests.till.conftest import Counter, OpenCounter

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LIMITS = Limits(stamps_per_tap=3, repeat_minutes=10, stamps_per_day=5)
JANE = Email.parse("jane@example.com")
SUKI = Email.parse("suki@example.com")
"""At the sandbox's demo shop she has nothing yet."""
WHOLE_LIFE = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def given(amount: int = 1, *, minutes_ago: float = 60) -> GivenOnDay:
    return GivenOnDay(amount, NOON - timedelta(minutes=minutes_ago))


def reached(delta: int, given_before: GivenOnDay | None = None, limits: Limits = LIMITS) -> list[type[LimitReached]]:
    return [type(limit) for limit in check_stamp(limits, "stamps", delta, given_before or GivenOnDay(), NOON)]


def test_tap_within_every_limit_needs_no_consent() -> None:
    assert reached(3) == []
    assert reached(2, given(3)) == []


def test_each_limit_is_reached_one_above_it() -> None:
    assert reached(4) == [TooManyAtOnce]
    assert reached(3, given(3)) == [TooManyToday]
    assert reached(1, given(minutes_ago=9.9)) == [StampedJustNow]
    assert reached(1, given(minutes_ago=10)) == []


def test_gravest_limit_comes_first() -> None:
    assert reached(4, given(3, minutes_ago=1)) == [TooManyAtOnce, TooManyToday, StampedJustNow]


def test_tap_in_the_future_counts_as_a_moment_ago() -> None:
    (limit,) = check_stamp(LIMITS, "stamps", 1, given(minutes_ago=-30), NOON)
    assert limit.sentence.startswith("This customer was served just now.")


def test_sentence_names_minutes_from_the_first_whole_one() -> None:
    said = [
        check_stamp(LIMITS, "stamps", 1, GivenOnDay(1, NOON - timedelta(seconds=s)), NOON)[0].sentence for s in (59, 60)
    ]
    assert ["just now" in said[0], "1 min ago" in said[1]] == [True, True]


def test_repeat_guard_of_zero_minutes_never_asks() -> None:
    assert reached(1, given(minutes_ago=0), Limits(repeat_minutes=0)) == []


def test_points_reach_only_the_repeat_guard() -> None:
    assert check_stamp(LIMITS, "points", 4000, GivenOnDay(), NOON) == []
    given_before = given(4000, minutes_ago=3)
    assert [type(limit) for limit in check_stamp(LIMITS, "points", 250, given_before, NOON)] == [StampedJustNow]


def test_consent_covers_the_limits_of_its_rank() -> None:
    both: list[LimitReached] = [TooManyToday(most=5), StampedJustNow(minutes=3)]
    require_consent([], Consent.NOBODY)
    require_consent(both, Consent.OWNER)
    require_consent(both[1:], Consent.CASHIER)
    with pytest.raises(StampedJustNow):
        require_consent(both[1:], Consent.NOBODY)
    with pytest.raises(TooManyToday):
        require_consent(both, Consent.CASHIER)


@pytest.fixture
def strict(open_counter: OpenCounter) -> Counter:
    return open_counter(limits=LIMITS)


def events(counter: Counter) -> list[tuple[AuditEvent, int | None, str | None]]:
    record = counter.till.daybook._audit_log
    return [(line.event, line.entry, line.detail) for line in record.lines(*WHOLE_LIFE)]


def test_second_stamp_needs_consent(strict: Counter) -> None:
    strict.desk.stamp(SUKI)
    strict.clock.pass_s(180)
    with pytest.raises(StampedJustNow) as asked:
        strict.desk.stamp(SUKI)
    assert "3 min ago" in asked.value.sentence
    assert len(strict.review.entries()) == 1
    second = strict.desk.stamp(SUKI, consent=Consent.CASHIER)
    assert events(strict) == [
        (AuditEvent.TAPPED, 1, None),
        (AuditEvent.TAPPED, second.seq, None),
        (AuditEvent.ALLOWED, second.seq, "stamped_just_now"),
    ]


def test_each_customer_and_card_is_counted_separately(strict: Counter) -> None:
    strict.desk.stamp(SUKI, 3)
    strict.desk.stamp(JANE, 3)
    strict.desk.stamp(SUKI, 3, "another-card")
    assert len(strict.review.entries()) == 3


def test_undone_stamp_may_be_given_again(strict: Counter) -> None:
    first = strict.desk.stamp(SUKI, 3)
    strict.desk.undo(first.seq)
    assert strict.desk.stamp(SUKI, 3).delta == 3


def test_day_ends_at_midnight(strict: Counter) -> None:
    strict.desk.stamp(SUKI, 3)
    strict.clock.pass_s(24 * 3600)
    assert strict.desk.stamp(SUKI, 3).delta == 3


def test_taking_back_needs_the_owner(strict: Counter) -> None:
    with pytest.raises(TakingBack):
        strict.desk.stamp(SUKI, -1, consent=Consent.CASHIER)
    assert strict.desk.stamp(SUKI, -1, consent=Consent.OWNER).delta == -1


def test_till_without_limits_never_asks(counter: Counter) -> None:
    for _ in range(30):
        counter.desk.stamp(SUKI)
    assert {event for event, _entry, _detail in events(counter)} == {AuditEvent.TAPPED}


def test_changed_limits_apply_at_once(counter: Counter) -> None:
    counter.desk.stamp(SUKI, 4)
    counter.till.apply_config(TillConfig("Till 1", limits=LIMITS))
    with pytest.raises(TooManyAtOnce):
        counter.desk.stamp(SUKI, 4)


OFFLINE = Limits(may_redeem_offline=True)


def a_full_card(counter: Counter, email: Email = JANE, balance: int = 8) -> None:
    """Return a card stamped up to the balance and read; then cut the connection."""
    missing = balance - (counter.desk.look_up(email).balance or 0)
    counter.desk.stamp(email, missing, consent=Consent.OWNER)
    counter.flush()
    counter.desk.look_up(email)


def test_offline_redeem_is_refused_unless_the_owner_allows_it(counter: Counter) -> None:
    a_full_card(counter)
    with counter.sandbox.offline():
        counter.desk.look_up(JANE)
        with pytest.raises(RedeemOffline):
            counter.desk.redeem(JANE, 8)


def test_offline_redeem_uses_the_last_known_balance_and_is_sent_later(open_counter: OpenCounter) -> None:
    counter = open_counter(limits=OFFLINE)
    a_full_card(counter)
    with counter.sandbox.offline():
        counter.desk.look_up(JANE)
        entry = counter.desk.redeem(JANE, 8)
        assert (entry.state, entry.is_offline) == (EntryState.HELD, True)
        with pytest.raises(AlreadyClaimed):
            counter.desk.redeem(JANE, 8)
    counter.flush()
    assert counter.queries.get(entry.seq).state is EntryState.APPLIED


def test_waiting_stamps_do_not_cover_an_offline_redeem(open_counter: OpenCounter) -> None:
    counter = open_counter(limits=OFFLINE)
    a_full_card(counter, balance=7)
    with counter.sandbox.offline():
        counter.desk.look_up(JANE)
        counter.desk.stamp(JANE, consent=Consent.OWNER)
        with pytest.raises(RedeemOffline):
            counter.desk.redeem(JANE, 8)


def test_stamps_taken_back_reduce_what_an_offline_redeem_may_use(open_counter: OpenCounter) -> None:
    counter = open_counter(limits=OFFLINE)
    a_full_card(counter)
    with counter.sandbox.offline():
        counter.desk.look_up(JANE)
        counter.desk.stamp(JANE, -1, consent=Consent.OWNER)
        with pytest.raises(RedeemOffline):
            counter.desk.redeem(JANE, 8)


def test_offline_redeems_are_counted_by_customer_and_day(open_counter: OpenCounter) -> None:
    counter = open_counter(limits=OFFLINE)
    a_full_card(counter, SUKI)
    with counter.sandbox.offline():
        counter.desk.look_up(SUKI)
        counter.desk.redeem(SUKI, 4)
        with pytest.raises(TooManyOffline):
            counter.desk.redeem(SUKI, 8)
        counter.desk.redeem(SUKI, 8, consent=Consent.OWNER)
    assert events(counter)[-1] == (AuditEvent.ALLOWED, 3, "too_many_offline")


def test_offline_redeem_refused_later_is_the_shops_loss(open_counter: OpenCounter) -> None:
    counter = open_counter(limits=OFFLINE)
    a_full_card(counter)
    with counter.sandbox.offline():
        counter.desk.look_up(JANE)
        entry = counter.desk.redeem(JANE, 8)
    counter.sandbox.apply_elsewhere(JANE.address, -8)
    counter.flush()
    settled = counter.queries.get(entry.seq)
    assert (settled.state, settled.problem, settled.attempts) == (EntryState.WRITTEN_OFF, "shop_loss", 1)
    counter.clock.pass_s(3600)
    counter.flush()
    assert counter.queries.get(entry.seq) == settled
    with counter.sandbox.offline():
        counter.desk.look_up(JANE)
        with pytest.raises(TooManyOffline):  # they had it
            counter.desk.redeem(JANE, 8)
    assert counter.daybook.day(counter.daybook.today()).outcomes.lost == 1
    assert [tap.outcome for tap in counter.desk.last_taps()] == [None]

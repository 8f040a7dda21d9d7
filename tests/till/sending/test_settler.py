"""Settling by a whole till over the real sandbox: lost answers, other writers, crashes and clock jumps."""

from datetime import timedelta

import pytest

from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.models import Template
from kreward_pos.cards import Email
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.till.model.entries import Decision, EntryState, SettledBy
from kreward_pos.till.model.errors import AnotherShop
from kreward_pos.till.sending.settling_rule import (
    FIRST_READ_S,
    LAST_ATTEMPTS,
    MOST_LOST,
    OLDEST_BASELINE_S,
    READS_AT_S,
    SEND_AGAIN_AFTER_S,
)
from tests.fake_clock import FakeClock
from tests.till.conftest import Counter, OpenCounter

APPLIED, WAITING, REVIEW, SETTLING = (
    EntryState.APPLIED, EntryState.WAITING, EntryState.REVIEW, EntryState.SETTLING
)  # fmt: skip


def lose(counter: Counter, fault: str, count: int = 1, call: str = "transaction") -> None:
    counter.sandbox.set_faults([{"call": call, "fault": fault, "rate": 1.0, "count": count}])


def settle_until(counter: Counter, state: EntryState, seq: int = 1) -> float:
    """Step and let time pass until the entry is in `state`; return the seconds that passed."""
    begun_s = counter.clock.monotonic()
    for _ in range(500):
        delay_s = counter.courier.step()
        if counter.queries.get(seq).state is state:
            return counter.clock.monotonic() - begun_s
        counter.clock.pass_s(min(delay_s, 10.0))
    raise AssertionError(counter.states())


def test_applied_stamp_is_confirmed_by_the_balance(counter: Counter, jane: Email) -> None:
    lose(counter, "drop_after")
    counter.desk.stamp(jane)
    assert settle_until(counter, APPLIED) >= FIRST_READ_S
    (entry,) = counter.review.entries()
    assert entry.settled_by is SettledBy.BALANCE
    assert len(counter.sandbox.ledger()) == 1
    assert counter.desk.view(jane).balance == 6


def test_stamp_that_never_arrived_is_sent_again_after_600_s(counter: Counter, jane: Email) -> None:
    lose(counter, "drop_before")
    counter.desk.stamp(jane)
    assert settle_until(counter, APPLIED) >= SEND_AGAIN_AFTER_S
    assert len(counter.sandbox.ledger()) == 1
    first, second = counter.review.attempts(1)
    assert len(first.reads) == len(READS_AT_S)
    assert second.outcome == "applied"


def test_first_copy_that_arrives_late_is_seen_before_the_next_attempt(counter: Counter, jane: Email) -> None:
    """Between the last read and the new try the connection may be down for long."""
    lose(counter, "drop_before")
    counter.desk.stamp(jane)
    settle_until(counter, SETTLING)
    settle_until(counter, WAITING)
    counter.clock.pass_s(60)
    counter.sandbox.apply_elsewhere("jane@example.com", 1)  # the first copy
    settle_until(counter, REVIEW)
    (attempt,) = counter.review.attempts(1)
    assert [read.balance for read in attempt.reads] == [5] * len(READS_AT_S) + [6]
    assert counter.review.entries()[0].problem == "answer_lost"
    counter.review.decide(1, Decision.SEND_AGAIN)
    settle_until(counter, APPLIED)
    assert [change["delta"] for change in counter.sandbox.ledger()] == [1, 1]


def test_nothing_is_inferred_while_too_many_answers_are_lost(counter: Counter, jane: Email) -> None:
    for seq in range(1, MOST_LOST + 1):
        lose(counter, "drop_after")
        counter.desk.stamp(jane)
        settle_until(counter, APPLIED, seq)
    lose(counter, "drop_after")
    counter.desk.stamp(jane)
    settle_until(counter, REVIEW, MOST_LOST + 1)
    assert not counter.review.attempts(MOST_LOST + 1)[0].reads
    counter.review.decide(MOST_LOST + 1, Decision.COUNTED)
    calm = MOST_LOST + 1 + LAST_ATTEMPTS
    for seq in range(MOST_LOST + 2, calm):
        counter.desk.stamp(jane)
        settle_until(counter, APPLIED, seq)
    lose(counter, "drop_after")
    counter.desk.stamp(jane)
    settle_until(counter, SETTLING, calm)
    settle_until(counter, APPLIED, calm)


def test_stamp_that_counts_after_the_first_read_goes_to_a_person(counter: Counter, jane: Email) -> None:
    lose(counter, "drop_before")
    counter.desk.stamp(jane)
    settle_until(counter, SETTLING)
    while not counter.review.attempts(1)[0].reads:
        counter.clock.pass_s(min(counter.courier.step(), 10.0))
    counter.sandbox.apply_elsewhere("jane@example.com", 1)  # the first copy, or somebody else
    settle_until(counter, REVIEW)
    (attempt,) = counter.review.attempts(1)
    assert [read.balance for read in attempt.reads] == [5, 6]


@pytest.mark.parametrize("slept_s", [0.0, 2.0, 3600.0])
def test_reads_after_the_computer_slept_confirm_nothing(counter: Counter, jane: Email, slept_s: float) -> None:
    lose(counter, "drop_after")
    counter.desk.stamp(jane)
    settle_until(counter, SETTLING)
    counter.clock.suspend_s(slept_s)
    settle_until(counter, APPLIED if slept_s < 60 else REVIEW)
    (attempt,) = counter.review.attempts(1)
    assert attempt.gap_s == pytest.approx(slept_s if slept_s > 5 else 0.0, abs=1.0)


def test_baseline_from_before_a_sleep_is_read_again(counter: Counter, jane: Email) -> None:
    counter.flush()
    counter.desk.look_up(jane)
    counter.clock.suspend_s(3600)
    counter.sandbox.apply_elsewhere("jane@example.com", 2)
    counter.desk.stamp(jane)
    settle_until(counter, APPLIED)
    (attempt,) = counter.review.attempts(1)
    assert attempt.baseline == 7


@pytest.mark.parametrize("take_back", ["undo", "cancel"])
def test_cancelling_an_entry_that_may_have_counted_sends_it_to_review(
    counter: Counter, jane: Email, take_back: str
) -> None:
    lose(counter, "drop_after")
    counter.desk.stamp(jane)
    settle_until(counter, SETTLING)
    counter.courier._outbox.move(1, REVIEW, "answer_lost")
    counter.review.decide(1, Decision.SEND_AGAIN)
    taken = counter.desk.undo(1) if take_back == "undo" else counter.review.cancel(1)
    assert (taken.state, taken.problem) == (REVIEW, "answer_lost")
    counter.flush()
    assert counter.states() == [REVIEW]
    assert len(counter.sandbox.ledger()) == 1


def test_decision_counts_for_one_attempt_only(counter: Counter, jane: Email) -> None:
    """What a person sent again, and reads found not applied, is looked at once more before it leaves."""
    lose(counter, "drop_before", count=2)
    counter.desk.stamp(jane)
    settle_until(counter, SETTLING)
    counter.courier._outbox.move(1, REVIEW, "answer_lost")
    counter.review.decide(1, Decision.SEND_AGAIN)
    settle_until(counter, SETTLING)
    settle_until(counter, WAITING)
    counter.clock.pass_s(60)
    counter.sandbox.apply_elsewhere("jane@example.com", 1)  # a copy
    settle_until(counter, REVIEW)
    assert len(counter.review.attempts(1)) == 2


def test_later_taps_of_the_same_customer_wait_and_others_do_not(counter: Counter, jane: Email) -> None:
    lose(counter, "drop_before")
    counter.desk.stamp(jane)
    counter.desk.stamp(jane, 2)
    counter.desk.stamp(Email.parse("suki@example.com"))
    settle_until(counter, APPLIED, seq=3)
    assert counter.states() == [SETTLING, WAITING, APPLIED]
    settle_until(counter, APPLIED, seq=2)
    assert [change["delta"] for change in counter.sandbox.ledger()] == [1, 1, 2]


def test_another_writer_sends_the_entry_to_review(counter: Counter, jane: Email) -> None:
    lose(counter, "drop_before")
    counter.desk.stamp(jane)
    settle_until(counter, SETTLING)
    counter.sandbox.apply_elsewhere("jane@example.com", 3)
    settle_until(counter, REVIEW)
    assert counter.desk.view(jane).unsure == 1


def test_late_copy_of_a_reviewed_entry_does_not_confirm_a_later_tap(counter: Counter, jane: Email) -> None:
    """While that copy may still arrive, nothing else of the customer's is settled by what their card shows."""
    lose(counter, "drop_before", count=2)
    counter.desk.stamp(jane)
    settle_until(counter, SETTLING)
    counter.desk.stamp(jane)
    counter.courier._outbox.move(1, REVIEW, "answer_lost")
    settle_until(counter, REVIEW, seq=2)
    assert counter.states() == [REVIEW, REVIEW]


@pytest.mark.parametrize("fault", ["drop_after", "drop_before"])
def test_claimed_tier_is_settled_by_the_claims(counter: Counter, fault: str) -> None:
    suki = Email.parse("suki@example.com")
    counter.desk.look_up(suki)
    lose(counter, fault, call="redeem")
    counter.desk.redeem(suki, 4)
    settle_until(counter, APPLIED)
    assert [change["at"] for change in counter.sandbox.ledger()] == [4]


@pytest.mark.parametrize("fault", ["drop_after", "drop_before"])
def test_looped_card_is_settled_by_the_balance(counter: Counter, fault: str) -> None:
    amir = Email.parse("amir@example.com")
    counter.desk.look_up(amir)
    lose(counter, fault, call="redeem")
    counter.desk.redeem(amir, 8)
    settle_until(counter, APPLIED)
    assert [change["at"] for change in counter.sandbox.ledger()] == [8]
    assert counter.sandbox.standing("amir@example.com").balance == 2


def test_card_that_could_loop_twice_goes_to_review(counter: Counter) -> None:
    counter.sandbox.add_customer("rich@example.com", "Rich", balance=17)
    counter.desk.look_up(Email.parse("rich@example.com"))
    lose(counter, "drop_before", call="redeem")
    counter.desk.redeem(Email.parse("rich@example.com"), 8)
    assert settle_until(counter, REVIEW) >= SEND_AGAIN_AFTER_S


def test_watched_time_survives_crashes(open_counter: OpenCounter, jane: Email, clock: FakeClock) -> None:
    """Settle to the end although the till is killed every two minutes."""
    counter = open_counter()
    lose(counter, "drop_before")
    counter.desk.stamp(jane)
    settle_until(counter, SETTLING)
    for _ in range(8):
        counter.close()
        counter = open_counter()
        counter.courier.recover()
        until_s = clock.monotonic() + 120
        while clock.monotonic() < until_s:
            clock.pass_s(min(counter.courier.step(), 5.0))
    counter.flush()
    assert counter.states() == [APPLIED]
    assert len(counter.sandbox.ledger()) == 1


def test_entry_is_settled_after_a_crash_between_the_last_read_and_its_verdict(
    open_counter: OpenCounter, jane: Email
) -> None:
    counter = open_counter()
    lose(counter, "drop_before")
    counter.desk.stamp(jane)
    settle_until(counter, SETTLING)
    counter.courier._outbox.add_watched(1, int(SEND_AGAIN_AFTER_S * 1000))
    counter.courier._outbox.add_read(1, 5, frozenset({4}))
    counter.close()
    counter = open_counter()
    counter.courier.recover()
    settle_until(counter, APPLIED)
    assert len(counter.sandbox.ledger()) == 1


@pytest.mark.parametrize(
    "away", [timedelta(seconds=OLDEST_BASELINE_S + 60), timedelta(days=3650), -timedelta(days=3650)]
)
def test_long_crash_or_clock_jump_goes_to_a_person(
    open_counter: OpenCounter, jane: Email, clock: FakeClock, away: timedelta
) -> None:
    before = open_counter()
    before.desk.stamp(jane)
    before.courier._outbox.begin_attempt(1, 5, frozenset({4}))
    before.close()
    clock.wall += away
    after = open_counter()
    after.courier.recover()
    settle_until(after, REVIEW)
    assert after.sandbox.ledger() == []


def test_long_outage_goes_to_a_person(counter: Counter, jane: Email) -> None:
    lose(counter, "drop_after")
    counter.desk.stamp(jane)
    settle_until(counter, SETTLING)
    with counter.sandbox.offline():
        until_s = counter.clock.monotonic() + OLDEST_BASELINE_S + 30
        while counter.clock.monotonic() < until_s:
            counter.clock.pass_s(min(counter.courier.step(), 10.0))
    counter.clock.pass_s(60)
    settle_until(counter, REVIEW)


def test_entry_of_a_deleted_customer_goes_to_a_person(counter: Counter, jane: Email) -> None:
    lose(counter, "drop_before")
    counter.desk.stamp(jane)
    settle_until(counter, SETTLING)
    counter.sandbox.set_faults([{"call": "customer", "fault": "status", "code": 404, "rate": 1.0}])
    settle_until(counter, REVIEW)


def test_copy_that_arrives_after_resending_reopens_the_entry(counter: Counter, jane: Email) -> None:
    lose(counter, "drop_before")
    counter.desk.stamp(jane)
    settle_until(counter, APPLIED)
    counter.sandbox.apply_elsewhere("jane@example.com", 1)  # the first copy, later than anybody waits
    counter.clock.pass_s(10)
    counter.desk.stamp(jane, 2)
    settle_until(counter, APPLIED, seq=2)
    assert counter.states() == [REVIEW, APPLIED]
    assert counter.review.entries()[0].problem == "balance_is_off"


def test_refused_resend_goes_to_review(counter: Counter, jane: Email) -> None:
    """Blocked would claim that it did not count; the copy before it says that nobody knows."""
    counter.sandbox.set_faults([
        {"call": "transaction", "fault": "drop_before", "rate": 1.0, "count": 1},
        {"call": "transaction", "fault": "status", "code": 409, "rate": 1.0, "count": 1},
    ])  # fmt: skip
    counter.desk.stamp(jane)
    settle_until(counter, REVIEW)
    assert counter.review.entries()[0].problem == "conflict"


def test_answer_with_an_unexpected_balance_names_another_writer(counter: Counter, jane: Email) -> None:
    counter.desk.look_up(jane)
    counter.sandbox.apply_elsewhere("jane@example.com", 5)
    counter.desk.stamp(jane)
    counter.flush()
    (entry,) = counter.review.entries()
    assert (entry.state, entry.problem) == (APPLIED, "someone_else_writes")


def test_look_up_that_a_write_crossed_is_no_baseline(counter: Counter, jane: Email) -> None:
    """Its answer is older than the write: as a baseline it would make the next settling guess wrong."""
    customers = counter.desk._customers
    mark = customers.version(jane)
    old = counter.client.customer(jane)
    counter.desk.stamp(jane)
    counter.flush()
    assert not customers.save_read(jane, None, old, mark)
    known = customers.known(jane, None)
    assert known is not None
    assert known.record.balance == 6


def test_person_sends_an_entry_again(asking: Counter, jane: Email) -> None:
    lose(asking, "drop_before")
    asking.desk.stamp(jane)
    settle_until(asking, REVIEW)
    asking.review.decide(1, Decision.SEND_AGAIN)
    settle_until(asking, APPLIED)
    assert len(asking.sandbox.ledger()) == 1


def test_customer_whose_reads_fail_does_not_delay_others(counter: Counter, jane: Email) -> None:
    """Every read of the first customer fails after the link has answered: they are set aside."""
    suki = Email.parse("suki@example.com")
    real = counter.client.customer

    def customer(email: Email, *given: object) -> object:
        if email == jane:
            counter.sandbox.set_faults([{"call": "customer", "fault": "status", "code": 500, "rate": 1.0, "count": 1}])
        return real(email, *given)  # type: ignore[arg-type]

    counter.client.customer = customer  # type: ignore[method-assign, assignment]
    counter.desk.stamp(jane)
    counter.desk.stamp(suki)
    settle_until(counter, APPLIED, seq=2)
    assert counter.states() == [WAITING, APPLIED]


@pytest.mark.parametrize("has_waiting", [True, False])
def test_another_shops_key_does_not_send_waiting_entries(
    open_counter: OpenCounter, jane: Email, sandbox: Sandbox, has_waiting: bool
) -> None:
    counter = open_counter()
    counter.courier.step()
    if has_waiting:
        with sandbox.offline():
            counter.desk.stamp(jane)
            counter.courier.step()
    shop = counter.courier._context.shop
    account = counter.client.me()
    other_account = type(account)("Other Shop", None, (Template("other", "Card", "stamps", 8),), slug="other")
    assert shop.is_same(account)
    assert not shop.is_same(other_account)
    counter.client.me = lambda *_: other_account  # type: ignore[method-assign]
    counter.till.use_keys(ApiKeys(ApiKey.parse("kw_sk_other")))
    counter.client.replace_keys(ApiKeys(ApiKey.parse(sandbox.secret_key)))
    counter.desk._context.api_status.record_failure(AnotherShop())
    counter.connection.try_now()
    counter.courier.step()
    assert (counter.connection.status().state == "paused") is has_waiting
    assert sandbox.ledger() == []

"""The courier over the real sandbox: the failure table, crashes and a full disk."""

import pytest

from kreward_pos.api.errors import CallRefused
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.transport import Request, Response, Transport
from kreward_pos.cards import Email
from kreward_pos.till.model.entries import Decision, EntryState
from kreward_pos.till.model.errors import DiskFull, EntryMoved
from kreward_pos.till.sending.courier import IDLE_PING_S
from kreward_pos.till.sending.sender import BASELINE_AGE_S
from tests.till.conftest import Counter, OpenCounter

APPLIED, WAITING, REVIEW, BLOCKED = EntryState.APPLIED, EntryState.WAITING, EntryState.REVIEW, EntryState.BLOCKED


def test_stamp_is_applied_once_with_its_note(counter: Counter, jane: Email) -> None:
    entry = counter.desk.stamp(jane)
    counter.flush()
    (change,) = counter.sandbox.ledger()
    assert (change["delta"], change["note"]) == (1, entry.op_id)
    assert counter.states() == [APPLIED]
    assert counter.desk.view(jane).balance == 6


def test_entries_of_a_customer_leave_in_order(counter: Counter, jane: Email) -> None:
    entries = [counter.desk.stamp(jane, delta) for delta in (1, 2, 3)]
    counter.flush()
    assert [change["note"] for change in counter.sandbox.ledger()] == [entry.op_id for entry in entries]


def test_listener_is_notified_of_each_state(counter: Counter, jane: Email) -> None:
    counter.desk.stamp(jane)
    counter.flush()
    assert [state for _, state in counter.log.states] == [WAITING, EntryState.SENDING, APPLIED]
    assert counter.log.statuses[-1].waiting == 0


def test_taps_wait_while_the_port_is_closed_and_leave_once_it_opens(counter: Counter, jane: Email) -> None:
    with counter.sandbox.offline():
        counter.desk.stamp(jane)
        counter.desk.stamp(jane, 2)
        counter.flush(steps=10)
        assert counter.states() == [WAITING, WAITING]
        assert counter.connection.status().state == "offline"
    counter.flush()
    assert counter.states() == [APPLIED, APPLIED]
    assert counter.sandbox.standing("jane@example.com").balance == 8
    assert counter.connection.status().state == "online"


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "reset", "truncate"])
def test_lost_answer_goes_to_review_and_is_not_sent_again(asking: Counter, jane: Email, fault: str) -> None:
    asking.sandbox.set_faults([{"call": "transaction", "fault": fault, "rate": 1.0, "count": 1}])
    asking.desk.stamp(jane)
    asking.flush()
    assert asking.states() == [REVIEW]
    assert len(asking.sandbox.ledger()) <= 1
    assert asking.desk.view(jane).unsure == 1


@pytest.mark.parametrize("fault", ["html", "redirect"])
def test_captive_portals_page_does_not_count_as_an_answer(asking: Counter, jane: Email, fault: str) -> None:
    asking.sandbox.set_faults([{"call": "transaction", "fault": fault, "rate": 1.0, "count": 1}])
    asking.desk.stamp(jane)
    asking.flush()
    assert asking.states() == [REVIEW]
    assert asking.sandbox.ledger() == []


@pytest.mark.parametrize("code", [500, 503, 418])
def test_server_error_leaves_the_entry_unsure(asking: Counter, jane: Email, code: int) -> None:
    asking.sandbox.set_faults([{"call": "transaction", "fault": "status_after", "code": code, "rate": 1.0, "count": 1}])
    asking.desk.stamp(jane)
    asking.flush()
    assert asking.states() == [REVIEW]
    assert len(asking.sandbox.ledger()) == 1


@pytest.mark.parametrize("code", [400, 404, 409])
def test_documented_refusal_blocks_its_entry_only(counter: Counter, jane: Email, code: int) -> None:
    counter.sandbox.set_faults([{"call": "transaction", "fault": "status", "code": code, "rate": 1.0, "count": 1}])
    counter.desk.stamp(jane)
    counter.desk.stamp(jane, 2)
    counter.flush()
    assert counter.states() == [BLOCKED, APPLIED]
    assert [change["delta"] for change in counter.sandbox.ledger()] == [2]


def test_stamp_for_an_unknown_customer_is_blocked_and_creates_nobody(counter: Counter) -> None:
    counter.desk.stamp(Email.parse("nobody@example.com"))
    counter.flush()
    assert counter.states() == [BLOCKED]
    assert counter.review.entries()[0].problem == "customer_unknown"
    assert counter.sandbox.ledger() == []


@pytest.mark.parametrize("code", [401, 403])
def test_refused_key_pauses_the_queue_until_a_good_one_is_entered(counter: Counter, jane: Email, code: int) -> None:
    counter.sandbox.set_faults([{"call": "*", "fault": "status", "code": code, "rate": 1.0}])
    counter.desk.stamp(jane)
    counter.desk.stamp(Email.parse("suki@example.com"))
    counter.flush(steps=5)
    assert counter.states() == [WAITING, WAITING]
    assert counter.connection.status().state == "paused"
    counter.sandbox.set_faults([])
    counter.till.use_keys(ApiKeys(ApiKey.parse_secret(counter.sandbox.secret_key)))
    counter.flush()
    assert counter.connection.status().state == "online"
    assert EntryState.WAITING not in counter.states()


def test_taps_without_a_secret_key_wait_until_it_is_entered(counter: Counter, jane: Email) -> None:
    keys = counter.client.keys
    counter.till.use_keys(ApiKeys(public=keys.public))
    counter.desk.stamp(jane)
    counter.flush(steps=5)
    assert counter.states() == [WAITING]
    with pytest.raises(CallRefused):
        counter.desk.look_up(jane)
    counter.till.use_keys(keys)
    counter.flush()
    assert counter.states() == [APPLIED]


def test_rate_limited_entry_waits_as_long_as_the_answer_says(counter: Counter, jane: Email) -> None:
    counter.sandbox.set_faults([{"call": "transaction", "fault": "status", "code": 429, "rate": 1.0, "count": 1}])
    counter.desk.stamp(jane)
    counter.courier.step()
    counter.courier.step()
    assert counter.states() == [WAITING]
    assert counter.courier.step() > 1
    counter.flush()
    assert counter.states() == [APPLIED]


def test_unsure_entry_stops_sending_until_kreward_answers(asking: Counter, jane: Email) -> None:
    asking.sandbox.set_faults([{"call": "transaction", "fault": "drop_after", "rate": 1.0, "count": 1}])
    asking.desk.stamp(jane)
    asking.desk.stamp(Email.parse("suki@example.com"))
    for _ in range(2):
        asking.courier.step()
    assert asking.states() == [REVIEW, WAITING]
    assert asking.courier.step() > 0
    asking.flush()
    assert asking.states() == [REVIEW, APPLIED]


@pytest.mark.parametrize(
    ("decision", "state", "changes"),
    [
        (Decision.COUNTED, APPLIED, 1),
        (Decision.SEND_AGAIN, APPLIED, 2),
        (Decision.WRITE_OFF, EntryState.WRITTEN_OFF, 1),
    ],
)
def test_person_decides_an_entry_in_review(
    asking: Counter, jane: Email, decision: Decision, state: EntryState, changes: int
) -> None:
    asking.sandbox.drop_next_answer()
    entry = asking.desk.stamp(jane)
    asking.flush()
    asking.review.decide(entry.seq, decision)
    asking.flush()
    assert asking.states() == [state]
    assert len(asking.sandbox.ledger()) == changes


def test_attempt_is_journalled_with_its_baseline_before_a_byte_leaves(counter: Counter, jane: Email) -> None:
    seen: list[tuple[EntryState, int | None]] = []

    class Watching:
        def __init__(self, wire: Transport) -> None:
            self.wire = wire

        def exchange(self, request: Request, deadline_s: float) -> Response:
            if request.is_write:
                (attempt,) = counter.review.attempts(1)
                seen.append((counter.review.entries()[0].state, attempt.baseline))
            return self.wire.exchange(request, deadline_s)

        def close(self) -> None:
            self.wire.close()

    counter.client._transport = Watching(counter.client._transport)
    counter.desk.stamp(jane)
    counter.flush()
    assert seen == [(EntryState.SENDING, 5)]


def test_entry_being_sent_at_a_crash_is_unsure_at_the_next_start(open_counter: OpenCounter, jane: Email) -> None:
    before = open_counter(always_ask=True)
    before.desk.stamp(jane)
    before.courier._outbox.begin_attempt(1, 5, frozenset({4}))
    before.close()
    after = open_counter(always_ask=True)
    after.courier.recover()
    assert after.states() == [REVIEW]
    assert after.review.attempts(1)[0].outcome == "interrupted"


def test_waiting_entries_survive_the_end_of_the_app(open_counter: OpenCounter, jane: Email) -> None:
    before = open_counter()
    with before.sandbox.offline():
        before.desk.stamp(jane)
        before.flush(steps=3)
    before.close()
    after = open_counter()
    after.courier.recover()
    after.flush()
    assert after.states() == [APPLIED]
    assert len(after.sandbox.ledger()) == 1


def test_answer_is_saved_once_a_full_disk_has_room(counter: Counter, jane: Email) -> None:
    """The end of an attempt cannot be journalled: nothing else leaves, and nothing is forgotten."""
    counter.desk.stamp(jane)
    counter.desk.stamp(jane, 2)
    real = counter.client._transport

    class FillsTheDisk:
        def exchange(self, request: Request, deadline_s: float) -> Response:
            answer = real.exchange(request, deadline_s)
            if request.is_write:
                counter.disk.is_full = True
            return answer

        def close(self) -> None:
            real.close()

    counter.client._transport = FillsTheDisk()
    for _ in range(4):
        counter.courier.step()
    assert isinstance(counter.log.errors[-1], DiskFull)
    assert counter.states() == [EntryState.SENDING, WAITING]
    counter.client._transport = real
    counter.disk.is_full = False
    counter.flush()
    assert counter.states() == [APPLIED, APPLIED]
    assert len(counter.sandbox.ledger()) == 2


def test_nothing_is_sent_while_attempts_cannot_be_journalled(counter: Counter, jane: Email) -> None:
    counter.desk.stamp(jane)
    counter.desk.look_up(jane)
    with counter.disk.full():
        for _ in range(3):
            counter.courier.step()
    assert counter.sandbox.ledger() == []
    assert counter.states() == [WAITING]
    assert isinstance(counter.log.errors[0], DiskFull)


def test_redeem_is_held_and_then_sent(counter: Counter) -> None:
    full = Email.parse("full@example.com")
    counter.sandbox.add_customer("full@example.com", "Full", balance=9)
    counter.desk.look_up(full)
    counter.desk.redeem(full, 8)
    delay_s = counter.courier.step()
    assert counter.states() == [EntryState.HELD]
    assert 0 < delay_s <= 5
    counter.clock.pass_s(5.1)
    counter.flush()
    assert counter.states() == [APPLIED]
    view = counter.desk.view(full)
    assert (view.balance, view.tiers[-1].state) == (1, "ahead")
    assert counter.sandbox.ledger()[-1]["at"] == 8


def test_held_redeem_can_be_undone(counter: Counter) -> None:
    counter.sandbox.add_customer("full@example.com", "Full", balance=8)
    full = Email.parse("full@example.com")
    counter.desk.look_up(full)
    entry = counter.desk.redeem(full, 8)
    counter.courier.step()
    assert counter.desk.undo(entry.seq).state is EntryState.CANCELLED
    counter.clock.pass_s(60)
    counter.flush()
    assert counter.sandbox.ledger() == []
    with pytest.raises(EntryMoved):
        counter.review.cancel(entry.seq)


def test_write_leaves_on_a_read_of_the_last_five_seconds(counter: Counter, jane: Email) -> None:
    counter.desk.look_up(jane)
    counter.clock.pass_s(BASELINE_AGE_S + 1)
    counter.sandbox.apply_elsewhere("jane@example.com", 1)
    counter.desk.stamp(jane)
    counter.flush()
    assert counter.review.attempts(1)[0].baseline == 6


def test_idle_till_tries_the_connection(counter: Counter) -> None:
    assert counter.courier.step() == 0.0
    assert counter.connection.status().state == "online"
    assert counter.courier.step() == pytest.approx(IDLE_PING_S, abs=1)
    counter.clock.pass_s(IDLE_PING_S + 1)
    with counter.sandbox.offline():
        counter.courier.step()
        assert counter.connection.status().state == "offline"


def test_queued_enrolment_is_sent_again_after_a_lost_answer(counter: Counter) -> None:
    new = Email.parse("new@example.com")
    with counter.sandbox.offline():
        counter.enrolment.enrol(new, "New")
        counter.desk.stamp(new)
    counter.sandbox.set_faults([{"call": "enroll", "fault": "drop_after", "rate": 1.0, "count": 1}])
    counter.flush()
    assert counter.states() == [APPLIED, APPLIED]
    assert counter.sandbox.standing("new@example.com").balance == 1


@pytest.mark.parametrize("customer", ["jane@example.com", "nobody@example.com"])
def test_tap_cancelled_while_its_customer_is_read_does_not_stop_the_courier(counter: Counter, customer: str) -> None:
    real = counter.client._transport

    class CancelsDuringTheRead:
        def exchange(self, request: Request, deadline_s: float) -> Response:
            if request.query.get("email") == customer and counter.states() == [WAITING]:
                counter.review.cancel(1)
            return real.exchange(request, deadline_s)

    counter.client._transport = CancelsDuringTheRead()  # type: ignore[assignment]
    counter.desk.stamp(Email.parse(customer))
    for _ in range(3):
        counter.courier.step()
    counter.client._transport = real
    assert counter.states() == [EntryState.CANCELLED]
    assert counter.sandbox.ledger() == []


def test_read_that_could_not_be_saved_is_no_baseline(counter: Counter, jane: Email) -> None:
    """The older record stays, and must not pass for what was read just now."""
    counter.desk.look_up(jane)
    counter.clock.pass_s(BASELINE_AGE_S + 1)
    counter.sandbox.apply_elsewhere("jane@example.com", 3)
    counter.desk.stamp(jane)
    with counter.disk.full():
        counter.courier.step()
    counter.flush()
    assert counter.review.attempts(1)[0].baseline == 8

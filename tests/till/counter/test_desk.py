"""The desk: look-ups, taps, undo and last taps, online and offline."""

import uuid

import pytest

from kreward_pos.api.errors import CustomerUnknown, KeyRefused, Unreachable
from kreward_pos.api.models import CardEnrolment
from kreward_pos.cards import CardId, Email, OpaqueCode
from kreward_pos.till.model.entries import Decision, Entry, EntryKind, EntryState
from kreward_pos.till.model.errors import (
    AlreadyClaimed,
    AmountRefused,
    CardUnknown,
    DiskFull,
    EntryMoved,
    NoSuchReward,
    NotEnough,
    NotUndoable,
    RedeemOffline,
    UndoTooLate,
)
from tests.till.conftest import Counter, OpenCounter

JANES_CARD = CardId(uuid.UUID("eb7fde91-6d1b-4258-a7a3-011b58e572d5"))
LOYALTY_CODE = OpaqueCode("KW-77-ABC")


def email(name: str) -> Email:
    return Email.parse(f"{name}@example.com")


def test_look_up_shows_krewards_answer(counter: Counter, jane: Email) -> None:
    view = counter.desk.look_up(jane)
    assert (view.name, view.balance, view.shown, view.goal, view.trouble) == ("Jane", 5, 5, 8, None)
    assert [(tier.at, tier.name, tier.state, tier.to_go) for tier in view.tiers] == [
        (4, "Half-price cake", "claimed", 0),
        (8, "Free coffee", "ahead", 3),
    ]


def test_card_id_in_an_answer_is_linked(counter: Counter, jane: Email) -> None:
    with pytest.raises(CardUnknown):
        counter.desk.look_up(JANES_CARD)
    counter.desk.look_up(jane)  # the reference names the card's id in this answer,
    counter.enrolment.enrol(jane)  # the public page in this one alone
    assert counter.desk.look_up(JANES_CARD).email == jane


def test_unknown_card_is_asked_for_once(counter: Counter, jane: Email) -> None:
    with pytest.raises(CardUnknown):
        counter.desk.look_up(LOYALTY_CODE)
    counter.desk.link_card(LOYALTY_CODE, jane)
    assert counter.desk.look_up(LOYALTY_CODE).name == "Jane"


def test_card_is_not_linked_to_an_unknown_customer(counter: Counter) -> None:
    with pytest.raises(CustomerUnknown):
        counter.desk.link_card(LOYALTY_CODE, email("nobody"))
    with pytest.raises(CardUnknown):
        counter.desk.look_up(LOYALTY_CODE)


def test_last_known_state_is_shown_offline_with_its_age(counter: Counter, jane: Email) -> None:
    seen = counter.desk.look_up(jane)
    counter.clock.pass_s(1200)
    with counter.sandbox.offline():
        counter.desk.stamp(jane, 2)
        view = counter.desk.look_up(jane)
    assert isinstance(view.trouble, Unreachable)
    assert (view.balance, view.waiting, view.shown, view.read_at) == (5, 2, 7, seen.read_at)


def test_customer_never_seen_can_be_stamped_offline(counter: Counter) -> None:
    suki = email("suki")
    with counter.sandbox.offline():
        view = counter.desk.look_up(suki)
        assert (view.balance, view.shown) == (None, None)
        counter.desk.stamp(suki)
    counter.flush()
    assert counter.states() == [EntryState.APPLIED]


def test_wrong_key_raises_key_refused(counter: Counter, jane: Email) -> None:
    counter.sandbox.set_faults([{"call": "*", "fault": "status", "code": 401, "rate": 1.0}])
    with pytest.raises(KeyRefused):
        counter.desk.look_up(jane)
    assert counter.connection.status().state == "paused"


@pytest.mark.parametrize("delta", [0, 100_001, -100_001])
def test_amount_beyond_a_transactions_limit_is_refused(counter: Counter, jane: Email, delta: int) -> None:
    with pytest.raises(AmountRefused):
        counter.desk.stamp(jane, delta)
    assert counter.review.entries() == []


def test_tap_that_cannot_be_saved_raises(counter: Counter, jane: Email) -> None:
    with counter.disk.full(), pytest.raises(DiskFull):
        counter.desk.stamp(jane)
    assert counter.review.entries() == []
    assert counter.log.states == []


def test_points_can_be_added(counter: Counter) -> None:
    points = counter.sandbox.add_customer("points@example.com", "Points", template_id=POINTS, balance=60)
    assert points.balance == 60
    counter.desk.look_up(email("points"), POINTS)
    counter.desk.stamp(email("points"), 45, POINTS)
    counter.flush()
    view = counter.desk.view(email("points"), POINTS)
    assert (view.card_type, view.balance, view.tiers[0].state) == ("points", 105, "ready")


POINTS = "0ed435db-5b7a-4662-be93-4b01409bfa41"


def test_reward_is_refused_before_it_is_reached(counter: Counter, jane: Email) -> None:
    counter.desk.look_up(jane)
    with pytest.raises(NotEnough) as raised:
        counter.desk.redeem(jane, 8)
    assert "3" in raised.value.sentence


def test_reward_is_refused_the_second_time(counter: Counter, jane: Email) -> None:
    counter.desk.look_up(jane)
    with pytest.raises(AlreadyClaimed):
        counter.desk.redeem(jane, 4)
    counter.desk.look_up(email("suki"))
    counter.desk.redeem(email("suki"), 4)
    with pytest.raises(AlreadyClaimed):
        counter.desk.redeem(email("suki"), 4)


def test_reward_that_the_card_does_not_have_is_refused(counter: Counter, jane: Email) -> None:
    counter.desk.look_up(jane)
    with pytest.raises(NoSuchReward):
        counter.desk.redeem(jane, 5)


def test_reward_reached_by_waiting_stamps_leaves_after_them(counter: Counter, jane: Email) -> None:
    counter.desk.look_up(jane)
    counter.desk.stamp(jane, 3)
    counter.desk.redeem(jane, 8)
    counter.flush()
    assert [change["kind"] for change in counter.sandbox.ledger()] == ["transaction", "redeem"]
    assert counter.sandbox.standing("jane@example.com").balance == 0


def test_rewards_need_a_connection(counter: Counter) -> None:
    full = email("tai.man")
    counter.desk.look_up(full)
    with counter.sandbox.offline():
        assert counter.desk.look_up(full).tiers[-1].state == "ready"
        with pytest.raises(RedeemOffline):
            counter.desk.redeem(full, 8)
    assert counter.review.entries() == []


def test_undo_before_sending_leaves_no_trace(counter: Counter, jane: Email) -> None:
    entry = counter.desk.stamp(jane)
    assert counter.desk.undo(entry.seq).state is EntryState.CANCELLED
    counter.flush()
    assert counter.sandbox.ledger() == []


def test_undo_after_sending_adds_a_compensating_entry(counter: Counter, jane: Email) -> None:
    entry = counter.desk.stamp(jane, 2)
    counter.flush()
    undo = counter.desk.undo(entry.seq)
    assert (undo.kind, undo.delta, undo.undo_of) == (EntryKind.STAMP, -2, entry.seq)
    counter.flush()
    assert [change["delta"] for change in counter.sandbox.ledger()] == [2, -2]
    for seq in (entry.seq, undo.seq):
        with pytest.raises(NotUndoable):
            counter.desk.undo(seq)


def test_claimed_reward_cannot_be_undone(counter: Counter) -> None:
    counter.desk.look_up(email("suki"))
    entry = counter.desk.redeem(email("suki"), 4)
    counter.courier.step()
    counter.clock.pass_s(6)
    counter.flush()
    with pytest.raises(UndoTooLate):
        counter.desk.undo(entry.seq)


def test_only_waiting_entries_can_be_cancelled(counter: Counter, jane: Email) -> None:
    entry = counter.desk.stamp(jane)
    counter.flush()
    with pytest.raises(EntryMoved):
        counter.review.cancel(entry.seq)


def test_enrolment_links_the_new_card(counter: Counter) -> None:
    enrolment = counter.enrolment.enrol(email("new"), "New")
    assert isinstance(enrolment, CardEnrolment)
    assert enrolment.apple
    assert enrolment.google
    assert enrolment.card_id
    assert counter.desk.look_up(CardId.parse(enrolment.card_id)).email == email("new")


def test_offline_enrolment_waits_and_is_sent_later(counter: Counter) -> None:
    with counter.sandbox.offline():
        queued = counter.enrolment.enrol(email("new"), "New")
    assert isinstance(queued, Entry)
    counter.flush()
    assert counter.desk.look_up(email("new")).name == "New"


@pytest.mark.parametrize("is_offline_at_first", [False, True])
def test_new_card_is_shown_offline_as_enrolled(counter: Counter, is_offline_at_first: bool) -> None:
    new = email("new")
    counter.courier.step()  # the answer names the card templates and what they count
    if is_offline_at_first:
        with counter.sandbox.offline():
            counter.enrolment.enrol(new, "New")
        counter.flush()
    else:
        counter.enrolment.enrol(new, "New")
    with counter.sandbox.offline():
        view = counter.desk.look_up(new)
        assert (view.name, view.balance, view.goal, view.card_type) == ("New", 0, 8, "stamps")
        assert isinstance(view.trouble, Unreachable)
        counter.desk.stamp(new)
    counter.flush()
    assert counter.desk.look_up(new).balance == 1


def test_new_card_is_read_before_the_first_write(counter: Counter) -> None:
    counter.enrolment.enrol(email("new"), "New")
    counter.sandbox.apply_elsewhere("new@example.com", 3)
    entry = counter.desk.stamp(email("new"))
    counter.flush()
    assert counter.review.attempts(entry.seq)[0].baseline == 3


def test_card_found_again_keeps_its_last_read(counter: Counter, jane: Email) -> None:
    seen = counter.desk.look_up(jane)
    counter.enrolment.enrol(jane, "Somebody else")
    view = counter.desk.view(jane)
    assert (view.name, view.balance, view.read_at, view.tiers) == ("Jane", 5, seen.read_at, seen.tiers)


def test_join_page_is_available_offline_once_seen(counter: Counter) -> None:
    with counter.sandbox.offline(), pytest.raises(Unreachable):
        counter.enrolment.join_page()
    url = counter.enrolment.join_page().offer.url
    assert url is not None
    with counter.sandbox.offline():
        assert counter.enrolment.join_page().offer.url == url


def test_status_after_each_failed_try_has_the_time_of_the_next(counter: Counter) -> None:
    with counter.sandbox.offline():
        for tries in range(1, 4):
            counter.clock.pass_s(counter.courier.step())
            assert len(counter.log.statuses) == tries
        assert all(status.state == "offline" and (status.next_try_s or 0) > 0 for status in counter.log.statuses)
        counter.connection.try_now()
    assert counter.log.statuses[-1].next_try_s == 0


def test_tap_whose_answer_was_lost_counts_as_being_checked(counter: Counter, jane: Email) -> None:
    counter.desk.look_up(jane)
    counter.sandbox.drop_next_answer()
    counter.desk.stamp(jane)
    counter.courier.step()
    counter.desk.stamp(jane)
    link = counter.connection.status()
    assert (link.waiting, link.checking) == (2, 1)
    counter.clock.pass_s(60)
    counter.flush()
    assert (counter.connection.status().waiting, counter.connection.status().checking) == (0, 0)


def test_shops_name_is_saved(open_counter: OpenCounter) -> None:
    before = open_counter()
    assert before.connection.test().merchant == "My Café"
    before.close()
    assert open_counter().connection.shop_name() == "My Café"


def last_taps(counter: Counter) -> list[tuple[str, int | None, EntryState | None]]:
    return [(tap.label, tap.delta, tap.outcome) for tap in counter.desk.last_taps()]


def test_last_taps_name_each_customer_once(counter: Counter, jane: Email) -> None:
    counter.desk.look_up(jane)
    for who, delta in ((jane, 1), (email("suki"), 2), (jane, 3)):
        counter.desk.stamp(who, delta)
    assert last_taps(counter) == [("Jane", 3, None), ("s•••@example.com", 2, None)]


@pytest.mark.parametrize("has_left", [False, True])
def test_last_taps_show_what_remains_after_an_undo(counter: Counter, jane: Email, has_left: bool) -> None:
    counter.desk.look_up(jane)
    for delta in (1, 2):
        tap = counter.desk.stamp(jane, delta)
        if has_left:
            counter.flush()
    counter.desk.undo(tap.seq)
    assert last_taps(counter) == [("Jane", 1, None)]
    counter.desk.undo(tap.seq - 1)
    assert last_taps(counter) == [("Jane", 2, EntryState.CANCELLED)]


def test_last_taps_show_what_kreward_refused(counter: Counter, jane: Email) -> None:
    counter.desk.look_up(jane)
    counter.sandbox.set_faults([{"call": "transaction", "fault": "status", "code": 409}])
    refused = counter.desk.stamp(jane)
    counter.flush()
    assert last_taps(counter) == [("Jane", 1, EntryState.BLOCKED)]
    counter.review.decide(refused.seq, Decision.WRITE_OFF)
    assert last_taps(counter) == [("Jane", 1, EntryState.WRITTEN_OFF)]


def test_refused_undo_leaves_the_last_tap(counter: Counter, jane: Email) -> None:
    counter.desk.look_up(jane)
    tap = counter.desk.stamp(jane)
    counter.flush()
    counter.sandbox.set_faults([{"call": "transaction", "fault": "status", "code": 409}])
    counter.desk.undo(tap.seq)
    counter.flush()
    assert last_taps(counter) == [("Jane", 1, None)]

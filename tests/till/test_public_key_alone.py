"""A till with only a public key enrols, online and offline, and refuses everything else."""

import pytest

from kreward_pos.api.errors import CallRefused
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.models import CardEnrolment
from kreward_pos.cards import Email
from kreward_pos.till.model.entries import Entry, EntryState

from .conftest import Counter, OpenCounter

SUKI = Email.parse("new.suki@example.com")


@pytest.fixture
def alone(counter: Counter) -> Counter:
    counter.till.use_keys(ApiKeys(public=ApiKey.parse_public(counter.sandbox.public_key)))
    return counter


def test_public_key_enrols_and_shows_the_join_page(alone: Counter) -> None:
    assert alone.enrolment.join_page().offer.url
    assert isinstance(alone.enrolment.enrol(SUKI, "Suki"), CardEnrolment)
    assert alone.connection.status().state == "online"


def test_offline_enrolment_is_sent_later(alone: Counter) -> None:
    with alone.sandbox.offline():
        queued = alone.enrolment.enrol(SUKI, "Suki")
    assert isinstance(queued, Entry)
    alone.flush()
    assert alone.states() == [EntryState.APPLIED]


def test_look_up_is_refused_without_a_secret_key(alone: Counter) -> None:
    with pytest.raises(CallRefused):
        alone.desk.look_up(Email.parse("jane@example.com"))


def test_enrolment_with_a_lost_answer_is_sent_until_answered(alone: Counter) -> None:
    alone.sandbox.drop_next_answer("enroll")
    queued = alone.enrolment.enrol(SUKI, "Suki")
    assert isinstance(queued, Entry)
    alone.sandbox.drop_next_answer("enroll")
    alone.flush()
    assert alone.states() == [EntryState.APPLIED]
    assert [attempt.outcome for attempt in alone.review.attempts(queued.seq)] == ["answer_lost", "applied"]
    assert [entry["kind"] for entry in alone.sandbox.ledger()] == ["enroll"]


def test_always_ask_does_not_hold_enrolments_back(asking: Counter) -> None:
    asking.till.use_keys(ApiKeys(public=ApiKey.parse_public(asking.sandbox.public_key)))
    with asking.sandbox.offline():
        asking.enrolment.enrol(SUKI, "Suki")
    asking.sandbox.drop_next_answer("enroll")
    asking.flush()
    assert asking.states() == [EntryState.APPLIED]


def test_enrolment_cut_off_by_a_crash_is_sent_again(alone: Counter, open_counter: OpenCounter) -> None:
    with alone.sandbox.offline():
        queued = alone.enrolment.enrol(SUKI, "Suki")
    assert isinstance(queued, Entry)
    alone.till.courier._outbox.begin_attempt(queued.seq, None, None)
    alone.close()
    again = open_counter()
    again.till.use_keys(ApiKeys(public=ApiKey.parse_public(again.sandbox.public_key)))
    again.courier.recover()
    again.flush()
    assert again.states() == [EntryState.APPLIED]

"""A till with a public key and no secret one: it enrols, now and later, and everything else is refused in words."""

import pytest

from kreward_pos.cards import Email
from kreward_pos.kreward.answers import CardEnrolment
from kreward_pos.kreward.failures import CallRefused
from kreward_pos.kreward.keys import ApiKey, ApiKeys
from kreward_pos.till.entries import Entry, EntryState

from .conftest import Counter

SUKI = Email.parse("new.suki@example.com")


@pytest.fixture
def alone(counter: Counter) -> Counter:
    counter.till.use_keys(ApiKeys(public=ApiKey.parse_public(counter.sandbox.public_key)))
    return counter


def test_it_enrols_and_shows_the_join_page(alone: Counter) -> None:
    assert alone.enrolment.join_page().offer.url
    assert isinstance(alone.enrolment.enrol(SUKI, "Suki"), CardEnrolment)
    assert alone.connection.link().state == "online"


def test_what_was_kept_offline_is_sent_later(alone: Counter) -> None:
    with alone.sandbox.offline():
        kept = alone.enrolment.enrol(SUKI, "Suki")
    assert isinstance(kept, Entry)
    alone.flush()
    assert alone.states() == [EntryState.APPLIED]


def test_nobody_is_looked_up(alone: Counter) -> None:
    with pytest.raises(CallRefused):
        alone.desk.look_up(Email.parse("jane@example.com"))

"""The join page as it is kept, and what an enrolment says of customers who had a card before."""

import pytest

from kreward_pos.api.errors import Unreachable
from kreward_pos.api.models import Account, CardEnrolment, JoinPage, WalletOffer
from kreward_pos.cards import Email
from kreward_pos.till.records.shop import Shop
from tests.till.conftest import Counter

JANE = Email.parse("jane@example.com")


def test_the_page_is_kept_with_the_moment_it_was_seen(counter: Counter) -> None:
    assert counter.enrolment.saved_join_page() is None
    fresh = counter.enrolment.join_page()
    assert fresh.seen_at is None
    seen_at = counter.clock.now()
    counter.clock.pass_s(86_400)
    with counter.sandbox.offline():
        kept = counter.enrolment.join_page()
    assert kept == counter.enrolment.saved_join_page()
    assert (kept.offer.url, kept.seen_at) == (fresh.offer.url, seen_at)


def test_a_page_that_is_a_picture_alone_is_kept_too(counter: Counter) -> None:
    shop, seen_at = Shop(counter.store), counter.clock.now()
    shop.save_join_page(JoinPage(WalletOffer(None, b"\x89PNG\r\n")), seen_at)
    assert shop.join_page == JoinPage(WalletOffer(None, b"\x89PNG\r\n"), seen_at)
    shop.save_join_page(JoinPage(WalletOffer("https://kreward.example/join", b"\x89PNG\r\n")), seen_at)
    assert shop.join_page == JoinPage(WalletOffer("https://kreward.example/join", None), seen_at)


def test_another_shops_page_is_forgotten(counter: Counter) -> None:
    shop = Shop(counter.store)
    shop.save(Account("My Café", None, (), "my-cafe"))
    counter.enrolment.join_page()
    shop.save(Account("My Café, renamed", None, (), "my-cafe"))
    assert counter.enrolment.saved_join_page() is not None
    shop.save(Account("Her Bakery", None, (), "her-bakery"))
    assert counter.enrolment.saved_join_page() is None


def test_without_page_and_connection_it_says_so(counter: Counter) -> None:
    with counter.sandbox.offline(), pytest.raises(Unreachable):
        counter.enrolment.join_page()


def test_who_was_served_here_before_is_not_new(counter: Counter) -> None:
    """The public page's dialect tells no `is_new`."""
    made = counter.enrolment.enrol(JANE)
    assert isinstance(made, CardEnrolment)
    assert made.is_new in {None, False}
    counter.desk.look_up(JANE)
    again = counter.enrolment.enrol(JANE)
    assert isinstance(again, CardEnrolment)
    assert again.is_new is False

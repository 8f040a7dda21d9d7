"""The saved join page, and enrolments of customers who have a card already."""

import pytest

from kreward_pos.api.errors import Unreachable
from kreward_pos.api.models import Account, CardEnrolment, JoinPage, WalletOffer
from kreward_pos.cards import Email
from kreward_pos.till.records.shop import Shop
from tests.till.conftest import Counter

JANE = Email.parse("jane@example.com")


def test_page_is_saved_with_the_time_it_was_seen(counter: Counter) -> None:
    assert counter.enrolment.saved_join_page() is None
    fresh = counter.enrolment.join_page()
    assert fresh.seen_at is None
    seen_at = counter.clock.now()
    counter.clock.pass_s(86_400)
    with counter.sandbox.offline():
        page = counter.enrolment.join_page()
    assert page == counter.enrolment.saved_join_page()
    assert (page.offer.url, page.seen_at) == (fresh.offer.url, seen_at)


def test_page_of_only_an_image_is_saved(counter: Counter) -> None:
    shop, seen_at = Shop(counter.store), counter.clock.now()
    shop.save_join_page(JoinPage(WalletOffer(None, b"\x89PNG\r\n")), seen_at)
    assert shop.join_page == JoinPage(WalletOffer(None, b"\x89PNG\r\n"), seen_at)
    shop.save_join_page(JoinPage(WalletOffer("https://kreward.example/join", b"\x89PNG\r\n")), seen_at)
    assert shop.join_page == JoinPage(WalletOffer("https://kreward.example/join", None), seen_at)


def test_another_shops_page_is_deleted(counter: Counter) -> None:
    shop = Shop(counter.store)
    shop.save(Account("My Café", None, (), "my-cafe"))
    counter.enrolment.join_page()
    shop.save(Account("My Café, renamed", None, (), "my-cafe"))
    assert counter.enrolment.saved_join_page() is not None
    shop.save(Account("Her Bakery", None, (), "her-bakery"))
    assert counter.enrolment.saved_join_page() is None


def test_unseen_page_raises_offline(counter: Counter) -> None:
    with counter.sandbox.offline(), pytest.raises(Unreachable):
        counter.enrolment.join_page()


def test_customer_served_before_is_not_new(counter: Counter) -> None:
    """Read the page dialect's answer, which has no `is_new`."""
    made = counter.enrolment.enrol(JANE)
    assert isinstance(made, CardEnrolment)
    assert made.is_new in {None, False}
    counter.desk.look_up(JANE)
    again = counter.enrolment.enrol(JANE)
    assert isinstance(again, CardEnrolment)
    assert again.is_new is False

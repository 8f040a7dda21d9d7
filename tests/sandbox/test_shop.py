"""The rules without HTTP. The sentences quoted are those of the published page."""

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from kreward_pos.sandbox.books import open_connection
from kreward_pos.sandbox.seeds import (
    DEMO_CUSTOMERS,
    DEMO_SHOP,
    POINTS_CARD,
    STAMP_CARD,
    ShopSeed,
    TemplateSeed,
    TierSeed,
)
from kreward_pos.sandbox.shop import Refusal, SandboxShop

JANE = "jane@example.com"


@pytest.fixture
def shop() -> Iterator[SandboxShop]:
    with contextlib.closing(open_connection(None)) as connection:
        yield SandboxShop(connection, clock=lambda: 1_750_000_000.25)


def refusal(call: Callable[[], object]) -> tuple[int, str]:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.status, caught.value.error


class TestEnrolment:
    def test_enrolment_creates_the_account_if_needed(self, shop: SandboxShop) -> None:
        enrolment = shop.enroll(JANE, "Jane")
        assert enrolment.is_new
        assert (enrolment.standing.balance, enrolment.standing.template) == (0, STAMP_CARD)

    def test_repeated_enrolment_returns_the_card_and_changes_nothing(self, shop: SandboxShop) -> None:
        shop.add_customer(JANE, "Jane", balance=5)
        again = shop.enroll(JANE.upper(), "Janet")
        assert not again.is_new
        assert (again.standing.name, again.standing.balance, again.standing.email) == ("Jane", 5, JANE)
        assert shop.books.ledger() == []

    def test_known_customer_can_enrol_for_a_second_card(self, shop: SandboxShop) -> None:
        shop.enroll(JANE)
        second = shop.enroll(JANE, template_id=POINTS_CARD.id)
        assert not second.is_new
        assert second.standing.template is POINTS_CARD
        assert [entry["kind"] for entry in shop.books.ledger()] == ["enroll", "enroll"]

    @pytest.mark.parametrize("email", ["", "jane", "jane@", "@example.com", "a b@example.com", "a@b@example.com"])
    def test_enrolment_refuses_an_invalid_email(self, shop: SandboxShop, email: str) -> None:
        assert refusal(lambda: shop.enroll(email)) == (400, "invalid_email")

    def test_enrolment_refuses_an_email_that_is_too_long(self, shop: SandboxShop) -> None:
        assert refusal(lambda: shop.enroll("j" * 250 + "@example.com")) == (400, "invalid_email")

    @pytest.mark.parametrize("template_id", ["nonsense", "00000000-0000-4000-8000-000000000000"])
    def test_enrolment_refuses_an_unknown_template(self, shop: SandboxShop, template_id: str) -> None:
        assert refusal(lambda: shop.enroll(JANE, template_id=template_id)) == (400, "invalid_template_id")

    def test_inactive_template_is_neither_default_nor_issued(self) -> None:
        old = TemplateSeed("old", "Old", "stamps", (TierSeed(3, "Tea"),), is_active=False)
        with contextlib.closing(open_connection(None)) as connection:
            shop = SandboxShop(connection, seed=ShopSeed("S", "s", (old, STAMP_CARD)))
            assert shop.enroll(JANE).standing.template is STAMP_CARD
            assert refusal(lambda: shop.enroll(JANE, template_id="old"))[0] == 400


class TestLookUp:
    def test_look_up_without_a_template_finds_the_default_card_first(self, shop: SandboxShop) -> None:
        shop.add_customer(JANE, "Jane", template_id=POINTS_CARD.id, balance=60)
        shop.add_customer(JANE, "Jane", balance=5)
        assert shop.look_up(JANE).template is STAMP_CARD
        assert shop.look_up(JANE, POINTS_CARD.id.upper()).balance == 60

    def test_look_up_without_a_template_finds_the_only_card(self, shop: SandboxShop) -> None:
        shop.add_customer(JANE, "Jane", template_id=POINTS_CARD.id, balance=60)
        assert shop.look_up(JANE).template is POINTS_CARD

    def test_look_up_refuses_unknown_customers_and_missing_cards(self, shop: SandboxShop) -> None:
        assert refusal(lambda: shop.look_up(JANE)) == (404, "customer_not_found")
        shop.add_customer(JANE, "Jane")
        assert refusal(lambda: shop.look_up(JANE, POINTS_CARD.id)) == (404, "customer_not_found")


class TestTransaction:
    def test_transaction_adds_and_takes_and_is_in_the_ledger(self, shop: SandboxShop) -> None:
        shop.add_customer(JANE, "Jane", balance=5)
        applied = shop.transact(JANE, -2, "Order #1234")
        assert (applied.balance_before, applied.standing.balance) == (5, 3)
        assert shop.books.ledger() == [
            {
                "seq": 1,
                "kind": "transaction",
                "email": JANE,
                "template_id": STAMP_CARD.id,
                "delta": -2,
                "note": "Order #1234",
                "balance_before": 5,
                "balance_after": 3,
            }
        ]

    def test_balance_may_exceed_the_goal(self, shop: SandboxShop) -> None:
        shop.add_customer(JANE, "Jane", balance=7)
        assert shop.transact(JANE, 3).standing.balance == 10

    def test_balance_never_ends_below_zero(self, shop: SandboxShop) -> None:
        shop.add_customer(JANE, "Jane", balance=1)
        assert refusal(lambda: shop.transact(JANE, -2)) == (409, "insufficient_balance")
        assert shop.look_up(JANE).balance == 1
        assert shop.transact(JANE, -1).standing.balance == 0

    @pytest.mark.parametrize("delta", [0, 100_001, -100_001])
    def test_delta_out_of_bounds_is_refused(self, shop: SandboxShop, delta: int) -> None:
        shop.add_customer(JANE, "Jane")
        assert refusal(lambda: shop.transact(JANE, delta)) == (400, "invalid_delta")

    def test_largest_delta_is_accepted(self, shop: SandboxShop) -> None:
        shop.add_customer(JANE, "Jane")
        assert shop.transact(JANE, 100_000).standing.balance == 100_000

    def test_concurrent_transactions_lose_nothing(self, shop: SandboxShop) -> None:
        shop.add_customer(JANE, "Jane")
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: shop.transact(JANE, 1), range(80)))
        assert shop.look_up(JANE).balance == 80


class TestRedeem:
    def test_claim_only_marks_the_tier(self, shop: SandboxShop) -> None:
        """ "Claiming a tier marks it redeemed — it does not spend balance"."""
        shop.add_customer(JANE, "Jane", balance=5)
        applied = shop.redeem(JANE, 4)
        assert not applied.looped
        assert (applied.balance_before, applied.standing.balance, applied.standing.redeemed) == (5, 5, (4,))

    def test_the_last_stamp_milestone_loops_the_card(self, shop: SandboxShop) -> None:
        """ "loops the card (balance becomes the held overflow, milestones re-arm)"."""
        shop.add_customer(JANE, "Jane", balance=10, redeemed=(4,))
        applied = shop.redeem(JANE, 8)
        assert applied.looped
        assert (applied.balance_before, applied.standing.balance, applied.standing.redeemed) == (10, 2, ())

    def test_milestones_can_be_claimed_again_after_a_loop(self, shop: SandboxShop) -> None:
        shop.add_customer(JANE, "Jane", balance=12, redeemed=(4,))
        shop.redeem(JANE, 8)
        assert shop.redeem(JANE, 4).standing.redeemed == (4,)

    def test_last_tier_of_a_points_card_is_only_marked(self, shop: SandboxShop) -> None:
        shop.add_customer(JANE, "Jane", template_id=POINTS_CARD.id, balance=300)
        applied = shop.redeem(JANE, 250)
        assert not applied.looped
        assert (applied.standing.balance, applied.standing.redeemed) == (300, (250,))

    def test_a_claimed_tier_is_refused(self, shop: SandboxShop) -> None:
        shop.add_customer(JANE, "Jane", balance=5, redeemed=(4,))
        assert refusal(lambda: shop.redeem(JANE, 4)) == (409, "already_redeemed")

    def test_unreached_tier_is_refused(self, shop: SandboxShop) -> None:
        shop.add_customer(JANE, "Jane", balance=7)
        assert refusal(lambda: shop.redeem(JANE, 8)) == (409, "insufficient_balance")

    @pytest.mark.parametrize("at", [5, 0, -4, 10**30])
    def test_an_unknown_tier_is_refused(self, shop: SandboxShop, at: int) -> None:
        shop.add_customer(JANE, "Jane", balance=7)
        assert refusal(lambda: shop.redeem(JANE, at)) == (400, "unknown_tier")

    def test_a_claimed_tier_stays_claimed_below_it(self, shop: SandboxShop) -> None:
        shop.add_customer(JANE, "Jane", balance=5, redeemed=(4,))
        assert shop.transact(JANE, -3).standing.redeemed == (4,)


def test_times_come_from_the_clock(shop: SandboxShop) -> None:
    assert shop.enroll(JANE).standing.created_at == "2025-06-15T15:06:40.250+00:00"


def test_populating_twice_adds_nobody_and_changes_nothing(shop: SandboxShop) -> None:
    shop.populate(DEMO_CUSTOMERS)
    shop.transact(JANE, 1)
    shop.populate(DEMO_CUSTOMERS)
    assert shop.look_up(JANE).balance == 6
    for customer in DEMO_CUSTOMERS[1:]:
        standing = shop.look_up(customer.email, customer.template.id)
        assert (standing.balance, standing.redeemed) == (customer.balance, customer.redeemed)
        assert (standing.card_id, standing.name) == (customer.card_id, customer.name)


def test_a_second_card_of_one_kind_is_refused(shop: SandboxShop) -> None:
    shop.add_customer(JANE, "Jane")
    assert refusal(lambda: shop.add_customer(JANE, "Jane")) == (409, "card_exists")


def test_email_is_not_in_the_repr(shop: SandboxShop) -> None:
    assert "@" not in repr(shop.enroll(JANE)) + repr(shop.transact(JANE, 1))


def test_the_demo_shop_is_the_default(shop: SandboxShop) -> None:
    assert shop.seed is DEMO_SHOP

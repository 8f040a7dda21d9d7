"""Every call against the sandbox, a second reading of the contract, in both dialects and with every fault."""

from collections.abc import Callable

import pytest

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.errors import (
    AnswerLost,
    AnswerUnreadable,
    Conflict,
    CustomerUnknown,
    KeyRefused,
    NotApplied,
    NotSent,
    RateLimited,
    Redirected,
    RequestRefused,
    ServerTrouble,
    ShopRefused,
    Unreachable,
    Unsure,
)
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.models import CardEnrolment, CustomerRecord, JoinPage, RedeemResult, Tier, TransactionResult
from kreward_pos.cards import Email
from kreward_pos.errors import ApiFailure
from kreward_pos.sandbox.faults import FAULTS
from kreward_pos.sandbox.seeds import DEMO_SHOP, POINTS_CARD, STAMP_CARD
from kreward_pos.sandbox.server import Sandbox

from .builders import DOCUMENTED, NOTE, Connect, everything_in, keys_of, private_in

JANE = Email.parse("jane@example.com")
NOBODY = Email.parse("nobody@example.com")
PNG = b"\x89PNG"

Call = Callable[[KrewardClient, Email], object]

CALLS: dict[str, Call] = {
    "ping": lambda client, _: client.ping(),
    "me": lambda client, _: client.me(),
    "enroll": lambda client, email: client.enroll(email),
    "customer": lambda client, email: client.customer(email),
    "transaction": lambda client, email: client.transact(email, 1, NOTE),
    "redeem": lambda client, email: client.redeem(email, 4),
}


def new_customer(shop: Sandbox, balance: int = 5) -> Email:
    """A customer of one's own, so that the tests of a file cannot meet."""
    email = Email.parse(f"guest-{next(_numbers)}@example.com")
    shop.add_customer(email.address, "Guest", balance=balance)
    return email


_numbers = iter(range(10**6))


def is_page(shop: Sandbox, till: KrewardClient) -> bool:
    """Whether the shop speaks dialect A, the public page: only that one names the shop in a ping."""
    shop.set_faults([])
    return till.ping().merchant is not None


def test_ping_returns_the_merchant(shop: Sandbox, till: KrewardClient) -> None:
    assert till.ping().merchant == (DEMO_SHOP.name if is_page(shop, till) else None)


def test_me_returns_the_account(shop: Sandbox, till: KrewardClient) -> None:
    account = till.me()
    assert (account.merchant, account.plan) == (DEMO_SHOP.name, "growth")
    told = [(template.id, template.card_type, template.goal) for template in account.templates]
    listed = [(STAMP_CARD.id, "stamps", 8), (POINTS_CARD.id, "points", 250)]
    assert told == (listed if is_page(shop, till) else [])


def test_customer_returns_the_record(shop: Sandbox, till: KrewardClient) -> None:
    standing = shop.standing(JANE.address)
    assert till.customer(JANE) == CustomerRecord(
        card_type="stamps",
        balance=standing.balance,
        goal=8,
        name="Jane",
        card_id=None if is_page(shop, till) else standing.card_id,
        tiers=(Tier(4, "Half-price cake", is_redeemed=True), Tier(8, "Free coffee", is_redeemed=False)),
        redeemed=frozenset({4}),
    )


@pytest.mark.parametrize("dialect", ["page", "reference"], ids=["A-page", "B-reference"])
def test_customer_without_tiers_in_the_body_is_read(connect: Connect, dialect: str) -> None:
    with Sandbox(dialect=dialect, tiers_in_body=False) as sandbox:  # type: ignore[arg-type]
        record = connect(sandbox.base_url, keys_of(sandbox)).customer(JANE)
        assert (record.balance, record.goal, record.tiers, record.redeemed) == (5, 8, (), None)


def test_customer_is_found_by_template(till: KrewardClient) -> None:
    priya = Email.parse("priya@example.com")
    assert till.customer(priya, STAMP_CARD.id).balance == 3
    points = till.customer(priya, POINTS_CARD.id)
    assert (points.card_type, points.balance) == ("points", 120)


def test_transaction_adds_and_takes_stamps(shop: Sandbox, till: KrewardClient) -> None:
    email = new_customer(shop)
    before = None if is_page(shop, till) else 5
    assert till.transact(email, 3, NOTE) == TransactionResult(8, before, "stamps", 8)
    assert till.transact(email, -2, NOTE).balance_after == 6
    assert [entry["note"] for entry in shop.ledger() if entry["email"] == email.address] == [NOTE, NOTE]


def test_redeeming_marks_a_tier_and_the_last_one_loops_the_card(shop: Sandbox, till: KrewardClient) -> None:
    email = new_customer(shop, balance=10)
    assert till.redeem(email, 4) == RedeemResult(4, False, frozenset({4}), 10, 10, "stamps")
    assert till.redeem(email, 8) == RedeemResult(8, True, frozenset(), 10, 2, "stamps")
    assert till.customer(email).balance == 2


def test_enrolling_makes_a_card_or_finds_it(shop: Sandbox, till: KrewardClient) -> None:
    email = Email.parse(f"new-{next(_numbers)}@example.com")
    made, found = till.enroll(email, "New"), till.enroll(email)
    assert made.card_id == found.card_id == shop.standing(email.address).card_id
    assert made.balance == 0
    assert (made.is_new, found.is_new) == ((None, None) if is_page(shop, till) else (True, False))
    for offer in (made.apple, made.google):
        assert offer is not None
        assert offer.url is not None
        assert offer.png is not None
        assert offer.png.startswith(PNG)


def test_enrolling_uses_the_public_key(shop: Sandbox, connect: Connect) -> None:
    shop.set_faults([])
    client = connect(shop.base_url, ApiKeys(public=ApiKey.parse(shop.public_key)))
    assert isinstance(client.enroll(JANE), CardEnrolment)
    assert isinstance(client.join_page(), JoinPage)
    client.ping()


def test_the_join_page_has_a_picture_and_a_link(till: KrewardClient) -> None:
    for template_id in (None, POINTS_CARD.id):
        offer = till.join_page(template_id).offer
        assert offer.url is not None
        assert offer.png is not None
        assert offer.png.startswith(PNG)


def test_unknown_customer_is_reported(till: KrewardClient) -> None:
    for name in ("customer", "transaction", "redeem"):
        with pytest.raises(CustomerUnknown) as refused:
            CALLS[name](till, NOBODY)
        assert refused.value.error == "customer_not_found"
        assert "nobody" not in everything_in(refused.value)


def test_forbidden_change_of_a_card_raises_conflict(shop: Sandbox, till: KrewardClient) -> None:
    email = new_customer(shop, balance=5)
    with pytest.raises(Conflict):
        till.transact(email, -6, NOTE)
    with pytest.raises(Conflict):
        till.redeem(email, 8)
    with pytest.raises(RequestRefused):
        till.redeem(email, 5)
    with pytest.raises(RequestRefused):
        till.customer(email, "no-such-template")
    assert shop.standing(email.address).balance == 5


def test_wrong_key_is_refused(shop: Sandbox, connect: Connect) -> None:
    shop.set_faults([])
    client = connect(shop.base_url, ApiKeys(ApiKey.parse_secret("kw_sk_hidden0123456789")))
    for name in set(CALLS) - {"ping"}:  # dialect B wants no key for a ping
        with pytest.raises(KeyRefused) as refused:
            CALLS[name](client, JANE)
        assert not private_in(everything_in(refused.value))


@pytest.mark.parametrize("dialect", ["page", "reference"], ids=["A-page", "B-reference"])
def test_plan_without_the_api_is_refused(connect: Connect, dialect: str) -> None:
    with Sandbox(dialect=dialect, plan="starter") as sandbox:  # type: ignore[arg-type]
        client = connect(sandbox.base_url, keys_of(sandbox))
        for name in set(CALLS) - {"ping"}:
            with pytest.raises(ShopRefused):
                CALLS[name](client, JANE)


@pytest.mark.parametrize("dialect", ["page", "reference"], ids=["A-page", "B-reference"])
def test_call_over_the_rate_limit_is_refused(connect: Connect, dialect: str) -> None:
    with Sandbox(dialect=dialect, rate_limit=3) as sandbox:  # type: ignore[arg-type]
        client = connect(sandbox.base_url, keys_of(sandbox))
        for _ in range(3):
            client.me()
        with pytest.raises(RateLimited):
            client.me()


@pytest.mark.parametrize("dialect", ["page", "reference"], ids=["A-page", "B-reference"])
def test_offline_shop_can_be_called_again_when_it_returns(connect: Connect, dialect: str) -> None:
    with Sandbox(dialect=dialect) as sandbox:  # type: ignore[arg-type]
        client = connect(sandbox.base_url, keys_of(sandbox))
        client.customer(JANE)
        with sandbox.offline():
            for call in CALLS.values():
                with pytest.raises(Unreachable):
                    call(client, JANE)
        assert client.customer(JANE).balance == 5
        assert not sandbox.ledger()
        sandbox.cut()
        with pytest.raises(AnswerLost):
            client.transact(JANE, 1, NOTE)
        sandbox.restore()
        assert client.customer(JANE).balance == 5


# What each fault does, by the sandbox's own words, and what the client must make of it.
OUTCOMES: dict[str, type[ApiFailure] | None] = {
    "drop_before": AnswerLost,
    "drop_after": AnswerLost,
    "delay": None,
    "late": None,
    "status": ServerTrouble,
    "status_after": ServerTrouble,
    "html": AnswerUnreadable,
    "redirect": Redirected,
    "truncate": AnswerLost,
    "clip": AnswerUnreadable,
    "reset": AnswerLost,
    "slow_drip": None,
}


def outcome_of(call: Call, client: KrewardClient, email: Email) -> object:
    try:
        return call(client, email)
    except ApiFailure as failure:
        return failure


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_classified_by_what_it_proves(shop: Sandbox, till: KrewardClient, fault: str) -> None:
    expected = OUTCOMES[fault]
    for name, call in CALLS.items():
        email = Email.parse(f"new-{next(_numbers)}@example.com") if name == "enroll" else new_customer(shop)
        before = len(shop.ledger())
        shop.set_faults([{"call": name, "fault": fault, "ms": 0 if fault == "slow_drip" else 1}])
        outcome = outcome_of(call, till, email)
        assert type(outcome) is expected if expected else not isinstance(outcome, ApiFailure), name
        was_applied = len(shop.ledger()) > before
        if name in {"enroll", "transaction", "redeem"}:
            assert was_applied or isinstance(outcome, Unsure), name
            assert not (was_applied and isinstance(outcome, NotApplied | NotSent)), name


@pytest.mark.parametrize("name", ["transaction", "redeem"])
def test_request_applied_after_the_client_gave_up_raises_unsure(shop: Sandbox, connect: Connect, name: str) -> None:
    email, before = new_customer(shop), len(shop.ledger())
    shop.set_faults([{"call": name, "fault": "late"}])
    client = connect(shop.base_url, keys_of(shop), write_deadline_s=0.5)
    with pytest.raises(AnswerLost):
        CALLS[name](client, email)
    assert shop.wait_for_ledger(before + 1)[-1]["email"] == email.address


@pytest.mark.parametrize(("code", "failure"), [*DOCUMENTED.items(), (500, ServerTrouble), (503, ServerTrouble)])
def test_each_documented_status_has_its_own_failure_for_every_call(
    shop: Sandbox, connect: Connect, code: int, failure: type[ApiFailure]
) -> None:
    before = shop.ledger()
    shop.set_faults([{"call": "*", "fault": "status", "code": code, "retry_after": 0}])
    client = connect(shop.base_url, keys_of(shop))
    for name, call in CALLS.items():
        outcome = outcome_of(call, client, JANE)
        assert type(outcome) is failure, name
        if isinstance(outcome, RateLimited):
            assert outcome.retry_after_s == 0.0
    assert shop.ledger() == before
